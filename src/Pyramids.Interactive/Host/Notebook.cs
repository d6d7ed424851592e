using Pyramids.Interactive;

namespace Pyramids;

/// <summary>The notebook that the code runs in. Without one, values go to the console.</summary>
public static partial class Notebook
{
    /// <summary>Cancelled when the user stops the running cell; pass it to a computation. Read it in the cell that computes.</summary>
    public static CancellationToken Cancellation => NotebookHost.Cancellation;

    /// <summary>Shows a value now, not only as the cell's result.</summary>
    /// <returns>Replaces what was shown by another value.</returns>
    public static Action<object> Display(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return NotebookHost.Display(value);
    }
}
