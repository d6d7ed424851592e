namespace Pyramids;

/// <summary>A coordinate reference system that is not known, cannot be read, or cannot be computed with.</summary>
public class CrsException : Exception
{
    /// <summary>An error with its explanation.</summary>
    public CrsException(string message) : base(message) { }

    /// <summary>An error with its explanation and its cause.</summary>
    public CrsException(string message, Exception inner) : base(message, inner) { }
}
