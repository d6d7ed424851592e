namespace Pyramids;

/// <summary>Ends the work of a thread between two rows when its computation is cancelled, without every kernel and
/// codec being handed a token.</summary>
internal static class Interruption
{
    [ThreadStatic] private static CancellationToken current;

    /// <summary>The token that this thread's kernels and codecs obey until the result is disposed.</summary>
    public static Scope By(CancellationToken cancellation)
    {
        var scope = new Scope(current);
        current = cancellation;
        return scope;
    }

    /// <summary>Throws when the computation is cancelled; called wherever a millisecond of work may have passed.</summary>
    /// <exception cref="OperationCanceledException">It is.</exception>
    public static void Check() => current.ThrowIfCancellationRequested();

    public readonly ref struct Scope(CancellationToken before)
    {
        public void Dispose() => current = before;
    }
}
