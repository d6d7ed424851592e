namespace Pyramids;

/// <summary>What the coordinates of a <see cref="Crs"/> mean.</summary>
public enum CrsKind
{
    /// <summary>A definition the engine carries through unread; two of them are equal when their text is.</summary>
    Unknown,
    /// <summary>Longitude and latitude on an ellipsoid.</summary>
    Geographic2D,
    /// <summary>Longitude, latitude and height above the ellipsoid.</summary>
    Geographic3D,
    /// <summary>Earth-centred X, Y, Z.</summary>
    Geocentric,
    /// <summary>Eastings and northings of a map projection.</summary>
    Projected,
    /// <summary>Heights or depths alone.</summary>
    Vertical,
    /// <summary>A horizontal system together with a vertical one.</summary>
    Compound,
    /// <summary>A local plane with no tie to the Earth.</summary>
    Engineering,
}
