namespace Pyramids;

/// <summary>Apple PackBits run lengths. TIFF 6.0, section 9.</summary>
/// <remarks>Each row is packed by itself, as the specification wants it.</remarks>
internal sealed class PackBitsEncoder(int rowLength) : ITileEncoder
{
    private const int Longest = 128;

    public int MaxEncodedLength(int length) => checked(length + length / Longest + (length + rowLength - 1) / rowLength);

    public int Encode(ReadOnlySpan<byte> bytes, Span<byte> encoded)
    {
        var written = 0;
        for (; bytes.Length > 0; bytes = bytes[Math.Min(rowLength, bytes.Length)..])
            written += EncodeRow(bytes[..Math.Min(rowLength, bytes.Length)], encoded[written..]);
        return written;
    }

    private static int EncodeRow(ReadOnlySpan<byte> bytes, Span<byte> encoded)
    {
        int position = 0, written = 0;
        while (position < bytes.Length)
        {
            var run = RunAt(bytes, position);
            if (run >= 3)
            {
                encoded[written++] = (byte)(1 - run);
                encoded[written++] = bytes[position];
                position += run;
                continue;
            }
            var start = position;
            while (position < bytes.Length && position - start < Longest)
            {
                run = RunAt(bytes, position);
                if (run >= 3) break;
                position = Math.Min(position + run, start + Longest);
            }
            var literals = bytes[start..position];
            encoded[written++] = (byte)(literals.Length - 1);
            literals.CopyTo(encoded[written..]);
            written += literals.Length;
        }
        return written;
    }

    private static int RunAt(ReadOnlySpan<byte> bytes, int position)
    {
        var rest = bytes[position..Math.Min(bytes.Length, position + Longest)];
        var other = rest.IndexOfAnyExcept(rest[0]);
        return other < 0 ? rest.Length : other;
    }
}
