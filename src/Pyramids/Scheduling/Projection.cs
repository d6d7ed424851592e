namespace Pyramids;

/// <summary>What a run will hold in memory at most, found before a cell is read by walking its tasks in their order.</summary>
internal readonly record struct Projection(long Tasks, long PeakBytes, long StandingBytes, long StoredBytes, int LookAhead)
{
    /// <summary>Bytes that go into a temporary file.</summary>
    public long SpilledBytes { get; init; }

    /// <summary>Walks the tasks with each ending as late as a look-ahead allows.</summary>
    /// <remarks>A task is issued only while fewer than <paramref name="lookAhead"/> come after the oldest unfinished
    /// one; so no run holds more than this walk.</remarks>
    public static Projection Of(TaskList tasks, Footing footing, int lookAhead, int threads)
    {
        var left = new int[tasks.Count];
        long held = 0, peak = 0;
        for (var task = 0; task < tasks.Count; task++)
        {
            if (task >= lookAhead) Finish(task - lookAhead);
            held += tasks.Bytes(task);
            peak = Math.Max(peak, held);
            left[task] = tasks.Readers(task);
        }
        return new(tasks.Count, peak + Math.Min(threads, Math.Max(1, tasks.Count)) * footing.Scratch + footing.Standing, footing.Standing,
            footing.Stored, lookAhead) { SpilledBytes = footing.Spilled };

        void Finish(int task)
        {
            if (tasks.StageOf(task).Sink is not null) held -= tasks.Bytes(task);
            foreach (var need in tasks.Needs(task))
                if (--left[need] == 0) held -= tasks.Bytes(need);
        }
    }

    /// <summary>Most bytes that the chunks of each stage take at once in the same walk; by the stages' numbers.</summary>
    public static long[] HeldByStage(TaskList tasks, int lookAhead)
    {
        var left = new int[tasks.Count];
        long[] held = new long[tasks.Stages.Length], most = new long[tasks.Stages.Length];
        for (var task = 0; task < tasks.Count; task++)
        {
            if (task >= lookAhead) Finish(task - lookAhead);
            var stage = tasks.StageOf(task).Number;
            held[stage] += tasks.Bytes(task);
            most[stage] = Math.Max(most[stage], held[stage]);
            left[task] = tasks.Readers(task);
        }
        return most;

        void Finish(int task)
        {
            if (tasks.StageOf(task) is { Sink: not null } sink) held[sink.Number] -= tasks.Bytes(task);
            foreach (var need in tasks.Needs(task))
                if (--left[need] == 0) held[tasks.StageOf(need).Number] -= tasks.Bytes(need);
        }
    }

    /// <summary>What does not depend on the look-ahead: the most working memory of a task, what the runtime and sinks
    /// hold all the time, and stored bytes to fetch, by the stages' numbers.</summary>
    public readonly record struct Footing(long Scratch, long Standing, long[] StoredByStage)
    {
        private const long LeastShared = 32 << 20, LeastOfRuntime = 12 << 20, MostOfRuntime = 32 << 20;

        /// <summary>What the runtime needs beside the chunks: the collected heap, compiled code, stacks. Budgets too
        /// small to speak of those are for chunks alone.</summary>
        public static long Runtime(long budget) => budget < LeastShared ? 0 : Math.Clamp(budget / 6, LeastOfRuntime, MostOfRuntime);

        /// <summary>Bytes that go into a temporary file.</summary>
        public long Spilled { get; init; }

        public long Stored
        {
            get
            {
                long all = 0;
                foreach (var bytes in StoredByStage) all += bytes;
                return all;
            }
        }

        public static Footing Of(TaskList tasks, long budget)
        {
            long scratch = 0, spilled = 0;
            var stored = new long[tasks.Stages.Length];
            for (var task = 0; task < tasks.Count; task++)
            {
                if (tasks.KindOf(task) == TaskKind.Store) spilled += tasks.Bytes(tasks.Needs(task)[0]);
                if (tasks.KindOf(task) is TaskKind.Store or TaskKind.Load) continue;
                var stage = tasks.StageOf(task);
                var window = tasks.WindowOf(task);
                scratch = Math.Max(scratch, stage.ScratchBytes(window));
                if (stage.IsSource) stored[stage.Number] += stage.Source!.StoredBytes(window);
            }
            var standing = Runtime(budget);
            foreach (var stage in tasks.Stages) standing += stage.Sink?.StandingBytes ?? 0;
            return new(scratch, standing, stored) { Spilled = spilled };
        }
    }
}
