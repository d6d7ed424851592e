using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pyramids;

/// <summary>Sums over square windows by running sums, for tiles whose cells add up without rounding.</summary>
/// <remarks>
/// Cells that are all multiples of one power of two, and not too large against it, have sums that a double holds exactly. Then the order of additions
/// does not matter and subtracting what has left the window restores the very sum that it had: the result has the bits that <see cref="BoxSums"/>
/// gives, at a fraction of the work. Heights, reflectances and whole numbers are such cells nearly always.
/// </remarks>
internal static class ExactSums
{
    private const int Lanes = 8;

    /// <summary>Whether the machine gains by it: sums along rows shuffle lanes of eight doubles.</summary>
    public static bool IsSupported => Vector512.IsHardwareAccelerated;

    /// <summary>Fills the output with the sums of windows times a factor, if no cell is missing and no sum rounds. If not, the output may hold anything.</summary>
    /// <param name="padded">The input with a halo of <paramref name="radius"/>; its columns are a multiple of eight.</param>
    /// <param name="output">Where results go; at least eight columns.</param>
    /// <param name="radius">At least 1.</param>
    /// <param name="factor">What each sum is multiplied by.</param>
    public static bool TryApply<T>(Plane<T> padded, Plane<T> output, int radius, double factor) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!IsSupported || padded.Columns % Lanes != 0 || output.Columns < Lanes) return false;
        int length = 2 * radius + 1, width = padded.Columns;
        var most = Most(padded);
        if (!(most < double.PositiveInfinity)) return false;
        // The largest sum of any cells along the way is under 2^53 of the unit.
        var unit = most == 0 ? 0 : Math.ILogB(most) + 1 + BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)(length + 1) * (uint)width)) - 53;
        if (unit is < -900 or > 900) return false;
        var rounding = Vector512.Create(Math.ScaleB(1.5, 52 + unit));
        var rented = ArrayPool<double>.Shared.Rent(2 * width + Lanes);
        Span<double> columns = rented.AsSpan(0, width), sums = rented.AsSpan(width, width + Lanes);
        columns.Clear();
        sums[..Lanes].Clear();
        var exact = true;
        for (var r = 0; r < length - 1 && exact; r++) exact = Enter<T>(padded.Row(r), columns, rounding);
        for (var r = 0; r < output.Rows && exact; r++)
        {
            exact = Enter<T>(padded.Row(r + length - 1), columns, rounding);
            LeaveAndSum<T>(padded.Row(r), columns, sums[Lanes..]);
            Deliver<T>(sums[(Lanes - 1)..], output.Row(r), length, factor);
        }
        ArrayPool<double>.Shared.Return(rented);
        return exact;
    }

    /// <summary>The largest magnitude; NaN when a cell is missing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Most<T>(Plane<T> plane) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var most = Vector512<T>.Zero;
        var present = Vector512<T>.AllBitsSet;
        var tail = T.Zero;
        for (var r = 0; r < plane.Rows; r++)
        {
            var row = plane.Row(r);
            var vectors = MemoryMarshal.Cast<T, Vector512<T>>(row);
            foreach (var cells in vectors)
            {
                most = Vector512.MaxNative(most, Vector512.Abs(cells));
                present &= Vector512.Equals(cells, cells);
            }
            foreach (var cell in row[(vectors.Length * Vector512<T>.Count)..]) tail = T.Max(tail, T.Abs(cell));
        }
        if (present.AsByte() != Vector512<byte>.AllBitsSet || T.IsNaN(tail)) return double.NaN;
        for (var i = 0; i < Vector512<T>.Count; i++) tail = T.Max(tail, most[i]);
        return double.CreateTruncating(tail);
    }

    /// <summary>Adds a row to the sums of columns; tells whether its cells are multiples of the unit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Enter<T>(Span<T> row, Span<double> columns, Vector512<double> rounding) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref var cells = ref MemoryMarshal.GetReference(row);
        ref var sums = ref MemoryMarshal.GetReference(columns);
        var off = Vector512<double>.Zero;
        for (nuint c = 0; c < (nuint)columns.Length; c += Lanes)
        {
            var x = Eight(ref cells, c);
            off |= x - ((x + rounding) - rounding);
            (Vector512.LoadUnsafe(ref sums, c) + x).StoreUnsafe(ref sums, c);
        }
        return Vector512.EqualsAll(off, Vector512<double>.Zero);
    }

    /// <summary>Sums of columns from the first to each one; then the row at the window's top leaves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LeaveAndSum<T>(Span<T> row, Span<double> columns, Span<double> running) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref var cells = ref MemoryMarshal.GetReference(row);
        ref var sums = ref MemoryMarshal.GetReference(columns);
        ref var to = ref MemoryMarshal.GetReference(running);
        var before = Vector512<double>.Zero;
        for (nuint c = 0; c < (nuint)columns.Length; c += Lanes)
        {
            var x = Vector512.LoadUnsafe(ref sums, c);
            (x - Eight(ref cells, c)).StoreUnsafe(ref sums, c);
            x += Vector512.Shuffle(x, Vector512.Create(8L, 0, 1, 2, 3, 4, 5, 6));
            x += Vector512.Shuffle(x, Vector512.Create(8L, 8, 0, 1, 2, 3, 4, 5));
            x += Vector512.Shuffle(x, Vector512.Create(8L, 8, 8, 8, 0, 1, 2, 3));
            x += before;
            before = Vector512.Shuffle(x, Vector512.Create(7L));
            x.StoreUnsafe(ref to, c);
        }
    }

    /// <summary>The sum of each window is that up to its last column less that before its first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Deliver<T>(Span<double> running, Span<T> output, int length, double factor) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref var before = ref MemoryMarshal.GetReference(running);
        ref var last = ref Unsafe.Add(ref before, length);
        ref var to = ref MemoryMarshal.GetReference(output);
        var times = Vector512.Create(factor);
        for (var begin = 0; begin < output.Length; begin += Lanes)
        {
            var c = (nuint)Math.Min(begin, output.Length - Lanes);               // the last eight may repeat some
            var result = (Vector512.LoadUnsafe(ref last, c) - Vector512.LoadUnsafe(ref before, c)) * times;
            if (typeof(T) == typeof(double))
                result.StoreUnsafe(ref Unsafe.As<T, double>(ref to), c);
            else
                Vector256.Create(Quads.Narrow(result.GetLower()), Quads.Narrow(result.GetUpper())).StoreUnsafe(ref Unsafe.As<T, float>(ref to), c);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Eight<T>(ref T cells, nuint index) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Unsafe.BitCast<Wide<double>, Vector512<double>>(Doubles.Load<Wide<double>, T>(ref cells, index));
}
