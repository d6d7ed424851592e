namespace Pyramids;

/// <summary>Values of zones that nobody knows beforehand, within one budget for all of them.</summary>
/// <remarks>When all zones together have more different values than the budget, low bits of all values are cut off until they fit. The last
/// state is that of the fewest bits that do, in whatever order the values came.</remarks>
internal sealed class LabelValues(DType type, long bytes) : IDisposable
{
    private readonly ReaderWriterLockSlim gate = new();
    private readonly Dictionary<(double Label, int Band), ValueBag> bags = [];
    private readonly long room = Math.Max(bytes / ValueBag.BytesPerValue(type, shared: false), 128);
    private long held;
    private int cut;

    /// <summary>Adds cells of one block. Safe for many threads.</summary>
    public void Add(double label, int band, CellRun cells)
    {
        gate.EnterReadLock();
        try
        {
            ValueBag bag;
            lock (bags)
                if (!bags.TryGetValue((label, band), out bag!))
                {
                    bags[(label, band)] = bag = ValueBag.For(type, Array.MaxLength / 2);
                    bag.CutTo(cut);
                }
            bag.Add(cells);
            Interlocked.Add(ref held, cells.Count);
        }
        finally
        {
            gate.ExitReadLock();
        }
        if (Interlocked.Read(ref held) > room) Shrink();
    }

    /// <summary>Brings the values into their last state, when all were added.</summary>
    public void Complete() => Shrink();

    /// <summary>The values of a zone after all were added; null when it has none. They are let go: ask once. Safe for many
    /// threads.</summary>
    public ValueDistribution? Take(double label, int band)
    {
        ValueBag? bag;
        lock (bags) bags.Remove((label, band), out bag);
        return bag?.ToDistribution();
    }

    public void Dispose() => gate.Dispose();

    // Half of the room is for different values, so that the other half is free again for those that wait.
    private void Shrink()
    {
        gate.EnterWriteLock();
        try
        {
            Parallel.ForEach(bags.Values, bag => bag.CutTo(cut));
            while (Count() > room / 2)
            {
                cut++;
                Parallel.ForEach(bags.Values, bag => bag.CutTo(cut));
            }
            held = Count();
        }
        finally
        {
            gate.ExitWriteLock();
        }

        long Count() => bags.Values.Sum(bag => (long)bag.Held);
    }
}
