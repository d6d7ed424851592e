using System.Numerics;

namespace Pyramids;

/// <summary>Ranks that are looked for in groups of cells, and what is known of the cells that have them: their leading bits.</summary>
internal sealed class RankTargets<T> where T : unmanaged, INumber<T>
{
    private readonly Reducing[] quantiles;
    private readonly long[] counts, ranks;                             // ranks are among the cells with the same leading bits
    private readonly int[] tableOf;
    private readonly ulong[] prefixes;                                 // of a group's tables, in order
    private readonly int[] used;
    private readonly T[] found;
    private long[] starts = [], cursors = [];                          // where a table's cells are collected
    private int known;
    private bool counted;

    public RankTargets(int groups, Reducing[] quantiles, long cellsOfGroup)
    {
        this.quantiles = quantiles;
        (Groups, Most) = (groups, 2 * quantiles.Length);
        counts = new long[groups];
        ranks = new long[(long)groups * Most];
        tableOf = new int[ranks.Length];
        prefixes = new ulong[ranks.Length];
        found = new T[ranks.Length];
        used = new int[groups];
        used.AsSpan().Fill(1);
        Tables = 1;
        Lay(_ => cellsOfGroup);
    }

    public int Groups { get; }

    /// <summary>Most tables that a group can have.</summary>
    public int Most { get; }

    /// <summary>Tables of each group in this pass, one for each prefix.</summary>
    public int Tables { get; private set; }

    public bool IsComplete { get; private set; }

    public int BitsLeft => OrderedBits.Count<T>() - known;

    /// <summary>Cells that can still be meant, at most.</summary>
    public long Candidates { get; private set; }

    public long Bytes => ranks.LongLength * 40 + Groups * 24L;

    /// <summary>The table of a group whose prefix a cell has; negative for none.</summary>
    public int TableOf(int group, ulong bits)
    {
        if (known == 0) return 0;
        var high = bits >> BitsLeft;
        var own = prefixes.AsSpan(group * Most, used[group]);
        return own.Length == 1 ? own[0] == high ? 0 : -1 : own.BinarySearch(high);
    }

    /// <summary>Room for cells of a table; safe for many threads.</summary>
    public long Reserve(int group, int table, int cells)
    {
        var at = group * Tables + table;
        return starts[at] + Interlocked.Add(ref cursors[at], cells) - cells;
    }

    /// <summary>Puts the cells of a run that are still meant into the room of their group.</summary>
    public void CollectRow(ReadOnlySpan<T> cells, int group, T[] into)
    {
        const int Run = 512;
        Span<T> kept = stackalloc T[Run];
        for (; !cells.IsEmpty; cells = cells[Math.Min(Run, cells.Length)..])
            for (var table = 0; table < used[group]; table++)
            {
                var count = 0;
                foreach (var cell in cells[..Math.Min(Run, cells.Length)])
                    if (!T.IsNaN(cell) && TableOf(group, OrderedBits.Of(cell)) == table) kept[count++] = cell + T.Zero;
                if (count > 0) kept[..count].CopyTo(into.AsSpan(checked((int)Reserve(group, table, count)), count));
            }
    }

    /// <summary>Takes in how many cells have which next bits.</summary>
    public void Narrow(long[] tables, int digits)
    {
        var sizes = new long[(long)Groups * Most];
        var next = new ulong[Most];
        for (var group = 0; group < Groups; group++)
        {
            var own = tables.AsSpan(checked((group * Tables) << digits), Tables << digits);
            if (!counted)
            {
                foreach (var count in own) counts[group] += count;
                Aim(group);
            }
            if (counts[group] == 0)
            {
                used[group] = 0;
                continue;
            }
            for (var k = 0; k < Most; k++)
            {
                var at = group * Most + k;
                var table = own.Slice(tableOf[at] << digits, 1 << digits);
                var digit = 0;
                while (ranks[at] >= table[digit]) ranks[at] -= table[digit++];
                next[k] = (known == 0 ? 0 : prefixes[group * Most + tableOf[at]] << digits) | (uint)digit;
            }
            Retable(group, next, own, digits, sizes);
        }
        counted = true;
        known += digits;
        Tables = Math.Max(1, used.Max());
        if (BitsLeft > 0) Lay(at => sizes[at / Tables * Most + at % Tables]);
        else
            for (var at = 0; at < found.Length; at++) found[at] = OrderedBits.Cell<T>(prefixes[at / Most * Most + tableOf[at]]);
        IsComplete = BitsLeft == 0;
    }

    /// <summary>Takes in the cells themselves.</summary>
    public void Finish(T[] cells)
    {
        for (var group = 0; group < Groups; group++)
        {
            if (!counted)
            {
                counts[group] = cursors[group];
                Aim(group);
            }
            if (counts[group] == 0) continue;
            for (var table = 0; table < used[group]; table++)
            {
                var at = group * Tables + table;
                var own = cells.AsSpan(checked((int)starts[at]), checked((int)cursors[at]));
                var wanted = Enumerable.Range(group * Most, Most).Where(i => tableOf[i] == table).ToArray();
                Quantiles.Select(own, wanted.Select(i => (int)ranks[i]).Distinct().Order().ToArray());
                foreach (var i in wanted) found[i] = own[(int)ranks[i]];
            }
        }
        IsComplete = true;
    }

    public double Quantile(int group, int which)
    {
        if (counts[group] == 0) return double.NaN;
        var (_, _, fraction) = Quantiles.Place(quantiles[which].Share, quantiles[which].Method, counts[group]);
        var at = group * Most + 2 * which;
        return Quantiles.Between(double.CreateTruncating(found[at]), double.CreateTruncating(found[at + 1]), fraction,
            quantiles[which].Method);
    }

    private void Aim(int group)
    {
        if (counts[group] == 0) return;
        for (var q = 0; q < quantiles.Length; q++)
            (ranks[group * Most + 2 * q], ranks[group * Most + 2 * q + 1], _) = Quantiles.Place(quantiles[q].Share,
                quantiles[q].Method, counts[group]);
    }

    /// <summary>One table for each prefix that a rank of the group still has.</summary>
    private void Retable(int group, Span<ulong> next, ReadOnlySpan<long> old, int digits, long[] sizes)
    {
        var distinct = next.ToArray().Distinct().Order().ToArray();
        var first = group * Most;
        for (var k = 0; k < Most; k++)
        {
            var table = Array.BinarySearch(distinct, next[k]);
            sizes[first + table] = old[(tableOf[first + k] << digits) + (int)(next[k] & (1UL << digits) - 1)];
            tableOf[first + k] = table;
        }
        distinct.CopyTo(prefixes.AsSpan(first));
        used[group] = distinct.Length;
    }

    private void Lay(Func<int, long> size)
    {
        starts = new long[Groups * Tables];
        cursors = new long[starts.Length];
        Candidates = 0;
        for (var at = 0; at < starts.Length; at++)
        {
            starts[at] = Candidates;
            if (at % Tables < used[at / Tables]) Candidates += size(at);
        }
    }
}
