namespace Pyramids;

/// <summary>Runs the tasks of a plan on a number of workers, in order, within a look-ahead that bounds memory.</summary>
internal sealed class Scheduler(Plan plan, EngineOptions options, PassTrack pass, RunTrack track, KeptArrays? kept = null) : IDisposable
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim ready = new(0);
    private readonly PriorityQueue<ChunkTask, int> queue = new();
    private readonly TaskList tasks = plan.Tasks;
    private readonly Dictionary<int, ChunkTask> held = [];               // issued tasks whose chunk somebody reads
    private readonly Queue<ChunkTask> unfinished = new();               // issued tasks from the oldest unfinished one on
    private readonly BufferPool pool = new();
    private readonly Dictionary<Stage, long> sequences = plan.Sinks.ToDictionary(stage => stage, _ => 0L);
    private readonly Garbage garbage = new();
    private readonly int threads = plan.Workers;
    private int issued, output;
    private long bytesRead;
    private SpillFile? spill;

    /// <summary>Most bytes of chunks and working memory held at once, and of cells kept for other passes.</summary>
    public long Peak => pool.Peak + (kept?.HeldBytes ?? 0);

    public long BytesRead => Volatile.Read(ref bytesRead);

    /// <summary>Runs all tasks on threads of their own, for a worker waits for its source; the caller's is one of them
    /// where it has nothing else to do.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        pool.KeepIdle = plan.Projection.PeakBytes / 4;
        pool.Limit = plan.Projection.PeakBytes - plan.Projection.StandingBytes;
        lock (gate) Issue();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Exception? failure = null;
        var others = new Task[options.CallerWorks ? threads - 1 : threads];
        for (var i = 0; i < others.Length; i++)
            others[i] = Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (options.CallerWorks)
        {
            Work();
            Task.WaitAll(others, CancellationToken.None);
        }
        else await Task.WhenAll(others).ConfigureAwait(false);
        if (failure is not null || cancellation.IsCancellationRequested) track.Stop(pass, BytesRead, Peak);
        if (failure is not null and not OperationCanceledException) throw failure;
        cancellation.ThrowIfCancellationRequested();
        if (failure is not null) throw failure;
        track.End(pass, BytesRead, Peak);

        void Work()
        {
            using var arena = new Arena(pool);
            try
            {
                while (Next(stop.Token) is { } task)
                {
                    Make(task, arena, stop.Token);
                    Complete(task);
                }
            }
            catch (Exception cause)
            {
                Interlocked.CompareExchange(ref failure, cause, null);
                stop.Cancel();
            }
        }
    }

    private void Make(ChunkTask task, Arena arena, CancellationToken cancellation)
    {
        try
        {
            var made = MakeAsync(task, arena, cancellation);
            if (made.IsCompleted) made.GetAwaiter().GetResult();
            else made.AsTask().GetAwaiter().GetResult();
        }
        catch (Exception cause) when (cause is not OperationCanceledException)
        {
            throw Failure(task, cause);
        }
    }

    /// <summary>The failure as it is told: with chunk, operation and file, unless it names what it is about itself.</summary>
    private Exception Failure(ChunkTask task, Exception cause)
    {
        lock (gate) pass.Fail(task);
        track.Fail(pass, BytesRead, Peak);
        if (cause is ComputeException or UnauthorizedAccessException || (cause is IOException && cause.GetType() != typeof(IOException)))
            return cause;
        var files = Walk.InOrder([task.Stage.Node]).OfType<SourceNode>().Where(node => node.Source is not MemorySource)
            .Select(node => node.Source.Name).Distinct().Take(3).ToArray();
        return new ComputeException(task.IsWriting ? $"Writing {task.Stage.Node.Label}" : task.Stage.Node.Label, task.Window,
            files.Length == 0 ? null : string.Join(", ", files), cause);
    }

    public void Dispose()
    {
        spill?.Dispose();
        ready.Dispose();
        pool.Dispose();
    }

    private ChunkTask? Next(CancellationToken cancellation)
    {
        ready.Wait(cancellation);
        lock (gate)
        {
            if (!queue.TryDequeue(out var task, out _)) return null;                      // empty only at the end
            pass.Start(task);
            return task;
        }
    }

    /// <summary>Makes tasks known until the look-ahead is full; called under the lock.</summary>
    private void Issue()
    {
        while (unfinished.TryPeek(out var oldest) && oldest.IsDone) unfinished.Dequeue();
        while (issued < tasks.Count && unfinished.Count < plan.Projection.LookAhead)
        {
            var task = NewTask(issued++);
            foreach (var need in task.Needs)
                if (!need.IsDone)
                {
                    (need.Dependents ??= []).Add(task);
                    task.Pending++;
                }
            unfinished.Enqueue(task);
            if (task.Pending == 0) MakeReady(task);
        }
        if (issued == tasks.Count && unfinished.Count == 0) ready.Release(threads);
    }

    private ChunkTask NewTask(int number)
    {
        while (output < number || tasks.StageOf(output).Sink is null) output++;              // what comes before an output chunk is for it
        var stage = tasks.StageOf(number);
        var task = new ChunkTask(number, tasks.KindOf(number), stage, tasks.OrdinalOf(number), tasks.WindowOf(number))
        {
            For = (tasks.StageOf(output), tasks.OrdinalOf(output)),
            Sequence = stage.Sink is null ? 0 : sequences[stage]++,
            Readers = tasks.Readers(number),
        };
        if (task.Readers > 0) held.Add(number, task);
        var needs = tasks.Needs(number);
        if (needs.Length > 0) task.Needs = new ChunkTask[needs.Length];
        for (var i = 0; i < needs.Length; i++) task.Needs[i] = held[needs[i]];
        return task;
    }

    private void MakeReady(ChunkTask task)
    {
        queue.Enqueue(task, task.Number);
        ready.Release();
    }

    private async ValueTask MakeAsync(ChunkTask task, Arena arena, CancellationToken cancellation)
    {
        var (stage, window) = (task.Stage, task.Window);
        if (task.Kind == TaskKind.Store)
        {
            task.SpillOffset = Spill().Write(task.Needs[0].Chunk.Bytes);
            return;
        }
        if (task.Kind == TaskKind.Load)
        {
            task.Buffer = pool.Take(stage.ChunkBytes(window));
            Spill().Read(task.Needs[0].SpillOffset, task.Chunk.Bytes);
            return;
        }
        if (stage.Sink is { } sink && PassThrough(task) is { } passed)
        {
            task.IsWriting = true;
            await WriteAsync(sink, task, passed, cancellation).ConfigureAwait(false);
            return;
        }
        if (stage.Sink is IMappedSink mapped && mapped.TryMap(window, out var target))
        {
            Compute(task, target, arena, cancellation);
            return;
        }
        if (stage.DeliversStrips(window))
        {
            using var writer = ((IStripSink)stage.Sink!).Begin(window, cancellation);
            stage.Program(window.Band).Run(window, strip => Deliver(writer, strip, task), ReaderOf(task), arena, cancellation);
            return;
        }
        task.Buffer = pool.Take(stage.ChunkBytes(window));
        if (stage.IsSource)
        {
            var source = stage.Source!;
            var stored = source.StoredBytes(window);                          // before: afterwards it may be kept
            await source.ReadAsync(task.Chunk, cancellation).ConfigureAwait(false);
            Interlocked.Add(ref bytesRead, stored);
            return;
        }
        Compute(task, task.Chunk, arena, cancellation);
        if (stage.Sink is null) return;
        task.IsWriting = true;
        await WriteAsync(stage.Sink, task, task.Chunk, cancellation).ConfigureAwait(false);
    }

    private static ValueTask WriteAsync(IChunkSink sink, ChunkTask task, Chunk chunk, CancellationToken cancellation)
    {
        // for codecs, until the sink waits for something
        using var interruption = Interruption.By(cancellation);
        return sink.WriteAsync(task.Sequence, chunk, cancellation);
    }

    private static void Compute(ChunkTask task, Chunk chunk, Arena arena, CancellationToken cancellation)
    {
        var stage = task.Stage;
        for (var band = 0; band < chunk.Window.Bands; band++)
            stage.Program(chunk.Window.Band + band).Run(chunk.Band(band), ReaderOf(task), arena, cancellation);
    }

    private static LeafReader ReaderOf(ChunkTask task)
        => (leaf, window, target, scratch, gather)
            => ReadLeaf(task, task.Stage.Inputs[leaf], window, target, scratch, gather);

    private static void Deliver(IStripWriter writer, Chunk strip, ChunkTask task)
    {
        task.IsWriting = true;
        writer.Write(strip);
        task.IsWriting = false;
    }

    /// <summary>The input chunk itself, when a sink takes exactly the cells of one.</summary>
    private static Chunk? PassThrough(ChunkTask task)
    {
        var window = task.Window;
        if (window.Bands != 1 || !task.Stage.Program(window.Band).IsPassThrough) return null;
        return task.Needs is [var only] && only.Window == window ? only.Chunk : null;
    }

    private static Chunk ReadLeaf(ChunkTask task, Stage stage, Window window, Chunk? target, Arena arena, Action<Chunk, Chunk> gather)
    {
        if (stage.Resident is { } resident) return ReadResident(resident, window, target, arena);
        var (first, bands, rows, columns) = stage.Grid.Meeting(window);
        if (target is null && bands * rows * columns == 1) return task.Input(stage, stage.Grid.Ordinal(first));
        var gathered = target ?? arena.Take(window, stage.Node.Schema.Type);
        for (var b = 0; b < bands; b++)
            for (var r = 0; r < rows; r++)
                for (var c = 0; c < columns; c++)
                    gather(task.Input(stage, stage.Grid.Ordinal(new(first.Band + b, first.Row + r, first.Column + c))), gathered);
        return gathered;
    }

    private static Chunk ReadResident(NDArray resident, Window window, Chunk? target, Arena arena)
    {
        if (target is null && resident.TryMap(out var whole)) return whole;
        var gathered = target ?? arena.Take(window, resident.DType);
        resident.CopyTo(gathered);
        return gathered;
    }

    private void Complete(ChunkTask task)
    {
        lock (gate)
        {
            task.IsDone = true;
            pass.Complete(task);
            foreach (var need in task.Needs) Release(need);
            task.Needs = [];
            if (task.Stage.Sink is not null && task.Buffer is not null)
            {
                pool.Return(task.Buffer);
                task.Buffer = null;
            }
            foreach (var dependent in task.Dependents ?? [])
                if (--dependent.Pending == 0) MakeReady(dependent);
            task.Dependents = null;
            Issue();
        }
        garbage.Look();
        track.Report(pass.Done, BytesRead, Peak);
    }

    private SpillFile Spill()
    {
        lock (gate) return spill ??= SpillFile.Create(options.SpillFolder);
    }

    private void Release(ChunkTask need)
    {
        if (--need.Readers > 0) return;
        if (need.Kind == TaskKind.Store) spill!.Free(need.SpillOffset, checked((int)need.Stage.ChunkBytes(need.Window)));
        else pool.Return(need.Buffer!);
        need.Buffer = null;
        held.Remove(need.Number);
    }
}
