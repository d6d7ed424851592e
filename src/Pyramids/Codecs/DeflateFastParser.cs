using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>
/// Takes bytes apart in one pass: two probes of a hash of four bytes, and longer and longer steps where nothing is found. Made for tiles of
/// predicted cells, where planes of zeros and small differences lie between planes of noise that only the Huffman code can shorten.
/// </summary>
internal sealed unsafe class DeflateFastParser : IDeflateParser
{
    private const int HashBits = 14, SkipShift = 5, Inserted = 8;

    // A match of four bytes from farther away costs as many bits as the literals it stands for.
    private const int NearForFour = 64;

    // Matches shorter than this are given up for a longer one that begins a byte later.
    private const int LazyBelow = 16;

    private readonly int[] table = new int[2 << HashBits];        // the last two positions of each hash
    private readonly DeflateSequence[] sequences = new DeflateSequence[DeflateMatch.MaxSequences];
    private int count;
    private bool lazy;

    public ReadOnlySpan<DeflateSequence> Sequences => sequences.AsSpan(0, count);

    public void Begin(int level)
    {
        lazy = level > 1;
        Array.Fill(table, -DeflateMatch.LargestDistance - 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Parse(byte* input, int start, int blockEnd, int end)
    {
        int position = Math.Max(1, start), anchor = start;
        var limit = Math.Min(blockEnd, end - DeflateMatch.Margin);
        fixed (int* slots = table)
        fixed (DeflateSequence* first = sequences)
        {
            var next = first;
            while (position < limit)
            {
                var seen = position;
                var length = Longest(input, slots, seen++, end, 0, out var from);
                if (length == 0)
                {
                    position += 1 + ((position - anchor) >> SkipShift);
                    continue;
                }
                if (lazy && length < LazyBelow)
                {
                    var longer = Longest(input, slots, seen++, end, length, out var later);
                    if (longer > 0)
                    {
                        position++;
                        (length, from) = (longer, later);
                    }
                }
                while (position > anchor && from > 0 && length < DeflateMatch.Longest && input[position - 1] == input[from - 1])
                {
                    position--;
                    from--;
                    length++;
                }
                if (lazy && length == 4 && position - from > NearForFour)
                {
                    position = seen;
                    continue;
                }
                *next++ = new(position - anchor, (ushort)length, (ushort)(position - from));
                anchor = position += length;
                if (position < limit)
                    for (var i = Math.Max(seen, position - Inserted); i < position; i++) Insert(slots, Unsafe.ReadUnaligned<uint>(input + i), i);
            }
            var reached = Math.Max(anchor, blockEnd);
            *next++ = new(reached - anchor, 0, 0);
            count = (int)(next - first);
            return reached;
        }
    }

    /// <summary>The longest match at a position if it passes a length, else 0. A run of one byte is found without the hash. The position may be entered already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Longest(byte* input, int* slots, int position, int end, int than, out int from)
    {
        var word = Unsafe.ReadUnaligned<uint>(input + position);
        var slot = slots + 2 * Hash(word);
        int newer = slot[0], older = slot[1], length = 0;
        slot[0] = position;
        slot[1] = newer;
        from = 0;
        if (word == Unsafe.ReadUnaligned<uint>(input + position - 1)) length = DeflateMatch.Length(input + (from = position - 1), input + position, input + end);
        else
        {
            if ((uint)(position - newer - 1) < DeflateMatch.LargestDistance && word == Unsafe.ReadUnaligned<uint>(input + newer))
                length = DeflateMatch.Length(input + (from = newer), input + position, input + end);
            if ((uint)(position - older - 1) < DeflateMatch.LargestDistance && word == Unsafe.ReadUnaligned<uint>(input + older))
            {
                var other = DeflateMatch.Length(input + older, input + position, input + end);
                if (other > length) (length, from) = (other, older);
            }
        }
        return length > than ? length : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Insert(int* slots, uint word, int position)
    {
        var slot = slots + 2 * Hash(word);
        slot[1] = slot[0];
        slot[0] = position;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(uint word) => (word * 0x9E3779B1u) >> (32 - HashBits);
}
