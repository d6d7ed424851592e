using System.Diagnostics;
using System.Globalization;

namespace Pyramids.Benchmarks;

/// <summary>What the chunk graph itself costs: a million chunks that are read and handed to a sink without a cell being touched.</summary>
/// <remarks>
/// The engine cuts its own task chunks, near 4 MiB of whole stored blocks. The raster here is stored in blocks of 2048
/// x 2048 bytes, so that every block is a task chunk of its own and nothing is merged; its source leaves the buffer as
/// it is. One chunk is two tasks: to read it, and to hand it on. Times are of the clock; a figure that misses its bound
/// by the clock still passes by processor time, since others may share the machine.
/// </remarks>
internal static class GraphBenchmark
{
    /// <summary>Arguments: chunks along a side (1000) and threads (2). Fails when a figure misses its bound.</summary>
    public static async Task<int> Run(string[] args)
    {
        int side = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1000;
        int threads = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 2;
        using var scope = Engine.Configure(threads: threads, memory: "1GiB");
        await MeasureAsync(Math.Min(side, 100), threads);                     // compiles what is timed
        var chunks = (long)side * side;
        var m = await MeasureAsync(side, threads);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{chunks} chunks, {m.Tasks} tasks, {threads} threads"));
        var good = Tell("build the array", lap => lap * 1e3, "ms", 50, most: true, m.Build)
            & Tell("Explain", lap => lap, "s", 1, most: true, m.Explain)
            & Tell("run", lap => m.Tasks / lap, "tasks/s", 200_000, most: false, m.Run with { Processor = m.Run.Processor / threads })
            & Tell("plan per pending chunk", _ => (double)m.PlanBytes / chunks, "bytes", 200, most: true, m.Plan);
        return good || side < 1000 ? 0 : 1;
    }

    private static bool Tell(string what, Func<double, double> figure, string unit, double bound, bool most, Lap lap)
    {
        var (value, lone) = (figure(lap.Wall), figure(lap.Processor));
        var good = most ? Math.Min(value, lone) < bound : Math.Max(value, lone) >= bound;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {what,-24} {value,12:F2} {unit,-8} {(most ? "<" : ">=")} {bound}: {(good ? "yes" : "NO"),-4} (took {lap.Wall:F3} s, {lap.Processor:F3} s of processor time)"));
        return good;
    }

    private readonly record struct Lap(double Wall, double Processor);

    private sealed class Clock
    {
        private readonly Stopwatch wall = Stopwatch.StartNew();
        private TimeSpan processor = Process.GetCurrentProcess().TotalProcessorTime;

        public Lap Lap()
        {
            var now = Process.GetCurrentProcess().TotalProcessorTime;
            var lap = new Lap(wall.Elapsed.TotalSeconds, (now - processor).TotalSeconds);
            processor = now;
            wall.Restart();
            return lap;
        }
    }

    private sealed record Measure(Lap Build, Lap Explain, Lap Plan, long PlanBytes, Lap Run, long Tasks);

    private static async Task<Measure> MeasureAsync(int side, int threads)
    {
        var source = new UntouchedSource(side);
        var clock = new Clock();
        var array = LazyArray.From(source, UntouchedSource.Side);
        var build = clock.Lap();
        if (array.Chunks.Count != (long)side * side) throw new InvalidOperationException($"{array.Chunks.Count} chunks");
        clock.Lap();
        var report = array.Explain();
        var explain = clock.Lap();
        var sink = new CountingSink();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        clock.Lap();
        var plan = Plan.Build([new(array.Node, sink)], new Dictionary<Node, NDArray>(), threads, Engine.Options.MemoryBytes);
        var planning = clock.Lap();
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        var track = new RunTrack([array.Node], 1, null);
        clock.Lap();
        using (var scheduler = new Scheduler(plan, Engine.Options, track.Begin(plan, []), track)) await scheduler.RunAsync(default);
        var run = clock.Lap();
        if (source.Reads != (long)side * side || sink.Writes != source.Reads)
            throw new InvalidOperationException($"{source.Reads} reads, {sink.Writes} writes");
        GC.KeepAlive(report);
        return new(build, explain, planning, bytes, run, plan.Projection.Tasks);
    }

    private sealed class UntouchedSource(int side) : IChunkSource
    {
        public const int Side = 2048;
        private long reads;

        public long Reads => reads;

        public ArraySchema Schema { get; } = new(new GridSpec(side * Side, side * Side, Affine.NorthUp(0, 0, 1, 1)), 1, DType.UInt8);

        public BlockShape Block => new(1, Side, Side);

        public string Name => "untouched";

        public long ScratchBytes(Window window) => 0;

        public long StoredBytes(Window window) => 0;

        public ValueTask ReadAsync(Chunk destination, CancellationToken cancellation)
        {
            Interlocked.Increment(ref reads);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class CountingSink : IChunkSink
    {
        private long writes;

        public long Writes => writes;

        public BlockShape Block => new(1, UntouchedSource.Side, UntouchedSource.Side);

        public ValueTask WriteAsync(long sequence, Chunk chunk, CancellationToken cancellation)
        {
            Interlocked.Increment(ref writes);
            return ValueTask.CompletedTask;
        }

        public ValueTask CompleteAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

        public long ScratchBytes(Window window) => 0;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
