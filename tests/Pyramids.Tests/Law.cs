using FsCheck;

namespace Pyramids.Tests;

/// <summary>How laws are tried on random cases: on the same ones in every run, so that a run says something about the change it tests.
/// <c>PYRAMIDS_SEED=any</c> explores new cases; what FsCheck prints of a failing one, <c>PYRAMIDS_SEED=A,B</c>, brings it back.</summary>
internal static class Law
{
    private static readonly string Seed = Environment.GetEnvironmentVariable("PYRAMIDS_SEED") ?? "2026,7";

    public static Config Cases(int count)
    {
        var cases = Config.QuickThrowOnFailure.WithMaxTest(count).WithQuietOnSuccess(true);
        if (Seed == "any") return cases;
        return Seed.Split(',') is [var a, var b] && ulong.TryParse(a, out var seed) && ulong.TryParse(b, out var gamma)
            ? cases.WithReplay(seed, gamma | 1)
            : throw new InvalidOperationException(
                $"PYRAMIDS_SEED is '{Seed}'; expected 'any' or two numbers 'A,B' as FsCheck prints them.");
    }
}
