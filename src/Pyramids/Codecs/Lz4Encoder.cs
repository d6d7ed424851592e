using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>LZ4 blocks in one pass: the last position at which the next bytes were seen, and longer and longer steps
/// where nothing is found.</summary>
/// <remarks>
/// LZ4 Block Format Description 1.6. Pointers and unchecked tables: the encoder's benchmark is in
/// tests/Pyramids.Benchmarks. Planes of shuffled cells hold many matches of four and five bytes that save next to
/// nothing and take most of the time; looked up by six bytes they are found less often.
/// </remarks>
internal static unsafe class Lz4Encoder
{
    /// <summary>Bytes by which a place is looked up: in planes of shuffled cells, and in bytes of any kind.</summary>
    public const int OfPlanes = 6, OfAny = 5;

    private const int HashBits = 12, SkipShift = 5, Farthest = 65535, Shortest = 4, Nibble = 15;

    // The format wants five literals at the end and no match in the last twelve bytes; copies of sixteen need a few more.
    private const int Margin = 16, LastLiterals = 5, Slack = 20;

    [ThreadStatic] private static uint[]? table;
    [ThreadStatic] private static uint used;             // positions of this thread's earlier blocks lie below

    /// <summary>The most that a block of so many bytes takes.</summary>
    public static int MaxEncodedLength(int length) => checked(length + length / 255 + Slack);

    /// <returns>Bytes written; 0 when there is too little room.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Encode(ReadOnlySpan<byte> source, Span<byte> target, int lookUp = OfAny)
    {
        var bias = Begin(source.Length);
        var cut = 64 - 8 * lookUp;
        fixed (uint* slots = table)
        fixed (byte* first = source, begin = target)
        {
            byte* input = first, anchor = first, output = begin, end = first + source.Length, room = begin + target.Length;
            var tries = 1 << SkipShift;
            while (input + Margin <= end)
            {
                var word = Unsafe.ReadUnaligned<ulong>(input);
                var slot = slots + Hash(word, cut);
                var position = bias + (uint)(input - first);
                var distance = position - *slot;
                *slot = position;
                if (distance > Farthest || Unsafe.ReadUnaligned<uint>(input - distance) != (uint)word)
                {
                    input += tries++ >> SkipShift;
                    continue;
                }
                while (input > anchor && input - distance > first && input[-1] == (input - distance)[-1]) input--;
                int literals = (int)(input - anchor), length = Length(input, input - distance, end - LastLiterals);
                if (output + literals + literals / 255 + length / 255 + Slack > room) return 0;
                var token = output++;
                *token = (byte)(Math.Min(literals, Nibble) << 4 | Math.Min(length - Shortest, Nibble));
                output = PutLiterals(anchor, literals, output);
                Unsafe.WriteUnaligned(output, (ushort)distance);
                output = PutRest(length - Shortest, output + sizeof(ushort));
                anchor = input += length;
                tries = 1 << SkipShift;
                if (input + Margin > end) break;
                slots[Hash(Unsafe.ReadUnaligned<ulong>(input - 2), cut)] = bias + (uint)(input - 2 - first);
            }
            var written = PutLast(anchor, (int)(end - anchor), output, room);
            return written is null ? 0 : (int)(written - begin);
        }
    }

    /// <summary>What is added to a block's positions, so that entries of earlier blocks are too far away to count.</summary>
    private static uint Begin(int length)
    {
        table ??= new uint[1 << HashBits];
        if (used > uint.MaxValue - 2 * (uint)Farthest - (uint)length)
        {
            Array.Clear(table);
            used = 0;
        }
        var bias = used + Farthest + 1;
        used = bias + (uint)length;
        return bias;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Length(byte* input, byte* earlier, byte* end)
    {
        var at = input + Shortest;
        earlier += Shortest;
        for (; at + sizeof(ulong) <= end; at += sizeof(ulong), earlier += sizeof(ulong))
        {
            var difference = Unsafe.ReadUnaligned<ulong>(at) ^ Unsafe.ReadUnaligned<ulong>(earlier);
            if (difference != 0) return (int)(at - input) + (BitOperations.TrailingZeroCount(difference) >> 3);
        }
        for (; at < end && *at == *earlier; at++) earlier++;
        return (int)(at - input);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* PutLiterals(byte* from, int count, byte* output)
    {
        if (count < Nibble)
        {
            Unsafe.CopyBlockUnaligned(output, from, Margin);     // a copy of fixed length; what is too much is written over
            return output + count;
        }
        output = PutRest(count, output);
        Unsafe.CopyBlockUnaligned(output, from, (uint)count);
        return output + count;
    }

    /// <summary>What of a length its half of the token does not hold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* PutRest(int length, byte* output)
    {
        if (length < Nibble) return output;
        for (length -= Nibble; length >= 255; length -= 255) *output++ = 255;
        *output++ = (byte)length;
        return output;
    }

    /// <returns>The end; null when there is too little room.</returns>
    private static byte* PutLast(byte* from, int count, byte* output, byte* room)
    {
        if (output + 1 + count + (count < Nibble ? 0 : 1 + (count - Nibble) / 255) > room) return null;
        *output++ = (byte)(Math.Min(count, Nibble) << 4);
        output = PutRest(count, output);
        Buffer.MemoryCopy(from, output, count, count);
        return output + count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(ulong word, int cut) => (uint)(((word << cut) * 0x9E3779B97F4A7C15u) >> (64 - HashBits));
}
