namespace Pyramids;

/// <summary>Which cells belong to a polygon.</summary>
public enum ZonalMethod
{
    /// <summary>Cells whose centre lies in the polygon. A centre on an edge belongs to the polygon on one side of it only, so that adjacent
    /// polygons share no cell and lose none: to the one on the right of the edge in the direction of growing columns, or below
    /// it.</summary>
    Center,

    /// <summary>Cells whose inside meets the polygon, however little. Cells that only touch an edge with their own edge do not
    /// belong.</summary>
    AllTouched,

    /// <summary>Every cell with the share of its area that the polygon covers.</summary>
    Fractional,
}
