namespace Pyramids;

/// <summary>A Huffman table of a JPEG stream (ITU-T T.81, annex C): short codes by one look-up, long ones by their length.</summary>
internal sealed class JpegHuffman
{
    private const int Quick = 9;
    private readonly ushort[] quick = new ushort[1 << Quick];
    private readonly int[] last = new int[17], first = new int[17];
    private readonly byte[] values;

    /// <summary>Builds the table of a DHT segment.</summary>
    /// <param name="lengths">How many codes have 1 to 16 bits.</param>
    /// <param name="values">What they stand for, shortest first.</param>
    /// <exception cref="InvalidDataException">There are more codes than their lengths allow.</exception>
    public JpegHuffman(ReadOnlySpan<byte> lengths, ReadOnlySpan<byte> values)
    {
        this.values = values.ToArray();
        var (code, index) = (0, 0);
        for (var length = 1; length <= 16; length++, code <<= 1)
        {
            first[length] = index - code;
            for (var i = 0; i < lengths[length - 1]; i++, code++, index++)
            {
                if (code >= 1 << length) throw new InvalidDataException($"A JPEG Huffman table has too many codes of {length} bits.");
                if (length > Quick) continue;
                quick.AsSpan(code << (Quick - length), 1 << (Quick - length)).Fill((ushort)(length << 8 | values[index]));
            }
            last[length] = code;
        }
    }

    public int Next(ref JpegBits bits)
    {
        var ahead = bits.Peek16();
        if (quick[ahead >> (16 - Quick)] is var found and not 0)
        {
            bits.Skip(found >> 8);
            return found & 0xFF;
        }
        for (var length = Quick + 1; length <= 16; length++)
        {
            var code = ahead >> (16 - length);
            if (code >= last[length]) continue;
            bits.Skip(length);
            var index = first[length] + code;
            return index >= 0 && index < values.Length ? values[index] : throw Unknown();
        }
        throw Unknown();
    }

    private static InvalidDataException Unknown() => new("The JPEG data hold a code that its Huffman table does not have.");
}
