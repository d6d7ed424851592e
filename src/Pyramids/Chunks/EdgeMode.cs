namespace Pyramids;

/// <summary>What a focal window finds beyond the raster's edge.</summary>
public enum EdgeMode : byte
{
    /// <summary>Half-sample symmetric: d c b a | a b c d | d c b a.</summary>
    Symmetric,

    /// <summary>The line through the two outermost cells, as <c>gdaldem -compute_edges</c> has it; for windows of radius 1.</summary>
    Extrapolate,

    /// <summary>Missing cells.</summary>
    NoData,

    /// <summary>The outermost cell again: a a a a | a b c d | d d d d.</summary>
    Nearest,

    /// <summary>The cells of the other side: a b c d | a b c d | a b c d.</summary>
    Periodic,

    /// <summary>A number: the one that <see cref="Boundary.Constant(double)"/> was given, 0 for focal operations.</summary>
    Constant,
}
