using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pyramids;

/// <summary>Medians of square windows, at a cost that hardly grows with them.</summary>
/// <remarks>
/// The cells of a tile are ranked once, and the ranks are cut into bins, each of as many as a vector holds places of cells. A window
/// knows how many of its cells lie in the bins before the one where its median was (Huang, Yang and Tang 1979, with bins for grey
/// levels). As it moves down, the row that it gains and the row that it loses are compared with that bin, a vector of the bins of
/// cells at a time. Which cells of a bin lie in the window is found by comparing the places of them all with the window's sides at
/// once, so other bins, near by, are tried until one holds the median. Results are cells, or the mean of two: tiles change no bit.
/// </remarks>
internal static class BoxMedian
{
    private const int ByteTile = 128, MostByteRadius = (byte.MaxValue - ByteTile) / 2, MostShortRadius = 360, Slack = 64;

    /// <summary>Smaller windows are sorted faster by comparing their cells.</summary>
    public const int LeastRadius = 3;

    /// <summary>Fills the output from an input with a halo of <paramref name="radius"/>.</summary>
    public static void Apply<T>(Plane<T> padded, Plane<T> output, int radius, NoDataPolicy policy)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Focal3x3.CheckHalo(padded.Rows, padded.Columns, output.Rows, output.Columns, radius);
        var side = TileSide(radius);
        for (var r = 0; r < output.Rows; r += side)
            for (var c = 0; c < output.Columns; c += side)
            {
                int rows = Math.Min(side, output.Rows - r), columns = Math.Min(side, output.Columns - c);
                Plane<T> from = padded.Slice(r, c, rows + 2 * radius, columns + 2 * radius), to = output.Slice(r, c, rows, columns);
                if (radius <= MostByteRadius) Keyed<T, byte, ushort>(from, to, radius, policy);
                else if (radius <= MostShortRadius) Keyed<T, ushort, ushort>(from, to, radius, policy);
                else Keyed<T, ushort, uint>(from, to, radius, policy);
            }
    }

    /// <summary>Bytes that an output of so many rows and columns rents: pairs of arrays of keys, bins, and places.</summary>
    public static long ScratchBytes(int rows, int columns, int radius, int cellSize, Func<long, int, long> rented)
    {
        var side = TileSide(radius);
        var cells = (Math.Min(side, rows) + 2L * radius) * (Math.Min(side, columns) + 2L * radius);
        int place = radius <= MostByteRadius ? sizeof(byte) : sizeof(ushort),
            bin = radius <= MostShortRadius ? sizeof(ushort) : sizeof(uint);
        return rented(2 * cells, 2 * cellSize) + rented(cells + Slack, bin) + rented(2 * (cells + Slack), place);
    }

    /// <summary>Tiles are large against their halo, so that few cells are ranked twice, and small, so that a step of
    /// the window passes few ranks.</summary>
    private static int TileSide(int radius) => radius > MostByteRadius ? 2 * radius : ByteTile;

    private static void Keyed<T, TPlace, TBin>(Plane<T> padded, Plane<T> output, int radius, NoDataPolicy policy)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TPlace : unmanaged, IBinaryInteger<TPlace>, IMinMaxValue<TPlace>
        where TBin : unmanaged, IBinaryInteger<TBin>, IMinMaxValue<TBin>
    {
        if (typeof(T) == typeof(float)) Tile<T, uint, TPlace, TBin>(padded, output, radius, policy);
        else Tile<T, ulong, TPlace, TBin>(padded, output, radius, policy);
    }

    private static void Tile<T, TKey, TPlace, TBin>(Plane<T> padded, Plane<T> output, int radius, NoDataPolicy policy)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TKey : unmanaged, IBinaryInteger<TKey>
        where TPlace : unmanaged, IBinaryInteger<TPlace>, IMinMaxValue<TPlace> where TBin : unmanaged, IBinaryInteger<TBin>, IMinMaxValue<TBin>
    {
        var cells = padded.Rows * padded.Columns;
        var items = ArrayPool<Placed<TKey>>.Shared.Rent(2 * cells);
        var bins = ArrayPool<TBin>.Shared.Rent(cells + Slack);
        var places = ArrayPool<TPlace>.Shared.Rent(2 * (cells + Slack));
        Span<TPlace> rows = places.AsSpan(0, cells + Slack), columns = places.AsSpan(cells + Slack, cells + Slack);
        var sorted = PlacedSort.Of(padded, items.AsSpan(0, cells), items.AsSpan(cells, cells));
        if (sorted.Length < cells) bins.AsSpan(0, cells).Fill(TBin.MaxValue);
        for (var rank = 0; rank < sorted.Length; rank++)
        {
            int row = sorted[rank].Row, column = sorted[rank].Column;
            bins[row * padded.Columns + column] = TBin.CreateTruncating(rank / Vector512<TPlace>.Count);
            rows[rank] = TPlace.CreateTruncating(row);
            columns[rank] = TPlace.CreateTruncating(column);
        }
        rows.Slice(sorted.Length, Slack).Fill(TPlace.MaxValue);               // in no window
        var tile = new Ranked<T, TPlace, TBin> { Cells = padded, Bins = bins, Rows = rows, Columns = columns, Count = sorted.Length };
        Slide(tile, output, radius, policy);
        ArrayPool<TPlace>.Shared.Return(places);
        ArrayPool<TBin>.Shared.Return(bins);
        ArrayPool<Placed<TKey>>.Shared.Return(items);
    }

    /// <summary>A tile with the bin of each cell, the greatest number where one is missing, and the place of each rank.</summary>
    private ref struct Ranked<T, TPlace, TBin> where T : unmanaged
    {
        public Plane<T> Cells;
        public ReadOnlySpan<TBin> Bins;
        public ReadOnlySpan<TPlace> Rows, Columns;
        public int Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Slide<T, TPlace, TBin>(Ranked<T, TPlace, TBin> tile, Plane<T> output, int radius, NoDataPolicy policy)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TPlace : unmanaged, IBinaryInteger<TPlace>, IMinMaxValue<TPlace>
        where TBin : unmanaged, IBinaryInteger<TBin>, IMinMaxValue<TBin>
    {
        int side = 2 * radius + 1, all = side * side, lane = Vector512<TPlace>.Count, width = tile.Cells.Columns;
        var someMissing = tile.Count < tile.Cells.Rows * width;
        ref var bins = ref MemoryMarshal.GetReference(tile.Bins);
        var missing = TBin.MaxValue;
        ref var rows = ref MemoryMarshal.GetReference(tile.Rows);
        ref var columns = ref MemoryMarshal.GetReference(tile.Columns);
        var span = TPlace.CreateTruncating(2 * radius);
        var topBin = 0;                                                       // of the column before
        for (var column = 0; column < output.Columns; column++)
        {
            Interruption.Check();
            var left = TPlace.CreateTruncating(column);
            int bin = topBin, before = 0, there = someMissing ? 0 : all;
            for (var r = 0; r < side; r++)
            {
                before += Under(ref bins, r * width + column, side, TBin.CreateTruncating(bin));
                if (someMissing) there += Under(ref bins, r * width + column, side, missing);
            }
            for (var row = 0; row < output.Rows; row++)
            {
                if (row > 0)
                {
                    int lost = (row - 1) * width + column, gained = lost + side * width;
                    before += Under(ref bins, gained, side, TBin.CreateTruncating(bin))
                        - Under(ref bins, lost, side, TBin.CreateTruncating(bin));
                    if (someMissing) there += Under(ref bins, gained, side, missing) - Under(ref bins, lost, side, missing);
                }
                ref var to = ref output[row, column];
                if (T.IsNaN(tile.Cells[row + radius, column + radius]) || (policy is NoDataPolicy.Propagate && there < all))
                {
                    to = T.NaN;
                    continue;
                }
                var top = TPlace.CreateTruncating(row);
                var order = (there - 1) / 2;
                var inside = Inside(ref rows, ref columns, bin * lane, top, left, span);
                while (before > order)
                {
                    inside = Inside(ref rows, ref columns, --bin * lane, top, left, span);
                    before -= BitOperations.PopCount(inside);
                }
                for (int count; order - before >= (count = BitOperations.PopCount(inside));
                    inside = Inside(ref rows, ref columns, ++bin * lane, top, left, span))
                    before += count;
                if (row == 0) topBin = bin;
                var low = Cell(tile, bin * lane + Nth(inside, order - before));
                if (there % 2 == 1)
                {
                    to = low;
                    continue;
                }
                var next = bin;
                if (order + 1 - before < BitOperations.PopCount(inside)) inside &= ulong.MaxValue << Nth(inside, order + 1 - before);
                else
                    do inside = Inside(ref rows, ref columns, ++next * lane, top, left, span);
                    while (inside == 0);
                var high = Cell(tile, next * lane + BitOperations.TrailingZeroCount(inside));
                to = Unsafe.BitCast<Scalar<T>, T>(SmallRanks.Mean<Scalar<T>, T>(new(low), new(high)));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Cell<T, TPlace, TBin>(Ranked<T, TPlace, TBin> tile, int rank)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TPlace : unmanaged, IBinaryInteger<TPlace>
        => tile.Cells[int.CreateTruncating(tile.Rows[rank]), int.CreateTruncating(tile.Columns[rank])] + T.Zero;      // -0 becomes 0

    /// <summary>How many of the bins from one on are under a limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Under<TBin>(ref TBin bins, int first, int length, TBin limit) where TBin : unmanaged, IBinaryInteger<TBin>
    {
        int count = 0, lane = Vector512.IsHardwareAccelerated ? Vector512<TBin>.Count : Vector256<TBin>.Count;
        for (; length > lane; length -= lane, first += lane) count += BitOperations.PopCount(LaneUnder(ref bins, first, limit));
        return count + BitOperations.PopCount(LaneUnder(ref bins, first, limit) & (ulong.MaxValue >> (64 - length)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong LaneUnder<TBin>(ref TBin bins, int first, TBin limit) where TBin : unmanaged, IBinaryInteger<TBin>
        => Vector512.IsHardwareAccelerated
            ? Vector512.LessThan(Vector512.LoadUnsafe(ref bins, (nuint)first), Vector512.Create(limit)).ExtractMostSignificantBits()
            : Vector256.LessThan(Vector256.LoadUnsafe(ref bins, (nuint)first), Vector256.Create(limit)).ExtractMostSignificantBits();

    /// <summary>A bit for each place of a bin: whether it lies in the window that begins at a row and a column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Inside<TPlace>(ref TPlace rows, ref TPlace columns, int first, TPlace top, TPlace left, TPlace span)
        where TPlace : unmanaged, IBinaryInteger<TPlace>
    {
        if (Vector512.IsHardwareAccelerated)
        {
            var limit = Vector512.Create(span);
            var down = Vector512.LessThanOrEqual(Vector512.LoadUnsafe(ref rows, (nuint)first) - Vector512.Create(top), limit);
            var across = Vector512.LessThanOrEqual(Vector512.LoadUnsafe(ref columns, (nuint)first) - Vector512.Create(left), limit);
            return (down & across).ExtractMostSignificantBits();
        }
        ulong bits = 0;
        for (var i = 0; i < Vector512<TPlace>.Count; i += Vector256<TPlace>.Count)
        {
            var limit = Vector256.Create(span);
            var down = Vector256.LessThanOrEqual(Vector256.LoadUnsafe(ref rows, (nuint)(first + i)) - Vector256.Create(top), limit);
            var across = Vector256.LessThanOrEqual(Vector256.LoadUnsafe(ref columns, (nuint)(first + i)) - Vector256.Create(left), limit);
            bits |= (ulong)(down & across).ExtractMostSignificantBits() << i;
        }
        return bits;
    }

    /// <summary>The place of a set bit that has so many set ones before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Nth(ulong bits, int order)
    {
        if (Bmi2.X64.IsSupported) return BitOperations.TrailingZeroCount(Bmi2.X64.ParallelBitDeposit(1UL << order, bits));
        for (var i = 0; i < order; i++) bits &= bits - 1;
        return BitOperations.TrailingZeroCount(bits);
    }
}
