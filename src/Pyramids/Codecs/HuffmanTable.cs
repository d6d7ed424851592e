using System.Numerics;
using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>A decoding table for the prefix codes of Deflate (RFC 1951, section 3.2.2): one look-up by the next bits, a
/// second one for long codes.</summary>
/// <remarks>
/// An entry holds in bits 0..7 the bits to take (code and extra bits), in bits 8..13 the length of the code alone, in bits
/// 16..30 the literal, the base of the length or distance, or the begin of a second-level table; the flags below say which.
/// </remarks>
internal sealed unsafe class HuffmanTable(int bits, int capacity)
{
    public const uint Literal = 1u << 31;
    public const uint Special = 1u << 15;
    public const uint Link = 1u << 14;
    public const uint End = 1u << 13;
    public const int MaxCodeLength = 15;

    private readonly uint[] entries = GC.AllocateArray<uint>(capacity, pinned: true);

    /// <summary>The entries; pinned, so the address stays.</summary>
    public uint* Entries => (uint*)Marshal.UnsafeAddrOfPinnedArrayElement(entries, 0);

    /// <summary>Builds the table from code lengths; <paramref name="meaning"/> gives each symbol's entry without its
    /// lengths, extra bits in bits 0..7.</summary>
    /// <returns>Whether the lengths make a full prefix code, or one of the two short ones that Deflate allows: no
    /// symbol, or one of length 1.</returns>
    public bool Build(ReadOnlySpan<byte> lengths, ReadOnlySpan<uint> meaning)
    {
        Span<int> counts = stackalloc int[MaxCodeLength + 1], starts = stackalloc int[MaxCodeLength + 2];
        Span<ushort> sorted = stackalloc ushort[lengths.Length];
        counts.Clear();
        foreach (var length in lengths) counts[length]++;
        int left = 1, total = 0;
        for (var length = 1; length <= MaxCodeLength; length++)
        {
            left = (left << 1) - counts[length];
            if (left < 0) return false;
            starts[length] = total;
            total += counts[length];
        }
        if (left > 0) return total <= 1 && counts[1] == total && BuildShort(lengths, meaning);
        for (var symbol = 0; symbol < lengths.Length; symbol++)
            if (lengths[symbol] != 0) sorted[starts[lengths[symbol]]++] = (ushort)symbol;
        Fill(sorted[..total], counts, meaning);
        return true;
    }

    private bool BuildShort(ReadOnlySpan<byte> lengths, ReadOnlySpan<uint> meaning)
    {
        var entry = Special;
        for (var symbol = 0; symbol < lengths.Length; symbol++)
            if (lengths[symbol] != 0) entry = Entry(meaning[symbol], 1);
        var half = 1 << bits >> 1;
        for (var i = 0; i < half; i++) (entries[2 * i], entries[2 * i + 1]) = (entry, Special);
        return true;
    }

    private void Fill(ReadOnlySpan<ushort> sorted, ReadOnlySpan<int> counts, ReadOnlySpan<uint> meaning)
    {
        uint code = 0;
        int next = 0, size = 1;
        for (var length = 1; length <= bits; length++)
        {
            // The table of the shorter codes, doubled, leaves free exactly the places of the codes that follow.
            entries.AsSpan(0, size).CopyTo(entries.AsSpan(size));
            size <<= 1;
            for (var n = counts[length]; n > 0; n--)
            {
                entries[code] = Entry(meaning[sorted[next++]], length);
                code = Increment(code, length);
            }
        }
        FillLong(sorted[next..], counts, meaning, code);
    }

    private void FillLong(ReadOnlySpan<ushort> sorted, ReadOnlySpan<int> counts, ReadOnlySpan<uint> meaning, uint code)
    {
        var length = bits + 1;
        var used = 0;
        int table = 1 << bits, end = table;
        var prefix = uint.MaxValue;
        foreach (var symbol in sorted)
        {
            while (used == counts[length])
            {
                length++;
                used = 0;
            }
            if ((code & ((1u << bits) - 1)) != prefix)
            {
                prefix = code & ((1u << bits) - 1);
                table = end;
                var width = Width(length - bits, counts, used, length);
                end = table + (1 << width);
                entries[prefix] = (uint)table << 16 | Special | Link | (uint)width << 8 | (uint)bits;
            }
            var step = 1 << (length - bits);
            for (var i = table + (int)(code >> bits); i < end; i += step) entries[i] = Entry(meaning[symbol], length - bits);
            code = Increment(code, length);
            used++;
        }
    }

    // The second level must be as wide as the longest code below its prefix.
    private int Width(int width, ReadOnlySpan<int> counts, int used, int length)
    {
        var room = (1 << width) - (counts[length] - used);
        while (room > 0 && width + bits < MaxCodeLength)
        {
            width++;
            room = (room << 1) - counts[bits + width];
        }
        return width;
    }

    private static uint Entry(uint meaning, int length)
        => (meaning & Special) != 0 ? meaning | (uint)length : meaning + (uint)(length << 8 | length);

    // Codes are read from their low bit, so they count up from the high one.
    private static uint Increment(uint code, int length)
    {
        var free = ~code & ((1u << length) - 1);
        if (free == 0) return 0;
        var bit = 1u << BitOperations.Log2(free);
        return code & (bit - 1) | bit;
    }
}
