using System.Numerics;

namespace Pyramids;

/// <summary>Finds local nodes of a stage that can be one formula.</summary>
internal static class Fusion
{
    private static readonly AsyncLocal<long?> Scoped = new();

    /// <summary>Cells of an array from which a loop of its own pays: the compiler takes some milliseconds for each new
    /// formula. Tests set less, for their flow of control.</summary>
    public static long LeastCells
    {
        get => Scoped.Value ?? 1 << 20;
        set => Scoped.Value = value;
    }

    /// <summary>The formula of a node over other steps, when it holds more than the node itself.</summary>
    /// <param name="index">The node's step.</param>
    /// <param name="steps">Nodes and the steps that they read, inputs first; a step that computes several bands, or a
    /// leaf, reads none here.</param>
    /// <param name="readers">How many steps read each.</param>
    /// <returns>A node over the leaves of the formula, and their steps; null when there is nothing to put together.</returns>
    public static View? Of(int index, List<View> steps, int[] readers)
        => steps[index].Node is KernelNode { Schema.Type: DType.Float32 } ? new Group<float>(steps, readers).Of(index)
            : steps[index].Node is KernelNode { Schema.Type: DType.Float64 } ? new Group<double>(steps, readers).Of(index) : null;

    /// <summary>A node, and the steps that it reads; null where it may not be put together with others.</summary>
    public readonly record struct View(Node Node, int[]? Origins);

    private readonly record struct Leaf(int Origin, bool IsSingle);

    private sealed class Group<T>(List<View> steps, int[] readers) where T : unmanaged, INumber<T>
    {
        private readonly List<Leaf> leaves = [];
        private int nodes;

        public View? Of(int index)
        {
            if (Formula(index) is not { } formula || nodes < 2 || leaves.Count is 0 || leaves.Count > Fused.MostLeaves) return null;
            var inputs = leaves.Select(leaf => steps[leaf.Origin].Node).ToArray();
            return new View(
                new FusedNode<T>(steps[index].Node, inputs, leaves.Select(leaf => leaf.IsSingle).ToArray(), Fused.Loop<T>(formula)),
                leaves.Select(leaf => leaf.Origin).ToArray());
        }

        private object? Formula(int index)
        {
            if (steps[index] is not (IFusable fusable, { } origins)) return null;
            var (before, nodesBefore) = (leaves.Count, nodes);
            nodes++;
            var inputs = new object[origins.Length];
            for (var i = 0; i < inputs.Length; i++)
            {
                if (origins[i] < 0 || Input(origins[i]) is not { } input) return Undo();
                inputs[i] = input;
            }
            return fusable.Fuse(inputs) ?? Undo();

            object? Undo()
            {
                leaves.RemoveRange(before, leaves.Count - before);
                nodes = nodesBefore;
                return null;
            }
        }

        private object? Input(int origin)
        {
            var (node, origins) = steps[origin];
            if (readers[origin] == 1 && Formula(origin) is { } formula) return formula;
            if (node.Schema.Type != DTypes.Of<T>()) return null;
            var isSingle = node is BroadcastNode { Inputs: [{ Schema.IsReduced: true }] } && origins is not null;
            var leaf = new Leaf(isSingle ? origins![0] : origin, isSingle);
            var number = leaves.IndexOf(leaf);
            if (number < 0)
            {
                number = leaves.Count;
                if (number == Fused.MostLeaves) return null;
                leaves.Add(leaf);
            }
            return Fused.Leaf<T>(number, isSingle);
        }
    }
}
