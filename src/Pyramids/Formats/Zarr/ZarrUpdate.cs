using System.Text.Json.Nodes;

namespace Pyramids;

/// <summary>A write into a part of a store: a region that is replaced, or bands that are appended.</summary>
internal sealed class ZarrUpdate : ZarrTarget
{
    private readonly ZarrRaster raster;
    private readonly ZarrOptions options;
    private readonly ZarrLocation place;
    private readonly ZarrStage stage;

    private ZarrUpdate(ZarrRaster raster, ZarrLocation place, ArraySchema schema, ZarrOptions options)
    {
        (this.raster, this.place, this.options) = (raster, place, options);
        if (options.Shards is not null || options.Chunks is { } chunks && !Equals(chunks, raster.Block))
            throw new ArgumentException($"The store keeps its chunks of {raster.Block}; leave Chunks and Shards out.");
        if (raster.Axes.Stack is not null)
            throw new ArgumentException(
                $"'{raster.Array.Path}' has the shape {string.Join("x", raster.Array.Shape)}, whose bands lie along several axes; such arrays "
                + "are read and not written into. Write the bands to a store of their own.");
        if (!raster.Array.Pipeline.IsWritten)
            throw new ArgumentException(
                $"The store's codecs are {raster.Array.Pipeline.Name}, which are read and not written. Write the store anew.");
        Schema = schema with { NoData = NoDataOf(schema) };
        if (schema.Type != raster.Schema.Type)
            throw new ArgumentException(
                $"The store holds {raster.Schema.Type} and the raster {schema.Type}; convert it with AsType first.");
        if (schema.Meaning is not null && CfMeaning.Of(schema) is var own && !own.ScalesAs(CfMeaning.Of(raster.Schema)))
            throw new ArgumentException(
                $"The store's cells are to be scaled by {Text(raster.Schema)} and the raster's by {Text(schema)}; its numbers would mean "
                + "something else there. Calculate it in the store's scale first.");
        Origin = options.Mode == ZarrMode.Append ? Appended(schema) : Placed(schema);
        CheckAligned(Origin);
        stage = ZarrStage.ForUpdate(place);
    }

    public override IWritableStore Objects => stage.Staged;

    public override ZarrArray Array => raster.Array;

    public override ZarrAxes Axes => raster.Axes;

    public override ArraySchema Schema { get; }

    public override Window Origin { get; }

    /// <exception cref="FileNotFoundException">There is no store.</exception>
    public static ZarrUpdate Open(ZarrLocation place, ArraySchema schema, ZarrOptions options)
    {
        try
        {
            var raster = Task.Run(async () => await FindAsync(place, options.Variable, default).ConfigureAwait(false)).GetAwaiter()
                .GetResult();
            return new(raster, place, schema, options);
        }
        catch
        {
            place.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }
    }

    public override ValueTask CompleteAsync(IEnumerable<string> keys, CancellationToken cancellation)
        => stage.CompleteAsync(
            DocumentsAsync, [.. Ledger.Objects.Where(pair => pair.Value.Length == 0).Select(pair => pair.Key)], cancellation);

    public override async ValueTask DisposeAsync()
    {
        await stage.DisposeAsync().ConfigureAwait(false);
        await place.DisposeAsync().ConfigureAwait(false);
    }

    private static async ValueTask<ZarrRaster> FindAsync(ZarrLocation place, string variable, CancellationToken cancellation)
    {
        if (!await place.HoldsStoreAsync(cancellation).ConfigureAwait(false))
            throw new FileNotFoundException(
                $"There is no Zarr store '{place.Store.Name}' to write into. Write it with Mode = Create first.", place.Name);
        if (place.Parent is not null) await ZarrObjectCommit.RecoverAsync(place, cancellation).ConfigureAwait(false);
        return await RasterOf(place.Store, variable, cancellation).ConfigureAwait(false);
    }

    private static async ValueTask<ZarrRaster> RasterOf(IWritableStore store, string variable, CancellationToken cancellation)
    {
        var isNamed = false;
        foreach (var document in new[] { "zarr.json", ".zarray" })
            isNamed = isNamed || await store.LengthAsync($"{variable}/{document}", cancellation).ConfigureAwait(false) is not null;
        return (await ZarrStore.OpenAsync(store, isNamed ? variable : null, cancellation).ConfigureAwait(false)).Raster;
    }

    /// <summary>What changes in the store as it is now: others may have changed other parts since this write began.</summary>
    private async ValueTask<IReadOnlyList<(string Key, byte[] Content)>> DocumentsAsync(CancellationToken cancellation)
    {
        IWritableStore store = place.Folder is null ? place.Store : new FileStore(place.Folder);
        await using var owned = place.Folder is null ? null : store;
        var now = await RasterOf(store, options.Variable, cancellation).ConfigureAwait(false);
        if (!now.Array.Shape.SequenceEqual(raster.Array.Shape) || !now.Array.ObjectShape.SequenceEqual(raster.Array.ObjectShape))
            throw new IOException(
                $"'{store.Name}' was changed while this write was under way: it was {string.Join("x", raster.Array.Shape)} and is "
                + $"{string.Join("x", now.Array.Shape)}. Write again.");
        var documents = new ZarrDocuments(store, raster.Array.Version);
        var ledger = await ZarrLedger.ReadAsync(store, cancellation).ConfigureAwait(false);
        if (options.Mode == ZarrMode.Append)
            await new ZarrAppend(store, Objects, raster, Schema, options, Ledger).EditAsync(documents, cancellation).ConfigureAwait(false);
        var more = new List<(string, byte[])>();
        if (ledger is not null)
        {
            ledger.Take(Ledger);
            more.Add((ZarrLedger.Key, ledger.Bytes()));
        }
        // A write changes the metadata's time even when their text stays: whoever compares it sees that cells changed.
        await documents.TouchAsync(raster.Array.Version == 3 ? "zarr.json" : ".zgroup", cancellation).ConfigureAwait(false);
        await documents.EditAsync(raster.Array.Path, null, attributes => Describe(attributes, ledger), cancellation).ConfigureAwait(false);
        return [.. more, .. documents.Changed];
    }

    /// <summary>Statistics of all cells; none where it is not known what some objects hold.</summary>
    private void Describe(JsonObject attributes, ZarrLedger? ledger)
    {
        foreach (var name in attributes.Select(member => member.Key).Where(name => name.StartsWith("STATISTICS_",
            StringComparison.Ordinal)).ToList())
            attributes.Remove(name);
        var cells = raster.Schema.Whole.Cells + (options.Mode == ZarrMode.Append ? Schema.Whole.Cells : 0);
        if (ledger?.Statistics(raster.Array.Path, cells) is not { } statistics) return;
        foreach (var (name, value) in statistics) attributes[name] = value?.DeepClone();
    }

    private Window Appended(ArraySchema schema)
    {
        var stored = raster.Schema;
        if (raster.Axes.Band < 0)
            throw new ArgumentException(
                $"'{raster.Array.Path}' has rows and columns only; bands cannot be appended. Write the store with BandAxis = true.");
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
            throw new ArgumentException(
                $"The region of {window} has another shape than the raster of {schema.Bands} bands, {grid.Rows} rows and {grid.Columns} "
                + "columns.");
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
        if (raster.Axes.Band >= 0)
        {
            var bands = options.Mode == ZarrMode.Append ? window.BandEnd : array.Bands;
            CheckAxis("bands", window.Band, window.BandEnd, shape[raster.Axes.Band], bands);
        }
        CheckAxis("rows", window.Row, window.RowEnd, shape[raster.Axes.Row], array.Grid.Rows);
        CheckAxis("columns", window.Column, window.ColumnEnd, shape[raster.Axes.Column], array.Grid.Columns);
    }

    private void CheckAxis(string axis, long start, long end, long size, long length)
    {
        if (start % size == 0 && (end % size == 0 || end == length)) return;
        if (options.Mode == ZarrMode.Append)
            throw new ArgumentException(
                $"The store has {start} {axis} in objects of {size}, the last of them part full; appending would write it twice. "
                + $"Write the store anew with Chunks of {Divisors.Greatest(start, size)} {axis}, or append to a multiple of {size}.");
        long from = start / size * size, to = Math.Min(length, (end + size - 1) / size * size);
        throw new ArgumentException(
            $"The region's {axis} {start}..{end} cut stored objects of {size} {axis}; the cells beside it would have to be read and "
            + "written again. "
            + $"Use {axis} {from}..{to}, or a store with chunks of {Divisors.Greatest(Divisors.Greatest(start, size), end == length ? size : end)} {axis}.");
    }

    private static string Text(ArraySchema schema)
        => CfMeaning.Of(schema) is { Scales.Count: > 0 } found
            ? FormattableString.Invariant(
                $"{string.Join(", ", found.Scales.Distinct())} and moved by {string.Join(", ", found.Offsets.Distinct())}")
            : "1 and moved by 0";

    private double? NoDataOf(ArraySchema schema)
    {
        var stored = raster.Schema.NoData;
        if (schema.Type.IsFloating() || schema.NoData is null || schema.NoData.Equals(stored)) return stored;
        throw new ArgumentException(
            $"Missing cells are {stored?.ToString() ?? "not marked"} in the store and {schema.NoData} in the raster; make them alike "
            + "first.");
    }
}
