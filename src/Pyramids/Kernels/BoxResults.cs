using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pyramids;

/// <summary>Results of windows, from doubles to cells of the output.</summary>
internal static class BoxResults
{
    /// <summary>Rounds a lane of results, or the roots of them, to the type of the cells.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TLane, T>(TLane value, ref T first, nuint index, bool root)
        where TLane : struct, ILane<TLane, double> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!root) Doubles.Store(value, ref first, index);
        else if (typeof(T) == typeof(float)) StoreRoot(value, ref Unsafe.As<T, float>(ref first), index);
        else Doubles.Store(TLane.Sqrt(value), ref first, index);
    }

    /// <summary>Turns columns of <paramref name="lane"/> results into rows; with <paramref name="mask"/>, or where one is not finite,
    /// a missing middle cell makes the result missing.</summary>
    /// <returns>Whether a result is NaN though its middle cell is not.</returns>
    public static bool Deliver<T>(ReadOnlySpan<T> results, int lane, Plane<T> middle, Plane<T> output, bool mask)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Transposition.Turn(results, lane, output) && !mask) return false;
        var missing = false;
        for (var r = 0; r < output.Rows; r++) missing |= Mask(middle.Row(r), output.Row(r));
        return missing;
    }

    /// <summary>Makes results missing whose middle cell is.</summary>
    /// <returns>Whether a result is NaN though its middle cell is not.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static bool Mask<T>(ReadOnlySpan<T> middle, Span<T> results) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref var cells = ref MemoryMarshal.GetReference(middle[..results.Length]);
        ref var to = ref MemoryMarshal.GetReference(results);
        var missing = false;
        var c = 0;
        for (; c <= results.Length - Vector256<T>.Count; c += Vector256<T>.Count)
        {
            Vector256<T> z = Vector256.LoadUnsafe(ref cells, (nuint)c), value = Vector256.LoadUnsafe(ref to, (nuint)c),
                there = Vector256.Equals(z, z), good = there & Vector256.Equals(value, value);
            missing |= Vector256.AndNot(there, good).As<T, int>() != Vector256<int>.Zero;
            Vector256.ConditionalSelect(good, value, Vector256.Create(T.NaN)).StoreUnsafe(ref to, (nuint)c);
        }
        for (; c < results.Length; c++)
        {
            var there = !T.IsNaN(middle[c]);
            missing |= there && T.IsNaN(results[c]);
            if (!there || T.IsNaN(results[c])) results[c] = T.NaN;
        }
        return missing;
    }

    /// <summary>Squares whose root is taken in single precision: from the least on, and below the most.</summary>
    private const float LeastSquare = 1e-36f, MostSquare = 1e37f;

    /// <summary>What, added to a number's bits, makes those of <see cref="LeastSquare"/> the least integer, and what those of
    /// <see cref="MostSquare"/> become: one comparison tells the range.</summary>
    private const int ToLeast = unchecked(int.MinValue - 0x3AA2425), MostBits = int.MinValue + 0x7946999D;

    /// <summary>Roots in single precision, and in double precision where a square is out of its range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRoot<TLane>(TLane square, ref float first, nuint index) where TLane : struct, ILane<TLane, double>
    {
        if (typeof(TLane) == typeof(Wide<double>) && Avx512F.IsSupported)
        {
            var single = Avx512F.ConvertToVector256Single(Unsafe.BitCast<TLane, Vector512<double>>(square));
            var place = single.AsInt32() + Vector256.Create(ToLeast);
            var root = Vector256.Sqrt(single);
            if (!Vector256.LessThanAll(place, Vector256.Create(MostBits)))
            {
                var exact = Avx512F.ConvertToVector256Single(Vector512.Sqrt(Unsafe.BitCast<TLane, Vector512<double>>(square)));
                root = Vector256.ConditionalSelect(Vector256.LessThan(place, Vector256.Create(MostBits)).AsSingle(), root, exact);
            }
            root.StoreUnsafe(ref first, index);
        }
        else if (typeof(TLane) == typeof(Simd<double>) && Vector<double>.Count == 4)
        {
            var single = Quads.Narrow(Unsafe.BitCast<TLane, Vector<double>>(square).AsVector256());
            var place = single.AsInt32() + Vector128.Create(ToLeast);
            var root = Vector128.Sqrt(single);
            if (!Vector128.LessThanAll(place, Vector128.Create(MostBits)))
            {
                var exact = Quads.Narrow(Vector256.Sqrt(Unsafe.BitCast<TLane, Vector<double>>(square).AsVector256()));
                root = Vector128.ConditionalSelect(Vector128.LessThan(place, Vector128.Create(MostBits)).AsSingle(), root, exact);
            }
            root.StoreUnsafe(ref first, index);
        }
        else
        {
            Span<double> squares = stackalloc double[8];
            square.Store(ref squares[0], 0);
            for (var i = 0; i < TLane.Count; i++) Unsafe.Add(ref first, (int)index + i) = Root(squares[i]);
        }
    }

    private static float Root(double square)
    {
        var single = (float)square;
        return single is >= LeastSquare and < MostSquare ? MathF.Sqrt(single) : (float)Math.Sqrt(square);
    }
}
