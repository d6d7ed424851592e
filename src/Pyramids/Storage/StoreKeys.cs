using System.Text;

namespace Pyramids;

/// <summary>The grammar that every store's keys follow: segments joined by slashes, relative, never out of the root.</summary>
internal static class StoreKeys
{
    /// <summary>Bytes of the longest key, as S3 has it.</summary>
    public const int MaxBytes = 1024;

    /// <summary>The key itself when it is a good one.</summary>
    /// <exception cref="ArgumentException">
    /// The key is empty, longer than <see cref="MaxBytes"/>, rooted, holds a control character, or has a segment that
    /// is empty, <c>.</c> or <c>..</c>.
    /// </exception>
    public static string Check(string key, string store)
    {
        if (key.Length == 0) throw Bad(key, store, "it is empty");
        if (key[0] is '/' or '\\' || key.Length > 1 && key[1] == ':') throw Bad(key, store, "it is an absolute path");
        foreach (var c in key)
        {
            if (char.IsControl(c)) throw Bad(key, store, $"it holds the control character {(int)c}");
        }
        foreach (var range in key.AsSpan().SplitAny('/', '\\'))
        {
            var segment = key.AsSpan(range);
            if (segment.Length == 0 || segment is "." or "..") throw Bad(key, store, $"it has the segment '{segment}'");
        }
        if (key.Length > MaxBytes / 4 && Encoding.UTF8.GetByteCount(key) > MaxBytes)
            throw Bad(key, store, $"it is longer than {MaxBytes} bytes");
        return key;
    }

    /// <summary>The key of a name in a folder; the name itself in the root.</summary>
    public static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";

    /// <summary>What a folder holds directly, out of all keys below it.</summary>
    public static IEnumerable<string> Children(IEnumerable<string> keys, string folder)
    {
        var start = folder.Length == 0 ? 0 : folder.Length + 1;
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var key in keys)
        {
            if (start > 0 && !(key.Length > start && key[start - 1] == '/' && key.StartsWith(folder, StringComparison.Ordinal))) continue;
            var slash = key.IndexOf('/', start);
            names.Add(slash < 0 ? key[start..] : key[start..(slash + 1)]);
        }
        return names;
    }

    private static ArgumentException Bad(string key, string store, string why)
        => new($"'{Shown(key)}' is no key of {store}: {why}. Keys are relative paths inside the store, such as 'a/b.tif'.");

    private static string Shown(string key)
    {
        var clear = string.Concat(key.Select(c => char.IsControl(c) ? '?' : c));
        return clear.Length <= 100 ? clear : clear[..97] + "...";
    }
}
