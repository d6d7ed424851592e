using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pyramids;

/// <summary>Decodes the symbols of Deflate blocks where neither end is near, so that a few checks for a step are enough.</summary>
/// <remarks>
/// A symbol cannot be looked up before the length of the one before it is known, so a stream by itself waits most of
/// the time, and a second one is decoded in that time nearly for nothing. The entry of the next symbol is looked up
/// before more bits are taken in, which does not change it. After a match literals are taken or not without a branch:
/// whether any follow is hard to foresee.
/// </remarks>
internal static unsafe class InflateLoop
{
    /// <summary>Bytes that a step may make: two pairs of literals, the longest match, one more pair.</summary>
    public const int MostOfStep = 2 * 2 + 258 + 2;

    // For each distance below 16, the places of a vector's bytes in a pattern so long.
    private static ReadOnlySpan<byte> Repeats =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1,
        0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0,
        0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3,
        0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0,
        0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5, 0, 1, 2, 3,
        0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6, 0, 1,
        0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 6,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 1, 2, 3, 4,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0, 1, 2, 3,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0, 1, 2,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 0, 1,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0
    ];

    // How many of those bytes are whole patterns.
    private static ReadOnlySpan<byte> RepeatSteps => [0, 16, 16, 15, 16, 15, 12, 14, 16, 9, 10, 11, 12, 13, 14, 15];

    /// <summary>Decodes until the block ends, which it answers, or an end of input or output is near.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool One(ref InflateStream stream)
    {
        if (!stream.IsFarFromEnds) return false;
        var lane = new InflateLane(ref stream);
        uint* literals = stream.Tables.Literals.Entries, distances = stream.Tables.Distance.Entries;
        byte* begin = stream.Begin, lastFrom = stream.SourceEnd - InflateStream.InputMargin,
            lastTo = stream.End - InflateStream.OutputMargin;
        var ended = false;
        lane.Refill();
        lane.Entry = lane.Look(literals);
        nint steps;
        while (!ended && (steps = lane.Steps(lastFrom, lastTo)) > 0)
            while (!ended && --steps >= 0)
                ended = Step(ref lane, literals, distances, begin);
        lane.Store(ref stream);
        return ended;
    }

    /// <summary>Decodes two streams in turn until a block of one ends, or an end of input or output is near.</summary>
    /// <returns>Whether the block of the first has ended, and that of the second.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (bool First, bool Second) Two(ref InflateStream first, ref InflateStream second)
    {
        if (!first.IsFarFromEnds || !second.IsFarFromEnds) return default;
        InflateLane a = new(ref first), b = new(ref second);
        uint* literalsA = first.Tables.Literals.Entries, distancesA = first.Tables.Distance.Entries;
        uint* literalsB = second.Tables.Literals.Entries, distancesB = second.Tables.Distance.Entries;
        byte* beginA = first.Begin, lastFromA = first.SourceEnd - InflateStream.InputMargin,
            lastToA = first.End - InflateStream.OutputMargin;
        byte* beginB = second.Begin, lastFromB = second.SourceEnd - InflateStream.InputMargin,
            lastToB = second.End - InflateStream.OutputMargin;
        bool endedA = false, endedB = false;
        a.Refill();
        b.Refill();
        a.Entry = a.Look(literalsA);
        b.Entry = b.Look(literalsB);
        nint steps;
        while (!endedA && !endedB && (steps = Math.Min(a.Steps(lastFromA, lastToA), b.Steps(lastFromB, lastToB))) > 0)
            do
            {
                endedA = Step(ref a, literalsA, distancesA, beginA);
                if (endedA) break;
                endedB = Step(ref b, literalsB, distancesB, beginB);
            }
            while (!endedB && --steps > 0);
        a.Store(ref first);
        b.Store(ref second);
        return (endedA, endedB);
    }

    // Three or four entries of literals, or up to two and a match with perhaps one more; answers whether the block has ended.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Step(ref InflateLane lane, uint* literals, uint* distances, byte* begin)
    {
        lane.Refill();
        var entry = lane.Entry;
        if (HuffmanTable.IsLiteral(entry))
        {
            lane.Literals(entry);
            entry = lane.Look(literals);
            if (HuffmanTable.IsLiteral(entry))
            {
                lane.Literals(entry);
                entry = lane.Look(literals);
                if (HuffmanTable.IsLiteral(entry))
                {
                    lane.Literals(entry);
                    entry = lane.Look(literals);
                    if (HuffmanTable.IsLiteral(entry))
                    {
                        lane.Literals(entry);
                        entry = lane.Look(literals);
                    }
                    lane.Entry = entry;
                    return false;
                }
            }
        }
        if ((entry & HuffmanTable.Special) != 0)
        {
            if ((entry & HuffmanTable.Link) != 0)
            {
                entry = lane.LookFurther(literals, entry, InflateTables.LiteralBits);
                if (HuffmanTable.IsLiteral(entry))
                {
                    lane.Literals(entry);
                    lane.Entry = lane.Look(literals);
                    return false;
                }
            }
            if ((entry & HuffmanTable.Special) != 0)
            {
                if ((entry & HuffmanTable.End) == 0) throw InflateStream.Damaged("an unused literal or length code");
                lane.Drop(entry);
                return true;
            }
        }
        // Of 62 bits at most 44 are taken now, two entries of literals of 12 and a length of 20, so that the distance can
        // be looked up before more bits are taken in.
        var length = lane.Value(entry);
        lane.Drop(entry);
        entry = lane.LookDistance(distances);
        lane.Refill();
        if ((entry & HuffmanTable.Special) != 0)
        {
            if ((entry & HuffmanTable.Link) == 0) throw InflateStream.Damaged("an unused distance code");
            entry = lane.LookFurther(distances, entry, InflateTables.DistanceBits);
            if ((entry & HuffmanTable.Special) != 0) throw InflateStream.Damaged("an unused distance code");
        }
        var distance = lane.Value(entry);
        lane.Drop(entry);
        if (distance > lane.To - begin) throw InflateStream.Damaged("a match begins before the output");
        // The distance took 28 bits at most; literals take 12, and the entry after them is looked up by 12.
        entry = lane.Look(literals);
        Copy(lane.To, distance, length);
        lane.To += length;
        lane.LiteralsIfAny(entry);
        lane.Entry = lane.Look(literals);
        return false;
    }

    // May write up to 15 bytes too many: the margin allows for them.
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
        else
        {
            var places = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(Repeats), 16 * distance);
            var pattern = Vector128.ShuffleNative(Vector128.Load(from), places);
            nuint step = Unsafe.Add(ref MemoryMarshal.GetReference(RepeatSteps), distance);
            do
            {
                Vector128.Store(pattern, to);
                to += step;
            }
            while (to < stop);
        }
    }
}
