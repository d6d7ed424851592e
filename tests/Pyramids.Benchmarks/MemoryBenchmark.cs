using System.Diagnostics;
using System.Globalization;

namespace Pyramids.Benchmarks;

/// <summary>Peak memory as the system sees it against what the plan foresaw. Every measure has a process of its own; Linux only.</summary>
/// <remarks>
/// Measured is VmHWM, the most the process ever had in RAM, less what it had when idle: runtime up, input opened, and
/// the same operation run once over 300 x 300 cells so that its code is compiled. The graph's own proof says also what
/// a cold process takes, compiled code included.
/// </remarks>
internal static class MemoryBenchmark
{
    /// <summary>
    /// <c>memory graph [side=16384] [budget=256MiB] [threads=2] [file.tif]</c>: read, normalise, slope, threshold, mean per class.
    /// <c>memory table [side=4096] [budget=32MiB] [threads=2] [part of a name]</c>: every operation that the laws are tested on.
    /// <c>memory files [side=16384] [budget=256MiB] [threads=2] [part of a name] [file.tif]</c>: every terrain and focal
    /// operation from file to file, where all that the process has in RAM, the runtime too, must stay within the budget.
    /// </summary>
    public static async Task<int> Run(string[] args)
    {
        var kind = args.Length > 0 ? args[0] : "graph";
        if (kind == "one")
            return await OneAsync(args[1], args[2], args[3], args[4], args[5] != "cold",
                args[5].EndsWith(".tif", StringComparison.Ordinal) ? args[5] : null);
        var side = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : kind == "table" ? 4096 : 16384;
        var budget = args.Length > 2 ? args[2] : kind == "table" ? "32MiB" : "256MiB";
        var threads = args.Length > 3 ? args[3] : "2";
        var folder = Directory.CreateTempSubdirectory("pyramids-memory");
        try
        {
            var given = kind == "graph" ? 4 : 5;
            var file = args.Length > given ? args[given] : Path.Combine(folder.FullName, "hills.tif");
            if (!File.Exists(file)) await LazyArray.From(new Hills(side), Chunks.Auto).ToGeoTiffAsync(file);
            Console.WriteLine($"{side} x {side} Float32, {budget}, {threads} threads");
            Console.WriteLine(
                $"{"operation",-44} {"measured",10} {"chunks",10} {"projected",10} {"measured/projected",20} {"all in RAM",11}");
            if (kind == "graph")
                return await ChildAsync("graph", file, budget, threads, "cold") | await ChildAsync("graph", file, budget, threads, "warm");
            var filter = args.Length > 4 ? args[4] : "";
            var failures = 0;
            foreach (var (name, _) in (kind == "files" ? FileOperations : Operations).Where(
                operation => operation.Name.Contains(filter, StringComparison.OrdinalIgnoreCase)))
                failures += await ChildAsync(name, file, budget, threads,
                    kind == "files" ? Path.Combine(folder.FullName, "result.tif") : "warm");
            Console.WriteLine($"{failures} operations took more than was projected, or could not run");
            return failures == 0 ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (string Name, Func<LazyArray, LazyArray> Apply)[] Operations { get; } =
    [
        ("add", a => a + a),
        ("divide", a => a / (a + 1.5)),
        ("masks", a => (a > 40) & !(a > 80)),
        ("where", a => a.Where(a > 60, 0)),
        ("cast", a => a.AsType(DType.Float64)),
        ("mean", a => a.Mean()),
        ("normalise", a => (a - a.Mean()) / a.Std()),
        ("slice", a => a[5..70, 9..^3]),
        ("slice with steps", a => a.Slice(.., 1.., 2.., 3, 5)),
        ("stack", a => LazyArray.Stack(a, a * 2)),
        ("std over bands", a => LazyArray.Stack(a, a * 2).Std(0)),
        .. Tests.TerrainOperations.All,
        .. Tests.MathsOperations.All,
    ];

    /// <summary>What <c>files</c> measures: one of each kind of operation, and the largest windows.</summary>
    private static (string Name, Func<LazyArray, LazyArray> Apply)[] FileOperations { get; } =
    [
        .. Tests.TerrainOperations.All.Where(operation => !operation.Name.Contains("part", StringComparison.Ordinal)),
        ("curvature, tangential", a => a.Curvature(CurvatureKind.Tangential)),
        ("curvature, total", a => a.Curvature()),
        ("tri, Riley", a => a.Tri()),
        ("focal mean, radius 100", a => a.FocalMean(100)),
        ("focal std, radius 100", a => a.FocalStd(100)),
        ("focal max, radius 100", a => a.FocalMax(100)),
        ("focal apply", a => a.FocalApply(window => window[0] - window[^1], 2)),
    ];

    private static async Task<int> ChildAsync(params string[] what)
    {
        var info = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            info.ArgumentList.Add(typeof(MemoryBenchmark).Assembly.Location);
        foreach (var argument in (string[])["memory", "one", .. what]) info.ArgumentList.Add(argument);
        using var child = Process.Start(info)!;
        Console.Write(await child.StandardOutput.ReadToEndAsync());
        await child.WaitForExitAsync();
        return child.ExitCode;
    }

    private static async Task<int> OneAsync(string name, string file, string budget, string threads, bool warm, string? target)
    {
        using var scope = Engine.Configure(threads: int.Parse(threads, CultureInfo.InvariantCulture), memory: budget);
        try
        {
            using var dataset = Dataset.ReadFile(file);
            var array = dataset.ReadArray(chunks: Chunks.Auto);
            if (warm) await RunAsync(name, LazyArray.From(new Hills(300), 100), target, new Watch());
            GC.Collect();
            var idle = Memory("VmRSS");
            await File.WriteAllTextAsync("/proc/self/clear_refs", "5");                // the peak begins anew
            var watch = new Watch();
            var started = Stopwatch.GetTimestamp();
            await RunAsync(name, array, target, watch);
            var took = Stopwatch.GetElapsedTime(started);
            var all = Memory("VmHWM");
            var measured = all - idle;
            var over = target is not null && all > ByteSize.Parse(budget);
            var last = watch.Last;
            var share = (double)measured / last.MemoryProjected;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name + (warm ? "" : ", cold"),-44} {MiB(measured),10:F1} {MiB(last.MemoryPeak),10:F1} {MiB(last.MemoryProjected),10:F1} {share,20:F2}{(share > 1 ? "  MORE" : "")} {MiB(all),11:F1}{(over ? "  OVER THE BUDGET" : "")}  {took.TotalSeconds:F1} s"));
            return share <= 1 && !over ? 0 : 1;
        }
        catch (Exception problem) when (problem is MemoryBudgetException or InvalidOperationException or ArgumentException)
        {
            Console.WriteLine($"{name,-44} {problem.Message}");
            return 1;
        }
    }

    private static async Task RunAsync(string name, LazyArray dem, string? target, Watch watch)
    {
        if (name != "graph")
        {
            var result = Operations.Concat(FileOperations).First(operation => operation.Name == name).Apply(dem);
            if (target is null) await Engine.RunAsync(result, new Discard(), watch, default);
            else await result.ToGeoTiffAsync(target, new() { Compression = Compression.None }, watch);
            return;
        }
        var normal = (dem - dem.Mean()) / dem.Std();
        var slope = normal.Slope();
        var table = await slope.ZonalStatsAsync(slope > 0.5, [Statistic.Mean, Statistic.Count], null, watch);
        if (table.Rows.Count != 2) throw new InvalidOperationException($"{table.Rows.Count} classes");
    }

    private static double MiB(long bytes) => bytes / 1048576.0;

    private static long Memory(string field)
        => 1024 * long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal))
            .Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture);

    private sealed class Watch : IProgress<ComputeProgress>
    {
        public ComputeProgress Last { get; private set; }

        public void Report(ComputeProgress value)
        {
            if (value.Finished) Last = value;
        }
    }

    /// <summary>Takes chunks and keeps nothing, so that only the engine's memory is measured.</summary>
    private sealed class Discard : IChunkSink
    {
        public BlockShape Block => new(1, 256, 256);

        public ValueTask WriteAsync(long sequence, Chunk chunk, CancellationToken cancellation) => ValueTask.CompletedTask;

        public ValueTask CompleteAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

        public long ScratchBytes(Window window) => 0;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    /// <summary>Hills with fine noise, made cell by cell.</summary>
    private sealed class Hills(int side) : IChunkSource
    {
        public ArraySchema Schema { get; } = new(new GridSpec(side, side, Affine.NorthUp(500_000, 5_000_000, 10, 10)), 1,
            DType.Float32) { IsPlane = true };

        public BlockShape Block => new(1, 1, 1);

        public string Name => "hills";

        public long ScratchBytes(Window window) => 0;

        public ValueTask ReadAsync(Chunk destination, CancellationToken cancellation)
        {
            var window = destination.Window;
            var plane = destination.Plane<float>();
            for (var r = 0; r < window.Rows; r++)
            {
                var cells = plane.Row(r);
                var wave = MathF.Sin((window.Row + r) * 0.013f);
                for (var c = 0; c < cells.Length; c++)
                {
                    var noise = (uint)((window.Row + r) * 73856093 ^ (window.Column + c) * 19349663) * 2654435761u >> 24;
                    cells[c] = MathF.Round((60 + 40 * wave * MathF.Cos((window.Column + c) * 0.017f)) * 100 + noise) / 100;
                }
            }
            return ValueTask.CompletedTask;
        }
    }
}
