using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pyramids;

/// <summary>Gathers the moments of runs of cells in eight lanes of doubles, the same on every machine: cell <c>i</c> of a run goes to lane
/// <c>i % 8</c>.</summary>
/// <remarks>
/// Values are summed less the first valid one (the shift). As that is one of the values, it is never further from the mean than the values
/// spread, so the squares lose no more than their number times the rounding unit. NaN cells are missing; integers are never missing.
/// </remarks>
internal struct MomentLanes
{
    private const int Lanes = 8;
    private Vector256<double> sumLow, sumHigh, squareLow, squareHigh, minLow, minHigh, maxLow, maxHigh;
    private Vector256<long> countLow, countHigh;
    private Vector256<float> least, greatest;
    private Vector256<int> valid;
    private double first, shift;
    private double shareWeight, shareSum, shareSquare, shareMin, shareMax;
    private bool started;

    /// <summary>Cells seen, missing ones too.</summary>
    public long Cells { get; private set; }

    /// <summary>Shares of cells seen that <see cref="AddShare"/> brought, missing ones too.</summary>
    public double Shares { get; private set; }

    /// <summary>Adds the first <paramref name="count"/> of the cells, each with weight 1; what lies behind them may be read but does not
    /// count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add<T>(ReadOnlySpan<T> cells, int count) where T : unmanaged, INumber<T>
    {
        Cells += count;
        var from = 0;
        if (!started && (from = Start(cells[..count])) < 0) return;
        if (typeof(T) == typeof(float))
        {
            AddSingles(MemoryMarshal.Cast<T, float>(cells), count, from);
            return;
        }
        Span<T> tail = stackalloc T[Lanes];
        LoadTail(cells, count, tail);
        var (fill, less) = (Vector256.Create(first), Vector256.Create(shift));
        // Locals, for the registers; no call in the loop, for it would have to save them all.
        var (sum0, sum1, square0, square1) = (sumLow, sumHigh, squareLow, squareHigh);
        var (min0, min1, max0, max1) = (minLow, minHigh, maxLow, maxHigh);
        var (count0, count1) = (countLow, countHigh);
        for (var i = from & ~(Lanes - 1); i < count; i += Lanes)
        {
            var isWhole = i <= count - Lanes;
            var (low, high) = Conversion.EightDoubles(isWhole ? cells[i..] : tail);
            var (valid0, valid1) = (Vector256.Equals(low, low), Vector256.Equals(high, high));
            if (!isWhole)
            {
                var limit = Vector256.Create((double)(count - i));
                valid0 &= Vector256.LessThan(Vector256.Create(0.0, 1, 2, 3), limit);
                valid1 &= Vector256.LessThan(Vector256.Create(4.0, 5, 6, 7), limit);
            }
            count0 -= valid0.AsInt64();
            count1 -= valid1.AsInt64();
            // Lanes that do not count hold the first value: it adds 0 to the sums and nothing new to the bounds.
            low = Vector256.ConditionalSelect(valid0, low, fill);
            high = Vector256.ConditionalSelect(valid1, high, fill);
            min0 = Vector256.MinNative(min0, low);
            min1 = Vector256.MinNative(min1, high);
            max0 = Vector256.MaxNative(max0, low);
            max1 = Vector256.MaxNative(max1, high);
            low -= less;
            high -= less;
            sum0 += low;
            sum1 += high;
            square0 += low * low;
            square1 += high * high;
        }
        (sumLow, sumHigh, squareLow, squareHigh) = (sum0, sum1, square0, square1);
        (minLow, minHigh, maxLow, maxHigh) = (min0, min1, max0, max1);
        (countLow, countHigh) = (count0, count1);
    }

    // The same sums in the same lanes; what single precision decides as well is decided in half as many vectors.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddSingles(ReadOnlySpan<float> cells, int count, int from)
    {
        var wholes = count & ~(Lanes - 1);
        var tail = wholes == count ? default
            : wholes + Lanes <= cells.Length ? Vector256.Create(cells.Slice(wholes, Lanes))
            : Tail(cells, count);
        var (fill, less) = (Vector256.Create((float)first), Vector256.Create(shift));
        var (sum0, sum1, square0, square1) = (sumLow, sumHigh, squareLow, squareHigh);
        var (min, max, counts) = (least, greatest, valid);
        for (var i = from & ~(Lanes - 1); i < count; i += Lanes)
        {
            Vector256<float> values, isValid;
            if (i < wholes)
            {
                values = Vector256.Create(cells.Slice(i, Lanes));
                isValid = Vector256.Equals(values, values);
            }
            else
            {
                values = tail;
                isValid = Vector256.Equals(values, values)
                    & Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count - i)).AsSingle();
            }
            counts -= isValid.AsInt32();
            values = Vector256.ConditionalSelect(isValid, values, fill);
            min = Vector256.MinNative(min, values);
            max = Vector256.MaxNative(max, values);
            var (low, high) = Vector256.Widen(values);
            low -= less;
            high -= less;
            sum0 += low;
            sum1 += high;
            square0 += low * low;
            square1 += high * high;
        }
        (sumLow, sumHigh, squareLow, squareHigh) = (sum0, sum1, square0, square1);
        (least, greatest, valid) = (min, max, counts);
    }

    // The last cells of a run where the buffer ends with them, and zeros.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector256<float> Tail(ReadOnlySpan<float> cells, int count)
    {
        Span<float> padded = stackalloc float[Lanes];
        LoadTail(cells, count, padded);
        return Vector256.Create((ReadOnlySpan<float>)padded);
    }

    private static void LoadTail<T>(ReadOnlySpan<T> cells, int count, Span<T> tail) where T : unmanaged
    {
        tail.Clear();
        cells[(count & ~(Lanes - 1))..count].CopyTo(tail);
    }

    /// <summary>Adds one cell with a weight above 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddShare<T>(T cell, double share) where T : unmanaged, INumber<T>
    {
        Shares += share;
        var value = double.CreateTruncating(cell);
        if (double.IsNaN(value)) return;
        if (!started) Begin(value);
        var delta = value - shift;
        shareWeight += share;
        shareSum += share * delta;
        shareSquare += share * delta * delta;
        shareMin = Math.Min(shareMin, value);
        shareMax = Math.Max(shareMax, value);
    }

    /// <summary>The moments of all cells so far.</summary>
    public readonly Moments ToMoments()
    {
        if (!started) return Moments.Empty;
        var weight = Vector256.Sum(countLow + countHigh) + Vector256.Sum(valid) + shareWeight;
        var (least0, least1) = Vector256.Widen(least);
        var (greatest0, greatest1) = Vector256.Widen(greatest);
        var low = Vector256.Min(Vector256.Min(minLow, minHigh), Vector256.Min(least0, least1));
        var high = Vector256.Max(Vector256.Max(maxLow, maxHigh), Vector256.Max(greatest0, greatest1));
        return Moments.FromShifted(weight, shift, Total(sumLow + sumHigh) + shareSum, Total(squareLow + squareHigh) + shareSquare,
            Math.Min(shareMin, Least(low)), Math.Max(shareMax, -Least(-high)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Start<T>(ReadOnlySpan<T> cells) where T : unmanaged, INumber<T>
    {
        for (var i = 0; i < cells.Length; i++)
        {
            if (T.IsNaN(cells[i])) continue;
            Begin(double.CreateTruncating(cells[i]));
            return i;
        }
        return -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Begin(double value)
    {
        started = true;
        first = value;
        shift = double.IsFinite(value) ? value : 0;
        minLow = minHigh = Vector256.Create(double.PositiveInfinity);
        maxLow = maxHigh = Vector256.Create(double.NegativeInfinity);
        least = Vector256.Create(float.PositiveInfinity);
        greatest = Vector256.Create(float.NegativeInfinity);
        (shareMin, shareMax) = (double.PositiveInfinity, double.NegativeInfinity);
    }

    // Always the same tree of additions; Vector256.Sum of doubles may differ between machines.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Total(Vector256<double> lanes) => (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Least(Vector256<double> lanes) => Math.Min(Math.Min(lanes[0], lanes[1]), Math.Min(lanes[2], lanes[3]));
}
