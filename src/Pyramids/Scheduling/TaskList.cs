using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>The tasks of a pass in the order in which they are issued, depth first by output chunk, each after those
/// that it needs.</summary>
/// <remarks>Flat arrays of some 20 bytes a task: looking for the right look-ahead, proving the peak and running are
/// walks along them.</remarks>
internal sealed class TaskList
{
    private readonly List<ushort> stageOf = [];
    private List<TaskKind>? kinds;                                       // null when every task makes its chunk
    private readonly List<int> ordinalOf = [], firstNeed = [0], needs = [], readers = [], bytes = [];

    private TaskList(Stage[] stages)
    {
        Stages = stages;
        foreach (var (number, stage) in stages.Index()) stage.Number = number;
    }

    public Stage[] Stages { get; }

    public int Count => ordinalOf.Count;

    public Stage StageOf(int task) => Stages[stageOf[task]];

    /// <summary>Position of the task's chunk in its stage's grid.</summary>
    public int OrdinalOf(int task) => ordinalOf[task];

    public Window WindowOf(int task)
    {
        var grid = StageOf(task).Grid;
        return grid.WindowOf(grid.At(ordinalOf[task]));
    }

    public TaskKind KindOf(int task) => kinds is null ? TaskKind.Make : kinds[task];

    /// <summary>Bytes of the buffer that the task's chunk takes, with what a sink keeps of it.</summary>
    public int Bytes(int task) => bytes[task];

    /// <summary>The tasks whose chunks a task reads, each once.</summary>
    public ReadOnlySpan<int> Needs(int task) => CollectionsMarshal.AsSpan(needs)[firstNeed[task]..firstNeed[task + 1]];

    /// <summary>How many tasks read a task's chunk.</summary>
    public int Readers(int task) => readers[task];

    /// <param name="stages">All stages, inputs first.</param>
    /// <param name="sinks">Those whose chunks are wanted; they share the pace.</param>
    public static TaskList Of(Stage[] stages, IReadOnlyList<Stage> sinks) => new Maker(stages, sinks).Make();

    /// <summary>No tasks, for the same stages.</summary>
    public TaskList Empty() => new(Stages) { kinds = [] };

    /// <summary>Adds a task for the chunk of a task in another list.</summary>
    public int Add(TaskList other, int task, TaskKind kind)
    {
        kinds!.Add(kind);
        return Add(other.stageOf[task], other.ordinalOf[task], kind == TaskKind.Store ? 0 : other.bytes[task]);
    }

    private int Add(int stage, int ordinal, long size)
    {
        bytes.Add(checked((int)size));
        stageOf.Add(checked((ushort)stage));
        ordinalOf.Add(ordinal);
        firstNeed.Add(needs.Count);
        readers.Add(0);
        return Count - 1;
    }

    /// <summary>The task added last needs another.</summary>
    public void AddNeed(int task, int need)
    {
        needs.Add(need);
        firstNeed[task + 1] = needs.Count;
        readers[need]++;
    }

    /// <summary>Walks from the output chunks down to what they need and what is not made yet.</summary>
    private sealed class Maker(Stage[] stages, IReadOnlyList<Stage> sinks)
    {
        private readonly TaskList list = new(stages);
        private readonly int[]?[] taskOf = new int[]?[stages.Length];                     // by ordinal, plus one; 0 is not made
        private readonly NeedList wanted = [];                   // needs of the chunks on the stack, one after another
        private readonly Stack<(int Stage, int Ordinal, int FirstWanted)> stack = new();
        private readonly List<int> lastReader = [];

        public TaskList Make()
        {
            var next = new long[sinks.Count];
            while (true)
            {
                var turn = -1;
                for (var i = 0; i < sinks.Count; i++)
                    if (next[i] < sinks[i].Grid.Count
                        && (turn < 0 || (double)next[i] / sinks[i].Grid.Count < (double)next[turn] / sinks[turn].Grid.Count))
                        turn = i;
                if (turn < 0) return list;
                var sink = sinks[turn];
                var ordinal = checked((int)next[turn]++);
                if (sink.Sink!.Wants(sink.Grid.WindowOf(sink.Grid.At(ordinal)))) Add(sink.Number, ordinal);
            }
        }

        private void Add(int sink, int output)
        {
            stack.Push((sink, output, -1));
            while (stack.TryPop(out var item))
            {
                if (item.FirstWanted >= 0) Make(item.Stage, item.Ordinal, item.FirstWanted);
                else if (stages[item.Stage].Sink is not null || TasksOf(item.Stage)[item.Ordinal] == 0) Expand(item.Stage, item.Ordinal);
            }
        }

        private void Expand(int number, int ordinal)
        {
            var stage = stages[number];
            var first = wanted.Count;
            if (!stage.IsSource) stage.AddNeeds(stage.Grid.WindowOf(stage.Grid.At(ordinal)), wanted);
            stack.Push((number, ordinal, first));
            for (var i = wanted.Count - 1; i >= first; i--)
                if (TasksOf(wanted[i].Stage)[wanted[i].Ordinal] == 0) stack.Push((wanted[i].Stage, wanted[i].Ordinal, -1));
        }

        private void Make(int number, int ordinal, int first)
        {
            var stage = stages[number];
            var task = list.Add(number, ordinal, stage.HeldBytes(stage.Grid.WindowOf(stage.Grid.At(ordinal))));
            lastReader.Add(-1);
            foreach (var (input, needed) in CollectionsMarshal.AsSpan(wanted)[first..])
            {
                var need = TasksOf(input)[needed] - 1;
                if (lastReader[need] == task) continue;
                lastReader[need] = task;
                list.AddNeed(task, need);
            }
            wanted.RemoveRange(first, wanted.Count - first);
            if (stage.Sink is null) TasksOf(number)[ordinal] = task + 1;
        }

        private int[] TasksOf(int stage) => taskOf[stage] ??= new int[checked((int)stages[stage].Grid.Count)];
    }
}
