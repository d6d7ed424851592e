using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pyramids;

/// <summary>The most frequent class of square windows, at a cost that does not grow with them: for cells of few different values,
/// such as land cover.</summary>
/// <remarks>
/// Each column keeps how often every class occurs in the rows of the windows, and a window adds one column's counts and takes away
/// another's (Perreault and Hébert 2007), a vector of classes at a time. Counts are whole numbers, so no order of steps changes a bit.
/// </remarks>
internal static class ClassCounts
{
    private const int MostClasses = 1024, Slots = 4096;

    /// <summary>Fills the output with the most frequent cell of each window; of several, the least.</summary>
    /// <returns>False, and nothing is filled, where there are too many different cells.</returns>
    public static bool Majority<T>(Plane<T> padded, Plane<T> output, int radius, NoDataPolicy policy)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Focal3x3.CheckHalo(padded.Rows, padded.Columns, output.Rows, output.Columns, radius);
        var cells = padded.Rows * padded.Columns;
        var classes = ArrayPool<ushort>.Shared.Rent(cells);
        var values = ArrayPool<ulong>.Shared.Rent(MostClasses);
        var count = Classify(padded, classes, values);
        if (count >= 0)
        {
            var tile = new Classified { Classes = classes, Values = values.AsSpan(0, count), Rows = padded.Rows, Columns = padded.Columns };
            if (HasShortCounts(radius)) Slide<T, ushort>(tile, output, radius, policy);
            else Slide<T, uint>(tile, output, radius, policy);
        }
        ArrayPool<ulong>.Shared.Return(values);
        ArrayPool<ushort>.Shared.Return(classes);
        return count >= 0;
    }

    /// <summary>Bytes rented for a tile of so many cells, its halo among them, in so many columns.</summary>
    public static long ScratchBytes(long cells, long columns, int radius, Func<long, int, long> rented)
        => rented(cells, sizeof(ushort)) + rented(MostClasses, sizeof(ulong)) + rented(Slots, sizeof(ulong)) + rented(Slots, sizeof(ushort))
            + rented((columns + 1) * Stride(MostClasses), HasShortCounts(radius) ? sizeof(ushort) : sizeof(uint));

    private static bool HasShortCounts(int radius) => (2L * radius + 1) * (2L * radius + 1) <= ushort.MaxValue;

    /// <summary>Counts of a column: whole vectors of classes, and one more that begins with the missing cells.</summary>
    private static int Stride(int classes) => Padded(classes) + Vector256<ushort>.Count;

    private static int Padded(int classes) => (classes + Vector256<ushort>.Count - 1) / Vector256<ushort>.Count * Vector256<ushort>.Count;

    /// <summary>A tile of classes, which are numbered as their values sort; missing cells have the number after the last vector
    /// of them.</summary>
    private ref struct Classified
    {
        public ReadOnlySpan<ushort> Classes;
        public ReadOnlySpan<ulong> Values;
        public int Rows, Columns;
    }

    /// <summary>Numbers the different cells, whose sorted bits go to <paramref name="values"/>.</summary>
    /// <returns>How many there are; -1 where they are too many.</returns>
    private static int Classify<T>(Plane<T> plane, Span<ushort> classes, Span<ulong> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const ushort Free = ushort.MaxValue, Missing = ushort.MaxValue - 1;
        var keys = ArrayPool<ulong>.Shared.Rent(Slots);
        var numbers = ArrayPool<ushort>.Shared.Rent(Slots);
        numbers.AsSpan(0, Slots).Fill(Free);
        int count = 0, place = 0;
        ulong last = 0;
        ushort number = Free;                                                 // of the last cell
        for (var row = 0; row < plane.Rows && count >= 0; row++)
            foreach (var cell in plane.Row(row))
            {
                if (T.IsNaN(cell))
                {
                    classes[place++] = Missing;
                    continue;
                }
                var key = OrderedBits.Of(cell);
                if (key != last || number == Free)
                {
                    var slot = (int)((key * 0x9E3779B97F4A7C15) >> 52);
                    while (numbers[slot] != Free && keys[slot] != key) slot = (slot + 1) % Slots;
                    if (numbers[slot] == Free)
                    {
                        if (count == MostClasses)
                        {
                            count = -1;
                            break;
                        }
                        (keys[slot], values[count], numbers[slot]) = (key, key, (ushort)count++);
                    }
                    (last, number) = (key, numbers[slot]);
                }
                classes[place++] = number;
            }
        ArrayPool<ushort>.Shared.Return(numbers);
        ArrayPool<ulong>.Shared.Return(keys);
        if (count < 0) return count;
        Span<ushort> order = stackalloc ushort[MostClasses], sorted = stackalloc ushort[MostClasses];
        for (var i = 0; i < count; i++) order[i] = (ushort)i;
        values[..count].Sort(order[..count]);
        for (var i = 0; i < count; i++) sorted[order[i]] = (ushort)i;
        foreach (ref var one in classes[..place]) one = one == Missing ? (ushort)Padded(count) : sorted[one];
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Slide<T, TCount>(Classified tile, Plane<T> output, int radius, NoDataPolicy policy)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TCount : unmanaged, IBinaryInteger<TCount>
    {
        int span = 2 * radius, side = span + 1, width = tile.Columns, lane = Vector256<TCount>.Count;
        int missing = Padded(tile.Values.Length), stride = Stride(tile.Values.Length);
        var rented = ArrayPool<TCount>.Shared.Rent((width + 1) * stride);
        var counts = rented.AsSpan(0, width * stride);
        counts.Clear();
        var window = rented.AsSpan(width * stride, stride);
        ref var here = ref MemoryMarshal.GetReference(window);
        for (var row = 0; row < span; row++) Count(tile, row, counts, stride, TCount.One);
        for (var row = 0; row < output.Rows; row++)
        {
            Interruption.Check();
            Count(tile, row + span, counts, stride, TCount.One);
            window.Clear();
            for (var column = 0; column < span; column++)
            {
                ref var more = ref counts[column * stride];
                for (var i = 0; i < stride; i += lane)
                    (Vector256.LoadUnsafe(ref here, (nuint)i) + Vector256.LoadUnsafe(ref more, (nuint)i)).StoreUnsafe(ref here, (nuint)i);
            }
            var to = output.Row(row);
            for (var column = 0; column < to.Length; column++)
            {
                ref var gained = ref counts[(column + span) * stride];
                ref var lost = ref counts[column * stride];
                var most = Vector256<TCount>.Zero;
                for (var i = 0; i < missing; i += lane)
                {
                    var sum = Vector256.LoadUnsafe(ref here, (nuint)i) + Vector256.LoadUnsafe(ref gained, (nuint)i);
                    sum.StoreUnsafe(ref here, (nuint)i);
                    most = Vector256.Max(most, sum);
                }
                window[missing] += Unsafe.Add(ref gained, missing);
                var there = side * side - int.CreateTruncating(window[missing]);
                var isMissing = tile.Classes[(row + radius) * width + column + radius] == missing;
                to[column] = isMissing || (policy is NoDataPolicy.Propagate && there < side * side)
                    ? T.NaN
                    : OrderedBits.Cell<T>(tile.Values[First(ref here, Greatest(most))]);
                for (var i = 0; i < missing; i += lane)
                    (Vector256.LoadUnsafe(ref here, (nuint)i) - Vector256.LoadUnsafe(ref lost, (nuint)i)).StoreUnsafe(ref here, (nuint)i);
                window[missing] -= Unsafe.Add(ref lost, missing);
            }
            Count(tile, row, counts, stride, -TCount.One);
        }
        ArrayPool<TCount>.Shared.Return(rented);
    }

    /// <summary>A row more, or less, in the counts of columns.</summary>
    private static void Count<TCount>(Classified tile, int row, Span<TCount> counts, int stride, TCount step)
        where TCount : unmanaged, IBinaryInteger<TCount>
    {
        var classes = tile.Classes.Slice(row * tile.Columns, tile.Columns);
        for (var column = 0; column < classes.Length; column++) counts[column * stride + classes[column]] += step;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TCount Greatest<TCount>(Vector256<TCount> counts) where TCount : unmanaged, IBinaryInteger<TCount>
    {
        var half = Vector128.Max(counts.GetLower(), counts.GetUpper());
        half = Vector128.Max(half, Vector128.CreateScalar(half.AsUInt64()[1]).As<ulong, TCount>());
        half = Vector128.Max(half, (half.AsUInt64() >>> 32).As<ulong, TCount>());
        if (Unsafe.SizeOf<TCount>() == sizeof(ushort)) half = Vector128.Max(half, (half.AsUInt64() >>> 16).As<ulong, TCount>());
        return half[0];
    }

    /// <summary>The first class with a count, which there is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int First<TCount>(ref TCount counts, TCount wanted) where TCount : unmanaged, IBinaryInteger<TCount>
    {
        for (var i = 0; ; i += Vector256<TCount>.Count)
        {
            var bits = Vector256.Equals(Vector256.LoadUnsafe(ref counts, (nuint)i), Vector256.Create(wanted)).ExtractMostSignificantBits();
            if (bits != 0) return i + BitOperations.TrailingZeroCount(bits);
        }
    }
}
