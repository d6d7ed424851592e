using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>Writes blocks of sequences with a Huffman code of their own, or stored when that is shorter. RFC 1951, section 3.2.</summary>
/// <remarks>Pointers and unchecked tables: the encoder's benchmark is in tests/Pyramids.Benchmarks.</remarks>
internal sealed unsafe class DeflateBlockWriter
{
    // Four words and the seven bits that may wait must fit into 64.
    private const int LiteralLimit = 14, DistanceLimit = 15, LengthCodeLimit = 7;
    private const int LiteralSymbols = DeflateSymbols.Literals, DistanceSymbols = DeflateSymbols.Distances,
        EndOfBlock = DeflateSymbols.EndOfBlock, MaxStored = 65535;

    private readonly uint[] literalFrequency = new uint[LiteralSymbols], distanceFrequency = new uint[DistanceSymbols];
    private readonly uint[] histogram = new uint[4 * 256];
    private readonly byte[] lengths = new byte[LiteralSymbols + DistanceSymbols + 2];
    private readonly byte[] literalLength = new byte[LiteralSymbols], distanceLength = new byte[DistanceSymbols];
    private readonly ushort[] codes = new ushort[LiteralSymbols];
    private readonly uint[] literal = new uint[256];                 // length of the word, and the word from bit 8
    private readonly ulong[] match = new ulong[DeflateMatch.Longest + 1];    // word with extra bits, and their count from bit 32
    private readonly uint[] distance = new uint[DistanceSymbols];    // word, its length from bit 16, and with the extra bits from 24
    private readonly byte[] lengthSymbols = new byte[LiteralSymbols + DistanceSymbols],
        lengthExtra = new byte[LiteralSymbols + DistanceSymbols];

    private byte* output;
    private ulong bits;
    private int count;

    public byte* Position => output;

    public void Begin(byte* destination) 
    {
        output = destination;
        (bits, count) = (0, 0);
    }

    /// <summary>Fills up the last byte.</summary>
    public void End()
    {
        Flush();
        if (count > 0) *output++ = (byte)bits;
        (bits, count) = (0, 0);
    }

    /// <summary>Writes one block: the bytes given, as the sequences take them apart.</summary>
    public void Write(byte* input, int length, ReadOnlySpan<DeflateSequence> sequences, bool last)
    {
        Count(input, sequences);
        DeflateHuffmanEncoder.Lengths(literalFrequency, LiteralLimit, literalLength);
        DeflateHuffmanEncoder.Lengths(distanceFrequency, DistanceLimit, distanceLength);
        int literals = LiteralSymbols, distances = DistanceSymbols;
        while (literals > 257 && literalLength[literals - 1] == 0) literals--;
        while (distances > 1 && distanceLength[distances - 1] == 0) distances--;
        literalLength.AsSpan(0, literals).CopyTo(lengths);
        distanceLength.AsSpan(0, distances).CopyTo(lengths.AsSpan(literals));
        Span<uint> lengthFrequency = stackalloc uint[19];
        Span<byte> lengthLength = stackalloc byte[19];
        var runs = RunLengths(lengths.AsSpan(0, literals + distances), lengthFrequency);
        DeflateHuffmanEncoder.Lengths(lengthFrequency, LengthCodeLimit, lengthLength);

        var stored = 8L * length + 40L * (1 + length / MaxStored);
        if (Bits() + HeaderBits(lengthFrequency, lengthLength) >= stored)
        {
            Store(input, length, last);
            return;
        }
        Put(last ? 5u : 4u, 3);
        PutHeader(literals, distances, runs, lengthLength);
        MakeTables();
        Flush();
        PutSequences(input, sequences);
        Put(codes[EndOfBlock], literalLength[EndOfBlock]);
        Flush();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Count(byte* input, ReadOnlySpan<DeflateSequence> sequences)
    {
        Array.Clear(literalFrequency);
        Array.Clear(distanceFrequency);
        Array.Clear(histogram);
        fixed (uint* h = histogram, lengthCount = &literalFrequency[EndOfBlock], distanceCount = distanceFrequency)
        fixed (byte* lengthSymbol = DeflateSymbols.OfLength, distanceSymbol = DeflateSymbols.OfSlot)
        {
            foreach (var sequence in sequences)
            {
                var n = sequence.Literals;
                for (; n >= 8; n -= 8, input += 8)
                {
                    var eight = Unsafe.ReadUnaligned<ulong>(input);
                    h[(byte)eight]++;
                    h[256 + (byte)(eight >> 8)]++;
                    h[512 + (byte)(eight >> 16)]++;
                    h[768 + (byte)(eight >> 24)]++;
                    h[(byte)(eight >> 32)]++;
                    h[256 + (byte)(eight >> 40)]++;
                    h[512 + (byte)(eight >> 48)]++;
                    h[768 + (eight >> 56)]++;
                }
                for (; n > 0; n--) h[*input++]++;
                lengthCount[lengthSymbol[sequence.Length]]++;                    // of no match: the end of the block
                var below = sequence.Distance - 1;
                if (below >= 0) distanceCount[distanceSymbol[DeflateSymbols.Slot(below)]]++;
                input += sequence.Length;
            }
            for (var i = 0; i < 256; i++) literalFrequency[i] = h[i] + h[256 + i] + h[512 + i] + h[768 + i];
        }
        literalFrequency[EndOfBlock] = 1;
    }

    private long Bits()
    {
        long sum = 3;
        for (var i = 0; i < LiteralSymbols; i++)
            sum += (long)literalFrequency[i] * (literalLength[i] + (i > EndOfBlock ? DeflateSymbols.LengthExtra(i) : 0));
        for (var i = 0; i < DistanceSymbols; i++) sum += (long)distanceFrequency[i] * (distanceLength[i] + DeflateSymbols.DistanceExtra(i));
        return sum;
    }

    private static int HeaderBits(ReadOnlySpan<uint> frequency, ReadOnlySpan<byte> length)
    {
        var sum = 14 + 3 * 19;
        for (var i = 0; i < 19; i++) sum += (int)frequency[i] * (length[i] + (i == 16 ? 2 : i == 17 ? 3 : i == 18 ? 7 : 0));
        return sum;
    }

    // Code lengths as symbols 0..15, 16 (repeat), 17 and 18 (zeros).
    private int RunLengths(ReadOnlySpan<byte> all, Span<uint> frequency)
    {
        frequency.Clear();
        var written = 0;
        for (var i = 0; i < all.Length;)
        {
            var value = all[i];
            var run = 1;
            while (i + run < all.Length && all[i + run] == value) run++;
            i += run;
            while (run > 0)
            {
                int symbol = value, extra = 0, taken = 1;
                if (value == 0 && run >= 11) (symbol, taken) = (18, Math.Min(run, 138));
                else if (value == 0 && run >= 3) (symbol, taken) = (17, run);
                else if (value != 0 && run >= 4)
                {
                    Add(value, 0, ref written, frequency);
                    run--;
                    (symbol, taken) = (16, Math.Min(run, 6));
                }
                extra = symbol == 18 ? taken - 11 : symbol > 15 ? taken - 3 : 0;
                Add(symbol, extra, ref written, frequency);
                run -= taken;
                while (symbol == 16 && run >= 3)
                {
                    taken = Math.Min(run, 6);
                    Add(16, taken - 3, ref written, frequency);
                    run -= taken;
                }
            }
        }
        return written;
    }

    private void Add(int symbol, int extra, ref int written, Span<uint> frequency)
    {
        lengthSymbols[written] = (byte)symbol;
        lengthExtra[written++] = (byte)extra;
        frequency[symbol]++;
    }

    private void PutHeader(int literals, int distances, int runs, ReadOnlySpan<byte> lengthLength)
    {
        ReadOnlySpan<byte> order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
        var sent = 19;
        while (sent > 4 && lengthLength[order[sent - 1]] == 0) sent--;
        Put((uint)(literals - 257 | distances - 1 << 5 | sent - 4 << 10), 14);
        for (var i = 0; i < sent; i++) Put(lengthLength[order[i]], 3);
        Span<ushort> words = stackalloc ushort[19];
        DeflateHuffmanEncoder.Codes(lengthLength, words);
        for (var i = 0; i < runs; i++)
        {
            var symbol = lengthSymbols[i];
            Put(words[symbol], lengthLength[symbol]);
            if (symbol > 15) Put(lengthExtra[i], symbol == 16 ? 2 : symbol == 17 ? 3 : 7);
        }
    }

    private void MakeTables()
    {
        DeflateHuffmanEncoder.Codes(distanceLength, codes);
        for (var i = 0; i < DistanceSymbols; i++)
            distance[i] = codes[i] | (uint)distanceLength[i] << 16 | (uint)(distanceLength[i] + DeflateSymbols.DistanceExtra(i)) << 24;
        DeflateHuffmanEncoder.Codes(literalLength, codes);
        for (var i = 0; i < 256; i++) literal[i] = literalLength[i] | (uint)codes[i] << 8;
        var start = 3;
        for (var symbol = 257; symbol < LiteralSymbols; symbol++)
        {
            int extra = DeflateSymbols.LengthExtra(symbol), word = literalLength[symbol];
            for (var i = 0; i < 1 << extra && start + i < DeflateMatch.Longest; i++)
                match[start + i] = codes[symbol] | (uint)i << word | (ulong)(word + extra) << 32;
            start += 1 << extra;
        }
        match[DeflateMatch.Longest] = codes[285] | (ulong)literalLength[285] << 32;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PutSequences(byte* input, ReadOnlySpan<DeflateSequence> sequences)
    {
        var to = output;
        var (word, used) = (bits, (ulong)count);
        fixed (uint* literalTable = literal, distanceTable = distance)
        fixed (ulong* matchTable = match)
        fixed (int* bases = DeflateSymbols.DistanceBase)
        fixed (byte* symbols = DeflateSymbols.OfSlot)
        {
            foreach (var sequence in sequences)
            {
                var n = sequence.Literals;
                for (; n >= 4; n -= 4, input += 4)
                {
                    ulong a = literalTable[input[0]], b = literalTable[input[1]], c = literalTable[input[2]], d = literalTable[input[3]];
                    ulong two = a >> 8 | b >> 8 << (int)a, more = c >> 8 | d >> 8 << (int)c;
                    a += b;
                    word |= (two | more << (int)a) << (int)used;
                    used = used + a + c + d & 63;
                    Unsafe.WriteUnaligned(to, word);
                    to += used >> 3;
                    word >>= (int)(used & 56);
                    used &= 7;
                }
                for (; n > 0; n--)
                {
                    var a = literalTable[*input++];
                    word |= (ulong)(a >> 8) << (int)used;
                    used += (byte)a;
                }
                Unsafe.WriteUnaligned(to, word);
                to += used >> 3;
                word >>= (int)(used & 56);
                used &= 7;
                if (sequence.Length == 0) continue;

                input += sequence.Length;
                var length = matchTable[sequence.Length];
                word |= (ulong)(uint)length << (int)used;
                used += length >> 32;
                var below = sequence.Distance - 1;
                var symbol = symbols[DeflateSymbols.Slot(below)];
                var entry = distanceTable[symbol];
                word |= (ulong)((ushort)entry | (uint)(below - bases[symbol]) << (int)(entry >> 16)) << (int)used;
                used += entry >> 24;
                Unsafe.WriteUnaligned(to, word);
                to += used >> 3;
                word >>= (int)(used & 56);
                used &= 7;
            }
        }
        output = to;
        (bits, count) = (word, (int)used);
    }

    private void Store(byte* input, int length, bool last)
    {
        do
        {
            var part = Math.Min(length, MaxStored);
            Put(last && part == length ? 1u : 0u, 3);
            End();
            Unsafe.WriteUnaligned(output, (uint)part | ~(uint)part << 16);
            output += 4;
            Buffer.MemoryCopy(input, output, part, part);
            output += part;
            input += part;
            length -= part;
        }
        while (length > 0);
    }

    private void Put(uint value, int width)
    {
        bits |= (ulong)value << count;
        count += width;
        if (count >= 32) Flush();
    }

    private void Flush()
    {
        Unsafe.WriteUnaligned(output, bits);
        output += count >> 3;
        bits >>= count & ~7;
        count &= 7;
    }
}
