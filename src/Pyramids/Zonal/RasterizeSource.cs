using System.Collections.Concurrent;
using System.Numerics;

namespace Pyramids;

/// <summary>Draws polygons into chunks as they are asked for: where they overlap, the later one is on top; shares add up to 1 at
/// most.</summary>
internal sealed class RasterizeSource(ArraySchema schema, ZoneIndex index, double[] values, double background) : IChunkSource
{
    private readonly ConcurrentBag<Scratch> scratch = [];

    public ArraySchema Schema => schema;

    public BlockShape Block => new(1, ZoneIndex.BlockRows, ZoneIndex.BlockColumns);

    public string Name => $"{index.Zones} polygons";

    public ValueTask ReadAsync(Chunk destination, CancellationToken cancellation)
    {
        if (!scratch.TryTake(out var own)) own = new();
        DTypes.Dispatch(schema.Type, new Draw(this, destination, own));
        scratch.Add(own);
        return ValueTask.CompletedTask;
    }

    public long ScratchBytes(Window window) => 1 << 18;

    public long StoredBytes(Window window) => 0;

    private void Fill<T>(Chunk chunk, Scratch own) where T : unmanaged, INumber<T>
    {
        var window = chunk.Window;
        chunk.Cells<T>().Fill(T.CreateSaturating(background));
        for (var row = window.Row; row < window.RowEnd;)
        {
            var rowOfBlocks = row / ZoneIndex.BlockRows;
            var end = Math.Min(window.RowEnd, (rowOfBlocks + 1) * ZoneIndex.BlockRows);
            foreach (var part in index.PartsIn(rowOfBlocks, ref own.Pages))
            {
                int first = Math.Max(part.FirstColumn, window.Column), last = Math.Min(part.EndColumn, window.ColumnEnd);
                if (first >= last) continue;
                var edges = part.Edges(ref own.Edges);
                var pen = new Pen<T>(chunk.Cells<T>(), window, T.CreateSaturating(values[part.Zone]));
                if (index.Method != ZonalMethod.Fractional)
                    own.Spans.Scan(edges, new(row, first, end - row, last - first), index.Method == ZonalMethod.AllTouched, ref pen);
                else
                    // By whole blocks, as zonal statistics do, for the same bits; the pen leaves out what is not asked for.
                    for (var block = first / ZoneIndex.BlockColumns; block * ZoneIndex.BlockColumns < last; block++)
                    {
                        var column = block * ZoneIndex.BlockColumns;
                        own.Shares.Scan(edges, new(row, column, end - row, Math.Min(ZoneIndex.BlockColumns, index.Grid.Columns - column)),
                            ref pen);
                    }
            }
            row = end;
        }
    }

    private readonly ref struct Pen<T>(Span<T> cells, Window window, T value) : IShareVisitor where T : unmanaged, INumber<T>
    {
        private readonly Span<T> cells = cells;

        public void Span(int row, int start, int end)
        {
            (start, end) = (Math.Max(start, window.Column), Math.Min(end, window.ColumnEnd));
            if (start < end) cells.Slice((row - window.Row) * window.Columns + start - window.Column, end - start).Fill(value);
        }

        public void Share(int row, int column, double share)
        {
            if (column < window.Column || column >= window.ColumnEnd) return;
            ref var cell = ref cells[(row - window.Row) * window.Columns + column - window.Column];
            cell = T.Min(T.One, cell + T.CreateSaturating(share));
        }
    }

    private readonly struct Draw(RasterizeSource source, Chunk chunk, Scratch own) : IDTypeAction<bool>
    {
        public bool Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            source.Fill<T>(chunk, own);
            return true;
        }
    }

    private sealed class Scratch
    {
        public readonly SpanScanner Spans = new();
        public readonly ShareScanner Shares = new();
        public Edge[] Edges = [];
        public Corner[] Pages = [];
    }
}
