using NetTopologySuite.Features;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace Pyramids;

/// <summary>Streams the features of one layer of a vector file.</summary>
internal sealed unsafe class GdalFeatures : IDisposable
{
    private const int Integer = 0, Real = 2, Integer64 = 12, Boolean = 1;
    private readonly nint dataset, layer;
    private readonly (string Name, int Type, int SubType)[] fields;
    private readonly WKBReader reader = new();

    /// <exception cref="RasterFormatException">GDAL cannot open it, or it has no layers.</exception>
    /// <exception cref="ArgumentException">The layer does not exist, or there are several and none is named.</exception>
    public GdalFeatures(string name, string? layerName)
    {
        dataset = GdalHandles.Open(name, GdalNative.OpenVector);
        try
        {
            layer = Choose(name, layerName);
            var definition = GdalNative.OGR_L_GetLayerDefn(layer);
            fields = [.. Enumerable.Range(0, GdalNative.OGR_FD_GetFieldCount(definition))
                .Select(i => GdalNative.OGR_FD_GetFieldDefn(definition, i))
                .Select(field => (GdalNative.Text(GdalNative.OGR_Fld_GetNameRef(field)), GdalNative.OGR_Fld_GetType(field),
                    GdalNative.OGR_Fld_GetSubType(field)))];
            Crs = GdalNative.Wkt(GdalNative.OGR_L_GetSpatialRef(layer)) is { } wkt && Crs.TryFromUserInput(wkt, out var crs) ? crs : null;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public Crs? Crs { get; }

    public IReadOnlyList<string> Columns => [.. fields.Select(each => each.Name)];

    public IEnumerable<IFeature> Read()
    {
        GdalNative.OGR_L_ResetReading(layer);
        while (Next() is { } feature) yield return feature;
    }

    public void Dispose() => GdalNative.GDALClose(dataset);

    private nint Choose(string name, string? layerName)
    {
        var layers = Enumerable.Range(0, GdalNative.GDALDatasetGetLayerCount(dataset))
            .Select(i => GdalNative.GDALDatasetGetLayer(dataset, i)).ToArray();
        var names = layers.Select(each => GdalNative.Text(GdalNative.OGR_L_GetName(each))).ToArray();
        if (layers.Length == 0) throw new RasterFormatException("GDAL finds no layers of features in it.", name);
        if (layerName is null)
            return layers.Length == 1 ? layers[0]
                : throw new ArgumentException($"'{name}' has {layers.Length} layers; name one of {string.Join(", ", names)}.",
                    nameof(layerName));
        var at = Array.IndexOf(names, layerName);
        return at >= 0 ? layers[at]
            : throw new ArgumentException($"'{name}' has no layer '{layerName}'; it has {string.Join(", ", names)}.", nameof(layerName));
    }

    private Feature? Next()
    {
        using var errors = GdalErrors.Quiet();
        var feature = GdalNative.OGR_L_GetNextFeature(layer);
        if (feature == 0) return null;
        try
        {
            var attributes = new AttributesTable();
            for (var i = 0; i < fields.Length; i++) attributes.Add(fields[i].Name, Value(feature, i));
            return new(Geometry(GdalNative.OGR_F_GetGeometryRef(feature)), attributes);
        }
        finally
        {
            GdalNative.OGR_F_Destroy(feature);
        }
    }

    private object? Value(nint feature, int field)
    {
        if (GdalNative.OGR_F_IsFieldSetAndNotNull(feature, field) == 0) return null;
        return fields[field] switch
        {
            { Type: Integer, SubType: Boolean } => GdalNative.OGR_F_GetFieldAsInteger64(feature, field) != 0,
            { Type: Integer or Integer64 } => GdalNative.OGR_F_GetFieldAsInteger64(feature, field),
            { Type: Real } => GdalNative.OGR_F_GetFieldAsDouble(feature, field),
            _ => GdalNative.Text(GdalNative.OGR_F_GetFieldAsString(feature, field)),
        };
    }

    private Geometry? Geometry(nint geometry)
    {
        if (geometry == 0) return null;
        var linear = GdalNative.OGR_G_GetLinearGeometry(geometry, 0, 0);         // curves as lines
        try
        {
            var bytes = new byte[GdalNative.OGR_G_WkbSize(linear)];
            fixed (byte* to = bytes) GdalNative.OGR_G_ExportToIsoWkb(linear, 1, to);
            return reader.Read(bytes);
        }
        finally
        {
            GdalNative.OGR_G_DestroyGeometry(linear);
        }
    }
}
