using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pyramids;

/// <summary>
/// Takes bytes apart in one pass: a few probes of a hash of four bytes, and longer and longer steps where nothing is found. Made for tiles of
/// predicted cells, where planes of zeros and small differences lie between planes of noise that only the Huffman code can shorten.
/// </summary>
internal sealed unsafe class DeflateFastParser : IDeflateParser
{
    private const int HashBits = 14, Ways = 4, SkipShift = 5, Inserted = 8;

    // At level 2 a match shorter than this is given up for a longer one that begins a byte later.
    private const int LazyBelow = 16;

    private readonly int[] table = new int[Ways << HashBits];      // the last positions of each hash, the newest first
    private readonly DeflateSequence[] sequences = new DeflateSequence[DeflateMatch.MaxSequences];
    private int count;
    private int ways, lazyBelow;

    public ReadOnlySpan<DeflateSequence> Sequences => sequences.AsSpan(0, count);

    public void Begin(int level)
    {
        (ways, lazyBelow) = level > 1 ? (Ways, LazyBelow) : (2, 0);
        Array.Fill(table, -DeflateMatch.LargestDistance - 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Parse(byte* input, int start, int blockEnd, int end)
    {
        int position = Math.Max(1, start), anchor = start, ways = this.ways, lazyBelow = this.lazyBelow;
        var limit = Math.Min(blockEnd, end - DeflateMatch.Margin);
        fixed (int* slots = table)
        fixed (DeflateSequence* first = sequences)
        {
            var next = first;
            while (position < limit)
            {
                var seen = position;
                var length = Longest(input, slots, ways, seen++, end, 0, out var from);
                if (length == 0)
                {
                    position += 1 + ((position - anchor) >> SkipShift);
                    continue;
                }
                if (length < lazyBelow)
                {
                    var longer = Longest(input, slots, ways, seen++, end, length, out var later);
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

    /// <summary>The longest match at a position, which is entered, if it passes a length, else 0. A run of one byte is found without the hash.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Longest(byte* input, int* slots, int ways, int position, int end, int than, out int from)
    {
        var word = Unsafe.ReadUnaligned<uint>(input + position);
        var slot = slots + Ways * Hash(word);
        var candidates = Vector128.Load(slot);
        Enter(slot, candidates, position);
        var length = 0;
        from = 0;
        if (word == Unsafe.ReadUnaligned<uint>(input + position - 1)) length = DeflateMatch.Length(input + (from = position - 1), input + position, input + end);
        else
            for (var way = 0; way < ways; way++)
            {
                var candidate = candidates.GetElement(way);
                if (position - candidate > DeflateMatch.LargestDistance) break;
                if (word != Unsafe.ReadUnaligned<uint>(input + candidate)) continue;
                var other = DeflateMatch.Length(input + candidate, input + position, input + end);
                if (other > length) (length, from) = (other, candidate);
            }
        return length > than ? length : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Insert(int* slots, uint word, int position)
    {
        var slot = slots + Ways * Hash(word);
        Enter(slot, Vector128.Load(slot), position);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Enter(int* slot, Vector128<int> positions, int position)
        => Vector128.Shuffle(positions, Vector128.Create(0, 0, 1, 2)).WithElement(0, position).Store(slot);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(uint word) => (word * 0x9E3779B1u) >> (32 - HashBits);
}
