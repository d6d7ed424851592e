using System.Globalization;

namespace Pyramids;

/// <summary>What is kept of a stored object.</summary>
/// <param name="Digest">Of its bytes; 0 where there are none.</param>
/// <param name="Length">Its bytes; 0 for one that holds only the fill value and is left out.</param>
/// <param name="Moments">Of its cells.</param>
internal readonly record struct ZarrObject(ZarrDigest Digest, int Length, Moments Moments)
{
    public static ZarrObject Of(ReadOnlySpan<byte> content, Moments moments)
        => new(content.IsEmpty ? default : ZarrDigest.Of(content), content.Length, moments);

    /// <summary>A line of a journal or ledger, with its end.</summary>
    public string Line(string key)
        => string.Create(CultureInfo.InvariantCulture, $"{Digest} {Length} {ZarrMoments.Text(Moments)} {key}\n");

    /// <returns>Null for a line that is damaged.</returns>
    public static (string Key, ZarrObject Object)? Parse(string line)
    {
        var words = line.Split(' ', 3 + ZarrMoments.Words);
        return words.Length == 3 + ZarrMoments.Words && words[^1].Length > 0
            && ZarrDigest.TryParse(words[0], out var digest)
            && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            && ZarrMoments.TryParse(words.AsSpan(2, ZarrMoments.Words), out var moments)
            ? (words[^1], new(digest, length, moments))
            : null;
    }

    /// <summary>Whether bytes are those that were written.</summary>
    public bool Fits(ReadOnlySpan<byte> content) => content.Length == Length && (Length == 0 || ZarrDigest.Of(content) == Digest);
}
