namespace Pyramids;

/// <summary>Whether features and a raster speak of the same coordinates.</summary>
internal static class ZoneCrs
{
    /// <summary>What was taken for granted, or null when both are the same by definition.</summary>
    /// <remarks>Longitudes and latitudes of no stated datum go with any geographic raster: datums lie metres apart, and the note says what
    /// was done.</remarks>
    /// <exception cref="CrsException">They differ; the message names both.</exception>
    public static string? Check(FeatureCollection zones, Crs? raster) => Check(zones.Crs, zones.CrsIsAssumed, raster);

    /// <inheritdoc cref="Check(FeatureCollection, Crs)"/>
    public static string? Check(Crs? zones, bool assumed, Crs? raster) => (zones, raster) switch
    {
        (null, null) => null,
        (null, not null) => $"The zones state no CRS and were taken to be in the raster's, {raster}.",
        (not null, null) => $"The raster states no CRS and was taken to be in that of the zones, {zones}.",
        _ when zones == raster => null,
        (not null, { IsGeographic: true }) when assumed
            => $"The zones state no CRS; their longitudes and latitudes were taken to be in the raster's, {raster} ({raster.Name}).",
        _ => throw new CrsException($"The zones are in {zones} ({zones!.Name}) and the raster in {raster} ({raster!.Name}). "
            + "Set Reproject (on the command line --reproject), bring them together by ToCrs, or state the right CRS by WithCrs."),
    };
}
