using System.Buffers.Binary;

namespace Pyramids;

/// <summary>Deflate (RFC 1951), raw or in a zlib wrapper (RFC 1950). Levels 1 to 3 are made for tiles of predicted
/// cells; 4 and 5 search longer, and those from 6 on weigh what they find.</summary>
internal static class DeflateEncoder
{
    public const int FirstChained = 4;

    private const int ThoroughLevel = 5, FirstOptimal = 6;

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
            throw new ArgumentException(
                $"{bytes.Length} bytes need a buffer of {MaxEncodedLength(bytes.Length)} bytes to be encoded; it has {encoded.Length}.");
        var work = workspace ??= new();
        fixed (byte* input = bytes, output = encoded)
        {
            work.Writer.Begin(output);
            var parser = work.Parser(level);
            parser.Begin(level);
            IDeflateParser? thorough = null;
            var position = 0;
            do
            {
                var (start, blockEnd, used) = (position, Math.Min(bytes.Length, position + DeflateMatch.BlockLength), parser);
                position = parser.Parse(input, start, blockEnd, bytes.Length);
                if (level < FirstChained && IsFlat(parser.Sequences, position - start))
                {
                    if (thorough is null) (thorough = work.Parser(ThoroughLevel)).Begin(ThoroughLevel);
                    position = (used = thorough).Parse(input, start, blockEnd, bytes.Length);
                }
                work.Writer.Write(input + start, position - start, used.Sequences, last: position == bytes.Length);
            }
            while (position < bytes.Length);
            work.Writer.End();
            return (int)(work.Writer.Position - output);
        }
    }

    // Whether a block shrinks to a twelfth or less: then a search wins bytes, and skips most of the input. Where next
    // to nothing is left it wins none.
    private static bool IsFlat(ReadOnlySpan<DeflateSequence> sequences, int length)
    {
        const int Least = 12, Most = 128, BytesOfMatch = 2;
        long size = (long)sequences.Length * BytesOfMatch;
        if (size * Least > length) return false;
        foreach (var sequence in sequences) size += sequence.Literals;
        return size * Least <= length && size * Most > length;
    }

    private sealed class DeflateWorkspace
    {
        private IDeflateParser? one, two, chained, optimal;

        public DeflateBlockWriter Writer { get; } = new();

        public IDeflateParser Parser(int level)
            => level >= FirstOptimal ? optimal ??= new DeflateOptimalParser()
                : level >= FirstChained ? chained ??= new DeflateChainParser()
                : level == 3 ? two ??= new DeflateFastParser<ulong>()
                : one ??= new DeflateFastParser<uint>();
    }
}
