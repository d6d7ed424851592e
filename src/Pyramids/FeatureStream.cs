using System.Collections;
using NetTopologySuite.Features;

namespace Pyramids;

/// <summary>The features of a file, read one after the other each time they are gone through and not held: zonal statistics of millions of
/// zones take memory for their results only.</summary>
public sealed class FeatureStream : IEnumerable<IFeature>
{
    private const long LargeText = 16 << 20;
    private readonly IEnumerable<IFeature> features;

    private FeatureStream(IEnumerable<IFeature> features, Crs? crs, bool crsIsAssumed)
        => (this.features, Crs, CrsIsAssumed) = (features, crs, crsIsAssumed);

    /// <summary>CRS of x and y; null when the file states none.</summary>
    public Crs? Crs { get; }

    /// <inheritdoc cref="FeatureCollection.CrsIsAssumed"/>
    public bool CrsIsAssumed { get; }

    /// <summary>Opens a file of features by what its name ends in, as <see cref="FeatureCollection.ReadFile"/> does.
    /// GeoPackages, Shapefiles, GeoJSON of more than 16 MiB and formats that open through GDAL are read feature by
    /// feature, and errors are thrown where they are met.</summary>
    /// <param name="path">The file; it must stay while features are read.</param>
    /// <param name="layer">Which layer of a GeoPackage that has several.</param>
    /// <inheritdoc cref="FeatureCollection.ReadFile" path="/exception"/>
    public static FeatureStream OpenFile(string path, string? layer = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FeatureCollection.CheckLayer(path, layer);
        if (File.Exists(path) && new FileInfo(path).Length > LargeText && FeatureCollection.IsGeoJson(path))
        {
            var (text, crs, assumed) = GeoJsonStream.Open(path);
            return new(text, crs, assumed);
        }
        var stream = !File.Exists(path) ? null : Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".gpkg" => GeoPackage.Open(path, layer),
            ".shp" => ShapefileReader.Open(path),
            _ when !FeatureCollection.IsKnown(path) && ForeignFormats.Reader is { } foreign => foreign.OpenVectors(path, layer),
            _ => null,
        };
        if (stream is not null) return new(stream.Features, stream.Crs, crsIsAssumed: false);
        var all = FeatureCollection.ReadFile(path, layer);
        return new(all, all.Crs, all.CrsIsAssumed);
    }

    /// <summary>The smallest rectangle that holds all geometries, for which all are read; null when there is none.</summary>
    public Extent? Bounds => FeatureCollection.BoundsOf(features);

    /// <inheritdoc/>
    public IEnumerator<IFeature> GetEnumerator() => features.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
