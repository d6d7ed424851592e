using System.Text.Json;

namespace Pyramids;

/// <summary>Where the cells of a Zarr raster lie, as far as its coordinates and attributes tell.</summary>
internal static class ZarrGeoreference
{
    public static async ValueTask<GridSpec> ReadAsync(
        IByteStore store, ZarrTree tree, ZarrArray array, ZarrAxes axes, CancellationToken cancellation)
    {
        int rows = Length(array, axes.Row), columns = Length(array, axes.Column);
        var group = tree.Find(tree.Find(array.Path)?.Parent ?? "");
        var mapping = Mapping(tree, array);
        var crs = (mapping is null ? null : ZarrCrs.Find(mapping.Attributes)) ?? ZarrCrs.Find(array.Attributes)
            ?? (group is null ? null : ZarrCrs.Find(group.Attributes));
        var stated = Stated(mapping?.Attributes) ?? Stated(array.Attributes) ?? Stated(group?.Attributes);
        var (transform, isKnown) = await TransformAsync(store, tree, array, axes, stated, cancellation).ConfigureAwait(false);
        return new(rows, columns, transform, isKnown ? crs : null);
    }

    /// <summary>The variable with the CRS: the one that <c>grid_mapping</c> names, else one of the usual name.</summary>
    private static ZarrNode? Mapping(ZarrTree tree, ZarrArray array)
    {
        var named = ZarrJson.TextOf(ZarrJson.Find(array.Attributes, "grid_mapping"));
        if (named is not null) named = named.Split(':', ' ')[0];
        foreach (var name in new[] { named, "spatial_ref", "crs" })
        {
            if (name is { Length: > 0 } && tree.Find(ZarrAxes.Sibling(array, name)) is { } found) return found;
        }
        return null;
    }

    /// <summary>Coordinates win over a stated transform that they contradict, since slicing in xarray leaves a stale one behind.</summary>
    private static async ValueTask<(Affine, bool)> TransformAsync(
        IByteStore store, ZarrTree tree, ZarrArray array, ZarrAxes axes, Affine? stated, CancellationToken cancellation)
    {
        var x = await AxisAsync(store, tree, array, axes.Column, "x", cancellation).ConfigureAwait(false);
        var y = await AxisAsync(store, tree, array, axes.Row, "y", cancellation).ConfigureAwait(false);
        int rows = Length(array, axes.Row), columns = Length(array, axes.Column);
        if (x is null || y is null) return (stated ?? Affine.Identity, stated is not null);
        var (acrossStated, downStated) = stated is { IsRotated: false } t ? (t.XPerColumn, t.YPerRow) : ((double?)null, (double?)null);
        if (Edge(x, acrossStated) is not { } across || Edge(y, downStated) is not { } down)
            return (Affine.Identity, false);                       // irregular: readable, but no georeference
        var transform = new Affine(across.Edge, across.Step, 0, down.Edge, 0, down.Step);
        return (stated is { } close && close.AlmostEquals(transform, rows, columns) ? close : transform, true);
    }

    private static (double Edge, double Step)? Edge(Axis axis, double? statedStep) => axis switch
    {
        { Length: 1 } single when statedStep is { } step => (single.Values[0] - step / 2, step),
        { Length: 1 } => null,
        var several => ZarrCoordinates.Regular(several.Values, several.Type),
    };

    private static async ValueTask<Axis?> AxisAsync(
        IByteStore store, ZarrTree tree, ZarrArray array, int axis, string usual, CancellationToken cancellation)
    {
        foreach (var name in new[] { array.Dimensions?[axis], usual })
        {
            if (string.IsNullOrEmpty(name) || tree.Find(ZarrAxes.Sibling(array, name)) is not { IsArray: true } node) continue;
            if (await ZarrCoordinates.ReadAsync(store, node, array.Shape[axis], cancellation).ConfigureAwait(false) is { } values)
                return new(values, ZarrArray.Read(node).Cell);
        }
        return null;
    }

    /// <summary>A transform that attributes state: GDAL's six numbers as text or list (<c>GeoTransform</c>), or <c>spatial:transform</c> in
    /// the order of affine.</summary>
    private static Affine? Stated(JsonElement? attributes)
    {
        if (attributes is not { } found) return null;
        if (Numbers(ZarrJson.Find(found, "GeoTransform") ?? ZarrJson.Find(found, "geotransform")) is { Length: 6 } stated
            && GeoTransform.Of(stated) is { } transform)
            return transform;
        return Numbers(ZarrJson.Find(found, "spatial:transform") ?? ZarrJson.Find(found, "transform")) is { Length: 6 or 9 } a
            ? GeoTransform.Of([a[2], a[0], a[1], a[5], a[3], a[4]])
            : null;
    }

    private static double[]? Numbers(JsonElement? value)
    {
        if (value is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() <= 16)
            return list.EnumerateArray().All(number => number.ValueKind == JsonValueKind.Number)
                ? [.. list.EnumerateArray().Select(number => number.GetDouble())]
                : null;
        return ZarrJson.TextOf(value) is { } text ? GeoTransform.Numbers(text) : null;
    }

    private static int Length(ZarrArray array, int axis) => (int)array.Shape[axis];

    private sealed record Axis(double[] Values, DType Type)
    {
        public int Length => Values.Length;
    }
}
