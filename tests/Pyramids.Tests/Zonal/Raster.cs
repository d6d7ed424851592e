using System.Globalization;
using System.Numerics;

namespace Pyramids.Tests.Zonal;

/// <summary>A raster in memory that feeds a sink with chunks of any size, in any order, from any number of threads.</summary>
internal sealed class Raster<T>(GridSpec grid, T[] cells, int bands = 1) where T : unmanaged, INumber<T>
{
    public ArraySchema Schema { get; } = new(grid, bands, DTypes.Of<T>()) { IsPlane = bands == 1 };

    public T[] Cells => cells;

    public async Task FeedAsync(IChunkSink sink, int chunkRows = 1 << 20, int chunkColumns = 1 << 20, int threads = 1, int seed = 0,
        bool bandsTogether = false)
    {
        var block = sink.Block;
        chunkRows = Math.Max(1, Math.Min(chunkRows, grid.Rows + block.Rows) / block.Rows) * block.Rows;
        chunkColumns = Math.Max(1, Math.Min(chunkColumns, grid.Columns + block.Columns) / block.Columns) * block.Columns;
        var windows = new List<Window>();
        for (var band = 0; band < bands; band += bandsTogether ? bands : 1)
            for (var row = 0; row < grid.Rows; row += chunkRows)
                for (var column = 0; column < grid.Columns; column += chunkColumns)
                    windows.Add(new(band, row, column, bandsTogether ? bands : 1, Math.Min(chunkRows, grid.Rows - row),
                        Math.Min(chunkColumns, grid.Columns - column)));
        windows.RemoveAll(w => !sink.Wants(w));
        if (seed != 0) new Random(seed).Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(windows));
        await Parallel.ForEachAsync(windows.Index(), new ParallelOptions { MaxDegreeOfParallelism = threads },
            async (item, token) => await sink.WriteAsync(item.Index, Chunk(item.Item), token));
        await sink.CompleteAsync(CancellationToken.None);
    }

    private Chunk Chunk(Window window)
    {
        var chunk = Pyramids.Chunk.Allocate(window, DTypes.Of<T>());
        var to = chunk.Cells<T>();
        for (var band = 0; band < window.Bands; band++)
            for (var row = 0; row < window.Rows; row++)
                cells.AsSpan(((window.Band + band) * grid.Rows + window.Row + row) * grid.Columns + window.Column, window.Columns)
                    .CopyTo(to.Slice((band * window.Rows + row) * window.Columns, window.Columns));
        return chunk;
    }
}

internal static class Raster
{
    /// <summary>Numbers as a grid of cells of size 1 with the upper left corner at (0, rows); a dot is a missing cell.</summary>
    public static Raster<float> Printed(string text)
    {
        var rows = text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(r => r.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToArray();
        return new(new(rows.Length, rows[0].Length, Affine.NorthUp(0, rows.Length, 1, 1)),
            [.. rows.SelectMany(r => r).Select(c => c == "." ? float.NaN : float.Parse(c, CultureInfo.InvariantCulture))]);
    }

    public static async Task<ZonalTable> ZonalStats<T>(this Raster<T> raster, FeatureCollection zones, Statistic[] statistics,
        ZonalOptions? options = null,
        int chunkRows = 1 << 20, int chunkColumns = 1 << 20, int threads = 1, int seed = 0, bool bandsTogether = false)
            where T : unmanaged, INumber<T>
    {
        var run = new ZonalRun(raster.Schema, zones, statistics, options ?? new());
        await raster.FeedAsync(run.Sink, chunkRows, chunkColumns, threads, seed, bandsTogether);
        return run.ToTable();
    }

    /// <summary>Zones from well-known text.</summary>
    public static FeatureCollection Zones(params string[] texts)
        => new(texts.Select(t => (NetTopologySuite.Geometries.Geometry?)new NetTopologySuite.IO.WKTReader().Read(t)));
}
