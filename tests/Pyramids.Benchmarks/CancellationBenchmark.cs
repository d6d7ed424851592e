using System.Globalization;

namespace Pyramids.Benchmarks;

/// <summary>How long a computation goes on after it is cancelled.</summary>
internal static class CancellationBenchmark
{
    /// <summary>Arguments: cancellations (200), side of the raster (4096), threads (2), part of the names of kinds to
    /// try. Fails when the 99th percentile is not under 100 ms, or anything is left.</summary>
    public static async Task<int> Run(string[] args)
    {
        int times = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 200;
        int side = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 4096;
        int threads = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 2;
        var cells = new float[side * side];
        for (var i = 0; i < cells.Length; i++) cells[i] =
            MathF.Round(6000 + 3000 * MathF.Sin(i / side * 0.013f) * MathF.Cos(i % side * 0.017f) + ((uint)i * 2654435761u >> 24)) / 100;
        using var scope = Engine.Configure(threads: threads, memory: "256MiB");
        using var trial = new Tests.CancellationTrial(
            NDArray.From(new GridSpec(side, side, Affine.NorthUp(500_000, 5_000_000, 10, 10)), cells), args.Length > 3 ? args[3] : "");
        var report = await trial.RunAsync(times, lookForThreads: true);
        Console.WriteLine($"{side} x {side} Float32, {threads} threads; {report}");
        foreach (var kind in report.Latencies.GroupBy(latency => latency.Name))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {kind.Key,-36} {kind.Count(),4} times, median {Median(kind),6:F1} ms, most {kind.Max(latency => latency.Milliseconds),6:F1} ms"));
        foreach (var fault in report.Faults) Console.WriteLine($"  FAULT: {fault}");
        return report.Faults.Count == 0 && report.Latencies.Count == times && report.Percentile(0.99) < 100 ? 0 : 1;
    }

    private static double Median(IEnumerable<Tests.CancellationTrial.Latency> latencies)
    {
        var sorted = latencies.Select(latency => latency.Milliseconds).Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
