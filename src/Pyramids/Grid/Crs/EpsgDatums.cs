namespace Pyramids;

/// <summary>Datums that a file names, found in the EPSG dataset by name, ellipsoid and meridian.</summary>
internal static class EpsgDatums
{
    /// <summary>EPSG's datum of this name, alias or (when the name is not known) code, if ellipsoid and meridian agree to a centimetre;
    /// otherwise a datum of the name as given.</summary>
    public static GeodeticDatum Resolve(string name, int? code, Ellipsoid ellipsoid, PrimeMeridian meridian)
    {
        var table = EpsgTable.Shared;
        // ESRI's D_NTF is EPSG's "... (Paris)" when the meridian is that of Paris
        var byName = table.DatumsNamed(name).ToList();
        var named = byName.Concat(byName.SelectMany(each => table.DatumsNamed($"{table.Datum(each)!.Name} {meridian.Name}")))
            .Concat(table.DatumsNamed($"{name} {meridian.Name}")).Select(each => table.Datum(each)!).Where(Fits)
            .OrderBy(datum => datum.EpsgCode != code).ThenBy(datum => !datum.Ellipsoid.IsSame(ellipsoid))
            .ThenBy(datum => NameKey.OfDatum(datum.Name) != NameKey.OfDatum(name)).ThenBy(datum => datum.EpsgCode).FirstOrDefault();
        if (named is null && code is { } claimed && table.Datum(claimed) is { } coded && Fits(coded))
            named = coded;
        return named ?? new(name, ellipsoid, meridian);

        bool Fits(GeodeticDatum datum) => Math.Abs(datum.Ellipsoid.SemiMajorMetres - ellipsoid.SemiMajorMetres) < 0.01
            && Math.Abs(datum.Ellipsoid.SemiMinorMetres - ellipsoid.SemiMinorMetres) < 0.01
            && Math.Abs(datum.PrimeMeridian.LongitudeDegrees - meridian.LongitudeDegrees) < 1e-7;
    }

    public static VerticalDatum ResolveVertical(string name, int? code)
    {
        var table = EpsgTable.Shared;
        var named = table.VerticalDatumsNamed(name).Select(each => table.VerticalDatum(each)!)
            .OrderBy(datum => datum.EpsgCode != code).ThenBy(datum => NameKey.OfDatum(datum.Name) != NameKey.OfDatum(name))
            .ThenBy(datum => datum.EpsgCode).FirstOrDefault();
        return named ?? (code is { } claimed ? table.VerticalDatum(claimed) : null) ?? new(name);
    }
}
