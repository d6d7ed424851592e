namespace Pyramids;

/// <summary>Rewrites the tasks of a pass so that fewer chunks are held at once.</summary>
/// <remarks>
/// The order is known, so it is known which chunk will be needed last: that one goes (Belady 1966). A chunk that was computed is
/// stored in a temporary file and loaded when it is needed; a chunk of a local file is dropped and read again, since that costs one
/// decoding and no writing; a chunk of a remote store is stored like a computed one, since the network is slower than the disk.
/// </remarks>
internal static class Spilling
{
    /// <summary>The same tasks with others between them that store, load and read again; null when some task alone needs more.</summary>
    /// <param name="tasks">Tasks that hold too much.</param>
    /// <param name="room">Bytes that chunks may take.</param>
    /// <param name="lookAhead">How many tasks a chunk that goes may still be held for.</param>
    public static TaskList? Of(TaskList tasks, long room, int lookAhead) => new Rewriting(tasks, room, lookAhead).Run();

    private sealed class Rewriting(TaskList tasks, long room, int lookAhead)
    {
        private readonly TaskList list = tasks.Empty();
        private readonly int[] current = Filled(tasks.Count), stored = Filled(tasks.Count), left = new int[tasks.Count],
            nextRead = new int[tasks.Count];
        private readonly int[][] readers = ReadersOf(tasks);
        private readonly HashSet<int> resident = [], pinned = [];
        private long held, margin;

        public TaskList? Run()
        {
            for (var task = 0; task < tasks.Count; task++) margin = Math.Max(margin, tasks.Bytes(task));
            margin *= lookAhead + 1;                                       // what goes is freed only when the look-ahead has passed
            for (var task = 0; task < tasks.Count; task++)
                if (!Copy(task)) return null;
            return list;
        }

        private bool Copy(int task)
        {
            var needs = tasks.Needs(task);
            pinned.Clear();
            foreach (var need in needs) pinned.Add(need);
            foreach (var need in needs)
                if (current[need] < 0 && !Bring(need)) return false;
            if (!MakeRoom(tasks.Bytes(task))) return false;
            var copy = list.Add(tasks, task, TaskKind.Make);
            foreach (var need in needs)
            {
                list.AddNeed(copy, current[need]);
                nextRead[need]++;
                if (--left[need] == 0) Drop(need);
            }
            if (tasks.StageOf(task).Sink is not null) return true;
            left[task] = tasks.Readers(task);
            Hold(task, copy);
            return true;
        }

        private bool Bring(int need)
        {
            if (!MakeRoom(tasks.Bytes(need))) return false;
            var copy = list.Add(tasks, need, stored[need] < 0 ? TaskKind.ReadAgain : TaskKind.Load);
            if (stored[need] >= 0) list.AddNeed(copy, stored[need]);
            Hold(need, copy);
            return true;
        }

        private bool MakeRoom(long bytes)
        {
            while (held + bytes + margin > room)
            {
                var last = -1;
                foreach (var chunk in resident)
                    if (!pinned.Contains(chunk) && list.Readers(current[chunk]) + (IsCheap(chunk) || stored[chunk] >= 0 ? 0 : 1) > 0
                        && (last < 0 || readers[chunk][nextRead[chunk]] > readers[last][nextRead[last]])) last = chunk;
                if (last < 0) return false;
                if (!IsCheap(last) && stored[last] < 0)
                {
                    stored[last] = list.Add(tasks, last, TaskKind.Store);
                    list.AddNeed(stored[last], current[last]);
                }
                Drop(last);
            }
            return true;
        }

        private void Hold(int chunk, int copy)
        {
            current[chunk] = copy;
            resident.Add(chunk);
            held += tasks.Bytes(chunk);
        }

        private void Drop(int chunk)
        {
            current[chunk] = -1;
            resident.Remove(chunk);
            held -= tasks.Bytes(chunk);
        }

        private bool IsCheap(int chunk)
            => tasks.StageOf(chunk) is { IsSource: true } stage && !stage.Source!.Name.Contains("://", StringComparison.Ordinal);

        private static int[] Filled(int count)
        {
            var values = new int[count];
            Array.Fill(values, -1);
            return values;
        }

        private static int[][] ReadersOf(TaskList tasks)
        {
            var readers = new int[tasks.Count][];
            var filled = new int[tasks.Count];
            for (var task = 0; task < tasks.Count; task++)
            {
                readers[task] = tasks.Readers(task) == 0 ? [] : new int[tasks.Readers(task)];
                foreach (var need in tasks.Needs(task)) readers[need][filled[need]++] = task;
            }
            return readers;
        }
    }
}

/// <summary>What a task does for its chunk.</summary>
internal enum TaskKind : byte
{
    /// <summary>Reads or computes it.</summary>
    Make,

    /// <summary>Puts it into the temporary file.</summary>
    Store,

    /// <summary>Takes it out of the temporary file.</summary>
    Load,

    /// <summary>Reads it from its source once more.</summary>
    ReadAgain,
}
