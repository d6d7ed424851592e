using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pyramids;

/// <summary>Decodes Deflate (RFC 1951) from one span into another whose length is known, as tiles and chunks are stored.</summary>
/// <remarks>
/// The usual design for one-shot decoding: 64 bits of input in a register, tables of 11 and 8 bits with a second level, several literals for each refill, matches
/// copied by words. Every store is checked against the end of the output: by distance in the quick loop, one by one near the ends.
/// </remarks>
internal static unsafe class Inflate
{
    /// <summary>Bytes before the output's end at which the quick loop stops: three literals, the longest match and a word of overshoot.</summary>
    private const int OutputMargin = 3 + 258 + 32;
    private const int InputMargin = 32;

    private static ReadOnlySpan<byte> CodeLengthOrder => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    /// <summary>Decodes a zlib stream (RFC 1950) and checks its sum when it ends where the output does.</summary>
    /// <returns>Bytes decoded: fewer than there is room for when the stream ends early; what exceeds the room is left.</returns>
    /// <exception cref="InvalidDataException">The bytes are damaged or end in the middle.</exception>
    public static int Zlib(ReadOnlySpan<byte> encoded, Span<byte> decoded)
    {
        var header = ZlibHeader(encoded);
        var count = Raw(encoded[header..], decoded, out var consumed);
        var sum = encoded[Math.Min(encoded.Length, header + Math.Max(consumed, 0))..];
        if (consumed >= 0 && sum.Length >= 4 && BinaryPrimitives.ReadUInt32BigEndian(sum) != Adler32.Compute(decoded[..count]))
            throw new InvalidDataException("The Adler-32 checksum at the end of the zlib stream does not match its content.");
        return count;
    }

    /// <summary>Length of the zlib header, which is checked.</summary>
    public static int ZlibHeader(ReadOnlySpan<byte> encoded)
    {
        if (encoded.Length < 2) throw new InvalidDataException("A zlib stream needs a header of 2 bytes.");
        if ((encoded[0] & 15) != 8 || (encoded[0] << 8 | encoded[1]) % 31 != 0)
            throw new InvalidDataException($"Bytes {encoded[0]:X2} {encoded[1]:X2} are no zlib header.");
        if ((encoded[1] & 32) != 0) throw new InvalidDataException("The zlib stream needs a preset dictionary.");
        return 2;
    }

    /// <summary>Decodes a Deflate stream without a wrapper.</summary>
    /// <param name="encoded">The stream, and perhaps more behind it.</param>
    /// <param name="decoded">Room for the content.</param>
    /// <param name="consumed">Bytes the stream took, or -1 when it goes on where the room ends.</param>
    /// <returns>Bytes decoded.</returns>
    public static int Raw(ReadOnlySpan<byte> encoded, Span<byte> decoded, out int consumed)
    {
        fixed (byte* source = encoded)
        fixed (byte* target = decoded)
        {
            var state = new State(source, encoded.Length, target, decoded.Length);
            while (true)
            {
                var last = state.Take(1) != 0;
                var full = state.Take(2) switch
                {
                    0 => state.Stored(),
                    1 => state.Fixed(),
                    2 => state.Dynamic(),
                    _ => throw new InvalidDataException("A Deflate block has the reserved type 3."),
                };
                if (!full && !last) continue;
                consumed = full ? -1 : state.Consumed();
                return state.Count;
            }
        }
    }

    private ref struct State(byte* source, int sourceLength, byte* target, int targetLength)
    {
        private readonly byte* begin = target, end = target + targetLength, sourceBegin = source, sourceEnd = source + sourceLength;
        private readonly InflateTables tables = InflateTables.OfThread;
        private byte* input = source, output = target;
        private ulong buffer;
        private int bits, missing;

        public readonly int Count => (int)(output - begin);

        /// <summary>Input up to the end of the byte in hand.</summary>
        public readonly int Consumed() => (int)(input - sourceBegin) - Math.Max(0, bits / 8 - missing);

        public uint Take(int count)
        {
            Refill();
            var value = (uint)buffer & ((1u << count) - 1);
            buffer >>= count;
            bits -= count;
            return value;
        }

        // At least 56 bits. Zeros stand for what lies behind the end; having used any of them is an error.
        private void Refill()
        {
            if (sourceEnd - input >= 8)
            {
                buffer |= Unsafe.ReadUnaligned<ulong>(input) << bits;
                input += (63 - bits) >> 3;
                bits |= 56;
                return;
            }
            if (bits >> 3 < missing) throw Truncated();
            while (bits < 56)
            {
                if (input < sourceEnd) buffer |= (ulong)*input++ << bits;
                else missing++;
                bits += 8;
            }
        }

        private static InvalidDataException Truncated() => new("The Deflate stream ends in the middle.");

        private static InvalidDataException Damaged(string what) => new($"The Deflate stream is damaged: {what}.");

        /// <summary>Each kind of block answers whether the output was full before the block's end.</summary>
        public bool Stored()
        {
            Refill();
            if (bits >> 3 < missing) throw Truncated();
            input -= bits / 8 - missing;
            missing = 0;
            (buffer, bits) = (0, 0);
            if (sourceEnd - input < 4) throw Truncated();
            int length = Unsafe.ReadUnaligned<ushort>(input), complement = Unsafe.ReadUnaligned<ushort>(input + 2);
            if (length != (~complement & 0xFFFF)) throw Damaged("a stored block's length does not match its complement");
            input += 4;
            var count = (int)Math.Min(length, end - output);
            if (sourceEnd - input < count) throw Truncated();
            Unsafe.CopyBlockUnaligned(output, input, (uint)count);
            output += count;
            input += count;
            return count < length;
        }

        public bool Fixed()
        {
            tables.BuildFixed();
            return Symbols();
        }

        public bool Dynamic()
        {
            int literals = (int)Take(5) + 257, distances = (int)Take(5) + 1, codes = (int)Take(4) + 4;
            Span<byte> codeLengths = stackalloc byte[19];
            codeLengths.Clear();
            for (var i = 0; i < codes; i++) codeLengths[CodeLengthOrder[i]] = (byte)Take(3);
            if (!tables.BuildCodeLengths(codeLengths)) throw Damaged("the code of the code lengths is not a prefix code");
            ReadLengths(literals + distances);
            if (!tables.Build(literals, distances)) throw Damaged("a block's code is not a prefix code");
            return Symbols();
        }

        private void ReadLengths(int count)
        {
            var lengths = tables.Lengths;
            var entries = tables.CodeLengths.Entries;
            for (var i = 0; i < count;)
            {
                Refill();
                var entry = entries[buffer & 127];
                if ((entry & HuffmanTable.Special) != 0) throw Damaged("an unused code among the code lengths");
                buffer >>= (int)(entry & 15);
                bits -= (int)(entry & 15);
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

        private bool Symbols()
        {
            if (Quick()) return false;
            var literals = tables.Literals.Entries;
            var distances = tables.Distance.Entries;
            while (true)
            {
                Refill();
                var entry = Look(literals, 11);
                if ((entry & HuffmanTable.Special) != 0)
                {
                    if ((entry & HuffmanTable.End) == 0) throw Damaged("an unused literal or length code");
                    if (bits >> 3 < missing) throw Truncated();
                    return false;
                }
                if (output == end)
                {
                    if (bits >> 3 < missing) throw Truncated();
                    return true;
                }
                if ((int)entry < 0)
                {
                    *output++ = (byte)(entry >> 16);
                    continue;
                }
                var length = (int)Value(entry);
                Refill();
                entry = Look(distances, 8);
                if ((entry & HuffmanTable.Special) != 0) throw Damaged("an unused distance code");
                var distance = (long)Value(entry);
                if (distance > output - begin) throw Damaged("a match begins before the output");
                if (bits >> 3 < missing) throw Truncated();
                for (; length > 0 && output < end; length--, output++) *output = output[-distance];
                if (length > 0) return true;
            }
        }

        // The entry of the next symbol, its code taken but not its extra bits.
        private uint Look(uint* table, int width)
        {
            var entry = table[buffer & ((1u << width) - 1)];
            if ((entry & HuffmanTable.Link) != 0)
            {
                buffer >>= width;
                bits -= width;
                entry = table[(entry >> 16) + (buffer & ((1u << (int)(entry >> 8 & 15)) - 1))];
            }
            var code = (int)((entry & HuffmanTable.Special) != 0 || (int)entry < 0 ? entry & 15 : entry >> 8 & 15);
            buffer >>= code;
            bits -= code;
            return (entry & HuffmanTable.Special) != 0 || (int)entry < 0 ? entry : entry - (uint)code;
        }

        private uint Value(uint entry)
        {
            var extra = (int)(entry & 31);
            var value = (entry >> 16) + ((uint)buffer & ((1u << extra) - 1));
            buffer >>= extra;
            bits -= extra;
            return value;
        }

        // Answers whether the block has ended; otherwise an end is near and the careful loop takes over.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private bool Quick()
        {
            if (sourceEnd - input < InputMargin || end - output < OutputMargin) return false;
            var literals = tables.Literals.Entries;
            var distances = tables.Distance.Entries;
            byte* from = input, lastFrom = sourceEnd - InputMargin, to = output, lastTo = end - OutputMargin;
            ulong hold = buffer;
            int have = bits;
            var ended = false;
            while (from <= lastFrom && to <= lastTo)
            {
                hold |= Unsafe.ReadUnaligned<ulong>(from) << have;
                from += (63 - have) >> 3;
                have |= 56;
                var entry = literals[hold & 2047];
                if ((int)entry < 0)
                {
                    hold >>= (int)entry;
                    have -= (byte)entry;
                    *to++ = (byte)(entry >> 16);
                    entry = literals[hold & 2047];
                    if ((int)entry < 0)
                    {
                        hold >>= (int)entry;
                        have -= (byte)entry;
                        *to++ = (byte)(entry >> 16);
                        entry = literals[hold & 2047];
                        if ((int)entry < 0)
                        {
                            hold >>= (int)entry;
                            have -= (byte)entry;
                            *to++ = (byte)(entry >> 16);
                            continue;
                        }
                    }
                }
                if ((entry & HuffmanTable.Special) != 0)
                {
                    if ((entry & HuffmanTable.Link) != 0)
                    {
                        hold >>= 11;
                        have -= 11;
                        entry = literals[(entry >> 16) + (uint)Low(hold, entry >> 8 & 15)];
                        if ((int)entry < 0)
                        {
                            hold >>= (int)entry;
                            have -= (byte)entry;
                            *to++ = (byte)(entry >> 16);
                            continue;
                        }
                    }
                    if ((entry & HuffmanTable.Special) != 0)
                    {
                        if ((entry & HuffmanTable.End) == 0) throw Damaged("an unused literal or length code");
                        hold >>= (int)entry;
                        have -= (byte)entry;
                        ended = true;
                        break;
                    }
                }
                var length = (entry >> 16) + (uint)(Low(hold, (byte)entry) >> (int)(entry >> 8));
                hold >>= (int)entry;
                have -= (byte)entry;

                // At most 22 + 20 bits are gone; a distance takes up to 28.
                hold |= Unsafe.ReadUnaligned<ulong>(from) << have;
                from += (63 - have) >> 3;
                have |= 56;
                entry = distances[hold & 255];
                if ((entry & HuffmanTable.Special) != 0)
                {
                    if ((entry & HuffmanTable.Link) == 0) throw Damaged("an unused distance code");
                    hold >>= 8;
                    have -= 8;
                    entry = distances[(entry >> 16) + (uint)Low(hold, entry >> 8 & 15)];
                    if ((entry & HuffmanTable.Special) != 0) throw Damaged("an unused distance code");
                }
                var distance = (entry >> 16) + (uint)(Low(hold, (byte)entry) >> (int)(entry >> 8));
                hold >>= (int)entry;
                have -= (byte)entry;
                if (distance > to - begin) throw Damaged("a match begins before the output");
                Copy(to, distance, length);
                to += length;
            }
            input = from;
            output = to;
            bits = have;
            buffer = Low(hold, (uint)have);
            return ended;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static ulong Low(ulong value, uint count)
            => Bmi2.X64.IsSupported ? Bmi2.X64.ZeroHighBits(value, count) : value & ((1ul << (int)count) - 1);

        // May write up to 15 bytes too many: OutputMargin allows for them.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Copy(byte* to, uint distance, uint length)
        {
            var from = to - distance;
            var stop = to + length;
            if (distance >= 16)
            {
                do
                {
                    Vector128.Store(Vector128.Load(from), to);
                    from += 16;
                    to += 16;
                }
                while (to < stop);
            }
            else if (distance == 1)
            {
                var value = Vector128.Create(*from);
                do
                {
                    Vector128.Store(value, to);
                    to += 16;
                }
                while (to < stop);
            }
            else if (distance >= 8)
            {
                do
                {
                    Unsafe.WriteUnaligned(to, Unsafe.ReadUnaligned<ulong>(from));
                    from += 8;
                    to += 8;
                }
                while (to < stop);
            }
            else
            {
                // A word written at steps of the distance repeats the pattern.
                do
                {
                    Unsafe.WriteUnaligned(to, Unsafe.ReadUnaligned<ulong>(from));
                    from += distance;
                    to += distance;
                }
                while (to < stop);
            }
        }
    }
}
