using System.Text.Json.Nodes;

namespace Pyramids;

/// <summary>What a store of one raster holds: the data array, coordinates <c>x</c>, <c>y</c> and <c>band</c>, and <c>spatial_ref</c>, as
/// rioxarray lays them out.</summary>
internal sealed class ZarrPlan
{
    public const string Mapping = "spatial_ref";
    private const int DefaultSide = 1024;

    /// <exception cref="ArgumentException">The options do not fit each other or the raster.</exception>
    public ZarrPlan(ArraySchema schema, ZarrOptions options)
    {
        schema = schema with { IsPlane = schema.IsPlane && !options.BandAxis };
        Options = options with { Overviews = options.Overviews.For(schema.Meaning) };
        Schema = schema with { BandNames = options.BandNames ?? schema.BandNames, NoData = Storable(schema) };
        Check();
        var grid = schema.Grid;
        var chunk = Clip(options.Chunks ?? new(1, DefaultSide, DefaultSide), "Chunks");
        Chunk = chunk;
        Shard = options.Shards is { } shard ? Whole(shard, chunk) : null;
        var fill = Schema.NoData is { } noData ? ZarrFill.Of(noData, schema.Type) : null;
        Data = new(options.Variable, schema.Type, Axes(schema.Bands, grid.Rows, grid.Columns), Axes(chunk), Shard is { } s ? Axes(s) : null,
            schema.IsPlane ? ["y", "x"] : ["band", "y", "x"], fill, DataAttributes());
    }

    public ZarrOptions Options { get; }

    /// <summary>The raster as it is stored.</summary>
    public ArraySchema Schema { get; }

    public BlockShape Chunk { get; }

    public BlockShape? Shard { get; }

    public ZarrSchemaWriter Data { get; }

    /// <summary>Whether version 2's consolidated metadata leave <c>spatial_ref</c> out: GDAL before 3.8 lists every array as a raster,
    /// cannot open one without axes, and rioxarray then opens nothing. The data's own attributes say the same there. A rotated grid or one
    /// of a single row or column is told by <c>spatial_ref</c> alone, so there it stays.</summary>
    public bool IsMappingHidden
        => Options.Version == 2 && Schema is { IsPlane: true, Grid: { Transform.IsRotated: false, Rows: > 1, Columns: > 1 } };

    /// <summary>Coordinate arrays with their cells, little-endian.</summary>
    public IEnumerable<(ZarrSchemaWriter Array, byte[] Cells)> Coordinates()
    {
        var (grid, transform) = (Schema.Grid, Schema.Grid.Transform);
        if (!transform.IsRotated)
        {
            yield return Axis("x", grid.Columns, column => transform.ToCrs(column + 0.5, 0).X);
            yield return Axis("y", grid.Rows, row => transform.ToCrs(0, row + 0.5).Y);
        }
        if (!Schema.IsPlane)
            yield return (new("band", DType.Int64, [Schema.Bands], [Schema.Bands], null, ["band"], null, []),
                Bytes(Schema.Bands, band => ZarrFill.Of(band + 1, DType.Int64)));
        yield return (new(Mapping, DType.Int64, [], [], null, [], null, MappingAttributes()), new byte[8]);
    }

    /// <summary>The group's attributes: flat ones that hold the whole georeference for whoever reads nothing else.</summary>
    public JsonObject GroupAttributes()
    {
        var attributes = new JsonObject
        {
            ["Conventions"] = "CF-1.8",
            ["GeoTransform"] = GeoTransform.Text(Schema.Grid.Transform),
            ["dtype"] = Schema.Type.ToString().ToLowerInvariant(),
            ["shape"] = ZarrCodecWriter.Integers(Data.Shape),
        };
        if (Schema.Grid.Crs is { } crs)
        {
            attributes[Mapping] = crs.ToWkt(WktVersion.Wkt1Gdal);
            if (crs.ToEpsg() is { } code) attributes["epsg"] = code;
        }
        if (Schema.NoData is { } noData) attributes["no_data_value"] = ZarrFill.Number(noData);
        if (Schema.BandNames.Count > 0) attributes["band_names"] = Names();
        return attributes;
    }

    private JsonObject DataAttributes()
    {
        var attributes = new JsonObject { ["coordinates"] = Mapping, ["grid_mapping"] = Mapping };
        if (Schema.Grid.Crs is { } crs)
        {
            attributes["_CRS"] = new JsonObject { ["wkt"] = crs.ToWkt(WktVersion.Wkt2_2019) };
            if (IsMappingHidden) attributes["crs"] = crs.ToWkt(WktVersion.Wkt1Gdal);
        }
        if (Schema.BandNames.Count > 0) attributes["long_name"] = Schema.IsPlane ? Schema.BandNames[0] : Names();
        foreach (var (name, value) in CfMeaning.Of(Schema).Attributes())
            attributes[name] = value switch
            {
                double number => ZarrFill.Number(number),
                double[] numbers => new JsonArray([.. numbers.Select(ZarrFill.Number)]),
                string[] texts => new JsonArray([.. texts.Select(text => JsonValue.Create(text))]),
                var text => JsonValue.Create((string)text),
            };
        if (Schema.NoData is not { } noData) return attributes;
        attributes["nodata"] = ZarrFill.Number(noData);
        // In version 2 xarray takes fill_value for this; in version 3 it keeps floating ones as the base64 of a double.
        if (Options.Version == 3)
            attributes["_FillValue"] = Schema.Type.IsFloating()
                ? Convert.ToBase64String(ZarrFill.Of(noData, DType.Float64))
                : ZarrFill.Number(noData);
        return attributes;
    }

    private JsonObject MappingAttributes()
    {
        var attributes = new JsonObject();
        if (Schema.Grid.Crs is { } crs)
        {
            var wkt = crs.ToWkt(WktVersion.Wkt1Gdal);
            (attributes["crs_wkt"], attributes[Mapping]) = (wkt, wkt);
        }
        attributes["GeoTransform"] = GeoTransform.Text(Schema.Grid.Transform);
        return attributes;
    }

    private (ZarrSchemaWriter, byte[]) Axis(string name, int length, Func<int, double> centre)
    {
        var geographic = Schema.Grid.Crs?.IsGeographic ?? false;
        var attributes = new JsonObject { ["axis"] = name.ToUpperInvariant() };
        if (Schema.Grid.Crs is not null)
        {
            attributes["standard_name"] = geographic ? (name == "x" ? "longitude" : "latitude") : $"projection_{name}_coordinate";
            attributes["long_name"] = geographic ? (name == "x" ? "longitude" : "latitude") : $"{name} coordinate of projection";
            attributes["units"] = geographic ? (name == "x" ? "degrees_east" : "degrees_north") : Schema.Grid.Crs.Unit.Name;
        }
        return (new(name, DType.Float64, [length], [length], null, [name], null, attributes),
            Bytes(length, i => ZarrFill.Of(centre(i), DType.Float64)));
    }

    private static byte[] Bytes(int count, Func<int, byte[]> element)
    {
        var bytes = new byte[8 * count];
        for (var i = 0; i < count; i++) element(i).CopyTo(bytes, 8 * i);
        return bytes;
    }

    private JsonArray Names() => new([.. Schema.BandNames.Select(name => JsonValue.Create(name))]);

    private int[] Axes(BlockShape block) => Axes(block.Bands, block.Rows, block.Columns);

    private int[] Axes(int bands, int rows, int columns) => Schema.IsPlane ? [rows, columns] : [bands, rows, columns];

    /// <summary>The nodata value as cells can hold it: one beyond Float32 becomes its largest, as GDAL has it.</summary>
    private static double? Storable(ArraySchema schema)
        => schema.NoData is { } noData && schema.Type == DType.Float32 && double.IsFinite(noData)
            ? Math.Clamp(noData, float.MinValue, float.MaxValue)
            : schema.NoData;

    private void Check()
    {
        if (Options.Version is not (2 or 3)) throw new ArgumentException($"Zarr has versions 2 and 3; Version is {Options.Version}.");
        if (Options.Version == 2 && Options.Shards is not null)
            throw new ArgumentException("Zarr version 2 has no shards. Use Version = 3, or leave Shards out.");
        if (Schema.BandNames.Count != 0 && Schema.BandNames.Count != Schema.Bands)
            throw new ArgumentException($"There are {Schema.BandNames.Count} band names for {Schema.Bands} bands.");
        ZarrCodecWriter.Level(Options);
        var name = Options.Variable;
        if (name.Length == 0 || name[0] is '.' or '_' || name is "x" or "y" or "band" or Mapping || name.AsSpan().ContainsAny("/\\:\0")
            || name == "zarr.json")
            throw new ArgumentException(
                $"'{name}' cannot be the array's name: it is taken, begins with a dot or underscore, or has a slash, backslash or colon.");
    }

    private BlockShape Clip(BlockShape block, string what)
    {
        if (block.Bands < 1 || block.Rows < 1 || block.Columns < 1)
            throw new ArgumentException(
                $"{what} is {block.Bands} bands, {block.Rows} rows and {block.Columns} columns; each is at least 1.");
        var clipped = new BlockShape(
            Math.Min(block.Bands, Schema.Bands), Math.Min(block.Rows, Schema.Grid.Rows), Math.Min(block.Columns, Schema.Grid.Columns));
        return (Int128)clipped.Bands * clipped.Rows * clipped.Columns * Schema.Type.Size() <= ZarrArray.MaxChunkBytes
            ? clipped
            : throw new ArgumentException(
                $"{what} of {clipped} cells of {Schema.Type} take more than {ZarrArray.MaxChunkBytes >> 20} MiB; use smaller ones.");
    }

    /// <summary>A shard of whole chunks; it may reach beyond the raster.</summary>
    private BlockShape Whole(BlockShape shard, BlockShape chunk)
    {
        var bands = Multiple(shard.Bands, chunk.Bands, Schema.Bands, "bands");
        var rows = Multiple(shard.Rows, chunk.Rows, Schema.Grid.Rows, "rows");
        var columns = Multiple(shard.Columns, chunk.Columns, Schema.Grid.Columns, "columns");
        return (Int128)bands * rows * columns * Schema.Type.Size() <= ZarrArray.MaxChunkBytes
            ? new(bands, rows, columns)
            : throw new ArgumentException(
                $"Shards of {bands}x{rows}x{columns} cells of {Schema.Type} take more than {ZarrArray.MaxChunkBytes >> 20} MiB; use "
                + "smaller ones.");
    }

    private static int Multiple(int shard, int chunk, int length, string axis)
    {
        var chunks = (length - 1) / chunk + 1;
        if (shard >= length) return checked(chunks * chunk);
        return shard > 0 && shard % chunk == 0
            ? shard
            : throw new ArgumentException($"Shards of {shard} {axis} are no multiple of chunks of {chunk}.");
    }
}
