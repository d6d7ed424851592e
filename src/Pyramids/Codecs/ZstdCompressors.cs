using ZstdSharp;

namespace Pyramids;

/// <summary>Zstandard compressors, one for each level, that each thread makes once and keeps.</summary>
internal static class ZstdCompressors
{
    [ThreadStatic] private static Dictionary<int, Compressor>? mine;

    public static Compressor Of(int level)
    {
        mine ??= [];
        if (!mine.TryGetValue(level, out var found)) mine.Add(level, found = new(level));
        return found;
    }
}
