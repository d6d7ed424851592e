using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Pyramids.Tests;

/// <summary>Writes of a COG that end by kill -9 at random moments: the target is absent, the old file, or the whole new one.</summary>
public sealed class KilledWriteTests(ITestOutputHelper output)
{
    private const string Order = "PYRAMIDS_TEST_WRITES_TO";
    private const int Rows = 300, Columns = 400, Kills = 100, AtOnce = 2;

    /// <summary>What a child does: it writes the same target again and again, each time with other cells, until it is killed.</summary>
    [ModuleInitializer]
    internal static void WriteForEver()
    {
        if (Environment.GetEnvironmentVariable(Order) is not { } target) return;
        for (var n = 1; ; n++)
        {
            Raster(n).ToCog(target, new() { BlockSize = 64, Compression = (Compression)(n % 5) });
            Console.WriteLine(n);
        }
    }

    [Fact]
    public async Task The_target_is_absent_or_whole()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "kill -9 is a signal of Unix");
        using var folder = new ScratchFolder();
        var (absent, whole, versions, leftovers) = (0, 0, new HashSet<double>(), 0);
        await Parallel.ForAsync(0, AtOnce, async (worker, cancellation) =>
        {
            var random = new Random(worker);
            var target = folder[$"{worker}.tif"];
            for (var kill = 0; kill < Kills / AtOnce; kill++)
            {
                if (kill % 5 == 0) File.Delete(target);
                using var child = Start(target);
                if (await child.StandardOutput.ReadLineAsync(cancellation) is null)
                    Assert.Fail(await child.StandardError.ReadToEndAsync(cancellation));
                // Before the first write ends the target may be absent: let some be killed without waiting for it.
                if (kill % 5 == 0) File.Delete(target);
                await Task.Delay(TimeSpan.FromMilliseconds(random.NextDouble() * 40), cancellation);
                child.Kill();
                await child.WaitForExitAsync(cancellation);
                var version = File.Exists(target) ? Version(target) : 0;
                lock (versions)
                {
                    if (version == 0) absent++;
                    else whole++;
                    versions.Add(version);
                    leftovers += Directory.GetFiles(folder[""], $".{worker}.tif.*.part").Length;
                }
            }
            Raster(1).ToCog(target);
        });
        output.WriteLine($"{Kills} kills: {absent} times no file, {whole} times a whole one of {versions.Count} versions; {leftovers} unfinished files were seen and reclaimed");
        Assert.Equal(Kills, absent + whole);
        Assert.InRange(leftovers, 1, 2 * Kills);
        Assert.Empty(Directory.GetFiles(folder[""], ".*.part*"));
    }

    // Which of the writes the file is, after every cell of every level was read.
    private static double Version(string path)
    {
        using var dataset = Dataset.ReadFile(path);
        var cells = dataset.ReadArray().ToDoubles();
        var n = cells[0];
        Assert.Equal(Raster((int)n).ToDoubles(), cells);
        for (var level = 0; level < dataset.Overviews.Count; level++)
            Assert.NotEqual(0, dataset.ReadOverview(level, Chunks.Auto).Compute().Count);
        return n;
    }

    private static NDArray Raster(int n)
    {
        var cells = new float[Rows * Columns];
        for (var i = 0; i < cells.Length; i++) cells[i] = n + i * 7919 % 1000;
        return NDArray.From(new GridSpec(Rows, Columns, Affine.NorthUp(0, 0, 1, 1)), cells);
    }

    private static Process Start(string target)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!,
            [.. Path.GetFileName(Environment.ProcessPath!).StartsWith("dotnet", StringComparison.Ordinal)
                ? new[] { typeof(KilledWriteTests).Assembly.Location }
                : []])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment[Order] = target;
        start.Environment["DOTNET_TieredPGO"] = "0";
        return Process.Start(start)!;
    }
}
