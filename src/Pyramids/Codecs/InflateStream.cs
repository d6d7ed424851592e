using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pyramids;

/// <summary>A Deflate stream that is being decoded: reads the headers of its blocks, and with care the symbols near the
/// ends of input and output. The rest is done by <see cref="InflateLoop"/>.</summary>
internal unsafe ref struct InflateStream(byte* source, int sourceLength, byte* target, int targetLength, InflateTables tables)
{
    /// <summary>Bytes before the output's end at which the quick loop stops: the most that a step writes, and a vector.</summary>
    public const int OutputMargin = InflateLoop.MostOfStep + 32;
    public const int InputMargin = 32;

    // Bits that a code length takes at most: a code of 7 and 7 more for how often it is repeated.
    private const int MostOfCodeLength = 14;

    // Bits that are held at most: a lane holds those it has spent below them.
    private const int MostBits = 63 - InflateLane.Spent;

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

    // At least 54 bits. Zeros stand for what lies behind the end; having used any of them is an error.
    private void Refill()
    {
        if (SourceEnd - Input >= 8)
        {
            Buffer |= Unsafe.ReadUnaligned<ulong>(Input) << Bits;
            var count = (MostBits - Bits) >> 3;
            Input += count;
            Bits += 8 * count;
            return;
        }
        if (Bits >> 3 < missing) throw Truncated();
        while (Bits <= MostBits - 8)
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
        var entries = Tables.CodeLengths.Entries;
        var previous = Vector128<byte>.Zero;
        var (buffer, bits) = (Buffer, Bits);
        fixed (byte* lengths = Tables.Lengths)
        {
            for (byte* to = lengths, end = lengths + count; to < end;)
            {
                if (bits < MostOfCodeLength)
                {
                    (Buffer, Bits) = (buffer, bits);
                    Refill();
                    (buffer, bits) = (Buffer, Bits);
                }
                var entry = entries[buffer & 127];
                if ((entry & HuffmanTable.Special) != 0) throw Damaged("an unused code among the code lengths");
                if (InflateTables.RepeatsLength(entry) && to == lengths)
                    throw Damaged("the first code length repeats one before it");
                var run = InflateTables.RunOfLengths(entry, buffer);
                buffer >>= (int)entry;
                bits -= (int)(entry & 63);
                previous = InflateTables.RepeatsLength(entry) ? previous : Vector128.Create((byte)InflateTables.LengthOf(entry));
                // Most runs are one length; what is written too much is overwritten by the next or lies behind the end.
                Vector128.Store(previous, to);
                for (var done = 16; done < run; done += 16) Vector128.Store(previous, to + done);
                to += run;
                if (to > end) throw Damaged("more code lengths than announced");
            }
        }
        (Buffer, Bits) = (buffer, bits);
    }

    // Symbol by symbol, each store checked. Answers whether the output was full before the block's end.
    private bool Symbols()
    {
        uint* literals = Tables.Literals.Entries, distances = Tables.Distance.Entries;
        var lane = new InflateLane(ref this);
        while (true)
        {
            // At most 48 bits are taken: a length of 20, a distance of 28.
            if (SourceEnd - lane.From >= 8)
            {
                lane.Refill();
            }
            else
            {
                lane.Store(ref this);
                Refill();
                lane = new(ref this);
            }
            var entry = lane.Look(literals);
            if (HuffmanTable.IsLink(entry)) entry = lane.LookFurther(literals, entry, InflateTables.LiteralBits);
            if (HuffmanTable.IsLiteral(entry))
            {
                if (lane.To == End) return Full(ref lane, HuffmanTable.FirstOf(entry));
                if (End - lane.To >= 2)
                {
                    lane.Literals(entry);
                    continue;
                }
                entry = HuffmanTable.FirstOf(entry);
                lane.Drop(entry);
                *lane.To++ = (byte)(entry >> HuffmanTable.ValueShift);
                continue;
            }
            if ((entry & HuffmanTable.Special) != 0)
            {
                if ((entry & HuffmanTable.End) == 0) throw Damaged("an unused literal or length code");
                lane.Drop(entry);
                lane.Store(ref this);
                return Bits >> 3 < missing ? throw Truncated() : false;
            }
            if (lane.To == End) return Full(ref lane, entry);
            var length = lane.Value(entry);
            lane.Drop(entry);
            entry = lane.LookDistance(distances);
            if (HuffmanTable.IsLink(entry)) entry = lane.LookFurther(distances, entry, InflateTables.DistanceBits);
            if ((entry & HuffmanTable.Special) != 0) throw Damaged("an unused distance code");
            long distance = lane.Value(entry);
            lane.Drop(entry);
            if (distance > lane.To - Begin) throw Damaged("a match begins before the output");
            if ((lane.Have - InflateLane.Spent & 63) >> 3 < missing) throw Truncated();
            for (; length > 0 && lane.To < End; length--, lane.To++) *lane.To = lane.To[-distance];
            if (length > 0) return Full(ref lane, 0);
        }
    }

    // The output is full where another symbol comes.
    private bool Full(ref InflateLane lane, uint entry)
    {
        lane.Drop(entry);
        lane.Store(ref this);
        return Bits >> 3 < missing ? throw Truncated() : true;
    }
}
