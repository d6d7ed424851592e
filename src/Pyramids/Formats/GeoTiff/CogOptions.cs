namespace Pyramids;

/// <summary>How cells are brought together in an overview of half the size.</summary>
public enum OverviewResampling
{
    /// <summary>Average; nearest where cells number the colours of a table, as a mean of such numbers is none.</summary>
    Auto,

    /// <summary>Mean of the valid cells, by area; integers are rounded.</summary>
    Average,

    /// <summary>One of the cells: for classes, when mode is too slow.</summary>
    Nearest,

    /// <summary>The most frequent value among the valid cells: for classes.</summary>
    Mode,

    /// <summary>Weighted mean of the valid cells around, over twice the width of average.</summary>
    Bilinear,

    /// <summary>No overviews.</summary>
    None,
}

/// <summary>How a cloud-optimized GeoTIFF is written: header first, then overviews from coarse to fine, then the full resolution.</summary>
public sealed record CogOptions : GeoTiffOptions
{
    /// <summary>How overviews are made. They halve until one tile holds the raster.</summary>
    public OverviewResampling Overviews { get; init; }
}

internal static class OverviewResamplings
{
    /// <summary>What Auto stands for.</summary>
    public static OverviewResampling For(this OverviewResampling asked, CellMeaning? meaning)
        => asked != OverviewResampling.Auto ? asked
            : meaning is { ColourTable.Count: > 0 } ? OverviewResampling.Nearest
            : OverviewResampling.Average;
}
