namespace Pyramids;

/// <summary>A chunk could not be computed or written; the message names it, its operation, the file that its cells come
/// from, and the cause.</summary>
public sealed class ComputeException : Exception
{
    internal ComputeException(string operation, Window window, string? file, Exception cause)
        : base($"{operation} failed for {window}: {cause.Message}{(file is null || cause.Message.Contains(file, StringComparison.Ordinal) ? "" : $" ({file})")}", cause)
        => (Operation, Window, File) = (operation, window, file);

    /// <summary>The operation that failed.</summary>
    public string Operation { get; }

    /// <summary>The file or store that the cells come from, or several after one another; null when they are in memory.</summary>
    public string? File { get; }

    /// <summary>The cells that were being computed.</summary>
    public Window Window { get; }
}

/// <summary>A computation does not fit the memory budget, whatever the order; the message says what would fit.</summary>
public sealed class MemoryBudgetException : Exception
{
    internal MemoryBudgetException(long needed, long budget, string advice)
        : base(
            $"The computation needs at least {ByteSize.Format(needed)} at once; the memory budget is {ByteSize.Format(budget)}. {advice}")
                => (Needed, Budget) = (needed, budget);

    /// <summary>Bytes that would do.</summary>
    public long Needed { get; }

    /// <summary>Bytes allowed.</summary>
    public long Budget { get; }
}
