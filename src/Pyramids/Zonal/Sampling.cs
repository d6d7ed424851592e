namespace Pyramids;

/// <summary>How the value at a point comes from the cells around it.</summary>
public enum Sampling
{
    /// <summary>The value of the cell that the point lies in.</summary>
    Nearest,

    /// <summary>The four nearest cell centres, weighted by nearness; beyond the outermost centres the edge cells go on. Missing where a
    /// cell with weight is missing.</summary>
    Bilinear,
}
