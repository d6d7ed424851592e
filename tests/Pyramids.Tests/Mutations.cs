namespace Pyramids.Tests;

/// <summary>Runs of the fuzz targets that are short enough for every build. PYRAMIDS_FUZZ sets the number of inputs,
/// PYRAMIDS_FUZZ_SEED the first random seed.</summary>
internal static class Mutations
{
    /// <summary>Fails where an input neither gives a result nor is refused by the target's own error, soon and within
    /// little memory.</summary>
    public static void Survives(FuzzTarget target, int inputs, bool refuses = true)
    {
        inputs = int.Parse(Environment.GetEnvironmentVariable("PYRAMIDS_FUZZ") ?? $"{inputs}");
        var first = int.Parse(Environment.GetEnvironmentVariable("PYRAMIDS_FUZZ_SEED") ?? "1");
        var counts = MutationRun.Run(target, inputs, first);
        TestContext.Current.TestOutputHelper?.WriteLine($"{target.Name}: {counts}");
        Assert.True(counts.Inputs == inputs && (counts.Refused > inputs / 50 || !refuses) && counts.Taken > inputs / 500,
            $"{target.Name}: {counts}");
    }
}
