namespace Pyramids;

/// <summary>Runs the tasks of a plan on a number of workers, in order, within a look-ahead that bounds memory.</summary>
internal sealed class Scheduler(IReadOnlyList<Stage> sinks, Projection projection, int threads, PassTrack pass, RunTrack track) : IDisposable
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim ready = new(0);
    private readonly PriorityQueue<ChunkTask, long> queue = new();
    private readonly Queue<ChunkTask> unfinished = new();               // issued tasks from the oldest unfinished one on
    private readonly BufferPool pool = new();
    private readonly Dictionary<Stage, long> sequences = sinks.ToDictionary(stage => stage, _ => 0L);
    private IEnumerator<(Stage Stage, long Ordinal, (Stage Sink, long Ordinal) For)>? order;
    private long issued, bytesRead;
    private bool drained;

    /// <summary>Most bytes of chunks and working memory held at once.</summary>
    public long Peak => pool.Peak;

    public long BytesRead => Volatile.Read(ref bytesRead);

    public async Task RunAsync(CancellationToken cancellation)
    {
        order = TaskOrder.Enumerate(sinks).GetEnumerator();
        pool.KeepIdle = projection.PeakBytes / 4;
        lock (gate) Issue();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Exception? failure = null;
        var workers = new Task[threads];
        for (var i = 0; i < threads; i++)
            workers[i] = threads == 1 ? WorkAsync() : Task.Run(WorkAsync, CancellationToken.None);
        await Task.WhenAll(workers).ConfigureAwait(false);
        if (failure is not null and not OperationCanceledException) throw failure;
        cancellation.ThrowIfCancellationRequested();
        if (failure is not null) throw failure;
        track.End(pass, BytesRead, Peak);

        async Task WorkAsync()
        {
            using var arena = new Arena(pool);
            try
            {
                while (await NextAsync(stop.Token).ConfigureAwait(false) is { } task)
                {
                    try
                    {
                        await MakeAsync(task, arena, stop.Token).ConfigureAwait(false);
                    }
                    catch (Exception cause) when (cause is not OperationCanceledException)
                    {
                        lock (gate) pass.Fail(task);
                        track.Fail(pass, BytesRead, Peak);
                        if (cause is ComputeException or IOException or UnauthorizedAccessException) throw;
                        throw new ComputeException(task.Stage.Node.Label, task.Window, cause);
                    }
                    Complete(task);
                }
            }
            catch (Exception cause)
            {
                Interlocked.CompareExchange(ref failure, cause, null);
                await stop.CancelAsync().ConfigureAwait(false);
            }
        }
    }

    public void Dispose()
    {
        order?.Dispose();
        ready.Dispose();
        pool.Dispose();
    }

    private async ValueTask<ChunkTask?> NextAsync(CancellationToken cancellation)
    {
        await ready.WaitAsync(cancellation).ConfigureAwait(false);
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
        while (!drained && unfinished.Count < projection.LookAhead)
        {
            if (!order!.MoveNext())
            {
                drained = true;
                break;
            }
            var (stage, ordinal, output) = order.Current;
            var task = new ChunkTask(stage, ordinal, issued++) { For = output, Sequence = stage.Sink is null ? 0 : sequences[stage]++ };
            if (stage.Sink is null) (stage.Tasks ??= new ChunkTask?[stage.Grid.Count])[ordinal] = task;
            task.Needs = stage.Needs(task.Window).Select(need => need.Stage.Tasks![need.Ordinal]!).ToArray();
            foreach (var need in task.Needs)
                if (!need.IsDone)
                {
                    need.Dependents.Add(task);
                    task.Pending++;
                }
            unfinished.Enqueue(task);
            if (task.Pending == 0) MakeReady(task);
        }
        if (drained && unfinished.Count == 0) ready.Release(threads);
    }

    private void MakeReady(ChunkTask task)
    {
        queue.Enqueue(task, task.Issue);
        ready.Release();
    }

    private async ValueTask MakeAsync(ChunkTask task, Arena arena, CancellationToken cancellation)
    {
        var (stage, window) = (task.Stage, task.Window);
        if (stage.Sink is { } sink && PassThrough(task) is { } passed)
        {
            await sink.WriteAsync(task.Sequence, passed, cancellation).ConfigureAwait(false);
            return;
        }
        if (stage.Sink is IMappedSink mapped && mapped.TryMap(window, out var target))
        {
            Compute(stage, target, arena, cancellation);
            return;
        }
        task.Buffer = pool.Take(stage.ChunkBytes(window));
        if (stage.IsSource)
        {
            var source = ((SourceNode)stage.Node).Source;
            await source.ReadAsync(task.Chunk, cancellation).ConfigureAwait(false);
            Interlocked.Add(ref bytesRead, source.StoredBytes(window));
            return;
        }
        Compute(stage, task.Chunk, arena, cancellation);
        if (stage.Sink is not null) await stage.Sink.WriteAsync(task.Sequence, task.Chunk, cancellation).ConfigureAwait(false);
    }

    private static void Compute(Stage stage, Chunk chunk, Arena arena, CancellationToken cancellation)
    {
        for (var band = 0; band < chunk.Window.Bands; band++)
            stage.Program(chunk.Window.Band + band).Run(chunk.Band(band), (leaf, window, target, scratch) => ReadLeaf(stage.Inputs[leaf], window, target, scratch), arena, cancellation);
    }

    /// <summary>The input chunk itself, when a sink takes exactly the cells of one.</summary>
    private static Chunk? PassThrough(ChunkTask task)
    {
        var window = task.Window;
        if (window.Bands != 1 || !task.Stage.Program(window.Band).IsPassThrough) return null;
        return task.Needs is [var only] && only.Window == window ? only.Chunk : null;
    }

    private static Chunk ReadLeaf(Stage stage, Window window, Chunk? target, Arena arena)
    {
        if (stage.Resident is { } resident) return ReadResident(resident, window, target, arena);
        var (first, bands, rows, columns) = stage.Grid.Meeting(window);
        if (target is null && bands * rows * columns == 1) return stage.Tasks![stage.Grid.Ordinal(first)]!.Chunk;
        var gathered = target ?? arena.Take(window, stage.Node.Schema.Type);
        for (var b = 0; b < bands; b++)
            for (var r = 0; r < rows; r++)
                for (var c = 0; c < columns; c++)
                    Gather.Copy(stage.Tasks![stage.Grid.Ordinal(new(first.Band + b, first.Row + r, first.Column + c))]!.Chunk, gathered);
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
            foreach (var dependent in task.Dependents)
                if (--dependent.Pending == 0) MakeReady(dependent);
            task.Dependents.Clear();
            Issue();
        }
        track.Report(pass.Done, BytesRead, Peak);
    }

    private void Release(ChunkTask need)
    {
        var stage = need.Stage;
        if (--stage.Readers![need.Ordinal] > 0) return;
        pool.Return(need.Buffer!);
        need.Buffer = null;
        stage.Tasks![need.Ordinal] = null;
    }
}
