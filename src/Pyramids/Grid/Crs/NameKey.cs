using System.Text;

namespace Pyramids;

/// <summary>Names reduced to what tells one from another: letters and digits in lower case, without blanks or punctuation.</summary>
internal static class NameKey
{
    public static string Of(string name)
    {
        var key = new StringBuilder(name.Length);
        foreach (var letter in name)
            if (char.IsLetterOrDigit(letter) || letter == '+')            // CH1903 and CH1903+ differ
                key.Append(char.ToLowerInvariant(letter));
        return key.ToString();
    }

    /// <summary>Of a datum: <c>D_WGS_1984</c>, <c>WGS_1984</c> and <c>World Geodetic System 1984 ensemble</c> lose what their dialects add.
    /// All ways to say that nothing is known are one.</summary>
    public static string OfDatum(string name)
    {
        var key = Of(name.StartsWith("D_", StringComparison.Ordinal) ? name[2..] : name);
        if (key.EndsWith("ensemble", StringComparison.Ordinal))
            key = key[..^"ensemble".Length];
        return key is "" || key.StartsWith("unknown", StringComparison.Ordinal) || key.StartsWith("unnamed", StringComparison.Ordinal)
            ? "unknown"
            : key;
    }
}
