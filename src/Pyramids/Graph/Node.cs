namespace Pyramids;

/// <summary>One operation over its inputs: geometry plus arithmetic. It knows what it makes, from what, and which input
/// cells an output window needs.</summary>
internal abstract class Node(Operation operation, ArraySchema schema, params IReadOnlyList<Node> inputs)
{
    public Operation Operation { get; } = operation;

    public ArraySchema Schema { get; } = schema.Meaning is null || operation.KeepsMeaning ? schema : schema with { Meaning = null };

    public IReadOnlyList<Node> Inputs { get; } = inputs;

    /// <summary>What plans and messages call the node: <c>slope</c>, <c>multiply 2</c>.</summary>
    public string Label => Operation.Label;

    /// <summary>The cells of an input that an output window of one band needs; it may reach beyond the raster where
    /// <see cref="EdgeOf"/> says how.</summary>
    public virtual Window InputWindow(int input, Window output) => output;

    /// <summary>What fills the part of an input window that lies beyond the raster.</summary>
    public virtual EdgeMode EdgeOf(int input) => EdgeMode.NoData;

    /// <summary>What lies beyond the raster where <see cref="EdgeOf"/> is <see cref="EdgeMode.Constant"/>.</summary>
    public virtual double EdgeValue => 0;

    /// <summary>Whether an input is computed on its own and its chunks are kept, rather than computed in passing.</summary>
    public virtual bool KeepsInput(int input) => false;

    /// <summary>Cells that are best computed together, aligned to the raster's first; single ones for most nodes.</summary>
    public virtual BlockShape Block => new(1, 1, 1);

    /// <summary>Rows and columns that a focal node needs beyond its window; 0 for others.</summary>
    public virtual int Halo => 0;

    /// <summary>Whether input windows move with the output window and their size depends on its size alone: what holds
    /// for one place then holds for all.</summary>
    public virtual bool MovesWithOutput => false;

    /// <summary>Whether output windows of one size need input windows of several sizes.</summary>
    public virtual bool IsUneven => false;

    /// <summary>Whether every cell is 0 or 1.</summary>
    public virtual bool IsMask => false;

    /// <summary>The same operation over other inputs; the node itself over its own.</summary>
    public Node With(IReadOnlyList<Node> inputs) => inputs.SequenceEqual(Inputs) ? this : Operation.On(inputs);

    /// <inheritdoc/>
    public override string ToString() => $"{Label} {Schema.Type} {Schema.Bands}x{Schema.Grid.Rows}x{Schema.Grid.Columns}";
}

/// <summary>A node that computes its cells from those of its inputs.</summary>
internal abstract class KernelNode(Operation operation, ArraySchema schema, params IReadOnlyList<Node> inputs)
    : Node(operation, schema, inputs)
{
    /// <summary>Fills the output, a window of one band. Each input chunk holds at least the window that
    /// <see cref="Node.InputWindow"/> asked for.</summary>
    public abstract void Compute(ReadOnlySpan<Chunk> inputs, Chunk output);

    /// <summary>About what a cell costs, where adding two cells costs 1.</summary>
    public virtual double Cost => 1;

    /// <summary>Bytes of working memory that computing a window of one band takes beyond its inputs and its output.</summary>
    public virtual long ScratchBytes(Window output) => 0;
}

/// <summary>A local node of one input that computes the cells two chunks have in common, so that an input which several
/// chunks hold need not be put together first.</summary>
internal interface IGatheringNode
{
    /// <summary>Computes the cells that both windows, of one band, hold.</summary>
    void Gather(Chunk from, Chunk to);
}
