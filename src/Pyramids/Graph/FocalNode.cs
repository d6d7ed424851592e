namespace Pyramids;

/// <summary>Cells computed from the square window around each. A periodic raster comes with its halo.</summary>
internal sealed class FocalNode(FocalOperation operation, ArraySchema schema, Node input, FocalKernel kernel)
    : KernelNode(operation, schema, input)
{
    /// <summary>Rows and columns that the input has before the first ones of the output.</summary>
    private readonly int margin = operation.Edges == EdgeMode.Periodic ? kernel.Halo : 0;

    public override int Halo => kernel.Halo;

    public override bool MovesWithOutput => true;

    public override Window InputWindow(int inputIndex, Window output) => output.Expand(kernel.Halo).Offset(0, margin, margin);

    public override EdgeMode EdgeOf(int inputIndex) => operation.Edges;

    public override double Cost => kernel.Cost;

    public override long ScratchBytes(Window output) => kernel.ScratchBytes(output.Rows, output.Columns);

    public override void Compute(ReadOnlySpan<Chunk> inputs, Chunk output)
    {
        var padded = inputs[0];
        kernel.Apply(margin == 0 ? padded : new(padded.Window.Offset(0, -margin, -margin), padded.Type, padded.Memory), output);
    }
}
