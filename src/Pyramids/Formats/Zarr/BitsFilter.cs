using System.Buffers.Binary;

namespace Pyramids;

/// <summary>Undoes numcodecs' <c>packbits</c>: elements of one bit, the first the highest of its byte, behind a byte
/// that tells how many are over at the end.</summary>
internal sealed class BitsFilter : ZarrFilter
{
    public override string Name => "packbits";

    public override bool IsWritten => false;

    public override long EncodedLength(long length) => 1 + (length + 7) / 8;

    public override int Decode(ReadOnlySpan<byte> source, int length, Span<byte> target)
    {
        if (length < 1 || source[0] > 7 || 8 * (length - 1) < source[0])
            throw new InvalidDataException($"{length} bytes are no packed bits.");
        var count = 8 * (length - 1) - source[0];
        if (count > target.Length) throw new InvalidDataException($"{count} packed bits do not fit into {target.Length} cells.");
        for (var i = 0; i < count; i++) target[i] = (byte)(source[1 + i / 8] >> (7 - i % 8) & 1);
        return count;
    }
}

/// <summary>Cells of 16-bit floating numbers, which memory holds as Float32.</summary>
internal sealed class HalfFilter(bool isBigEndian) : ZarrFilter
{
    public override string Name => "float16";

    public override bool IsWritten => false;

    public override long EncodedLength(long length) => length / 2;

    public override int Decode(ReadOnlySpan<byte> source, int length, Span<byte> target)
    {
        for (var at = 0; at + 2 <= length; at += 2)
        {
            var half = isBigEndian
                ? BinaryPrimitives.ReadHalfBigEndian(source[at..])
                : BinaryPrimitives.ReadHalfLittleEndian(source[at..]);
            BinaryPrimitives.WriteSingleLittleEndian(target[(2 * at)..], (float)half);
        }
        return 2 * length;
    }
}
