using System.Globalization;

namespace Pyramids;

/// <summary>Reads what GDAL knows of a raster into the engine's terms.</summary>
internal static unsafe class GdalRaster
{
    private const int MaskOfDataset = 2, MaskByAlpha = 4;

    /// <summary>Opens a raster by the name that GDAL has for it; no cell is read.</summary>
    /// <exception cref="RasterFormatException">GDAL cannot open it, it has no bands, or its cells are complex numbers.</exception>
    public static RasterFile Open(string name)
    {
        var handles = new GdalHandles(name);
        try
        {
            using var errors = GdalErrors.Quiet();
            using var lease = handles.Rent();
            return Describe(handles, lease.Handle);
        }
        catch
        {
            handles.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }
    }

    private static RasterFile Describe(GdalHandles handles, nint dataset)
    {
        var bands = Bands(dataset);
        if (bands.Length == 0) throw NoBands(handles.Name, dataset);
        var type = Type(handles.Name, bands);
        var facts = new List<(string, string)>();
        var grid = Grid(dataset, facts);
        var schema = new ArraySchema(grid, bands.Length,
            type) { NoData = NoData(bands), BandNames = Names(bands), IsPlane = bands.Length == 1, Meaning = GdalMeaning.Of(bands) };
        Facts(dataset, bands, facts);
        var overviews = Enumerable.Range(0, bands.Min(GdalNative.GDALGetOverviewCount))
            .Select(i => Overview(handles, bands[0], i, schema)).ToArray();
        var driver = GdalNative.Text(GdalNative.GDALGetDriverLongName(GdalNative.GDALGetDatasetDriver(dataset)));
        var source = new GdalSource(handles, default, schema, Block(bands[0], grid));
        return new(source, driver, overviews, facts, handles)
        {
            Colours = PaletteSource.Of(source),
            Reader = $"GDAL {Gdal.Version}",
            Fingerprint = Fingerprint(handles.Name),
            HasMask = (GdalNative.GDALGetMaskFlags(bands[0]) & (MaskOfDataset | MaskByAlpha)) == MaskOfDataset,
            Validity = (GdalNative.GDALGetMaskFlags(bands[0]) & (MaskOfDataset | MaskByAlpha)) == 0 ? null
                : new GdalSource(handles, new(null, IsMask: true), new(grid, 1, DType.UInt8) { IsPlane = true }, Block(bands[0], grid)),
        };
    }

    /// <summary>A file's size and time; of what is no file, only the name is known.</summary>
    private static string Fingerprint(string name)
        => FolderLinks.FileOf(name) is { Exists: true } file ? $"{file.Length} bytes of {file.LastWriteTimeUtc:O}" : name;

    private static nint[] Bands(nint dataset)
        => [.. Enumerable.Range(1, GdalNative.GDALGetRasterCount(dataset)).Select(band => GdalNative.GDALGetRasterBand(dataset, band))];

    private static DType Type(string name, nint[] bands)
    {
        var code = bands.Select(GdalNative.GDALGetRasterDataType).Aggregate(GdalNative.GDALDataTypeUnion);
        return GdalTypes.Of(code) ?? throw new RasterFormatException(
            $"Its cells are complex numbers ({GdalNative.Text(GdalNative.GDALGetDataTypeName(code))}), which no cell type here "
                + "holds. Take the real or imaginary part with GDAL first.", name);
    }

    private static GridSpec Grid(nint dataset, List<(string, string)> facts)
    {
        var t = stackalloc double[6];
        var affine = GdalNative.GDALGetGeoTransform(dataset, t) == 0 ? new Affine(t[0], t[1], t[2], t[3], t[4], t[5]) : Affine.Identity;
        if (!(Math.Abs(affine.Determinant) > 0) || !double.IsFinite(affine.Determinant + affine.OriginX + affine.OriginY))
        {
            facts.Add(("georeference", "a transform that cannot be inverted; left out"));
            affine = Affine.Identity;
        }
        Crs? crs = null;
        if (GdalNative.Wkt(GdalNative.GDALGetSpatialRef(dataset)) is { } wkt && !Crs.TryFromUserInput(wkt, out crs))
            facts.Add(("CRS not read", wkt));
        if (GdalNative.GDALGetGCPCount(dataset) is > 0 and var points)
            facts.Add(("georeference", $"{points} ground control points; no transform"));
        return new(GdalNative.GDALGetRasterYSize(dataset), GdalNative.GDALGetRasterXSize(dataset), affine, crs);
    }

    private static double? NoData(nint[] bands)
    {
        int found;
        var value = GdalNative.GDALGetRasterNoDataValue(bands[0], &found);
        return found == 0 ? null : value;
    }

    private static IReadOnlyList<string> Names(nint[] bands)
    {
        var names = bands.Select(band => GdalNative.Text(GdalNative.GDALGetDescription(band))).ToArray();
        return names.All(name => name.Length == 0) ? [] : names;
    }

    /// <summary>GDAL's blocks; whole rows are gathered until they are worth a call.</summary>
    private static BlockShape Block(nint band, GridSpec grid)
    {
        int columns, rows;
        GdalNative.GDALGetBlockSize(band, &columns, &rows);
        (columns, rows) = (Math.Clamp(columns, 1, grid.Columns), Math.Clamp(rows, 1, grid.Rows));
        const int Enough = 1 << 16;
        if (columns == grid.Columns && (long)columns * rows < Enough)
            rows = Math.Min(grid.Rows, rows * Math.Max(1, Enough / (columns * rows)));
        return new(1, rows, columns);
    }

    private static GdalSource Overview(GdalHandles handles, nint band, int index, ArraySchema schema)
    {
        var overview = GdalNative.GDALGetOverview(band, index);
        int rows = GdalNative.GDALGetRasterBandYSize(overview), columns = GdalNative.GDALGetRasterBandXSize(overview);
        double down = (double)schema.Grid.Rows / rows, across = (double)schema.Grid.Columns / columns;
        var t = schema.Grid.Transform;
        var grid = new GridSpec(rows, columns, t with { XPerColumn = t.XPerColumn * across, YPerColumn = t.YPerColumn * across,
            XPerRow = t.XPerRow * down, YPerRow = t.YPerRow * down },
            schema.Grid.Crs);
        return new(handles, new(index, IsMask: false), schema with { Grid = grid }, Block(overview, grid));
    }

    private static void Facts(nint dataset, nint[] bands, List<(string, string)> facts)
    {
        int found;
        var scale = GdalNative.GDALGetRasterScale(bands[0], &found);
        if (found != 0 && scale != 1) facts.Add(("scale", scale.ToString(CultureInfo.InvariantCulture)));
        var offset = GdalNative.GDALGetRasterOffset(bands[0], &found);
        if (found != 0 && offset != 0) facts.Add(("offset", offset.ToString(CultureInfo.InvariantCulture)));
        foreach (var item in GdalNative.Texts(GdalNative.GDALGetMetadata(dataset, null)))
            if (item.IndexOf('=') is > 0 and var at) facts.Add((item[..at], item[(at + 1)..]));
    }

    private static RasterFormatException NoBands(string name, nint dataset)
    {
        var parts = GdalNative.Texts(GdalNative.GDALGetMetadata(dataset, "SUBDATASETS"))
            .Where(item => item.Contains("_NAME=", StringComparison.Ordinal)).Select(item => item[(item.IndexOf('=') + 1)..]).ToArray();
        return parts.Length == 0
            ? new("GDAL finds no raster bands in it.", name)
            : new($"It holds {parts.Length} rasters; open one of them with Gdal.Open: {string.Join(", ", parts.Take(20))}{(parts.Length > 20 ? ", ..." : "")}.", name);
    }
}
