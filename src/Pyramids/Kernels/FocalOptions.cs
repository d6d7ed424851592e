namespace Pyramids;

/// <summary>What missing cells do to a focal result. A missing middle cell is missing either way.</summary>
public enum NoDataPolicy
{
    /// <summary>They are left out of the window.</summary>
    Skip,

    /// <summary>One in the window makes the result missing.</summary>
    Propagate,
}
