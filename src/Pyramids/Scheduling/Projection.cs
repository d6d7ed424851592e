namespace Pyramids;

/// <summary>What a run will hold in memory at most, found before a cell is read by walking its tasks in their order.</summary>
internal readonly record struct Projection(long Tasks, long PeakBytes, long StoredBytes, int LookAhead)
{
    /// <summary>Walks the order with tasks ending as late as a look-ahead allows. Readers must have been counted.</summary>
    /// <remarks>A task is issued only while fewer than <paramref name="lookAhead"/> come after the oldest unfinished one; so no run holds more than this walk.</remarks>
    public static Projection Of(IReadOnlyList<Stage> sinks, int lookAhead, int threads)
    {
        var left = new Dictionary<Stage, int[]>();
        var unfinished = new Queue<(Stage Stage, long Ordinal)>();
        long tasks = 0, held = 0, peak = 0, scratch = 0, stored = 0;
        foreach (var (stage, ordinal, _) in TaskOrder.Enumerate(sinks))
        {
            if (unfinished.Count == lookAhead) Finish(unfinished.Dequeue());
            var window = WindowOf(stage, ordinal);
            held += stage.ChunkBytes(window);
            peak = Math.Max(peak, held);
            scratch = Math.Max(scratch, stage.ScratchBytes(window));
            if (stage.IsSource) stored += ((SourceNode)stage.Node).Source.StoredBytes(window);
            unfinished.Enqueue((stage, ordinal));
            tasks++;
        }
        var standing = sinks.Sum(sink => sink.Sink!.StandingBytes);
        return new(tasks, peak + Math.Min(threads, Math.Max(1, tasks)) * scratch + standing, stored, lookAhead);

        void Finish((Stage Stage, long Ordinal) task)
        {
            var window = WindowOf(task.Stage, task.Ordinal);
            if (task.Stage.Sink is not null) held -= task.Stage.ChunkBytes(window);
            foreach (var (input, ordinal) in task.Stage.Needs(window))
            {
                if (!left.TryGetValue(input, out var counts)) left[input] = counts = (int[])input.Readers!.Clone();
                if (--counts[ordinal] == 0) held -= input.ChunkBytes(WindowOf(input, ordinal));
            }
        }
    }

    /// <summary>Tells every stage how many tasks read each of its chunks.</summary>
    public static void CountReaders(IReadOnlyList<Stage> sinks)
    {
        foreach (var (stage, ordinal, _) in TaskOrder.Enumerate(sinks))
            foreach (var (input, needed) in stage.Needs(WindowOf(stage, ordinal)))
                (input.Readers ??= new int[input.Grid.Count])[needed]++;
    }

    private static Window WindowOf(Stage stage, long ordinal) => stage.Grid.WindowOf(stage.Grid.At(ordinal));
}
