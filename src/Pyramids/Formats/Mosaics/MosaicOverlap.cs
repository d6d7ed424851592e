namespace Pyramids;

/// <summary>Which cell counts where files of a mosaic overlap. Missing cells never count.</summary>
public enum MosaicOverlap
{
    /// <summary>That of the first file in order.</summary>
    First,

    /// <summary>That of the last.</summary>
    Last,

    /// <summary>The mean of all; rounded to the nearest for whole numbers.</summary>
    Mean,
}
