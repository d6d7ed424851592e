using PureHDF;

namespace Pyramids;

/// <summary>Where the cells of a dataset lie: by coordinates x and y, a grid mapping and a stated transform, as CF and
/// GDAL write them.</summary>
internal static class Hdf5Georeference
{
    public static GridSpec Of(int rows, int columns, IH5Dataset dataset, Dictionary<string, IH5Dataset> siblings, IH5Object group)
    {
        var named = Hdf5Attributes.Text(dataset, "grid_mapping")?.Split(':', ' ')[0];
        var mapping = new[] { named, "spatial_ref", "crs" }.Where(name => name is { Length: > 0 })
            .Select(name => siblings.GetValueOrDefault(name!)).FirstOrDefault(found => found is not null);
        IH5Object[] holders = mapping is null ? [dataset, group] : [mapping, dataset, group];
        var stated = holders.Select(Stated).FirstOrDefault(found => found is not null);
        var crs = holders.Select(Crs).FirstOrDefault(found => found is not null);
        double[]? x = Axis(siblings, columns, true), y = Axis(siblings, rows, false);
        if (x is null || y is null) return new(rows, columns, stated ?? Affine.Identity, stated is null ? null : crs);
        if (ZarrCoordinates.Regular(x, DType.Float32) is not var (left, across)
            || ZarrCoordinates.Regular(y, DType.Float32) is not var (top, down))
            return new(rows, columns, Affine.Identity, null);                        // irregular: readable, but no georeference
        var transform = new Affine(left, across, 0, top, 0, down);
        return new(rows, columns, stated is { } close && close.AlmostEquals(transform, rows, columns) ? close : transform,
            crs ?? Degrees(siblings));
    }

    private static double[]? Axis(Dictionary<string, IH5Dataset> siblings, int length, bool columns)
    {
        foreach (var (name, dataset) in siblings)
        {
            if (dataset.Space.Rank != 1 || dataset.Space.Dimensions[0] != (ulong)length
                || !(columns ? ZarrNames.IsColumn(name) : ZarrNames.IsRow(name)))
                continue;
            if (Hdf5File.Values(dataset) is { } values) return values;
        }
        return null;
    }

    /// <summary>CF leaves the CRS out where coordinates are longitudes and latitudes.</summary>
    private static Crs? Degrees(Dictionary<string, IH5Dataset> siblings)
        => siblings.Values.Any(dataset => Hdf5Attributes.Text(dataset, "units") is "degrees_north" or "degree_north")
            ? Pyramids.Crs.FromEpsg(4326)
            : null;

    private static Crs? Crs(IH5Object holder)
    {
        foreach (var name in new[] { "crs_wkt", "spatial_ref", "crs" })
        {
            if (Pyramids.Crs.TryFromUserInput(Hdf5Attributes.Text(holder, name), out var crs)) return crs;
        }
        return Hdf5Attributes.Number(holder, "epsg") is { } code && Pyramids.Crs.TryFromEpsg((int)code, out var known) ? known : null;
    }

    private static Affine? Stated(IH5Object holder)
    {
        if (Hdf5Attributes.Numbers(holder, "GeoTransform") is { } numbers) return GeoTransform.Of(numbers);
        return Hdf5Attributes.Text(holder, "GeoTransform") is { } text ? GeoTransform.Of(text) : null;
    }
}
