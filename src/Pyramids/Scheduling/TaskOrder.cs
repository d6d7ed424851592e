using System.Collections;

namespace Pyramids;

/// <summary>The order in which chunks are made: depth first by output chunk, every chunk after those it needs.</summary>
internal static class TaskOrder
{
    /// <summary>Output chunks in turn, sinks sharing the pace, each preceded by what it needs and what is not yet made; with the output chunk that each is for.</summary>
    public static IEnumerable<(Stage Stage, long Ordinal, (Stage Sink, long Ordinal) For)> Enumerate(IReadOnlyList<Stage> sinks)
    {
        var issued = new Dictionary<Stage, BitArray>();
        var next = new long[sinks.Count];
        var pending = new Stack<(Stage Stage, long Ordinal, bool Expanded)>();
        while (true)
        {
            var turn = -1;
            for (var i = 0; i < sinks.Count; i++)
            {
                if (next[i] >= sinks[i].Grid.Count) continue;
                if (turn < 0 || (double)next[i] / sinks[i].Grid.Count < (double)next[turn] / sinks[turn].Grid.Count) turn = i;
            }
            if (turn < 0) yield break;
            var (sink, ordinal) = (sinks[turn], next[turn]++);
            var window = sink.Grid.WindowOf(sink.Grid.At(ordinal));
            if (!sink.Sink!.Wants(window)) continue;
            pending.Push((sink, ordinal, false));
            while (pending.TryPop(out var item))
            {
                if (item.Expanded)
                {
                    yield return (item.Stage, item.Ordinal, (sink, ordinal));
                    continue;
                }
                if (item.Stage.Sink is null && !Mark(issued, item.Stage, item.Ordinal)) continue;
                pending.Push(item with { Expanded = true });
                foreach (var (stage, needed) in item.Stage.Needs(item.Stage.Grid.WindowOf(item.Stage.Grid.At(item.Ordinal))).Reverse())
                    if (!IsMarked(issued, stage, needed)) pending.Push((stage, needed, false));
            }
        }
    }

    private static bool IsMarked(Dictionary<Stage, BitArray> issued, Stage stage, long ordinal)
        => issued.TryGetValue(stage, out var bits) && bits[(int)ordinal];

    private static bool Mark(Dictionary<Stage, BitArray> issued, Stage stage, long ordinal)
    {
        if (!issued.TryGetValue(stage, out var bits)) issued[stage] = bits = new(checked((int)stage.Grid.Count));
        if (bits[(int)ordinal]) return false;
        return bits[(int)ordinal] = true;
    }
}
