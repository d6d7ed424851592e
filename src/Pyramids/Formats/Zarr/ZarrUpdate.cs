using System.Collections.Concurrent;

namespace Pyramids;

/// <summary>A write into a part of a store: a region that is replaced, or bands that are appended.</summary>
/// <remarks>Objects wait in a folder beside the store; see <see cref="ZarrCommit"/> for how they take their places.</remarks>
internal sealed class ZarrUpdate : ZarrTarget
{
    private readonly ZarrRaster raster;
    private readonly ZarrOptions options;
    private readonly ZarrCommit commit;
    private readonly FileStore store;
    private readonly ConcurrentBag<string> leftOut = [];

    private ZarrUpdate(ZarrRaster raster, FileStore store, string folder, ArraySchema schema, ZarrOptions options)
    {
        (this.raster, this.store, this.options) = (raster, store, options);
        if (options.Shards is not null || options.Chunks is { } chunks && !Equals(chunks, raster.Block))
            throw new ArgumentException($"The store keeps its chunks of {raster.Block}; leave Chunks and Shards out.");
        Schema = schema with { NoData = NoDataOf(schema) };
        if (schema.Type != raster.Schema.Type)
            throw new ArgumentException($"The store holds {raster.Schema.Type} and the raster {schema.Type}; convert it with AsType first.");
        Origin = options.Mode == ZarrMode.Append ? Appended(schema) : Placed(schema);
        CheckAligned(Origin);
        commit = new(folder);
        Staged = new(commit.Objects);
    }

    public override FileStore Staged { get; }

    public override ZarrArray Array => raster.Array;

    public override ZarrAxes Axes => raster.Axes;

    public override ArraySchema Schema { get; }

    public override Window Origin { get; }

    public static ZarrUpdate Open(string path, ArraySchema schema, ZarrOptions options)
    {
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (!ZarrStore.IsStore(folder)) throw new FileNotFoundException($"There is no Zarr store '{path}' to write into. Write it with Mode = Create first.", path);
        ZarrCommit.Recover(folder);
        var store = new FileStore(folder);
        var name = File.Exists(Path.Combine(folder, options.Variable, "zarr.json")) || File.Exists(Path.Combine(folder, options.Variable, ".zarray")) ? options.Variable : null;
        return new(ZarrStore.OpenAsync(store, name).AsTask().GetAwaiter().GetResult().Raster, store, folder, schema, options);
    }

    public override void LeaveOut(string key) => leftOut.Add(key);

    public override async ValueTask CompleteAsync(IEnumerable<string> keys, CancellationToken cancellation)
    {
        var documents = options.Mode == ZarrMode.Append
            ? await new ZarrAppend(store, Staged, raster, Schema, options).DocumentsAsync(cancellation).ConfigureAwait(false)
            : [];
        cancellation.ThrowIfCancellationRequested();
        commit.Complete(documents, leftOut);
    }

    public override async ValueTask DisposeAsync()
    {
        await Staged.DisposeAsync().ConfigureAwait(false);
        await store.DisposeAsync().ConfigureAwait(false);
        commit.Dispose();
    }

    private Window Appended(ArraySchema schema)
    {
        var stored = raster.Schema;
        if (raster.Axes.Band < 0)
            throw new ArgumentException($"'{raster.Array.Path}' has rows and columns only; bands cannot be appended. Write the store with BandAxis = true.");
        if (!Fits(stored.Grid, schema.Grid)) throw GridException.Differ(stored.Grid, schema.Grid);
        return schema.Whole with { Band = stored.Bands };
    }

    private Window Placed(ArraySchema schema)
    {
        var (stored, grid) = (raster.Schema, schema.Grid);
        var window = options.Region ?? Found(stored.Grid, schema);
        if (!stored.Whole.Contains(window) || window.IsEmpty)
            throw new ArgumentException($"The region of {window} does not lie inside the store's {stored.Whole}.");
        if ((window.Bands, window.Rows, window.Columns) != (schema.Bands, grid.Rows, grid.Columns))
            throw new ArgumentException($"The region of {window} has another shape than the raster of {schema.Bands} bands, {grid.Rows} rows and {grid.Columns} columns.");
        var part = stored.Grid.Crop(window.Row, window.Column, window.Rows, window.Columns);
        return Fits(part, grid) ? window : throw GridException.Differ(part, grid);
    }

    private static Window Found(GridSpec stored, ArraySchema schema)
    {
        var (column, row) = stored.Transform.ToCells(schema.Grid.Transform.OriginX, schema.Grid.Transform.OriginY);
        if (!(Math.Abs(column) < int.MaxValue && Math.Abs(row) < int.MaxValue)) throw GridException.Differ(stored, schema.Grid);
        return schema.Whole with { Row = (int)Math.Round(row), Column = (int)Math.Round(column) };
    }

    /// <summary>Whether the grids are one; a grid without a georeference takes any of its size.</summary>
    private static bool Fits(GridSpec stored, GridSpec grid)
        => stored.Matches(grid) || (stored.Rows, stored.Columns) == (grid.Rows, grid.Columns) && (IsBare(stored) || IsBare(grid));

    private static bool IsBare(GridSpec grid) => grid.Crs is null && grid.Transform is { CellWidth: 1, CellHeight: 1, IsRotated: false };

    private void CheckAligned(Window window)
    {
        var (shape, array) = (raster.Array.ObjectShape, raster.Schema);
        if (raster.Axes.Band >= 0) CheckAxis("bands", window.Band, window.BandEnd, shape[raster.Axes.Band], options.Mode == ZarrMode.Append ? window.BandEnd : array.Bands);
        CheckAxis("rows", window.Row, window.RowEnd, shape[raster.Axes.Row], array.Grid.Rows);
        CheckAxis("columns", window.Column, window.ColumnEnd, shape[raster.Axes.Column], array.Grid.Columns);
    }

    private void CheckAxis(string axis, long start, long end, long size, long length)
    {
        if (start % size == 0 && (end % size == 0 || end == length)) return;
        if (options.Mode == ZarrMode.Append)
            throw new ArgumentException(
                $"The store has {start} {axis} in objects of {size}, the last of them part full; appending would write it twice. "
                + $"Write the store anew with Chunks of {Divisor(start, size)} {axis}, or append to a multiple of {size}.");
        long from = start / size * size, to = Math.Min(length, (end + size - 1) / size * size);
        throw new ArgumentException(
            $"The region's {axis} {start}..{end} cut stored objects of {size} {axis}; the cells beside it would have to be read and written again. "
            + $"Use {axis} {from}..{to}, or a store with chunks of {Divisor(Divisor(start, size), end == length ? size : end)} {axis}.");
    }

    private static long Divisor(long a, long b) => b == 0 ? a : Divisor(b, a % b);

    private double? NoDataOf(ArraySchema schema)
    {
        var stored = raster.Schema.NoData;
        if (schema.Type.IsFloating() || schema.NoData is null || schema.NoData.Equals(stored)) return stored;
        throw new ArgumentException($"Missing cells are {stored?.ToString() ?? "not marked"} in the store and {schema.NoData} in the raster; make them alike first.");
    }
}
