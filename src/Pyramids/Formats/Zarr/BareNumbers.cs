namespace Pyramids;

/// <summary>Puts quotes round the bare words NaN, Infinity and -Infinity that Python writes into JSON.</summary>
internal static class BareNumbers
{
    /// <returns>The text with quoted words; null when there are none.</returns>
    public static byte[]? Quote(ReadOnlySpan<byte> utf8)
    {
        var quoted = new List<byte>(utf8.Length + 64);
        var inString = false;
        var found = false;
        for (var i = 0; i < utf8.Length; i++)
        {
            var c = utf8[i];
            if (inString)
            {
                quoted.Add(c);
                if (c == '\\' && i + 1 < utf8.Length) quoted.Add(utf8[++i]);
                else if (c == '"') inString = false;
                continue;
            }
            var word = WordAt(utf8[i..]);
            if (word == 0)
            {
                inString = c == '"';
                quoted.Add(c);
                continue;
            }
            quoted.Add((byte)'"');
            quoted.AddRange(utf8.Slice(i, word));
            quoted.Add((byte)'"');
            i += word - 1;
            found = true;
        }
        return found ? [.. quoted] : null;
    }

    private static int WordAt(ReadOnlySpan<byte> text)
        => text.StartsWith("NaN"u8) ? 3 : text.StartsWith("Infinity"u8) ? 8 : text.StartsWith("-Infinity"u8) ? 9 : 0;
}
