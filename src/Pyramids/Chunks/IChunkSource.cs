namespace Pyramids;

/// <summary>Where chunks come from: a file, a store, an array in memory. Safe for many threads at once, without a lock.</summary>
internal interface IChunkSource
{
    /// <summary>Bytes of a block above which decoding or encoding it for a rehearsal is work of its own.</summary>
    const int MostRehearsed = 4 << 20;

    /// <summary>The cells as they are stored; the cell type is the stored one and nodata is not yet NaN.</summary>
    ArraySchema Schema { get; }

    /// <summary>Shape of a stored block. A read of a window aligned to it decodes each stored block once.</summary>
    BlockShape Block { get; }

    /// <summary>Neighbouring blocks of a row that are best read together.</summary>
    int BlocksTogether => 1;

    /// <summary>What messages and plans call it: a path or URL.</summary>
    string Name { get; }

    /// <summary>Equal for sources of the same cells in this process; the source itself unless it is made anew for each use.</summary>
    object Identity => this;

    /// <summary>Fills the chunk with the cells of its window, which lies inside the array and need not be aligned to blocks.</summary>
    /// <exception cref="RasterFormatException">The stored bytes are damaged; the message names the block.</exception>
    ValueTask ReadAsync(Chunk destination, CancellationToken cancellation);

    /// <summary>Does once, with a few cells, what reads do, so that it is compiled before the first of them. No cells are kept, and nothing
    /// is asked over a network.</summary>
    void Rehearse() { }

    /// <summary>Bytes of working memory that reading a window takes beyond the chunk (encoded blocks, decoded blocks
    /// that are cut).</summary>
    long ScratchBytes(Window window) => 2L * Block.Bands * Block.Rows * Block.Columns * Schema.Type.Size();

    /// <summary>Encoded bytes that reading a window fetches, as far as the index tells without reading cells.</summary>
    long StoredBytes(Window window) => window.Cells * Schema.Type.Size();
}
