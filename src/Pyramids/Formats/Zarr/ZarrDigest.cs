using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;

namespace Pyramids;

/// <summary>XXH128 of an object's bytes, written as 32 hexadecimal digits.</summary>
/// <remarks>Two words: code that holds a <see cref="UInt128"/> cannot be compiled ahead.</remarks>
internal readonly record struct ZarrDigest(ulong High, ulong Low)
{
    public static ZarrDigest Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[2 * sizeof(ulong)];
        XxHash128.Hash(content, hash);
        return new(BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash[sizeof(ulong)..]));
    }

    public static bool TryParse(ReadOnlySpan<char> text, out ZarrDigest digest)
    {
        digest = default;
        if (text.Length != 32 || !TryParseWord(text[..16], out var high) || !TryParseWord(text[16..], out var low)) return false;
        digest = new(high, low);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{High:x16}{Low:x16}");

    private static bool TryParseWord(ReadOnlySpan<char> text, out ulong word)
        => ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out word);
}
