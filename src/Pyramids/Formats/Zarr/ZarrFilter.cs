namespace Pyramids;

/// <summary>A step before compression.</summary>
internal abstract class ZarrFilter
{
    public abstract string Name { get; }

    /// <summary>Whether cells can be encoded; a step that is not undone exactly is only read.</summary>
    public virtual bool IsWritten => true;

    /// <summary>Bytes that encoding makes of so many.</summary>
    public virtual long EncodedLength(long length) => length;

    /// <returns>Bytes written.</returns>
    public virtual int Encode(ReadOnlySpan<byte> source, int length, Span<byte> target)
        => throw new NotSupportedException($"'{Name}' is read and not written.");

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
