using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>A Deflate stream that is being decoded: reads the headers of its blocks, and with care the symbols near the
/// ends of input and output. The rest is done by <see cref="InflateLoop"/>.</summary>
internal unsafe ref struct InflateStream(byte* source, int sourceLength, byte* target, int targetLength, InflateTables tables)
{
    /// <summary>Bytes before the output's end at which the quick loop stops: the most that a step writes, and a vector.</summary>
    public const int OutputMargin = InflateLoop.MostOfStep + 32;
    public const int InputMargin = 32;

    public readonly byte* Begin = target, End = target + targetLength, SourceEnd = source + sourceLength;
    public readonly InflateTables Tables = tables;
    public byte* Input = source, Output = target;

    /// <summary>The next bits of the input, and how many.</summary>
    public ulong Buffer;
    public int Bits;
    private readonly byte* sourceBegin = source;
    private int missing;
    private bool last, full;

    private static ReadOnlySpan<byte> CodeLengthOrder => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    /// <summary>Whether both ends are far enough for the quick loop.</summary>
    public readonly bool IsFarFromEnds => SourceEnd - Input >= InputMargin && End - Output >= OutputMargin;

    /// <summary>Bytes of input that the stream took, or -1 when it goes on where the room ends.</summary>
    public readonly int Consumed => full ? -1 : (int)(Input - sourceBegin) - Math.Max(0, Bits / 8 - missing);

    public readonly int Count => (int)(Output - Begin);

    /// <summary>Goes on to the symbols of the next block. False where the stream or the room ends.</summary>
    public bool NextBlock()
    {
        while (!last && !full)
        {
            last = Take(1) != 0;
            switch (Take(2))
            {
                case 0:
                    full = Stored();
                    break;
                case 1:
                    Tables.BuildFixed();
                    return true;
                case 2:
                    Dynamic();
                    return true;
                default:
                    throw new InvalidDataException("A Deflate block has the reserved type 3.");
            }
        }
        return false;
    }

    /// <summary>Goes on where the quick loop stopped. False where the stream or the room ends.</summary>
    /// <param name="atBlockEnd">Whether it stopped at the end of a block; an end of input or output is near otherwise.</param>
    public bool Resume(bool atBlockEnd)
    {
        if (!atBlockEnd)
        {
            if (IsFarFromEnds) return true;
            full = Symbols();
        }
        return NextBlock();
    }

    private uint Take(int count)
    {
        Refill();
        var value = (uint)Buffer & ((1u << count) - 1);
        Buffer >>= count;
        Bits -= count;
        return value;
    }

    // At least 56 bits. Zeros stand for what lies behind the end; having used any of them is an error.
    private void Refill()
    {
        if (SourceEnd - Input >= 8)
        {
            Buffer |= Unsafe.ReadUnaligned<ulong>(Input) << Bits;
            Input += (63 - Bits) >> 3;
            Bits |= 56;
            return;
        }
        if (Bits >> 3 < missing) throw Truncated();
        while (Bits < 56)
        {
            if (Input < SourceEnd) Buffer |= (ulong)*Input++ << Bits;
            else missing++;
            Bits += 8;
        }
    }

    private static InvalidDataException Truncated() => new("The Deflate stream ends in the middle.");

    public static InvalidDataException Damaged(string what) => new($"The Deflate stream is damaged: {what}.");

    // Answers whether the output was full before the block's end.
    private bool Stored()
    {
        Refill();
        if (Bits >> 3 < missing) throw Truncated();
        Input -= Bits / 8 - missing;
        missing = 0;
        (Buffer, Bits) = (0, 0);
        if (SourceEnd - Input < 4) throw Truncated();
        int length = Unsafe.ReadUnaligned<ushort>(Input), complement = Unsafe.ReadUnaligned<ushort>(Input + 2);
        if (length != (~complement & 0xFFFF)) throw Damaged("a stored block's length does not match its complement");
        Input += 4;
        var count = (int)Math.Min(length, End - Output);
        if (SourceEnd - Input < count) throw Truncated();
        Unsafe.CopyBlockUnaligned(Output, Input, (uint)count);
        Output += count;
        Input += count;
        return count < length;
    }

    private void Dynamic()
    {
        int literals = (int)Take(5) + 257, distances = (int)Take(5) + 1, codes = (int)Take(4) + 4;
        Span<byte> codeLengths = stackalloc byte[19];
        codeLengths.Clear();
        for (var i = 0; i < codes; i++) codeLengths[CodeLengthOrder[i]] = (byte)Take(3);
        if (!Tables.BuildCodeLengths(codeLengths)) throw Damaged("the code of the code lengths is not a prefix code");
        ReadLengths(literals + distances);
        if (!Tables.Build(literals, distances)) throw Damaged("a block's code is not a prefix code");
    }

    private void ReadLengths(int count)
    {
        var lengths = Tables.Lengths;
        var entries = Tables.CodeLengths.Entries;
        for (var i = 0; i < count;)
        {
            Refill();
            var entry = entries[Buffer & 127];
            if ((entry & HuffmanTable.Special) != 0) throw Damaged("an unused code among the code lengths");
            Buffer >>= (int)(entry & 15);
            Bits -= (int)(entry & 15);
            var symbol = entry >> 16;
            if (symbol < 16)
            {
                lengths[i++] = (byte)symbol;
                continue;
            }
            if (symbol == 16 && i == 0) throw Damaged("the first code length repeats one before it");
            var value = symbol == 16 ? lengths[i - 1] : (byte)0;
            var repeat = symbol switch { 16 => 3 + (int)Take(2), 17 => 3 + (int)Take(3), _ => 11 + (int)Take(7) };
            lengths.Slice(i, repeat).Fill(value);
            i += repeat;
            if (i > count) throw Damaged("more code lengths than announced");
        }
    }

    // Answers whether the output was full before the block's end.
    private bool Symbols()
    {
        var literals = Tables.Literals.Entries;
        var distances = Tables.Distance.Entries;
        while (true)
        {
            Refill();
            var entry = Look(literals, 11);
            if ((entry & HuffmanTable.Special) != 0)
            {
                if ((entry & HuffmanTable.End) == 0) throw Damaged("an unused literal or length code");
                if (Bits >> 3 < missing) throw Truncated();
                return false;
            }
            if (Output == End)
            {
                if (Bits >> 3 < missing) throw Truncated();
                return true;
            }
            if ((int)entry < 0)
            {
                *Output++ = (byte)(entry >> 16);
                continue;
            }
            var length = (int)Value(entry);
            Refill();
            entry = Look(distances, 8);
            if ((entry & HuffmanTable.Special) != 0) throw Damaged("an unused distance code");
            var distance = (long)Value(entry);
            if (distance > Output - Begin) throw Damaged("a match begins before the output");
            if (Bits >> 3 < missing) throw Truncated();
            for (; length > 0 && Output < End; length--, Output++) *Output = Output[-distance];
            if (length > 0) return true;
        }
    }

    // The entry of the next symbol, its code taken but not its extra bits.
    private uint Look(uint* table, int width)
    {
        var entry = table[Buffer & ((1u << width) - 1)];
        if ((entry & HuffmanTable.Link) != 0)
        {
            Buffer >>= width;
            Bits -= width;
            entry = table[(entry >> 16) + (Buffer & ((1u << (int)(entry >> 8 & 15)) - 1))];
        }
        var code = (int)((entry & HuffmanTable.Special) != 0 || (int)entry < 0 ? entry & 15 : entry >> 8 & 15);
        Buffer >>= code;
        Bits -= code;
        return (entry & HuffmanTable.Special) != 0 || (int)entry < 0 ? entry : entry - (uint)code;
    }

    private uint Value(uint entry)
    {
        var extra = (int)(entry & 31);
        var value = (entry >> 16) + ((uint)Buffer & ((1u << extra) - 1));
        Buffer >>= extra;
        Bits -= extra;
        return value;
    }
}
