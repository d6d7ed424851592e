using Xunit;

namespace Pyramids.Tests;

/// <summary>Writers that are killed with signal 9 at random moments.</summary>
public sealed class ZarrResumedKillTests(ITestOutputHelper output)
{
    private const int Kills = 100, Threads = 2;

    [Fact]
    public void A_new_store_is_absent_or_whole_and_what_was_finished_is_not_computed_again()
    {
        using var folder = new QuickFolder();
        KilledWriter.Hills().ToZarr(folder["whole.zarr"], KilledWriter.Resumed with { Resume = null });
        var expected = Files(folder["whole.zarr"]);
        var random = new Random(9);
        int kills = 0, complete = 0, known = 0, again = 0, most = 0;
        var longest = 300.0;                       // grows and shrinks with the speed of the machine
        while (kills < Kills)
        {
            var finished = Finished(folder);
            using var writer = new KilledWriter(folder.Path, "resume");
            var resumed = int.Parse(writer.Told);
            Assert.InRange(finished - resumed, 0, Threads);
            (known, again, most) = (known + resumed, again + finished - resumed, Math.Max(most, finished - resumed));
            var killed = writer.Kill(random.NextDouble() * longest);
            if (killed) kills++;
            if (!Directory.Exists(folder["a.zarr"]))
            {
                Assert.True(killed, $"The writer ended and left no store. {writer.Error}");
                if (Finished(folder) == finished) longest = Math.Min(3000, longest * 1.2);
                continue;
            }
            longest *= 0.7;
            complete++;
            Assert.Equal(expected, Files(folder["a.zarr"]));
            // the journal, killed just before it went
            foreach (var left in Directory.GetFileSystemEntries(folder.Path, ".a.zarr*")) File.Delete(left);
            Directory.Delete(folder["a.zarr"], recursive: true);
        }
        output.WriteLine($"{kills} kills: {complete} stores completed, equal to the last byte; "
            + $"{known} finished objects were known again, {again} not (at most {most} after a kill, with {Threads} in flight)");
        Assert.True(known > Kills, $"{known} objects were resumed");
    }

    /// <summary>Objects that wait in their places.</summary>
    private static int Finished(QuickFolder folder)
        => Directory.GetDirectories(folder.Path, ".a.zarr.partial-*").Sum(staged => Directory.Exists(Path.Combine(staged, "data", "c"))
            ? Directory.GetFiles(Path.Combine(staged, "data", "c"), "*", SearchOption.AllDirectories)
                .Count(path => !path.EndsWith(".part", StringComparison.Ordinal))
            : 0);

    private static SortedDictionary<string, string> Files(string root)
        => new(Directory.GetFiles(root, "*", SearchOption.AllDirectories).ToDictionary(path => Path.GetRelativePath(root, path),
            path => Convert.ToHexString(File.ReadAllBytes(path))));
}

/// <summary>Stores that are replaced, changed in part and lengthened while their writers are killed.</summary>
public sealed class ZarrChangedKillTests(ITestOutputHelper output)
{
    private const int Kills = 100;

    [Fact]
    public async Task Readers_see_the_store_before_a_write_or_after_it()
    {
        using var folder = new QuickFolder();
        var random = new Random(10);
        var seen = new Dictionary<string, int>();
        var longest = 400.0;
        for (var kill = 0; kill < Kills; kill++)
        {
            using (var writer = new KilledWriter(folder.Path, $"{3000 * (kill + 1)}"))
                Assert.True(writer.Kill(random.NextDouble() * longest), writer.Error);
            var (state, number) = State(folder["a.zarr"], 3000 * (kill + 1));
            longest = Math.Clamp(number > 3000 * (kill + 1) + 15 ? longest * 0.9 : state == "replaced" ? longest * 1.1 : longest, 20, 3000);
            seen[state] = seen.GetValueOrDefault(state) + 1;
            await using var store = new FileStore(folder["a.zarr"]);
            var found = await ZarrVerify.RunAsync(store, default);
            Assert.True(found.IsWhole, $"damaged {string.Join(", ", found.Damaged)}; missing {string.Join(", ", found.Missing)}; "
                + $"unknown {string.Join(", ", found.Unknown)}");
        }
        output.WriteLine($"{Kills} kills; readers saw the store " + string.Join(", ", seen.Select(pair => $"{pair.Key}: {pair.Value}")));
        Assert.Equal(3, seen.Count);
        (Given.Terrain<float>(256, 256).ToLazy(64) * 0)[..128, ..].ToZarr(folder["a.zarr"], new() { Mode = ZarrMode.Region });
        (Given.Terrain<float>(256, 256).ToLazy(64) * 0).ToZarr(folder["a.zarr"], new() { Mode = ZarrMode.Overwrite });
        // what was left is swept by the next writers
        Assert.Equal([folder["a.zarr"]], Directory.GetFileSystemEntries(folder.Path));
    }

    /// <summary>Which write was the last that readers see.</summary>
    private static (string, double) State(string path, int least)
    {
        using var dataset = Dataset.ReadFile(path);
        var cells = dataset.ReadArray().ToDoubles();
        var half = 128 * 256;
        double upper = cells[0], lower = cells[half];
        Assert.True(lower >= least && lower % 3 == 0 && (upper == lower || upper == lower + 1), $"upper {upper}, lower {lower}");
        Assert.False(cells[..half].AsSpan().ContainsAnyExcept(upper));
        Assert.False(cells[half..(2 * half)].AsSpan().ContainsAnyExcept(lower));
        if (dataset.Bands == 1) return (upper == lower ? "replaced" : "changed", lower);
        Assert.Equal(lower + 1, upper);
        Assert.False(cells[(2 * half)..].AsSpan().ContainsAnyExcept(lower + 2));
        return ("lengthened", lower);
    }
}
