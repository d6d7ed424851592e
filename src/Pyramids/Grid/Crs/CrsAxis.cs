namespace Pyramids;

/// <summary>One axis of a <see cref="Crs"/> as its authority states it. Rasters and features always hold x (east, longitude)
/// before y (north, latitude), whatever the order of the axes.</summary>
/// <param name="Name">Such as <c>Easting</c> or <c>Geodetic latitude</c>.</param>
/// <param name="Abbreviation">Such as <c>E</c> or <c>Lat</c>; may be empty.</param>
/// <param name="Direction">Such as <c>east</c>, <c>north</c>, <c>up</c> or <c>South along 90°E</c>.</param>
/// <param name="Unit">Unit of its coordinates.</param>
public sealed record CrsAxis(string Name, string Abbreviation, string Direction, CrsUnit Unit);
