namespace Pyramids;

/// <summary>A step before compression that keeps the number of bytes, but for a checksum.</summary>
internal abstract class ZarrFilter
{
    public abstract string Name { get; }

    /// <summary>Bytes that encoding adds.</summary>
    public virtual int Growth => 0;

    /// <returns>Bytes written.</returns>
    public abstract int Encode(ReadOnlySpan<byte> source, int length, Span<byte> target);

    /// <returns>Bytes written.</returns>
    public abstract int Decode(ReadOnlySpan<byte> source, int length, Span<byte> target);
}

/// <summary>numcodecs' <c>shuffle</c>.</summary>
internal sealed class ShuffleFilter(int elementSize) : ZarrFilter
{
    public override string Name => "shuffle";

    public override int Encode(ReadOnlySpan<byte> source, int length, Span<byte> target)
    {
        ByteShuffle.Shuffle(source[..length], target, elementSize);
        return length;
    }

    public override int Decode(ReadOnlySpan<byte> source, int length, Span<byte> target)
    {
        ByteShuffle.Unshuffle(source[..length], target, elementSize);
        return length;
    }
}

/// <summary>A checksum before compression, behind the bytes.</summary>
internal sealed class ChecksumFilter : ZarrFilter
{
    public override string Name => "crc32c";

    public override int Growth => Crc32C.Size;

    public override int Encode(ReadOnlySpan<byte> source, int length, Span<byte> target)
    {
        source[..length].CopyTo(target);
        return Crc32C.Append(target, length);
    }

    public override int Decode(ReadOnlySpan<byte> source, int length, Span<byte> target)
    {
        var content = Crc32C.Verified(source[..length]);
        content.CopyTo(target);
        return content.Length;
    }
}
