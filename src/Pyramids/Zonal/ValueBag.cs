using System.Buffers;
using System.Numerics;

namespace Pyramids;

/// <summary>All values under a zone with their shares, in any order; what comes out does not depend on the order.</summary>
internal abstract class ValueBag
{
    /// <summary>A whole cell. Shares are whole numbers of this unit, so that sums of them are exact: a share is rounded by
    /// 1.2e-10.</summary>
    public const long Whole = 1L << 32;

    /// <summary>A bag for values of a cell type that keeps at most so many different ones.</summary>
    public static ValueBag For(DType type, int limit)
        => type is DType.Float32 || type.Size() <= 2 ? new ValueBag<uint, SingleKeys>(limit) : new ValueBag<ulong, DoubleKeys>(limit);

    /// <summary>Bytes that one different value takes, with what waits beside it; shares of cells wait with their weights.</summary>
    public static int BytesPerValue(DType type, bool shared) => (type is DType.Float32 || type.Size() <= 2 ? 16 : 24) + (shared ? 24 : 0);

    /// <summary>Adds cells. Safe for many threads.</summary>
    public abstract void Add(CellRun cells);

    /// <summary>Values in it, counted or waiting.</summary>
    public abstract int Held { get; }

    /// <summary>Values that there is memory for.</summary>
    public abstract int Capacity { get; }

    /// <summary>Counts what waits and cuts off low bits until so many are cut.</summary>
    public abstract void CutTo(int bits);

    /// <summary>The values in order, after all were added.</summary>
    public abstract ValueDistribution ToDistribution();
}

/// <inheritdoc/>
/// <remarks>
/// Whole cells wait as keys alone; when many wait they are sorted and, if values repeat or the limit is reached, counted. Once there are
/// more different values than the limit, low bits of all keys are cut off until they are few enough. The last state is that of the fewest
/// bits cut that brings all values below the limit, in whatever order they came.
/// </remarks>
internal sealed class ValueBag<TKey, TKeys>(int limit) : ValueBag where TKey : unmanaged, IBinaryInteger<TKey>
    where TKeys : struct, IValueKeys<TKey>
{
    private const int Batch = 1 << 16;
    private readonly Lock gate = new();
    private readonly int limit = Math.Max(limit, 64);
    private TKey[] waiting = [];
    private int waitingCount;
    private int turn = Math.Min(Batch, Math.Max(limit, 64));
    private readonly List<(TKey Key, long Weight)> parts = [];
    private TKey[] keys = [];
    private long[] weights = [];
    private int count;
    private int cut;

    public override void Add(CellRun cells)
    {
        lock (gate)
        {
            // Piece by piece, so that no more wait than may be kept.
            var values = cells.Values;
            var shares = cells.Shares;
            for (var from = 0; from < values.Length;)
            {
                var length = Math.Min(values.Length - from, Math.Max(1, turn - waitingCount));
                Append(values.Slice(from, length), shares.IsEmpty ? shares : shares.Slice(from, length));
                if (waitingCount >= turn || parts.Count >= turn) Settle();
                from += length;
            }
        }
    }

    private void Append(ReadOnlySpan<double> values, ReadOnlySpan<double> shares)
    {
        if (waiting.Length < waitingCount + values.Length)
            Array.Resize(ref waiting, Math.Max(waitingCount + values.Length, Math.Min(waiting.Length * 2, turn)));
        if (shares.IsEmpty)
        {
            var to = waiting.AsSpan(waitingCount, values.Length);
            for (var i = 0; i < to.Length; i++) to[i] = TKeys.Of(values[i]) >> cut;
            waitingCount += to.Length;
            return;
        }
        for (var i = 0; i < values.Length; i++)
        {
            var key = TKeys.Of(values[i]) >> cut;
            if (shares[i] == 1) waiting[waitingCount++] = key;
            else if ((long)Math.Round(shares[i] * Whole) is var weight and > 0) parts.Add((key, weight));
        }
    }

    public override int Held => count + waitingCount + parts.Count;

    public override int Capacity => keys.Length + waiting.Length + parts.Capacity;

    public override void CutTo(int bits)
    {
        lock (gate)
        {
            Fold();
            while (cut < bits) CutOnce();
            waiting = [];
            Trim();
        }
    }

    public override ValueDistribution ToDistribution()
    {
        lock (gate)
        {
            Fold();
            Shrink();
            var values = new double[count];
            var error = 0.0;
            for (var i = 0; i < count; i++)
            {
                var low = keys[i] << cut;
                values[i] = TKeys.Value(low);
                if (cut == 0) continue;
                var high = TKeys.Value(low | ((TKey.One << cut) - TKey.One));
                error = Math.Max(error, (high - values[i]) / 2);
                values[i] += (high - values[i]) / 2;
            }
            return new(values, weights.AsSpan(0, count).ToArray(), error);
        }
    }

    private void Settle()
    {
        if (count == 0 && waitingCount < limit && parts.Count < turn && MostlyDiffer())
        {
            turn = Math.Min(limit, waitingCount * 2);
            return;
        }
        Fold();
        Shrink();
        Trim();
        turn = Math.Max(Math.Min(Batch, limit), count);
    }

    // Whether keys alone take less memory than keys with counts, by the look of some that came last.
    private bool MostlyDiffer()
    {
        var some = waiting.AsSpan(Math.Max(0, waitingCount - Batch / 4)..waitingCount);
        Sort(some);
        var different = 1;
        for (var i = 1; i < some.Length; i++)
            if (some[i] != some[i - 1]) different++;
        return different > some.Length / 4;
    }

    private static void Sort(Span<TKey> keys)
    {
        var scratch = ArrayPool<TKey>.Shared.Rent(keys.Length);
        RadixSort.Sort(keys, scratch);
        ArrayPool<TKey>.Shared.Return(scratch);
    }

    // Counts what waits into the different values.
    private void Fold()
    {
        if (waitingCount == 0 && parts.Count == 0) return;
        Sort(waiting.AsSpan(0, waitingCount));
        parts.Sort(static (a, b) => a.Key.CompareTo(b.Key));
        var mergedKeys = new TKey[count + waitingCount + parts.Count];
        var mergedWeights = new long[mergedKeys.Length];
        int i = 0, j = 0, k = 0, n = 0;
        while (i < count || j < waitingCount || k < parts.Count)
        {
            var key = TKey.CreateTruncating(ulong.MaxValue);
            if (i < count) key = TKey.Min(key, keys[i]);
            if (j < waitingCount) key = TKey.Min(key, waiting[j]);
            if (k < parts.Count) key = TKey.Min(key, parts[k].Key);
            var weight = 0L;
            if (i < count && keys[i] == key) weight = weights[i++];
            for (; j < waitingCount && waiting[j] == key; j++) weight += Whole;
            for (; k < parts.Count && parts[k].Key == key; k++) weight += parts[k].Weight;
            (mergedKeys[n], mergedWeights[n++]) = (key, weight);
        }
        (keys, weights, count) = (mergedKeys, mergedWeights, n);
        waitingCount = 0;
        waiting = waiting.Length > Batch ? [] : waiting;
        parts.Clear();
    }

    private void Shrink()
    {
        while (count > limit) CutOnce();
    }

    // Gives memory back when less than half of it is used.
    private void Trim()
    {
        if (count >= keys.Length / 2) return;
        Array.Resize(ref keys, count);
        Array.Resize(ref weights, count);
    }

    private void CutOnce()
    {
        cut++;
        var n = 0;
        for (var i = 0; i < count; i++)
        {
            var key = keys[i] >> 1;
            if (n > 0 && keys[n - 1] == key) weights[n - 1] += weights[i];
            else (keys[n], weights[n++]) = (key, weights[i]);
        }
        count = n;
    }
}
