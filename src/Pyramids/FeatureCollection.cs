using System.Collections;
using NetTopologySuite.Features;
using NetTopologySuite.Geometries;

namespace Pyramids;

/// <summary>Features in memory: geometries of NetTopologySuite with properties, in file order, and the CRS of their coordinates.</summary>
[TypeFormatterSource]
public sealed class FeatureCollection : IReadOnlyList<IFeature>
{
    private readonly IReadOnlyList<IFeature> features;

    /// <summary>Features made by a program.</summary>
    /// <param name="features">Geometries and properties; a geometry may be null.</param>
    /// <param name="crs">CRS of x and y; null when it is not known.</param>
    public FeatureCollection(IEnumerable<IFeature> features, Crs? crs = null)
    {
        this.features = [.. features];
        Crs = crs;
        var names = new ColumnNames();
        foreach (var (i, feature) in this.features.Index())
            foreach (var name in (feature ?? throw new ArgumentException(
                $"Feature {i} is null; a feature without a shape has a geometry that is null.", nameof(features))).Attributes?.GetNames()
                ?? [])
                names.IndexOrNew(name);
        Columns = names.All;
    }

    /// <summary>Geometries made by a program, without properties.</summary>
    /// <param name="geometries">Geometries; null stands for a feature without one.</param>
    /// <param name="crs">CRS of x and y; null when it is not known.</param>
    public FeatureCollection(IEnumerable<Geometry?> geometries, Crs? crs = null)
        : this(geometries.Select(g => new Feature(g, new AttributesTable())), crs) { }

    internal FeatureCollection(VectorLayer layer)
        => (features, Columns, Crs, CrsIsAssumed) = (layer.Features, layer.Columns, layer.Crs, layer.CrsIsAssumed);

    /// <summary>CRS of x and y; null when the file states none.</summary>
    public Crs? Crs { get; private init; }

    /// <summary>Whether the file states no CRS and <see cref="Crs"/> is what its format says then: longitude and latitude on WGS 84 for
    /// GeoJSON.</summary>
    public bool CrsIsAssumed { get; private init; }

    /// <summary>Names of the properties, in the order in which the features first have them.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Number of features.</summary>
    public int Count => features.Count;

    /// <summary>The smallest rectangle that holds all geometries; null when there is none.</summary>
    public Extent? Bounds => BoundsOf(features);

    internal static bool IsGeoJson(string path) => Path.GetExtension(path).ToLowerInvariant()
        is ".geojson" or ".json" or ".geojsonl" or ".geojsons" or ".geojsonseq" or ".ndjson" or ".jsonl";

    /// <summary>Whether a file's ending is one that the engine itself reads features of.</summary>
    internal static bool IsKnown(string path) => IsGeoJson(path) || Path.GetExtension(path).ToLowerInvariant() is ".gpkg" or ".shp";

    internal static Extent? BoundsOf(IEnumerable<IFeature> features)
    {
        var box = new Envelope();
        foreach (var feature in features)
            if (feature.Geometry is { IsEmpty: false } geometry) box.ExpandToInclude(geometry.EnvelopeInternal);
        return box.IsNull ? null : new Extent(box.MinX, box.MinY, box.MaxX, box.MaxY);
    }

    /// <summary>A feature by its position, from 0.</summary>
    public IFeature this[int index] => features[index];

    /// <summary>Reads a file of features by what its name ends in: GeoJSON (<c>.geojson</c>, <c>.json</c>, also one feature to a line,
    /// <c>.geojsonl</c>, <c>.ndjson</c>, <c>.geojsons</c>), GeoPackage (<c>.gpkg</c>) or Shapefile (<c>.shp</c>).</summary>
    /// <param name="path">The file. GeoJSON without a <c>crs</c> member is in longitude and latitude on WGS 84, as its standard
    /// says.</param>
    /// <param name="layer">Which layer of a GeoPackage that has several.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="RasterFormatException">The file is damaged or not what its name says; the message tells where.</exception>
    /// <exception cref="ArgumentException">The layer does not exist, there are several and none is named, or the format
    /// has none.</exception>
    /// <exception cref="NotSupportedException">The name ends in something else, and the Pyramids.Gdal package is not enabled.</exception>
    public static FeatureCollection ReadFile(string path, string? layer = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no file '{path}'. The folder searched is "
                + $"{Path.GetDirectoryName(Path.GetFullPath(path))}.", path);
        CheckLayer(path, layer);
        return new(Path.GetExtension(path).ToLowerInvariant() switch
        {
            _ when IsGeoJson(path) => GeoJson.Read(File.ReadAllBytes(path), Path.GetFileName(path)),
            ".gpkg" => GeoPackage.Read(path, layer),
            ".shp" => ShapefileReader.Read(path),
            _ when ForeignFormats.Reader is { } foreign => foreign.OpenVectors(path, layer).ToLayer(),
            var other => throw new NotSupportedException($"Files of features are known by their ending: .geojson, .json, .geojsonl, "
                + $".ndjson, .gpkg, .shp; '{Path.GetFileName(path)}' ends in '{other}'. "
                + "Other formats open through GDAL, see Gdal.Enable of the Pyramids.Gdal package."),
        });
    }

    /// <summary>Refuses the name of a layer for a file that cannot have several.</summary>
    internal static void CheckLayer(string path, string? layer)
    {
        if (layer is not null && (IsGeoJson(path) || string.Equals(Path.GetExtension(path), ".shp", StringComparison.OrdinalIgnoreCase)))
            throw new ArgumentException(
                $"'{Path.GetFileName(path)}' holds one set of features without layers; leave '{layer}' out.", nameof(layer));
    }

    /// <summary>Takes features as they come, such as from a database or a service.</summary>
    /// <param name="features">Geometries and properties.</param>
    /// <param name="crs">CRS of x and y; null when it is not known.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<FeatureCollection> CollectAsync(IAsyncEnumerable<IFeature> features, Crs? crs = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        var all = new List<IFeature>();
        await foreach (var feature in features.WithCancellation(cancellation).ConfigureAwait(false)) all.Add(feature);
        return new(all, crs);
    }

    /// <summary>The same features with another CRS stated; no coordinate changes.</summary>
    /// <param name="crs">CRS of x and y; null when it is not known.</param>
    public FeatureCollection WithCrs(Crs? crs) => new(new VectorLayer(features, Columns, crs));

    /// <summary>The features with their coordinates in another CRS. Edges get points in between, so that they stay where they
    /// were.</summary>
    /// <param name="crs">The CRS to bring them to.</param>
    /// <param name="tolerance">How far an edge may come to lie beside its curve, in units of that CRS; null for a metre or the degrees of
    /// one.</param>
    /// <exception cref="InvalidOperationException">The features state no CRS.</exception>
    /// <exception cref="CrsException">No way is known between the two, or a point has no place in the other.</exception>
    public FeatureCollection ToCrs(Crs crs, double? tolerance = null)
    {
        ArgumentNullException.ThrowIfNull(crs);
        if (Crs is null) throw new InvalidOperationException("The features state no CRS; state it by WithCrs first.");
        var transform = CrsTransform.Create(Crs, crs);
        return transform.IsIdentity ? WithCrs(crs)
            : new Reprojection(transform, tolerance ?? (crs.IsGeographic ? 1e-5 : 1 / crs.MetresPerUnit)).Apply(this);
    }

    /// <inheritdoc/>
    public IEnumerator<IFeature> GetEnumerator() => features.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => $"{Count} features in {Crs?.ToString() ?? "no CRS"}";
}
