using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.InteropServices;
using PureHDF;
using PureHDF.Selections;
using PureHDF.VOL.Native;

namespace Pyramids;

/// <summary>Reads windows of a dataset of an HDF5 or NetCDF-4 file. Each reader that is at work has a handle of its
/// own, so none waits for another.</summary>
internal sealed class Hdf5Source(Hdf5File file, string path, int[] axes, ArraySchema schema, BlockShape block)
    : IChunkSource, IAsyncDisposable
{
    private readonly ConcurrentBag<(NativeFile File, NativeDataset Dataset)> idle = [];
    private volatile bool disposed;

    public ArraySchema Schema => schema;

    public BlockShape Block => block;

    public string Name => $"{file.Path}/{path}";

    public ValueTask ReadAsync(Chunk destination, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested) return ValueTask.FromCanceled(cancellation);
        ObjectDisposedException.ThrowIf(disposed, this);
        (NativeFile File, NativeDataset Dataset) handle = idle.TryTake(out var taken) ? taken : Open();
        try
        {
            DTypes.Dispatch(schema.Type, new Fill(this, handle.Dataset, destination));
        }
        catch (Exception inner) when (inner is not (OutOfMemoryException or RasterFormatException))
        {
            throw new RasterFormatException($"The cells of {destination.Window} could not be read. {inner.Message}", Name, null, inner);
        }
        finally
        {
            idle.Add(handle);
        }
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        disposed = true;
        while (idle.TryTake(out var handle)) handle.File.Dispose();
        return ValueTask.CompletedTask;
    }

    private (NativeFile, NativeDataset) Open()
    {
        var opened = file.Open();
        return (opened, (NativeDataset)opened.Dataset(path));
    }

    /// <summary>Reads band by band; of axes that are neither band, row nor column the first element counts.</summary>
    private readonly struct Fill(Hdf5Source source, NativeDataset dataset, Chunk chunk) : IDTypeAction<bool>
    {
        public bool Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            var (axes, window) = (source.Axes, chunk.Window);
            var cells = MemoryMarshal.Cast<byte, T>(chunk.Bytes);
            var rank = dataset.Space.Rank;
            for (var band = 0; band < window.Bands; band++)
            {
                var (starts, counts) = (new ulong[rank], new ulong[rank]);
                Array.Fill(counts, 1UL);
                if (axes[0] >= 0) starts[axes[0]] = (ulong)(window.Band + band);
                (starts[axes[1]], counts[axes[1]]) = ((ulong)window.Row, (ulong)window.Rows);
                (starts[axes[2]], counts[axes[2]]) = ((ulong)window.Column, (ulong)window.Columns);
                dataset.Read(cells.Slice(band * window.Rows * window.Columns, window.Rows * window.Columns),
                    new HyperslabSelection(rank, starts, counts));
            }
            return true;
        }
    }

    private int[] Axes => axes;
}
