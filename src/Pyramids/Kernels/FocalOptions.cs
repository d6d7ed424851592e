namespace Pyramids;

/// <summary>What missing cells do to a focal result. A missing middle cell is missing either way.</summary>
public enum NoDataPolicy
{
    /// <summary>They are left out of the window.</summary>
    Skip,

    /// <summary>One in the window makes the result missing.</summary>
    Propagate,
}

/// <summary>What is computed of the cells of a window.</summary>
public enum FocalStatistic
{
    /// <summary>Arithmetic mean.</summary>
    Mean,

    /// <summary>Sum.</summary>
    Sum,

    /// <summary>Population variance.</summary>
    Variance,

    /// <summary>Population standard deviation.</summary>
    Std,

    /// <summary>Least cell.</summary>
    Min,

    /// <summary>Greatest cell.</summary>
    Max,

    /// <summary>Greatest less least cell.</summary>
    Range,

    /// <summary>The middle cell, or the mean of the two in the middle.</summary>
    Median,

    /// <summary>The most frequent cell; of several, the least.</summary>
    Majority,
}
