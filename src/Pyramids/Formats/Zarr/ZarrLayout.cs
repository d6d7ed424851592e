using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>Where the cells of a window lie in a chunk as it is stored, whatever its order of axes.</summary>
internal sealed class ZarrLayout
{
    private readonly ZarrArray array;
    private readonly ZarrAxes axes;
    private readonly long bandStride, rowStride, columnStride;
    private readonly long[] strides;

    public ZarrLayout(ZarrArray array, ZarrAxes axes)
    {
        (this.array, this.axes) = (array, axes);
        strides = new long[array.Rank];
        var stride = 1L;
        for (var i = array.Rank - 1; i >= 0; i--)
        {
            strides[array.Pipeline.Order[i]] = stride;
            stride *= array.ChunkShape[array.Pipeline.Order[i]];
        }
        Chunk = new(0, 0, 0, axes.Band < 0 ? 1 : array.ChunkShape[axes.Band], array.ChunkShape[axes.Row], array.ChunkShape[axes.Column]);
        (bandStride, rowStride, columnStride) = (axes.Band < 0 ? 0 : strides[axes.Band], strides[axes.Row], strides[axes.Column]);
        IsDense = columnStride == 1 && rowStride == Chunk.Columns && (Chunk.Bands == 1 || bandStride == (long)Chunk.Rows * Chunk.Columns)
            && Chunk.Cells * array.Type.Size == array.ChunkBytes;
    }

    /// <summary>The first chunk, not cut at the array's edge.</summary>
    public Window Chunk { get; }

    /// <summary>Whether a stored chunk has its cells in the order of a <see cref="Pyramids.Chunk"/>.</summary>
    public bool IsDense { get; }

    /// <summary>Cells of a chunk, which reaches beyond the array at its edge.</summary>
    public Window WindowOf(ChunkIndex index)
        => Chunk with
        {
            Band = Saturate((long)index.Band * Chunk.Bands),
            Row = Saturate((long)index.Row * Chunk.Rows),
            Column = Saturate((long)index.Column * Chunk.Columns),
        };

    /// <summary>Position of a chunk along the axes of the array; of a band's chunk where bands are stacked along several axes.</summary>
    public long[] IndexOf(ChunkIndex index)
    {
        var positions = new long[array.Rank];
        if (axes.Band >= 0) positions[axes.Band] = index.Band;
        if (axes.Stack is { } stack)
            for (var i = 0; i < stack.Axes.Count; i++) positions[stack.Axes[i]] = stack.ChunkOf(index.Band, i).Chunk;
        (positions[axes.Row], positions[axes.Column]) = (index.Row, index.Column);
        return positions;
    }

    /// <summary>The chunk at a position along the axes of the array.</summary>
    public ChunkIndex ChunkAt(ReadOnlySpan<long> positions)
        => new(axes.Band < 0 ? 0 : (int)positions[axes.Band], (int)positions[axes.Row], (int)positions[axes.Column]);

    /// <summary>Copies the part of a stored chunk that a destination asks for.</summary>
    public void CopyOut(ReadOnlySpan<byte> stored, Window whole, Chunk destination)
    {
        var part = Clip(whole, destination.Window);
        switch (array.Type.Size)
        {
            case 1: CopyOut<byte>(stored, whole, part, destination); break;
            case 2: CopyOut<ushort>(stored, whole, part, destination); break;
            case 4: CopyOut<uint>(stored, whole, part, destination); break;
            default: CopyOut<ulong>(stored, whole, part, destination); break;
        }
    }

    /// <summary>Copies the cells of a source into a chunk as it is stored.</summary>
    public void CopyIn(Chunk source, Window whole, Span<byte> stored)
    {
        var part = Clip(whole, source.Window);
        switch (array.Type.Size)
        {
            case 1: CopyIn<byte>(stored, whole, part, source); break;
            case 2: CopyIn<ushort>(stored, whole, part, source); break;
            case 4: CopyIn<uint>(stored, whole, part, source); break;
            default: CopyIn<ulong>(stored, whole, part, source); break;
        }
    }

    /// <summary>Cells that both hold; unlike <see cref="Window.Intersect"/>, right for chunks that reach beyond the largest
    /// integer.</summary>
    public static Window Clip(Window whole, Window other)
    {
        int band = Math.Max(whole.Band, other.Band), row = Math.Max(whole.Row, other.Row), column = Math.Max(whole.Column, other.Column);
        return new(band, row, column,
            (int)(Math.Min((long)whole.Band + whole.Bands, other.BandEnd) - band),
            (int)(Math.Min((long)whole.Row + whole.Rows, other.RowEnd) - row),
            (int)(Math.Min((long)whole.Column + whole.Columns, other.ColumnEnd) - column));
    }

    private void CopyOut<T>(ReadOnlySpan<byte> stored, Window whole, Window part, Chunk destination) where T : unmanaged
    {
        var from = MemoryMarshal.Cast<byte, T>(stored);
        var to = MemoryMarshal.Cast<byte, T>(destination.Bytes);
        for (var band = part.Band; band < part.BandEnd; band++)
        {
            for (var row = part.Row; row < part.RowEnd; row++)
            {
                var target = to.Slice(At(destination.Window, band, row, part.Column), part.Columns);
                var start = StoredAt(whole, band, row, part.Column);
                if (columnStride == 1) from.Slice(start, part.Columns).CopyTo(target);
                else
                    for (var i = 0; i < target.Length; i++, start += (int)columnStride) target[i] = from[start];
            }
        }
    }

    private void CopyIn<T>(Span<byte> stored, Window whole, Window part, Chunk source) where T : unmanaged
    {
        var to = MemoryMarshal.Cast<byte, T>(stored);
        var from = MemoryMarshal.Cast<byte, T>(source.Bytes);
        for (var band = part.Band; band < part.BandEnd; band++)
        {
            for (var row = part.Row; row < part.RowEnd; row++)
            {
                var cells = from.Slice(At(source.Window, band, row, part.Column), part.Columns);
                var start = StoredAt(whole, band, row, part.Column);
                if (columnStride == 1) cells.CopyTo(to[start..]);
                else
                    for (var i = 0; i < cells.Length; i++, start += (int)columnStride) to[start] = cells[i];
            }
        }
    }

    private int StoredAt(Window whole, int band, int row, int column)
        => (int)(BandAt(whole, band) + (row - whole.Row) * rowStride + (column - whole.Column) * columnStride);

    private long BandAt(Window whole, int band)
    {
        if (axes.Stack is not { } stack) return (band - whole.Band) * bandStride;
        var start = 0L;
        for (var i = 0; i < stack.Axes.Count; i++) start += stack.ChunkOf(band, i).Within * strides[stack.Axes[i]];
        return start;
    }

    private static int At(Window window, int band, int row, int column)
        => ((band - window.Band) * window.Rows + row - window.Row) * window.Columns + column - window.Column;

    private static int Saturate(long position) => (int)Math.Min(position, int.MaxValue);
}
