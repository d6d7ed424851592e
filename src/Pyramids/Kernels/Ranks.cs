using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Pyramids;

/// <summary>Ranks of the cells of a plane.</summary>
internal static class Ranks
{
    /// <summary>Sorts the cells that are there; gives each its rank, and -1 to missing ones.</summary>
    /// <param name="plane">Cells.</param>
    /// <param name="values">Receives the cell of each rank.</param>
    /// <param name="ranks">Receives the rank of each cell, row by row.</param>
    /// <param name="unique">Whether equal cells share a rank.</param>
    /// <returns>The number of ranks.</returns>
    public static int Of<T>(Plane<T> plane, Span<T> values, Span<int> ranks, bool unique)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => typeof(T) == typeof(float) ? Of<T, uint>(plane, values, ranks, unique) : Of<T, ulong>(plane, values, ranks, unique);

    private static int Of<T, TKey>(Plane<T> plane, Span<T> values, Span<int> ranks, bool unique)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TKey : unmanaged, IBinaryInteger<TKey>
    {
        var cells = plane.Rows * plane.Columns;
        var items = ArrayPool<Placed<TKey>>.Shared.Rent(2 * cells);
        var sorted = PlacedSort.Of(plane, items.AsSpan(0, cells), items.AsSpan(cells, cells));
        if (sorted.Length < cells) ranks[..cells].Fill(-1);
        var count = 0;
        for (var i = 0; i < sorted.Length; i++)
        {
            if (!unique || i == 0 || sorted[i].Key != sorted[i - 1].Key)
                values[count++] = OrderedBits.Cell<T>(ulong.CreateTruncating(sorted[i].Key));
            ranks[sorted[i].Row * plane.Columns + sorted[i].Column] = count - 1;
        }
        ArrayPool<Placed<TKey>>.Shared.Return(items);
        return count;
    }
}

/// <summary>The ranks in a window that moves.</summary>
internal interface IRankWindow
{
    int Count { get; }

    void Clear();

    void Add(int rank);

    void Remove(int rank);

    T Result<T>(ReadOnlySpan<T> values) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>Distinct ranks as bits, with a pointer that follows the middle one.</summary>
internal struct RankSet : IRankWindow
{
    private readonly ulong[] words;
    private readonly int length;
    private int word, before;                                                 // how many ranks lie in words before this one

    public RankSet(int ranks)
    {
        length = ranks / 64 + 1;
        words = ArrayPool<ulong>.Shared.Rent(length);
        Clear();
    }

    public int Count { get; private set; }

    public void Clear()
    {
        words.AsSpan(0, length).Clear();
        (word, before, Count) = (0, 0, 0);
    }

    public readonly void Free() => ArrayPool<ulong>.Shared.Return(words);

    public void Add(int rank)
    {
        words[rank >> 6] |= 1UL << rank;
        before += Unsafe.BitCast<bool, byte>(rank >> 6 < word);               // no branch: it would be guessed wrong half the time
        Count++;
    }

    public void Remove(int rank)
    {
        words[rank >> 6] &= ~(1UL << rank);
        before -= Unsafe.BitCast<bool, byte>(rank >> 6 < word);
        Count--;
    }

    /// <summary>The middle cell, or the mean of the two in the middle.</summary>
    public T Result<T>(ReadOnlySpan<T> values) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var low = values[Find((Count - 1) / 2)];
        if (Count % 2 == 1) return low;
        var high = values[Find(Count / 2)];
        return Unsafe.BitCast<Scalar<T>, T>(SmallRanks.Mean<Scalar<T>, T>(new(low), new(high)));
    }

    /// <summary>The rank with so many before it.</summary>
    private int Find(int order)
    {
        while (before > order) before -= BitOperations.PopCount(words[--word]);
        for (int here; before + (here = BitOperations.PopCount(words[word])) <= order; word++) before += here;
        var bits = words[word];
        if (Bmi2.X64.IsSupported)
            return (word << 6) + BitOperations.TrailingZeroCount(Bmi2.X64.ParallelBitDeposit(1UL << (order - before), bits));
        for (var i = before; i < order; i++) bits &= bits - 1;
        return (word << 6) + BitOperations.TrailingZeroCount(bits);
    }
}

/// <summary>How often each rank occurs, under a tree of greatest counts.</summary>
internal struct RankTally : IRankWindow
{
    private readonly int[] tree;
    private readonly int leaves;

    public RankTally(int ranks)
    {
        leaves = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, ranks));
        tree = ArrayPool<int>.Shared.Rent(2 * leaves);
        Clear();
    }

    public int Count { get; private set; }

    public void Clear()
    {
        tree.AsSpan(0, 2 * leaves).Clear();
        Count = 0;
    }

    public readonly void Free() => ArrayPool<int>.Shared.Return(tree);

    public void Add(int rank)
    {
        Count++;
        var node = leaves + rank;
        var count = ++tree[node];
        for (node >>= 1; node > 0 && tree[node] < count; node >>= 1) tree[node] = count;
    }

    public void Remove(int rank)
    {
        Count--;
        var node = leaves + rank;
        tree[node]--;
        for (node >>= 1; node > 0; node >>= 1)
        {
            var greatest = Math.Max(tree[2 * node], tree[2 * node + 1]);
            if (tree[node] == greatest) return;
            tree[node] = greatest;
        }
    }

    /// <summary>The most frequent cell; of several, the least.</summary>
    public readonly T Result<T>(ReadOnlySpan<T> values) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var node = 1;
        while (node < leaves) node = tree[2 * node] >= tree[2 * node + 1] ? 2 * node : 2 * node + 1;
        return values[node - leaves];
    }
}
