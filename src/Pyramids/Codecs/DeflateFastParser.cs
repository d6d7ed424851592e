using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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
    private const int HashBits = 13, Overlap = 8;

    // Above level 1 a match shorter than this is given up for a longer one that begins a byte later.
    private const int LazyBelow = 12;

    // A found match is a word: its length, as far as compared, from bit 16, and below how far it is from being too far.
    private const int LengthShift = 16, Least = 4 << LengthShift;

    private readonly TSlot[] shorts = new TSlot[1 << HashBits], longs = new TSlot[1 << HashBits];
    private readonly DeflateSequence[] sequences = new DeflateSequence[DeflateMatch.MaxSequences];
    private int count, lazyBelow;

    /// <summary>Bytes compared at once. Of matches longer than that the nearest is taken, which maps of classes ask for.</summary>
    private static int Compared => typeof(TSlot) == typeof(ulong) ? 8 : 16;

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
        int position = Math.Max(Overlap, start), anchor = start, lazyBelow = this.lazyBelow;
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
                    position += Step(position - anchor);
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
                if (position < limit) EnterEnd(input, four, eight, seen, position);
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
        if ((uint)word == Unsafe.ReadUnaligned<uint>(input + position - 1)) return Rate(input, position, (ulong)(position - 1) << 16);
        if (Differ(a, word) & Differ(b, word) && (typeof(TSlot) == typeof(uint) || Differ(a >> 32, word) & Differ(b >> 32, word))) return 0;
        var best = Larger(Rate(input, position, a), Rate(input, position, b));
        if (typeof(TSlot) == typeof(ulong))
            best = Larger(best, Larger(Rate(input, position, a >> 32), Rate(input, position, b >> 32)));
        return best;
    }

    /// <summary>How far to go on after a miss: farther and farther. Where planes are to be expected not so far that the one after a plane
    /// of noise begins unseen, unless the noise is longer than planes are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Step(int sinceMatch)
        => typeof(TSlot) == typeof(ulong) ? 1 + (sinceMatch >> 5) : Math.Min(16, 1 + (sinceMatch >> 4)) + (sinceMatch >> 10);

    /// <summary>Enters the end of a match. With one position in a slot it does no harm to enter one again: then it is always the same
    /// number, for a loop over those of a short match would be left at a different turn each time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EnterEnd(byte* input, TSlot* four, TSlot* eight, int seen, int end)
    {
        if (typeof(TSlot) == typeof(ulong))
        {
            for (var i = Math.Max(seen, end - Overlap); i < end; i++) Enter(input, four, eight, i);
            return;
        }
        EnterLong(input, eight, end - 8);
        EnterLong(input, eight, end - 7);
        EnterLong(input, eight, end - 6);
        EnterLong(input, eight, end - 5);
        Enter(input, four, eight, end - 4);
        Enter(input, four, eight, end - 3);
        Enter(input, four, eight, end - 2);
        Enter(input, four, eight, end - 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Enter(byte* input, TSlot* four, TSlot* eight, int position)
    {
        var word = Unsafe.ReadUnaligned<ulong>(input + position);
        var near = four + Hash((uint)word);
        *near = Push(*near, word, position);
        EnterLong(input, eight, position);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EnterLong(byte* input, TSlot* eight, int position)
    {
        var word = Unsafe.ReadUnaligned<ulong>(input + position);
        var far = eight + Hash(word);
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
    private static int Rate(byte* input, int position, ulong entry)
    {
        var distance = (ushort)(position - 1 - (int)((uint)entry >> 16)) + 1;
        var equal = Vector128.Equals(Vector128.Load(input + position), Vector128.Load(input + position - distance));
        var different = ~equal.ExtractMostSignificantBits() | 1u << Compared;
        return BitOperations.TrailingZeroCount(different) << LengthShift | (DeflateMatch.LargestDistance - distance);
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
