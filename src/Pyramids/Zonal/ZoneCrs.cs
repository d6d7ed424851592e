namespace Pyramids;

/// <summary>Whether features and a raster speak of the same coordinates.</summary>
internal static class ZoneCrs
{
    /// <summary>What was taken for granted, or null when both are the same by definition.</summary>
    /// <exception cref="CrsException">They differ; the message names both.</exception>
    public static string? Check(Crs? features, Crs? raster) => (features, raster) switch
    {
        (null, null) => null,
        (null, not null) => $"The zones state no CRS and were taken to be in the raster's, {raster}.",
        (not null, null) => $"The raster states no CRS and was taken to be in that of the zones, {features}.",
        _ when features == raster => null,
        _ => throw new CrsException($"The zones are in {features} ({features!.Name}) and the raster in {raster} ({raster!.Name}). "
            + "Set Reproject, bring them together by ToCrs, or state the right CRS by WithCrs."),
    };
}
