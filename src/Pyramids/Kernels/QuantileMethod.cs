namespace Pyramids;

/// <summary>What a quantile is when it falls between two cells; the names are NumPy's.</summary>
public enum QuantileMethod : byte
{
    /// <summary>On the line between the two.</summary>
    Linear,

    /// <summary>The lower one.</summary>
    Lower,

    /// <summary>The higher one.</summary>
    Higher,

    /// <summary>The nearer one; half-way, the one of even rank.</summary>
    Nearest,

    /// <summary>The mean of the two.</summary>
    Midpoint,
}
