namespace Pyramids;

/// <summary>Unit of a slope.</summary>
public enum SlopeUnits
{
    /// <summary>Angle in [0, 90).</summary>
    Degrees,

    /// <summary>100 times rise over run.</summary>
    Percent,

    /// <summary>Angle in [0, pi/2).</summary>
    Radians,
}

/// <summary>How the slopes of a surface are taken from a window of 3 by 3 heights.</summary>
public enum Gradient
{
    /// <summary>Weighted differences of eight neighbours, Horn (1981): gdaldem's default.</summary>
    Horn,

    /// <summary>Differences of the four nearest neighbours, Zevenbergen and Thorne (1987): for smooth surfaces.</summary>
    ZevenbergenThorne,
}

/// <summary>The direction in which an aspect of 0 looks.</summary>
public enum AspectZero
{
    /// <summary>North: a compass bearing when angles grow clockwise.</summary>
    North,

    /// <summary>East: the mathematical angle when angles grow counterclockwise.</summary>
    East,

    /// <summary>South.</summary>
    South,

    /// <summary>West.</summary>
    West,
}

/// <summary>Which way angles grow.</summary>
public enum AngleDirection
{
    /// <summary>As a compass and a clock do.</summary>
    Clockwise,

    /// <summary>As in mathematics.</summary>
    Counterclockwise,
}

/// <summary>How a surface is lit.</summary>
public enum Shading
{
    /// <summary>The cosine between the surface normal and the light.</summary>
    Plain,

    /// <summary>Light from four directions, weighted by the lie of each slope: Mark (1992). The azimuth is not used.</summary>
    Multidirectional,

    /// <summary>Shade and slope together: dark where the surface is steep and turned away from the light.</summary>
    Combined,

    /// <summary>White where level, darker the steeper the surface falls away from the light; made to lie under other
    /// layers. The altitude is not used.</summary>
    Igor,
}

/// <summary>Which curvature of a surface; convex is positive, in one over the unit of length.</summary>
public enum CurvatureKind
{
    /// <summary>Of the line of steepest slope: negative where water speeds up, 0 where level.</summary>
    Profile,

    /// <summary>Of the contour line: negative where water gathers, 0 where level.</summary>
    Plan,

    /// <summary>Of the normal section across the slope, as in GRASS: the plan curvature times the sine of the slope.</summary>
    Tangential,

    /// <summary>The negative Laplacian: the sum of both ways' bending.</summary>
    Total,
}

/// <summary>Which terrain ruggedness index.</summary>
public enum Ruggedness
{
    /// <summary>Root of the summed squared differences from the eight neighbours, Riley and others (1999): for land.</summary>
    Riley,

    /// <summary>Mean absolute difference from the eight neighbours, Wilson and others (2007): for the sea floor.</summary>
    Wilson,
}
