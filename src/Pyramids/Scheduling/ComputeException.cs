namespace Pyramids;

/// <summary>A chunk could not be computed or written; the message names it, its operation and the cause.</summary>
public sealed class ComputeException : Exception
{
    internal ComputeException(string operation, Window window, Exception cause)
        : base($"{operation} failed for {window}: {cause.Message}", cause) => (Operation, Window) = (operation, window);

    /// <summary>The operation that failed.</summary>
    public string Operation { get; }

    /// <summary>The cells that were being computed.</summary>
    public Window Window { get; }
}

/// <summary>A computation does not fit the memory budget, whatever the order; the message says what would fit.</summary>
public sealed class MemoryBudgetException : Exception
{
    internal MemoryBudgetException(long needed, long budget, string advice)
        : base($"The computation needs at least {ByteSize.Format(needed)} at once; the memory budget is {ByteSize.Format(budget)}. {advice}") => (Needed, Budget) = (needed, budget);

    /// <summary>Bytes that would do.</summary>
    public long Needed { get; }

    /// <summary>Bytes allowed.</summary>
    public long Budget { get; }
}
