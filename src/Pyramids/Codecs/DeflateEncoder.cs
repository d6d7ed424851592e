using System.Buffers.Binary;

namespace Pyramids;

/// <summary>Deflate (RFC 1951), raw or in a zlib wrapper (RFC 1950). Levels 1 and 2 are made for tiles of predicted cells; 3 to 9 search longer.</summary>
internal static class DeflateEncoder
{
    [ThreadStatic] private static DeflateWorkspace? workspace;

    /// <summary>The most that is written: stored blocks, the wrapper, and room for the last 64-bit word.</summary>
    public static int MaxEncodedLength(int length) => checked(length + length / 8192 + 64);

    /// <summary>Writes a whole zlib stream.</summary>
    public static int EncodeZlib(ReadOnlySpan<byte> bytes, Span<byte> encoded, int level)
    {
        encoded[0] = 0x78;
        encoded[1] = level switch { 1 => 0x01, < 6 => 0x5E, 6 => 0x9C, _ => 0xDA };
        var written = 2 + EncodeRaw(bytes, encoded[2..], level);
        BinaryPrimitives.WriteUInt32BigEndian(encoded[written..], Adler32.Compute(bytes));
        return written + 4;
    }

    /// <summary>Writes a whole deflate stream without a wrapper, into at least <see cref="MaxEncodedLength"/> bytes.</summary>
    public static unsafe int EncodeRaw(ReadOnlySpan<byte> bytes, Span<byte> encoded, int level)
    {
        if (encoded.Length < MaxEncodedLength(bytes.Length) - 6)
            throw new ArgumentException($"{bytes.Length} bytes need a buffer of {MaxEncodedLength(bytes.Length)} bytes to be encoded; it has {encoded.Length}.");
        var work = workspace ??= new();
        fixed (byte* input = bytes, output = encoded)
        {
            work.Writer.Begin(output);
            var parser = work.Parser(level);
            parser.Begin(level);
            var position = 0;
            do
            {
                var start = position;
                position = parser.Parse(input, start, Math.Min(bytes.Length, start + DeflateMatch.BlockLength), bytes.Length);
                work.Writer.Write(input + start, position - start, parser.Sequences, last: position == bytes.Length);
            }
            while (position < bytes.Length);
            work.Writer.End();
            return (int)(work.Writer.Position - output);
        }
    }

    private sealed class DeflateWorkspace
    {
        public DeflateBlockWriter Writer { get; } = new();

        private IDeflateParser? fast, chained;

        public IDeflateParser Parser(int level) => level < 3 ? fast ??= new DeflateFastParser() : chained ??= new DeflateChainParser();
    }
}
