namespace Pyramids;

/// <summary>One operation of a graph: geometry plus arithmetic. It knows what it makes, from what, and which input cells an output window needs.</summary>
internal abstract class Node(ArraySchema schema, params IReadOnlyList<Node> inputs)
{
    public ArraySchema Schema { get; } = schema;

    public IReadOnlyList<Node> Inputs { get; } = inputs;

    /// <summary>What plans and messages call the operation: <c>slope</c>, <c>add</c>.</summary>
    public abstract string Operation { get; }

    /// <summary>The cells of an input that an output window of one band needs; it may reach beyond the raster where <see cref="EdgeOf"/> says how.</summary>
    public virtual Window InputWindow(int input, Window output) => output;

    /// <summary>What fills the part of an input window that lies beyond the raster.</summary>
    public virtual EdgeMode EdgeOf(int input) => EdgeMode.NoData;

    /// <summary>Rows and columns that a focal node needs beyond its window; 0 for others.</summary>
    public virtual int Halo => 0;

    /// <summary>Whether every cell is 0 or 1.</summary>
    public virtual bool IsMask => false;

    /// <inheritdoc/>
    public override string ToString() => $"{Operation} {Schema.Type} {Schema.Bands}x{Schema.Grid.Rows}x{Schema.Grid.Columns}";
}

/// <summary>A node that computes its cells from those of its inputs.</summary>
internal abstract class KernelNode(ArraySchema schema, params IReadOnlyList<Node> inputs) : Node(schema, inputs)
{
    /// <summary>Fills the output, a window of one band. Each input chunk holds at least the window that <see cref="Node.InputWindow"/> asked for.</summary>
    public abstract void Compute(ReadOnlySpan<Chunk> inputs, Chunk output);
}
