namespace Pyramids;

/// <summary>Rules that every store's keys follow: relative, separated by slashes, never out of the root.</summary>
internal static class StoreKeys
{
    /// <summary>The key itself when it is a good one.</summary>
    /// <exception cref="ArgumentException">The key is empty, rooted, or has a segment that is empty, <c>.</c> or <c>..</c>.</exception>
    public static string Check(string key, string store)
    {
        if (key.Length == 0) throw Bad(key, store, "it is empty");
        if (key[0] is '/' or '\\' || key.Length > 1 && key[1] == ':') throw Bad(key, store, "it is an absolute path");
        if (key.Contains('\0')) throw Bad(key, store, "it holds a zero character");
        foreach (var range in key.AsSpan().SplitAny('/', '\\'))
        {
            var segment = key.AsSpan(range);
            if (segment.Length == 0 || segment is "." or "..") throw Bad(key, store, $"it has the segment '{segment}'");
        }
        return key;
    }

    private static ArgumentException Bad(string key, string store, string why)
        => new($"'{key}' is no key of {store}: {why}. Keys are relative paths inside the store, such as 'a/b.tif'.");
}
