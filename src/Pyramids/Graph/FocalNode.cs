namespace Pyramids;

/// <summary>Cells computed from the square window around each.</summary>
internal sealed class FocalNode(ArraySchema schema, string operation, Node input, FocalKernel kernel, EdgeMode edges) : KernelNode(schema, input)
{
    public override string Operation => operation;

    public override int Halo => kernel.Halo;

    public override Window InputWindow(int inputIndex, Window output) => output.Expand(kernel.Halo);

    public override EdgeMode EdgeOf(int inputIndex) => edges;

    public override void Compute(ReadOnlySpan<Chunk> inputs, Chunk output) => kernel.Apply(inputs[0], output);
}
