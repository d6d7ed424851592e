namespace Pyramids;

/// <summary>How the cells of one grid are found from those of another.</summary>
public enum Resampling : byte
{
    /// <summary>The cell that the middle of the new one falls into. The type stays.</summary>
    Nearest,

    /// <summary>The four nearest cells, weighted by their distance; a wider triangle of weights when the new cells are larger.</summary>
    Bilinear,

    /// <summary>The sixteen nearest cells, weighted by a cubic (Catmull and Rom's, a = -0.5); more when the new cells
    /// are larger. Where one of the sixteen is missing, as Bilinear.</summary>
    Cubic,

    /// <summary>The mean of all cells that the new one covers, weighted by the share of each that it covers.</summary>
    Average,
}
