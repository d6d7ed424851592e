using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>
/// Takes bytes apart in one pass: the last positions at which the next four and the next eight bytes were seen, and longer and longer
/// steps where nothing is found. Made for tiles of predicted cells, where planes of zeros and small differences lie between planes of
/// noise that only the Huffman code can shorten. A slot of <see cref="uint"/> holds one position, one of <see cref="ulong"/> two.
/// </summary>
/// <remarks>
/// An entry is the low half of a position, and below it the first two bytes found there: noise is told by them without a look at the bytes
/// themselves, which would be in no near cache. Where a match is to be expected nothing branches until the longest is known.
/// </remarks>
internal sealed unsafe class DeflateFastParser<TSlot> : IDeflateParser where TSlot : unmanaged, IBinaryInteger<TSlot>
{
    private const int HashBits = 13, SkipShift = 5, Inserted = 8;

    // Above level 1 a match shorter than this is given up for a longer one that begins a byte later.
    private const int LazyBelow = 12;

    // Bytes compared at once. A found match is a word: its length, up to this, from bit 16, and below how far it is from being too far.
    private const int Compared = 8, LengthShift = 16, Least = 4 << LengthShift;

    private readonly TSlot[] shorts = new TSlot[1 << HashBits], longs = new TSlot[1 << HashBits];
    private readonly DeflateSequence[] sequences = new DeflateSequence[DeflateMatch.MaxSequences];
    private int count, lazyBelow;

    public ReadOnlySpan<DeflateSequence> Sequences => sequences.AsSpan(0, count);

    public void Begin(int level)
    {
        lazyBelow = level > 1 ? LazyBelow : 0;
        Array.Clear(shorts);                                      // position 0, which is a position like others
        Array.Clear(longs);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Parse(byte* input, int start, int blockEnd, int end)
    {
        int position = Math.Max(1, start), anchor = start, lazyBelow = this.lazyBelow;
        var limit = Math.Min(blockEnd, end - DeflateMatch.Margin);
        fixed (TSlot* four = shorts, eight = longs)
        fixed (DeflateSequence* first = sequences)
        {
            var next = first;
            while (position < limit)
            {
                var found = Probe(input, four, eight, position);
                if (found < Least)
                {
                    position += 1 + ((position - anchor) >> SkipShift);
                    continue;
                }
                var seen = position + 1;
                var (length, from) = Whole(input, found, position, end);
                if (length < lazyBelow)
                {
                    var (longer, later) = Whole(input, Probe(input, four, eight, seen), seen, end);
                    if (longer > length) (position, length, from) = (seen, longer, later);
                    seen++;
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
                    for (var i = Math.Max(seen, position - Inserted); i < position; i++) Enter(input, four, eight, i);
            }
            var reached = Math.Max(anchor, blockEnd);
            *next++ = new(reached - anchor, 0, 0);
            count = (int)(next - first);
            return reached;
        }
    }

    /// <summary>The longest match at a position, the nearest of equal ones, found among the entries; the position is entered.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Probe(byte* input, TSlot* four, TSlot* eight, int position)
    {
        var word = Unsafe.ReadUnaligned<ulong>(input + position);
        TSlot* near = four + Hash((uint)word), far = eight + Hash(word);
        ulong a = ulong.CreateTruncating(*near), b = ulong.CreateTruncating(*far);
        *near = Push(*near, word, position);
        *far = Push(*far, word, position);
        if ((uint)word == Unsafe.ReadUnaligned<uint>(input + position - 1)) return Rate(input, word, position, (ulong)(position - 1) << 16);
        if (Differ(a, word) & Differ(b, word) && (typeof(TSlot) == typeof(uint) || Differ(a >> 32, word) & Differ(b >> 32, word))) return 0;
        var best = Larger(Rate(input, word, position, a), Rate(input, word, position, b));
        if (typeof(TSlot) == typeof(ulong))
            best = Larger(best, Larger(Rate(input, word, position, a >> 32), Rate(input, word, position, b >> 32)));
        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Enter(byte* input, TSlot* four, TSlot* eight, int position)
    {
        var word = Unsafe.ReadUnaligned<ulong>(input + position);
        TSlot* near = four + Hash((uint)word), far = eight + Hash(word);
        *near = Push(*near, word, position);
        *far = Push(*far, word, position);
    }

    // The newest entry is the lowest.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSlot Push(TSlot slot, ulong word, int position)
    {
        var entry = TSlot.CreateTruncating((uint)position << 16 | (ushort)word);
        return typeof(TSlot) == typeof(ulong) ? slot << 32 | entry : entry;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Differ(ulong entry, ulong word) => (ushort)entry != (ushort)word;

    /// <summary>A match as a word, negative when it is too far away. An entry from 65536 bytes before, or more, may
    /// stand for a nearer position: the bytes there decide.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Rate(byte* input, ulong word, int position, ulong entry)
    {
        var distance = (ushort)(position - 1 - (int)((uint)entry >> 16)) + 1;
        var difference = word ^ Unsafe.ReadUnaligned<ulong>(input + position - distance);
        return BitOperations.TrailingZeroCount(difference) >> 3 << LengthShift | (DeflateMatch.LargestDistance - distance);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Larger(long a, long b) => (int)(a - (a - b & (a - b) >> 63));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (int Length, int From) Whole(byte* input, int found, int position, int end)
    {
        var (length, from) = (found >> LengthShift, (found & ushort.MaxValue) + position - DeflateMatch.LargestDistance);
        return (length < Compared ? length : DeflateMatch.Length(input + from, input + position, input + end), from);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(uint word) => (word * 0x9E3779B1u) >> (32 - HashBits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(ulong word) => (uint)((word * 0x9E3779B97F4A7C15u) >> (64 - HashBits));
}
