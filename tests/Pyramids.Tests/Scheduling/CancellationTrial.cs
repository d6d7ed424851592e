using System.Diagnostics;
using System.Globalization;

namespace Pyramids.Tests;

/// <summary>Cancels computations of many kinds at random moments and looks at what is left: used by a test, and by a
/// benchmark with larger rasters.</summary>
internal sealed class CancellationTrial : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("pyramids-cancel");
    private readonly Dataset dataset;
    private readonly LazyArray dem;
    private readonly (string Name, Func<CancellationToken, Task> Run)[] graphs;
    private readonly double expected;

    /// <param name="cells">What is computed with.</param>
    /// <param name="filter">Part of the names of the kinds to try; empty for all.</param>
    public CancellationTrial(NDArray cells, string filter = "")
    {
        cells.ToGeoTiff(At("dem.tif"));
        dataset = Dataset.ReadFile(At("dem.tif"));
        dem = dataset.ReadArray(chunks: 256);
        expected = Probe();
        graphs =
        [
            ("slope to COG", stop => dem.Slope().ToCogAsync(At("slope.tif"), cancellation: stop)),
            ("normalised to Zarr", stop => ((dem - dem.Mean()) / dem.Std()).ToZarrAsync(At("normal.zarr"), cancellation: stop)),
            ("focal mean, radius 100", stop => dem.FocalMean(100).ComputeAsync(cancellation: stop)),
            ("focal median, radius 100", stop => dem.FocalMedian(100).ComputeAsync(cancellation: stop)),
            ("focal max, radius 100, to GeoTIFF", stop => dem.FocalMax(100).ToGeoTiffAsync(At("max.tif"), cancellation: stop)),
            ("function of windows", stop => dem.FocalApply(window => window[0] + window[^1], 20).ComputeAsync(cancellation: stop)),
            ("convolution", stop => dem.Convolve(Weights(25)).ComputeAsync(cancellation: stop)),
            ("mean of a circle", stop => dem.FocalStatistics(FocalStatistic.Mean, Footprint.Circle(20)).ComputeAsync(cancellation: stop)),
            ("mean by class", stop => dem.ZonalStatsAsync((dem / 7).Floor(), [Statistic.Mean, Statistic.Median], cancellation: stop)),
            ("spilled", SpillAsync),
        ];
        graphs = graphs.Where(graph => graph.Name.Contains(filter, StringComparison.OrdinalIgnoreCase)).ToArray();
    }

    public sealed record Latency(string Name, double Milliseconds);

    public sealed record Report(IReadOnlyList<Latency> Latencies, int Finished, IReadOnlyList<string> Faults)
    {
        public double Percentile(double share)
        {
            var sorted = Latencies.Select(latency => latency.Milliseconds).Order().ToArray();
            return sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
        }

        /// <inheritdoc/>
        public override string ToString()
        {
            var slowest = Latencies.MaxBy(latency => latency.Milliseconds)!;
            return string.Create(CultureInfo.InvariantCulture,
                $"{Latencies.Count} cancellations: median {Percentile(0.5):F1} ms, p99 {Percentile(0.99):F1} ms, most {slowest.Milliseconds:F1} ms ({slowest.Name}); {Finished} runs ended before, {Faults.Count} faults");
        }
    }

    /// <summary>Cancels so many runs, each at a random share of the time that its kind takes.</summary>
    /// <param name="times">Cancellations.</param>
    /// <param name="lookForThreads">Whether threads of the pool that still work are a fault: only where nothing else
    /// runs in the process.</param>
    public async Task<Report> RunAsync(int times, bool lookForThreads)
    {
        var random = new Random(42);
        var takes = new double[graphs.Length];
        var latencies = new List<Latency>();
        var faults = new List<string>();
        var finished = 0;
        for (var i = 0; latencies.Count < times && i < 3 * times; i++)
        {
            var (name, run) = graphs[i % graphs.Length];
            using var stop = new CancellationTokenSource();
            var clock = Stopwatch.StartNew();
            var task = Task.Run(() => run(stop.Token));
            var most = takes[i % graphs.Length] is 0 ? 30 : takes[i % graphs.Length];
            await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(random.NextDouble() * most)));
            var stopped = Stopwatch.GetTimestamp();
            var ended = task.IsCompleted;
            stop.Cancel();
            try
            {
                await task;
                finished++;
                takes[i % graphs.Length] = Math.Min(1000, clock.Elapsed.TotalMilliseconds);
            }
            catch (OperationCanceledException)
            {
                if (!ended) latencies.Add(new(name, Stopwatch.GetElapsedTime(stopped).TotalMilliseconds));
                takes[i % graphs.Length] = Math.Min(1000, Math.Max(most, clock.Elapsed.TotalMilliseconds) * 1.3);
                faults.AddRange(Left().Select(left => $"{name} left {left}"));
            }
            // until threads that have ended are back
            for (var wait = 0; lookForThreads && Working() > 1 && wait < 1000; wait++) await Task.Delay(2);
            if (lookForThreads && Working() is var working and > 1) faults.Add($"{name}: {working} threads still work");
            if (i % 10 == 9 && Probe() != expected) faults.Add($"a run after {name} gave another result");
            foreach (var left in Left()) Remove(left);
        }
        return new(latencies, finished, faults);
    }

    public void Dispose()
    {
        dataset.Dispose();
        folder.Delete(recursive: true);
    }

    private double Probe() => (double)(dem[20..200, 30..180].Slope() * 2).Mean().Compute();

    private async Task SpillAsync(CancellationToken stop)
    {
        using var scope = Engine.Configure(
            Engine.Options with { MemoryBytes = Math.Max(9 << 20, dem.Bytes / 2), SpillFolder = folder.FullName });
        var costly = dem.FocalMean(2);
        await LazyArray.Stack(costly.FocalMax(6), costly.FocalMin(6)).ToGeoTiffAsync(At("spilled.tif"), cancellation: stop);
    }

    private static double[,] Weights(int side)
    {
        var weights = new double[side, side];
        for (var r = 0; r < side; r++)
            for (var c = 0; c < side; c++) weights[r, c] = 1 + (r * 7 + c * 3) % 5;
        return weights;
    }

    /// <summary>Threads of the pool at work, this one among them.</summary>
    private static int Working()
    {
        ThreadPool.GetMaxThreads(out var most, out _);
        ThreadPool.GetAvailableThreads(out var idle, out _);
        return most - idle;
    }

    private string At(string name) => Path.Combine(folder.FullName, name);

    private List<string> Left() => folder.EnumerateFileSystemInfos().Select(entry => entry.Name).Where(name => name != "dem.tif").ToList();

    private void Remove(string name)
    {
        if (Directory.Exists(At(name))) Directory.Delete(At(name), recursive: true);
        else File.Delete(At(name));
    }
}
