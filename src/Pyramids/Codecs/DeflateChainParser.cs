using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>Takes bytes apart with chains of all earlier positions of equal hash, and looks a byte ahead for a better match.</summary>
internal sealed unsafe class DeflateChainParser : IDeflateParser
{
    private const int HashBits = 16, ShortBits = 13, WindowMask = DeflateMatch.LargestDistance - 1;

    // Three bytes from farther away cost more than three literals, as a rule.
    private const int NearForThree = 4096;

    // Links followed, length that ends a search, length above which no later match is tried.
    private static readonly (int Chain, int Enough, int Lazy)[] Levels = [(12, 48, 24), (40, 128, 64)];

    private readonly int[] heads = new int[1 << HashBits], shorts = new int[1 << ShortBits], links = new int[WindowMask + 1];
    private readonly DeflateSequence[] sequences = new DeflateSequence[DeflateMatch.MaxSequences];
    private int count, chain, enough, lazy, inserted;

    public ReadOnlySpan<DeflateSequence> Sequences => sequences.AsSpan(0, count);

    public void Begin(int level)
    {
        (chain, enough, lazy) = Levels[level - DeflateEncoder.FirstChained];
        Array.Fill(heads, -DeflateMatch.LargestDistance - 1);
        Array.Fill(shorts, -DeflateMatch.LargestDistance - 1);
        inserted = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Parse(byte* input, int start, int blockEnd, int end)
    {
        int position = start, anchor = start;
        var limit = Math.Min(blockEnd, end - DeflateMatch.Margin);
        fixed (int* head = heads, shortHead = shorts, link = links)
        fixed (DeflateSequence* first = sequences)
        {
            var next = first;
            while (position < limit)
            {
                var length = Find(input, position, end, head, shortHead, link, 2, out var from);
                if (length == 0)
                {
                    position += 1 + ((position - anchor) >> 9);
                    continue;
                }
                while (length < lazy && position + 1 < limit)
                {
                    var longer = Find(input, position + 1, end, head, shortHead, link, length, out var later);
                    if (longer == 0 || 4 * (longer - length) + Bits(position - from) < 3 + Bits(position + 1 - later)) break;
                    position++;
                    (length, from) = (longer, later);
                }
                *next++ = new(position - anchor, (ushort)length, (ushort)(position - from));
                anchor = position += length;
            }
            var reached = Math.Max(anchor, blockEnd);
            *next++ = new(reached - anchor, 0, 0);
            count = (int)(next - first);
            return reached;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Bits(int distance) => BitOperations.Log2((uint)distance);

    /// <summary>The longest match that passes a length, or 0. Every position up to this one is entered on the way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Find(byte* input, int position, int end, int* head, int* shortHead, int* link, int than, out int from)
    {
        for (; inserted < position; inserted++) Enter(input, inserted, head, shortHead, link);
        var word = Unsafe.ReadUnaligned<uint>(input + position);
        var candidate = head[Hash(word)];
        var nearest = shortHead[ShortHash(word)];
        if (inserted == position) Enter(input, inserted++, head, shortHead, link);
        var (best, least) = (than, position - DeflateMatch.LargestDistance);
        from = 0;
        if (best < DeflateMatch.Shortest && position - nearest <= NearForThree
            && (Unsafe.ReadUnaligned<uint>(input + nearest) & 0xFFFFFF) == (word & 0xFFFFFF))
        {
            best = DeflateMatch.Length(input + nearest, input + position, input + end);
            from = nearest;
        }
        var tail = best < 4 ? word : Unsafe.ReadUnaligned<uint>(input + position + best - 3);
        for (var left = than < DeflateMatch.Shortest ? chain : chain >> 1; candidate >= least && candidate >= 0 && left > 0; left--)
        {
            var at = input + candidate;
            if (Unsafe.ReadUnaligned<uint>(best < 4 ? at : at + best - 3) == tail && Unsafe.ReadUnaligned<uint>(at) == word)
            {
                var length = DeflateMatch.Length(at, input + position, input + end);
                if (length > best)
                {
                    (best, from) = (length, candidate);
                    if (length >= enough || position + length >= end) break;
                    tail = Unsafe.ReadUnaligned<uint>(input + position + best - 3);
                }
            }
            var older = link[candidate & WindowMask];
            if (older >= candidate) break;
            candidate = older;
        }
        return best > than ? best : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Enter(byte* input, int position, int* head, int* shortHead, int* link)
    {
        var word = Unsafe.ReadUnaligned<uint>(input + position);
        var hash = Hash(word);
        link[position & WindowMask] = head[hash];
        head[hash] = position;
        shortHead[ShortHash(word)] = position;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(uint word) => (word * 0x9E3779B1u) >> (32 - HashBits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint ShortHash(uint word) => ((word << 8) * 0x9E3779B1u) >> (32 - ShortBits);
}
