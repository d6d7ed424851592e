using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pyramids;

/// <summary>A decoding table for the prefix codes of Deflate (RFC 1951, section 3.2.2): one look-up by the next bits, a
/// second one for long codes.</summary>
/// <remarks>
/// An entry holds in bits 0..5 the bits to take (code and extra bits) and from bit 25 the length of the code alone, of two
/// literals that of the first, of a length or distance with <see cref="InflateLane.Spent"/> more. Literals are in bits 8..23,
/// and from bit 29 how many there are: one or two. Any other entry has bit 31 set and in bits 8..22 the base of the length
/// or distance, or the begin of a second-level table; the flags below say which.
/// </remarks>
/// <param name="bits">Bits of the first look-up.</param>
/// <param name="capacity">Entries of both levels.</param>
/// <param name="pairs">Enters pairs of literals, in a table that is to give two at once.</param>
internal sealed unsafe class HuffmanTable(int bits, int capacity, LiteralPairs? pairs = null)
{
    public const uint NoLiteral = 1u << 31;
    public const uint OneLiteral = 1u << CountShift;
    public const uint Link = 1u << 24;

    /// <summary>A link, the block's end, or a code that is not used.</summary>
    public const uint Special = 1u << 23;
    public const uint End = 1u << 8;
    public const uint Unused = NoLiteral | Special;
    public const int CountShift = 29;
    public const int ValueShift = 8;
    public const int LengthShift = 25;
    public const int MaxCodeLength = 15;

    // What a bit of a code's length adds to an entry.
    private const uint LengthUnit = (1u << LengthShift) + 1;

    private readonly uint[] entries = GC.AllocateArray<uint>(capacity, pinned: true);

    /// <summary>The entries; pinned, so the address stays.</summary>
    public uint* Entries => (uint*)Marshal.UnsafeAddrOfPinnedArrayElement(entries, 0);

    /// <summary>Whether an entry leads to a second-level table.</summary>
    public static bool IsLink(uint entry) => (entry & Link) != 0;

    /// <summary>Whether an entry stands for one literal or two.</summary>
    public static bool IsLiteral(uint entry) => (int)entry >= 0;

    /// <summary>Of literals the first one only.</summary>
    public static uint FirstOf(uint literals)
        => literals & ~(3u << CountShift | 0x00FF_003F) | OneLiteral | literals >> LengthShift & 15;

    /// <summary>Builds the table from code lengths; <paramref name="meaning"/> gives each symbol's entry without its
    /// lengths, extra bits in bits 0..5.</summary>
    /// <returns>Whether the lengths make a full prefix code, or one of the two short ones that Deflate allows: no
    /// symbol, or one of length 1.</returns>
    public bool Build(ReadOnlySpan<byte> lengths, ReadOnlySpan<uint> meaning)
    {
        // Symbols are counted and sorted in two halves, so that a counter need not wait for the one before.
        var half = (lengths.Length + 63 & ~63) / 2;
        Span<byte> padded = stackalloc byte[2 * half];
        lengths.CopyTo(padded);
        Span<int> counts = stackalloc int[MaxCodeLength + 1], starts = stackalloc int[MaxCodeLength + 1],
            halfStarts = stackalloc int[MaxCodeLength + 1];
        int left = 1, total = 0, shortest = 0;
        for (var length = 1; length <= MaxCodeLength; length++)
        {
            starts[length] = total;
            total += Count(padded[..half], length);
            halfStarts[length] = total;
            total += Count(padded[half..], length);
            counts[length] = total - starts[length];
            left = (left << 1) - counts[length];
            if (left < 0) return false;
            if (shortest == 0 && total > 0) shortest = length;
        }
        if (left > 0) return total <= 1 && counts[1] == total && BuildShort(lengths, meaning);
        Span<ushort> sorted = stackalloc ushort[lengths.Length + 1];
        // Those without a code go to a place behind the others.
        starts[0] = halfStarts[0] = total;
        fixed (ushort* to = sorted)
        fixed (int* low = starts, high = halfStarts)
        fixed (byte* from = padded)
        {
            for (var symbol = 0; symbol < half; symbol++)
            {
                Place(to, low, from[symbol], symbol);
                Place(to, high, from[half + symbol], half + symbol);
            }
        }
        Fill(sorted[..total], counts, meaning, shortest);
        return true;

        static void Place(ushort* to, int* starts, uint length, int symbol)
        {
            var at = starts[length];
            to[at] = (ushort)symbol;
            starts[length] = at + (int)((length + 15) >> 4);
        }
    }

    private static int Count(ReadOnlySpan<byte> lengths, int length)
    {
        var (wanted, count) = (Vector256.Create((byte)length), 0);
        for (; lengths.Length >= Vector256<byte>.Count; lengths = lengths[Vector256<byte>.Count..])
            count += BitOperations.PopCount(Vector256.Equals(Vector256.Create(lengths), wanted).ExtractMostSignificantBits());
        return count;
    }

    private bool BuildShort(ReadOnlySpan<byte> lengths, ReadOnlySpan<uint> meaning)
    {
        var entry = Unused;
        for (var symbol = 0; symbol < lengths.Length; symbol++)
            if (lengths[symbol] != 0) entry = meaning[symbol] + LengthUnit;
        var half = 1 << bits >> 1;
        for (var i = 0; i < half; i++) (entries[2 * i], entries[2 * i + 1]) = (entry, Unused);
        return true;
    }

    private void Fill(ReadOnlySpan<ushort> sorted, ReadOnlySpan<int> counts, ReadOnlySpan<uint> meaning, int shortest)
    {
        pairs?.Clear();
        var code = new ReversedCode();
        var next = 0;
        for (var length = 1; length <= bits; length++)
        {
            // The table of the shorter codes, doubled, leaves free exactly the places of the codes that follow.
            var size = 1 << length >> 1;
            if (next > 0) entries.AsSpan(0, size).CopyTo(entries.AsSpan(size));
            code.Lengthen();
            var isPaired = pairs is not null && length + shortest <= bits;
            foreach (var symbol in sorted.Slice(next, counts[length]))
            {
                var entry = meaning[symbol] + (uint)length * LengthUnit;
                entries[code.Value] = entry;
                if (isPaired && IsLiteral(entry)) pairs!.Add(code.Value, entry);
                code.Increment();
            }
            pairs?.Enter(length, entries);
            next += counts[length];
        }
        if (next < sorted.Length) FillLong(sorted[next..], counts, meaning, code);
    }

    private void FillLong(ReadOnlySpan<ushort> sorted, ReadOnlySpan<int> counts, ReadOnlySpan<uint> meaning, ReversedCode code)
    {
        var length = bits + 1;
        code.Lengthen();
        var used = 0;
        int table = 1 << bits, end = table;
        var prefix = uint.MaxValue;
        foreach (var symbol in sorted)
        {
            while (used == counts[length])
            {
                length++;
                code.Lengthen();
                used = 0;
            }
            if ((code.Value & ((1u << bits) - 1)) != prefix)
            {
                prefix = code.Value & ((1u << bits) - 1);
                table = end;
                var width = Width(length - bits, counts, used, length);
                end = table + (1 << width);
                entries[prefix] = Unused | Link | (uint)table << ValueShift | (uint)width << LengthShift | (uint)bits;
            }
            var (step, entry) = (1 << (length - bits), meaning[symbol] + (uint)(length - bits) * LengthUnit);
            for (var i = table + (int)(code.Value >> bits); i < end; i += step) entries[i] = entry;
            code.Increment();
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

    /// <summary>Counts codes up as Deflate assigns them, the bit that is read first lowest.</summary>
    private struct ReversedCode
    {
        private uint code;
        private int length;

        public uint Value { get; private set; }

        public void Lengthen()
        {
            code <<= 1;
            length++;
        }

        // The low bits that counting up changes are the high ones here.
        public void Increment()
        {
            code++;
            Value ^= uint.MaxValue << (length - 1 - BitOperations.TrailingZeroCount(code)) & ((1u << length) - 1);
        }
    }
}
