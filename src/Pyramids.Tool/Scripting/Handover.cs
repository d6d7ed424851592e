using System.Collections.Concurrent;

namespace Pyramids.Tool.Scripting;

/// <summary>Carries objects from the tool into script variables. Not for use in cells.</summary>
public static class Handover
{
    private static readonly ConcurrentDictionary<int, object> Waiting = new();
    private static int last;

    internal static int Put(object value)
    {
        var key = Interlocked.Increment(ref last);
        Waiting[key] = value;
        return key;
    }

    /// <summary>The object that was put under the key; each can be taken once.</summary>
    public static object Take(int key) => Waiting.TryRemove(key, out var value)
        ? value
        : throw new InvalidOperationException("The value was taken already; it is handed to a cell once.");
}
