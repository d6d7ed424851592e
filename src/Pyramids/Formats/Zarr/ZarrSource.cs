using System.Buffers;

namespace Pyramids;

/// <summary>Reads windows of a Zarr array, chunk by chunk.</summary>
/// <remarks>Zarr storage specification 2 and Zarr core specification 3.1 with its codecs; the conventions of CF, xarray, rioxarray and GDAL
/// for georeferences.</remarks>
internal sealed class ZarrSource : IChunkSource, IAsyncDisposable
{
    private readonly IByteStore store;
    private readonly ZarrReader reader;
    private readonly ZarrLayout layout;
    private readonly Window chunk;                 // the first chunk, not cut at the array's edge

    internal ZarrSource(IByteStore store, ZarrRaster raster)
    {
        (this.store, Raster) = (store, raster);
        reader = new(store, raster.Array);
        layout = new(raster.Array, raster.Axes);
        chunk = layout.Chunk;
    }

    public ZarrRaster Raster { get; }

    public ArraySchema Schema => Raster.Schema;

    public BlockShape Block => Raster.Block;

    public string Name => Raster.Array.Path.Length == 0 ? store.Name : $"{store.Name}/{Raster.Array.Path}";

    public async ValueTask ReadAsync(Chunk destination, CancellationToken cancellation)
    {
        var window = destination.Window;
        if (Raster.Axes.Stack is { IsShared: true } stack)
        {
            foreach (var bands in stack.Together(window.Band, window.BandEnd))
                await ReadAsync([.. bands], destination, cancellation).ConfigureAwait(false);
            return;
        }
        for (var band = window.Band / chunk.Bands; band * chunk.Bands < window.BandEnd; band++)
        {
            for (var row = window.Row / chunk.Rows; row * (long)chunk.Rows < window.RowEnd; row++)
            {
                for (var column = window.Column / chunk.Columns; column * (long)chunk.Columns < window.ColumnEnd; column++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    await ReadAsync(new ChunkIndex(band, row, column), destination, cancellation).ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>Decodes the first chunk, of a store at hand whose chunks are small.</summary>
    public void Rehearse()
    {
        var bytes = Raster.Array.ChunkBytes;
        if (!store.IsLocal() || bytes > IChunkSource.MostRehearsed) return;
        var read = reader.ReadAsync(layout.IndexOf(new(0, 0, 0)), new byte[bytes], CancellationToken.None);
        if (read.IsCompleted) read.GetAwaiter().GetResult();
    }

    public long ScratchBytes(Window window) => 2L * Raster.Array.ChunkBytes + (1 << 20);

    public ValueTask DisposeAsync() => store.DisposeAsync();

    /// <summary>Reads bands of which each chunk holds all.</summary>
    private async ValueTask ReadAsync(int[] bands, Chunk destination, CancellationToken cancellation)
    {
        var (window, bytes) = (destination.Window, Raster.Array.ChunkBytes);
        var scratch = ArrayPool<byte>.Shared.Rent(bytes);
        try
        {
            for (var row = window.Row / chunk.Rows; row * (long)chunk.Rows < window.RowEnd; row++)
            {
                for (var column = window.Column / chunk.Columns; column * (long)chunk.Columns < window.ColumnEnd; column++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    var index = layout.IndexOf(new(bands[0], row, column));
                    var isStored = await reader.ReadAsync(index, scratch.AsMemory(0, bytes), cancellation).ConfigureAwait(false);
                    foreach (var band in bands)
                    {
                        var whole = layout.WindowOf(new(band, row, column));
                        if (isStored) layout.CopyOut(scratch.AsSpan(0, bytes), whole, destination);
                        else CellFill.Window(Raster.Array.Fill, destination, whole);
                    }
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    private async ValueTask ReadAsync(ChunkIndex index, Chunk destination, CancellationToken cancellation)
    {
        var whole = layout.WindowOf(index);
        var bytes = Raster.Array.ChunkBytes;
        if (layout.IsDense && whole == destination.Window)
        {
            if (!await reader.ReadAsync(layout.IndexOf(index), destination.Memory[..bytes], cancellation).ConfigureAwait(false))
                CellFill.Repeat(Raster.Array.Fill, destination.Bytes);
            return;
        }
        var scratch = ArrayPool<byte>.Shared.Rent(bytes);
        try
        {
            if (await reader.ReadAsync(layout.IndexOf(index), scratch.AsMemory(0, bytes), cancellation).ConfigureAwait(false))
                layout.CopyOut(scratch.AsSpan(0, bytes), whole, destination);
            else
                CellFill.Window(Raster.Array.Fill, destination, whole);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }
}
