using System.Numerics;

namespace Pyramids;

/// <summary>What a focal node runs: arithmetic over a chunk padded by a halo. It holds no cells, so many threads share one.</summary>
internal abstract class FocalKernel
{
    /// <summary>Rows above and below, and columns left and right, that a cell's value depends on.</summary>
    public abstract int Halo { get; }

    /// <summary>Cell type of the padded input: Float32 or Float64, missing cells NaN.</summary>
    public abstract DType InputType { get; }

    /// <summary>Cell type of the result.</summary>
    public abstract DType OutputType { get; }

    /// <summary>About what a cell costs, where adding two cells costs 1.</summary>
    public virtual double Cost => 4;

    /// <summary>Bytes of working memory that an output of so many rows and columns takes beyond both chunks.</summary>
    public virtual long ScratchBytes(int rows, int columns) => 0;

    /// <summary>Bytes of an array rented for so many elements: the pool rounds up to powers of two.</summary>
    protected static long Rented(long count, int size)
        => (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)Math.Max(16, count)) * size;

    /// <summary>Fills the output. Cells of the input that lie outside the raster are filled already.</summary>
    /// <param name="padded">A chunk that holds <c>output.Window.Expand(Halo)</c>, and more perhaps.</param>
    /// <param name="output">All bands of the window are computed, each alone. A cell's bits depend on its window, row
    /// and column only.</param>
    public abstract void Apply(Chunk padded, Chunk output);
}

/// <summary>A focal kernel over planes of known types.</summary>
internal abstract class FocalKernel<TIn, TOut>(int halo) : FocalKernel
    where TIn : unmanaged, IBinaryFloatingPointIeee754<TIn> where TOut : unmanaged
{
    public sealed override int Halo => halo;

    public sealed override DType InputType => DTypes.Of<TIn>();

    public sealed override DType OutputType => DTypes.Of<TOut>();

    public sealed override void Apply(Chunk padded, Chunk output)
    {
        var needed = output.Window.Expand(halo);
        if (!padded.Window.Contains(needed))
            throw new ArgumentException(
                $"An output of {output.Window} with a halo of {halo} needs an input of {needed}; {padded.Window} was given.");
        for (var band = 0; band < output.Window.Bands; band++)
            Apply(padded.Plane<TIn>(needed with { Band = needed.Band + band, Bands = 1 }), output.Plane<TOut>(band), output.Window.Row,
                output.Window.Column);
    }

    /// <summary>One band; <paramref name="row"/> and <paramref name="column"/> are the raster's for the output's first cell.</summary>
    public abstract void Apply(Plane<TIn> padded, Plane<TOut> output, int row, int column);
}
