namespace Pyramids;

/// <summary>What a notebook host does for the library. The host, or the extension script inside it, attaches itself
/// once; the library names no host.</summary>
public static class NotebookHost
{
    private static volatile Attachment? current;

    /// <summary>Whether a host is attached.</summary>
    public static bool IsAttached => current is not null;

    /// <summary>Makes a host the one that displays values.</summary>
    /// <param name="display">Shows a value in the running cell. What it returns replaces that output by another value,
    /// from any thread.</param>
    /// <param name="cancellation">The token that the user's stop button of the running cell cancels; null when the host
    /// has none. Computations that are given no token take it too.</param>
    /// <returns>Detaches the host and brings back the one before.</returns>
    public static IDisposable Attach(Func<object, Action<object>> display, Func<CancellationToken>? cancellation = null)
    {
        ArgumentNullException.ThrowIfNull(display);
        Engine.Surroundings = () => Cancellation;
        return current = new(display, cancellation, current);
    }

    /// <summary>Brings back what is attached now when disposed, whatever is attached meanwhile; for tests of scripts
    /// that attach themselves.</summary>
    internal static IDisposable Keep() => new Kept(current);

    internal static Action<object> Display(object value)
    {
        if (current is { } host) return host.Display(value);
        Console.WriteLine(value);
        return _ => { };
    }

    internal static CancellationToken Cancellation => current?.Cancellation?.Invoke() ?? CancellationToken.None;

    private sealed class Kept(Attachment? before) : IDisposable
    {
        public void Dispose() => current = before;
    }

    private sealed record Attachment(Func<object, Action<object>> Display, Func<CancellationToken>? Cancellation,
        Attachment? Before) : IDisposable
    {
        public void Dispose()
        {
            if (ReferenceEquals(current, this)) current = Before;
        }
    }
}
