namespace Pyramids;

/// <summary>Cells computed from the square window around each.</summary>
internal sealed class FocalNode(FocalOperation operation, ArraySchema schema, Node input, FocalKernel kernel) : KernelNode(operation, schema, input)
{
    public override int Halo => kernel.Halo;

    public override bool MovesWithOutput => true;

    public override Window InputWindow(int inputIndex, Window output) => output.Expand(kernel.Halo);

    public override EdgeMode EdgeOf(int inputIndex) => operation.Edges;

    public override void Compute(ReadOnlySpan<Chunk> inputs, Chunk output) => kernel.Apply(inputs[0], output);
}
