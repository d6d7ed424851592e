using System.Diagnostics;

namespace Pyramids;

/// <summary>Settings of computations, and computations of several arrays at once.</summary>
public static partial class Engine
{
    private static readonly AsyncLocal<EngineOptions?> Scoped = new();

    /// <summary>The settings in force here.</summary>
    public static EngineOptions Options => Scoped.Value ?? Default.Options;

    /// <summary>Changes settings until the result is disposed; for this flow of control and what it starts.</summary>
    /// <param name="threads">Workers; unchanged when null.</param>
    /// <param name="memory">Bytes for chunks and working memory of a computation, such as <c>"512MiB"</c>; unchanged when null.</param>
    /// <param name="chunkBytes">What <see cref="Chunks.Auto"/> grows chunks toward; unchanged when null.</param>
    /// <param name="scheduler">Workers, or the calling thread alone; unchanged when null.</param>
    /// <param name="aws">How <c>s3://bucket/key</c> is reached; unchanged when null.</param>
    /// <param name="http">How URLs are asked: time limits, attempts, hosts; unchanged when null.</param>
    /// <param name="allowedFolders">Folders whose files a virtual raster may name beside those of its own; unchanged when null.</param>
    /// <returns>Undoes the change.</returns>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public static IDisposable Configure(
        int? threads = null, string? memory = null, string? chunkBytes = null, SchedulerKind? scheduler = null, AwsOptions? aws = null,
        HttpOptions? http = null,
        IReadOnlyList<string>? allowedFolders = null)
    {
        aws?.Check();
        http?.Check();
        var options = Options;
        if (threads is { } count) options = options with { Threads = count };
        if (memory is not null) options = options with { MemoryBytes = ByteSize.Parse(memory) };
        if (chunkBytes is not null) options = options with { ChunkBytes = ByteSize.Parse(chunkBytes) };
        if (scheduler is { } kind) options = options with { Scheduler = kind };
        return Configure(options, aws ?? AwsOptions.Current, http ?? HttpOptions.Current, allowedFolders ?? VrtSettings.AllowedFolders);
    }

    /// <summary>Changes settings until the result is disposed.</summary>
    public static IDisposable Configure(EngineOptions options)
        => Configure(options, AwsOptions.Current, HttpOptions.Current, VrtSettings.AllowedFolders);

    private static Undo Configure(EngineOptions options, AwsOptions? aws, HttpOptions http, IReadOnlyList<string> folders)
    {
        options.Check();
        var undo = new Undo(Scoped.Value, AwsOptions.Current, HttpOptions.Current, VrtSettings.AllowedFolders);
        (Scoped.Value, AwsOptions.Current, HttpOptions.Current, VrtSettings.AllowedFolders) = (options, aws, http, folders);
        return undo;
    }

    /// <summary>The token of a run that was given none: in a notebook, that of the stop button.</summary>
    internal static Func<CancellationToken>? Surroundings { get; set; }

    /// <summary>Computes several arrays in one pass that shares their sources.</summary>
    /// <returns>The results in the order of the arrays.</returns>
    public static NDArray[] Compute(params LazyArray[] arrays) => Wait(() => ComputeAsync(arrays));

    /// <summary>Computes several arrays in one pass that shares their sources.</summary>
    public static async Task<NDArray[]> ComputeAsync(IReadOnlyList<LazyArray> arrays, IProgress<ComputeProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        Rehearsal.Begin(arrays.Select(array => array.Node).ToArray(), Options);
        var results = new NDArray?[arrays.Count];
        var roots = Walk.Share(arrays.Select(array => array.Node).ToArray());
        var track = Track(roots, progress);
        using var kept = new KeptArrays(roots, Options);
        var known = await ReduceAsync(roots, kept, track, cancellation).ConfigureAwait(false);
        var sinks = new List<Output>();
        for (var i = 0; i < results.Length; i++)
        {
            if (known.TryGetValue(roots[i], out results[i])) continue;
            sinks.Add(new(roots[i], new MemorySink(arrays[i].Schema)));
        }
        await RunAsync(sinks, known, kept, track, [], cancellation).ConfigureAwait(false);
        var next = 0;
        for (var i = 0; i < results.Length; i++) results[i] ??= ((MemorySink)sinks[next++].Sink).Result;
        return results!;
    }

    /// <summary>Computes lazy arrays and runs writes that were put off, in one pass that shares their sources.</summary>
    /// <returns>The cells of each lazy array; null in the place of a write.</returns>
    public static NDArray?[] Compute(params IComputation[] outputs) => Wait(() => ComputeAsync(outputs));

    /// <summary>Computes lazy arrays and runs writes that were put off, in one pass that shares their sources.</summary>
    /// <returns>The cells of each lazy array; null in the place of a write.</returns>
    /// <exception cref="ArgumentException">Two writes have the same target.</exception>
    public static async Task<NDArray?[]> ComputeAsync(IReadOnlyList<IComputation> outputs, IProgress<ComputeProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        if (outputs.OfType<DeferredWrite>().GroupBy(write => write.Target.Path).FirstOrDefault(group => group.Count() > 1) is { } same)
            throw new ArgumentException($"{same.Count()} writes go to '{same.Key}'; give each a target of its own.", nameof(outputs));
        Rehearsal.Begin(outputs.Select(output => output.Node).ToArray(), Options);
        var sinks = new List<Output>();
        try
        {
            foreach (var output in outputs) sinks.Add(new(output.Node, output.Open()));
        }
        catch
        {
            foreach (var (_, sink) in sinks) await sink.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        await RunAsync(sinks, progress, cancellation).ConfigureAwait(false);
        return sinks.Select(output => (output.Sink as MemorySink)?.Result).ToArray();
    }

    /// <summary>Waits for a computation, as one of its workers; beside it where the caller's thread has a context that
    /// others may need.</summary>
    internal static T Wait<T>(Func<Task<T>> compute)
    {
        if (SynchronizationContext.Current is not null && !Options.CallerWorks) return Task.Run(compute).GetAwaiter().GetResult();
        using var scope = Configure(Options with { CallerWorks = true });
        return compute().GetAwaiter().GetResult();
    }

    /// <summary>Begins to do beside the caller what any computation does. A process that is new compiles and binds methods when they are
    /// first called; a command parses its line and opens its files meanwhile.</summary>
    internal static void Rehearse()
    {
        if (Environment.ProcessorCount == 1) return;
        Rehearsal.Beside(() =>
        {
            using var scope = Configure(scheduler: SchedulerKind.Synchronous);
            _ = NDArray.From(new float[4, 4]).ToLazy().Compute();
        });
    }

    /// <summary>Begins to compute a few cells, beside the caller, of what is going to be made of an input that is still being opened: of
    /// heights as most inputs have them. The input may turn out small; a second processor has nothing better to do.</summary>
    internal static void Rehearse(Func<Dataset, LazyArray> make)
    {
        if (!Rehearsal.HasRoom(Options)) return;
        Rehearsal.Beside(() =>
        {
            using var heights = Heights();
            Rehearsal.Run([make(heights).Node]);
        });
    }

    /// <summary>A raster in memory for rehearsals: zeros, Float32 with nodata.</summary>
    internal static Dataset Heights()
    {
        var schema = new ArraySchema(new(64, 512, Affine.NorthUp(0, 0, 10, 10)), 1, DType.Float32) { NoData = -9999 };
        return new(new(new MemorySource(NDArray.Allocate(schema)), "memory", [], [], new MemoryStore()) { Fingerprint = "" }, "heights");
    }

    /// <summary>Begins a computation beside the caller, or on its thread when that is asked for.</summary>
    internal static Task<T> StartAsync<T>(Func<Task<T>> compute, CancellationToken cancellation)
        => Options.CallerWorks ? compute() : Task.Run(compute, cancellation);

    /// <summary>Runs an array into a sink, completes it, and tells what it took. The sink is disposed in any case.</summary>
    internal static Task<RunReport> RunAsync(LazyArray array, IChunkSink sink, IProgress<ComputeProgress>? progress,
        CancellationToken cancellation)
        => RunAsync(array, () => sink, progress, cancellation);

    /// <inheritdoc cref="RunAsync(LazyArray, IChunkSink, IProgress{ComputeProgress}, CancellationToken)"/>
    internal static Task<RunReport> RunAsync(LazyArray array, Func<IChunkSink> open, IProgress<ComputeProgress>? progress,
        CancellationToken cancellation)
    {
        Rehearsal.Begin([array.Node], Options);
        return RunAsync([new Output(array.Node, open())], progress, cancellation);
    }

    /// <summary>Runs several arrays into their sinks in one pass.</summary>
    internal static async Task<RunReport> RunAsync(IReadOnlyList<Output> outputs, IProgress<ComputeProgress>? progress,
        CancellationToken cancellation)
    {
        try
        {
            var roots = Walk.Share(outputs.Select(output => output.Root).ToArray());
            var track = Track(roots, progress, last: outputs.Count > 0);
            using var kept = new KeptArrays(roots, Options);
            var known = await ReduceAsync(roots, kept, track, cancellation).ConfigureAwait(false);
            var resolved = outputs.Select((output, i) => output with
            {
                Root = known.TryGetValue(roots[i], out var value) ? new SourceNode(new MemorySource(value)) : roots[i],
            }).ToArray();
            return await RunAsync(resolved, known, kept, track, [], cancellation).ConfigureAwait(false);
        }
        finally
        {
            foreach (var (_, sink) in outputs) await sink.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async Task<RunReport> RunAsync(
        IReadOnlyList<Output> outputs, IReadOnlyDictionary<Node, NDArray> known, KeptArrays kept, RunTrack track,
        IReadOnlyList<Node> reductions,
        CancellationToken cancellation)
    {
        if (outputs.Count == 0) return default;
        if (!cancellation.CanBeCanceled) cancellation = Surroundings?.Invoke() ?? default;
        cancellation.ThrowIfCancellationRequested();
        var options = Options;
        var started = Stopwatch.GetTimestamp();
        Rehearsal.Begin(outputs, options);
        var plan = kept.Plan(outputs, known);
        using var scheduler = new Scheduler(plan, options, track.Begin(plan, reductions), track, kept);
        await scheduler.RunAsync(cancellation).ConfigureAwait(false);
        foreach (var (_, sink) in outputs) await sink.CompleteAsync(cancellation).ConfigureAwait(false);
        long cells = 0;
        foreach (var (root, _) in outputs) cells += root.Schema.Whole.Cells;
        return new(Stopwatch.GetElapsedTime(started), cells, scheduler.BytesRead,
            scheduler.Peak, plan.Projection.PeakBytes);
    }

    /// <summary>Finds the value of every reduction below the roots; reductions of reductions come in turns, each turn one pass.</summary>
    private static async Task<Dictionary<Node, NDArray>> ReduceAsync(IReadOnlyList<Node> roots, KeptArrays kept, RunTrack track,
        CancellationToken cancellation)
    {
        var known = new Dictionary<Node, NDArray>();
        foreach (var turn in ReduceTurns.Of(roots))
        {
            var sinks = ReduceSink.For(turn, Options);
            var rounds = sinks.Max(item => item.Sink.MostPasses);
            track.Expect(rounds - 1);
            var again = sinks.Where(item => item.Sink.MostPasses > 1).Select(item => item.Input).ToArray();
            kept.KeepSources(turn, known, again);
            var keeping = kept.Worth(turn, known, again).ToHashSet();
            for (var open = sinks; open.Count > 0; open = open.Where(item => item.Sink.NeedsAnotherPass).ToArray(), rounds--)
            {
                var outputs = TeeSink.Together(open.Select(item => new Output(item.Input, item.Sink)));
                var made = new List<(Node Node, IChunkSource Source)>();
                for (var i = 0; i < outputs.Length; i++)
                {
                    if (!keeping.Remove(outputs[i].Root)) continue;
                    var (sink, source) = kept.Keep(outputs[i].Root, outputs[i].Sink);
                    outputs[i] = outputs[i] with { Sink = sink };
                    made.Add((outputs[i].Root, source));
                }
                await RunAsync(outputs, known, kept, track, turn, cancellation).ConfigureAwait(false);
                foreach (var (node, source) in made) kept.Add(node, source);
            }
            track.Expect(-rounds);
            foreach (var (sink, _, nodes) in sinks)
                foreach (var node in nodes) known[node] = sink.Result(node);
        }
        return known;
    }

    /// <summary>Follows a run of all passes: one for each turn of reductions, and a last one for the roots that are none.</summary>
    private static RunTrack Track(IReadOnlyList<Node> roots, IProgress<ComputeProgress>? progress, bool last = false)
        => new(roots, ReduceTurns.Of(roots).Count() + (last || roots.Any(root => root is not ReduceNode) ? 1 : 0), progress);

    private sealed class Undo(EngineOptions? before, AwsOptions? aws, HttpOptions http, IReadOnlyList<string> folders) : IDisposable
    {
        public void Dispose()
            => (Scoped.Value, AwsOptions.Current, HttpOptions.Current, VrtSettings.AllowedFolders) = (before, aws, http, folders);
    }

    private static class Default
    {
        public static EngineOptions Options { get; } = new();
    }
}

/// <summary>What a run took.</summary>
/// <param name="Elapsed">From planning to the completed target.</param>
/// <param name="Cells">Cells of the outputs.</param>
/// <param name="BytesRead">Stored bytes fetched.</param>
/// <param name="PeakBytes">Most bytes of chunks and working memory held at once.</param>
/// <param name="ProjectedBytes">What the plan had foreseen as the most.</param>
[TypeFormatterSource]
public readonly record struct RunReport(TimeSpan Elapsed, long Cells, long BytesRead, long PeakBytes, long ProjectedBytes)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Cells} cells in {Elapsed.TotalSeconds:0.###} s: ")
        + $"read {ByteSize.Format(BytesRead)}, held {ByteSize.Format(PeakBytes)} at most, {ByteSize.Format(ProjectedBytes)} foreseen";
}
