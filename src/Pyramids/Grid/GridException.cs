namespace Pyramids;

/// <summary>Two rasters do not share a grid, or an operation cannot work on the grid it was given.</summary>
public sealed class GridException : Exception
{
    /// <summary>An operation does not suit a grid.</summary>
    public GridException(string message, GridSpec? grid = null, GridSpec? other = null) : base(message) => (Grid, Other) = (grid, other);

    /// <summary>The grid, or the first of two.</summary>
    public GridSpec? Grid { get; }

    /// <summary>The second grid, when two were compared.</summary>
    public GridSpec? Other { get; }

    internal static GridException Differ(GridSpec left, GridSpec right)
        => new($"Rasters must share a grid to be combined: {left}, and {right}. Use {(left.Crs is null || right.Crs is null || left.Crs.Equals(right.Crs) ? "AlignTo" : "Warp")} first.", left, right);
}
