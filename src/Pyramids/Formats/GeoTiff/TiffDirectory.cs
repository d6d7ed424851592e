namespace Pyramids;

/// <summary>One image file directory: the tags of an image, an overview or a mask.</summary>
/// <param name="key">File or object, for messages.</param>
/// <param name="offset">Where the directory begins, for messages.</param>
/// <param name="bigEndian">Byte order of its values.</param>
/// <param name="bigTiff">Whether offsets have eight bytes.</param>
/// <param name="entries">Tags by number.</param>
internal sealed class TiffDirectory(string key, long offset, bool bigEndian, bool bigTiff, Dictionary<int, TiffEntry> entries)
{
    /// <summary>File or object, for messages.</summary>
    public string Key => key;

    public bool BigEndian => bigEndian;

    public bool BigTiff => bigTiff;

    /// <summary>In the order of their tags.</summary>
    public IEnumerable<TiffEntry> Entries => entries.Values.OrderBy(entry => (int)entry.Tag);

    public bool Has(TiffTag tag) => entries.ContainsKey((int)tag);

    /// <summary>The first value of a tag, or what its absence means.</summary>
    public long Integer(TiffTag tag, long absent) => Needed(tag) is { } entry ? FirstInteger(entry) : absent;

    /// <summary>The first value of a tag that must be there.</summary>
    public long Integer(TiffTag tag)
        => Needed(tag) is { } entry ? FirstInteger(entry)
            : throw new RasterFormatException(
                $"{tag.Title()} is missing from the image's directory; without it the image cannot be read.", key, offset);

    /// <summary>All values of a tag as whole numbers; empty when it is absent.</summary>
    public long[] Integers(TiffTag tag, int most = int.MaxValue)
    {
        if (Needed(tag) is not { } entry) return [];
        Integral(entry);
        var values = new long[Math.Min(entry.Count, most)];
        for (var i = 0; i < values.Length; i++) values[i] = entry.Integer(i, bigEndian);
        return values;
    }

    /// <summary>All values of a tag as numbers; empty when it is absent or cannot be read.</summary>
    public double[] Numbers(TiffTag tag)
    {
        if (!entries.TryGetValue((int)tag, out var entry) || entry.Value is null || entry.Type == TiffType.Ascii) return [];
        var values = new double[entry.Count];
        for (var i = 0; i < values.Length; i++) values[i] = entry.Number(i, bigEndian);
        return values;
    }

    /// <summary>A tag's text; null when it is absent or cannot be read.</summary>
    public string? Text(TiffTag tag)
        => entries.TryGetValue((int)tag, out var entry) && entry.Value is not null
            && entry.Type is TiffType.Ascii or TiffType.Byte or TiffType.Undefined
            ? entry.Text() : null;

    /// <summary>A tag's values as they are stored; empty when it is absent or cannot be read.</summary>
    public ReadOnlyMemory<byte> Stored(TiffTag tag) => entries.TryGetValue((int)tag, out var entry) ? entry.Value : default;

    /// <summary>An error about a tag: its name, what is wrong, and where its entry lies.</summary>
    public RasterFormatException Wrong(TiffTag tag, string what, Exception? inner = null)
        => new($"{tag.Title()} {what}", key, entries.TryGetValue((int)tag, out var entry) ? entry.Field : offset, inner);

    private long FirstInteger(TiffEntry entry)
    {
        Integral(entry);
        return entry.Count > 0 ? entry.Integer(0, bigEndian) : throw Wrong(entry.Tag, "has no value; one was expected.");
    }

    private void Integral(TiffEntry entry)
    {
        if (!entry.IsInteger) throw Wrong(entry.Tag, $"has values of type {entry.Type}; whole numbers were expected.");
    }

    private TiffEntry? Needed(TiffTag tag)
    {
        if (!entries.TryGetValue((int)tag, out var entry)) return null;
        return entry.Value is null ? throw Wrong(tag, entry.Problem ?? "was not read.") : entry;
    }
}
