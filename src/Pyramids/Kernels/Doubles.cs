using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pyramids;

/// <summary>Cells of either type as lanes of doubles.</summary>
internal static class Doubles
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Load<TLane, T>(ref T first, nuint index)
        where TLane : struct, ILane<TLane, double> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double)) return TLane.Load(in Unsafe.As<T, double>(ref first), index);
        ref var single = ref Unsafe.As<T, float>(ref Unsafe.Add(ref first, index));
        if (typeof(TLane) == typeof(Wide<double>))
        {
            var cells = Vector256.LoadUnsafe(ref single);
            var wide = Avx512F.IsSupported
                ? Avx512F.ConvertToVector512Double(cells)
                : Vector512.Create(Quads.Widen(cells.GetLower()), Quads.Widen(cells.GetUpper()));
            return Unsafe.BitCast<Vector512<double>, TLane>(wide);
        }
        if (typeof(TLane) == typeof(Simd<double>) && Vector<double>.Count == 4)
            return Unsafe.BitCast<Vector<double>, TLane>(Quads.Widen(Vector128.LoadUnsafe(ref single)).AsVector());
        if (typeof(TLane) == typeof(Simd<double>) && Vector<double>.Count == 2)
            return Unsafe.BitCast<Vector<double>, TLane>(Vector128.WidenLower(Vector64.LoadUnsafe(ref single).ToVector128()).AsVector());
        if (typeof(TLane) == typeof(Scalar<double>)) return TLane.Splat(single);
        Span<double> doubles = stackalloc double[8];
        for (var i = 0; i < TLane.Count; i++) doubles[i] = Unsafe.Add(ref single, i);
        return TLane.Load(in doubles[0], 0);
    }

    /// <summary>Rounds a lane to the type of the cells and writes it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TLane, T>(TLane value, ref T first, nuint index)
        where TLane : struct, ILane<TLane, double> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double))
        {
            value.Store(ref Unsafe.As<T, double>(ref first), index);
            return;
        }
        ref var single = ref Unsafe.As<T, float>(ref Unsafe.Add(ref first, index));
        if (typeof(TLane) == typeof(Wide<double>))
        {
            var wide = Unsafe.BitCast<TLane, Vector512<double>>(value);
            var cells = Avx512F.IsSupported
                ? Avx512F.ConvertToVector256Single(wide)
                : Vector256.Create(Quads.Narrow(wide.GetLower()), Quads.Narrow(wide.GetUpper()));
            cells.StoreUnsafe(ref single);
            return;
        }
        if (typeof(TLane) == typeof(Simd<double>) && Vector<double>.Count == 4)
        {
            Quads.Narrow(Unsafe.BitCast<TLane, Vector<double>>(value).AsVector256()).StoreUnsafe(ref single);
            return;
        }
        Span<double> doubles = stackalloc double[8];
        value.Store(ref doubles[0], 0);
        for (var i = 0; i < TLane.Count; i++) Unsafe.Add(ref single, i) = (float)doubles[i];
    }
}
