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
        foreach (var feature in this.features)
            foreach (var name in feature.Attributes?.GetNames() ?? []) names.IndexOrNew(name);
        Columns = names.All;
    }

    /// <summary>Geometries made by a program, without properties.</summary>
    /// <param name="geometries">Geometries; null stands for a feature without one.</param>
    /// <param name="crs">CRS of x and y; null when it is not known.</param>
    public FeatureCollection(IEnumerable<Geometry?> geometries, Crs? crs = null) : this(geometries.Select(g => new Feature(g, new AttributesTable())), crs) { }

    internal FeatureCollection(VectorLayer layer) => (features, Columns, Crs, CrsIsAssumed) = (layer.Features, layer.Columns, layer.Crs, layer.CrsIsAssumed);

    /// <summary>CRS of x and y; null when the file states none.</summary>
    public Crs? Crs { get; private init; }

    /// <summary>Whether the file states no CRS and <see cref="Crs"/> is what its format says then: longitude and latitude on WGS 84 for GeoJSON.</summary>
    public bool CrsIsAssumed { get; private init; }

    /// <summary>Names of the properties, in the order in which the features first have them.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Number of features.</summary>
    public int Count => features.Count;

    /// <summary>The smallest rectangle that holds all geometries; null when there is none.</summary>
    public Extent? Bounds
    {
        get
        {
            var box = new Envelope();
            foreach (var feature in features)
                if (feature.Geometry is { IsEmpty: false } geometry) box.ExpandToInclude(geometry.EnvelopeInternal);
            return box.IsNull ? null : new Extent(box.MinX, box.MinY, box.MaxX, box.MaxY);
        }
    }

    /// <summary>A feature by its position, from 0.</summary>
    public IFeature this[int index] => features[index];

    /// <summary>Reads a file of features by what its name ends in: GeoJSON (<c>.geojson</c>, <c>.json</c>, also one feature to a line,
    /// <c>.geojsonl</c>, <c>.ndjson</c>, <c>.geojsons</c>).</summary>
    /// <param name="path">The file. GeoJSON without a <c>crs</c> member is in longitude and latitude on WGS 84, as its standard says.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="RasterFormatException">The file is damaged or not what its name says; the message tells where.</exception>
    /// <exception cref="NotSupportedException">The name ends in something else.</exception>
    public static FeatureCollection ReadFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no file '{path}'. The folder searched is {Path.GetDirectoryName(Path.GetFullPath(path))}.", path);
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".geojson" or ".json" or ".geojsonl" or ".geojsons" or ".geojsonseq" or ".ndjson" or ".jsonl" => new(GeoJson.Read(File.ReadAllBytes(path), Path.GetFileName(path))),
            var other => throw new NotSupportedException($"Files of features are known by their ending: .geojson, .json, .geojsonl, .ndjson; '{Path.GetFileName(path)}' ends in '{other}'."),
        };
    }

    /// <summary>The same features with another CRS stated; no coordinate changes.</summary>
    /// <param name="crs">CRS of x and y; null when it is not known.</param>
    public FeatureCollection WithCrs(Crs? crs) => new(new VectorLayer(features, Columns, crs));

    /// <inheritdoc/>
    public IEnumerator<IFeature> GetEnumerator() => features.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => $"{Count} features in {Crs?.ToString() ?? "no CRS"}";
}
