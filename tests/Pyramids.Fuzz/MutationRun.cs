using System.Diagnostics;

namespace Pyramids.Fuzz;

/// <summary>Counts of a run.</summary>
/// <param name="Inputs">Inputs tried.</param>
/// <param name="Taken">Inputs that gave a result.</param>
/// <param name="Slowest">The longest that one took.</param>
/// <param name="MostBytes">The most that one allocated.</param>
internal sealed record MutationCounts(long Inputs, long Taken, TimeSpan Slowest, long MostBytes)
{
    public long Refused => Inputs - Taken;

    public override string ToString()
        => FormattableString.Invariant($"{Inputs} inputs: {Refused} refused, {Taken} taken; slowest {Slowest.TotalMilliseconds:F0} ms, most memory {MostBytes >> 10} KiB");
}

/// <summary>Plain random changes of a target's seeds; the same first number gives the same inputs.</summary>
internal static class MutationRun
{
    public const long MostBytes = 64 << 20;
    public static readonly TimeSpan MostTime = TimeSpan.FromSeconds(10);

    /// <summary>Runs so many inputs, or until the time is over. Seeds themselves come first and must be taken.</summary>
    /// <exception cref="FuzzException">An input was neither taken nor refused as it should, or took too much time or memory.</exception>
    public static MutationCounts Run(FuzzTarget target, long inputs, int first, TimeSpan? time = null)
    {
        foreach (var seed in target.Seeds)
            if (!target.Takes(seed)) throw new FuzzException($"{target.Name}: a seed is refused", seed);
        var (counts, whole) = (new MutationCounts(0, 0, TimeSpan.Zero, 0), Stopwatch.StartNew());
        for (var i = 0L; i < inputs && (time is null || whole.Elapsed < time); i++)
        {
            var input = Mutator.Mutate(target.Seeds, target.Words, new Random(unchecked((int)(first + i))));
            var (watch, allocated) = (Stopwatch.StartNew(), GC.GetAllocatedBytesForCurrentThread());
            var taken = target.Takes(input);
            var (took, bytes) = (watch.Elapsed, GC.GetAllocatedBytesForCurrentThread() - allocated);
            if (took > MostTime) throw new FuzzException($"{target.Name}: input {first + i} took {took.TotalSeconds:F1} s", input);
            if (bytes > MostBytes) throw new FuzzException($"{target.Name}: input {first + i} took {bytes} bytes", input);
            counts = new(counts.Inputs + 1, counts.Taken + (taken ? 1 : 0), took > counts.Slowest ? took : counts.Slowest,
                Math.Max(counts.MostBytes, bytes));
        }
        return counts;
    }
}
