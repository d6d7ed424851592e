using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pyramids;

/// <summary>Four cells in double precision: what sums are taken in, whatever the type of the cells.</summary>
internal static class Quads
{
    public const int Count = 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Load<T>(ref T row, int column) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref var first = ref Unsafe.Add(ref row, column);
        return typeof(T) == typeof(double)
            ? Vector256.LoadUnsafe(ref Unsafe.As<T, double>(ref first))
            : Widen(Vector128.LoadUnsafe(ref Unsafe.As<T, float>(ref first)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(Vector256<double> value, ref T row, int column) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref var first = ref Unsafe.Add(ref row, column);
        if (typeof(T) == typeof(double)) value.StoreUnsafe(ref Unsafe.As<T, double>(ref first));
        else Narrow(value).StoreUnsafe(ref Unsafe.As<T, float>(ref first));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Narrow(Vector256<double> value)
        => Avx.IsSupported ? Avx.ConvertToVector128Single(value) : Vector128.Narrow(value.GetLower(), value.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Widen(Vector128<float> value)
        => Avx.IsSupported
            ? Avx.ConvertToVector256Double(value)
            : Vector256.Create(Vector128.WidenLower(value), Vector128.WidenUpper(value));

    /// <summary>Runs work over planes of at least four columns; a narrower plane is widened for it.</summary>
    public static void Over<T>(Plane<T> padded, Plane<T> output, int halo, PlaneWork<T> work) where T : unmanaged
    {
        if (output.Columns >= Count)
        {
            work(padded, output);
            return;
        }
        int width = Count + 2 * halo;
        Span<T> cells = new T[padded.Rows * width + output.Rows * Count];
        var wider = new Plane<T>(cells[..(padded.Rows * width)], padded.Rows, width, width);
        var result = new Plane<T>(cells[(padded.Rows * width)..], output.Rows, Count, Count);
        padded.CopyTo(wider.Slice(0, 0, padded.Rows, padded.Columns));
        work(wider, result);
        result.Slice(0, 0, output.Rows, output.Columns).CopyTo(output);
    }
}

/// <summary>Fills an output from a padded input.</summary>
internal delegate void PlaneWork<T>(Plane<T> padded, Plane<T> output) where T : unmanaged;
