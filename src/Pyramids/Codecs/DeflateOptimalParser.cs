using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pyramids;

/// <summary>
/// Takes bytes apart at the least cost in bits: from every position each match found there is weighed against all other ways to the
/// positions it reaches. What a literal, a length and a distance cost is estimated from the block before.
/// </summary>
/// <remarks>
/// Words of integers hold short matches nearly everywhere; which of them pay, and which are dearer than literals, no rule of thumb
/// tells. Found are the last four positions of the same four and of the same eight bytes.
/// </remarks>
internal sealed unsafe class DeflateOptimalParser : IDeflateParser
{
    private const int HashBits = 14, Lanes = 16, Never = DeflateCosts.Never;

    /// <summary>Bytes from which costs are learnt before the first block, and how often.</summary>
    private const int Trial = 32768, Trials = 2;

    // Costs are weighed with the distance less 1 in their low bits: the nearer of two equal ones is the lesser number.
    private const int DistanceBits = 15, DistanceMask = (1 << DistanceBits) - 1;

    // From which a load that begins at 16 less a length is 0 in as many lanes.
    private static readonly int[] Masks = [.. Enumerable.Repeat(0, Lanes), .. Enumerable.Repeat(Never, Lanes)];

    private readonly ulong[] shorts = new ulong[1 << HashBits], longs = new ulong[1 << HashBits];
    private readonly int[] cost = new int[DeflateMatch.BlockLength + DeflateMatch.Longest + 2 * Lanes];

    // The length of the last step from bit 16, and its distance less 1; a literal is a step of one byte.
    private readonly int[] choice = new int[DeflateMatch.BlockLength + DeflateMatch.Longest + 2 * Lanes];
    private readonly DeflateSequence[] sequences = new DeflateSequence[DeflateMatch.MaxSequences];
    private readonly DeflateCosts costs = new();
    private int first, enough;
    private bool isBegun;

    public ReadOnlySpan<DeflateSequence> Sequences => sequences.AsSpan(first);

    public void Begin(int level)
    {
        enough = level switch { 6 => 48, 7 => 96, _ => 128 };    // length of a match that is taken unweighed
        isBegun = false;
        Forget();
    }

    public int Parse(byte* input, int start, int blockEnd, int end)
    {
        if (!isBegun) costs.Guess(new(input + start, blockEnd - start));
        for (var trial = isBegun ? Trials : 0; trial < Trials; trial++)
        {
            Take(input, start, Math.Min(blockEnd, start + Trial), end);
            Forget();
        }
        isBegun = true;
        Take(input, start, blockEnd, end);
        return blockEnd;
    }

    private void Forget()
    {
        Array.Clear(shorts);                                      // position 0, which is a position like others
        Array.Clear(longs);
    }

    private void Take(byte* input, int start, int blockEnd, int end)
    {
        Weigh(input, start, blockEnd, end);
        Collect(start, blockEnd);
        costs.Learn(input + start, Sequences);
    }

    /// <summary>Finds for each position of a block the last step of the cheapest way there.</summary>
    /// <remarks>
    /// The costs of the next sixteen positions stay in registers; what a longer match reaches waits in memory. A match that is none costs
    /// more than sixteen literals: it is never the cheapest way. Of an entry the low half of a position is kept: it lies up to 65536
    /// bytes back, and that far there are bytes.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Weigh(byte* input, int start, int blockEnd, int end)
    {
        var limit = Math.Min(blockEnd, end - DeflateMatch.Margin);
        Array.Fill(cost, Never, 0, blockEnd - start + DeflateMatch.Longest);
        var steps = Vector512<int>.Indices + Vector512<int>.One;
        var last = Vector512.Equals(steps, Vector512.Create(Lanes));
        var lengths = Vector512.Create(costs.Length, 1);
        lengths = Vector512.ConditionalSelect(Vector512.Equals(lengths, Vector512.Create(Never)), lengths, lengths << DistanceBits);
        var prices = stackalloc int[costs.Distance.Length];
        for (var i = 0; i < costs.Distance.Length; i++) prices[i] = costs.Distance[i] == Never ? Never : costs.Distance[i] << DistanceBits;
        fixed (ulong* four = shorts, eight = longs)
        fixed (int* costsFrom = cost, stepsFrom = choice, literal = costs.Literal, masks = Masks)
        {
            int* far = costsFrom - start, step = stepsFrom - start;
            Vector512<int> here = default, ahead = Vector512.Create(Never), by = default;
            for (var position = start; position < blockEnd; position++)
            {
                var at = input + position;
                var cheapest = Vector512.Create(Never).WithElement(0, literal[*at] << DistanceBits);
                if (position < limit && position > 0)
                {
                    var block = Vector128.Load(at);
                    var (a, b) = Enter(four, eight, block.AsUInt64().ToScalar(), position);
                    var below = position - 1;
                    cheapest = Vector512.Min(cheapest, Offer(at, block, below - (int)a, prices, masks, lengths));
                    cheapest = Vector512.Min(cheapest, Offer(at, block, below - (int)b, prices, masks, lengths));
                    cheapest = Vector512.Min(cheapest, Offer(at, block, below - (int)(a >> 16), prices, masks, lengths));
                    cheapest = Vector512.Min(cheapest, Offer(at, block, below - (int)(b >> 16), prices, masks, lengths));
                    cheapest = Vector512.Min(cheapest, Offer(at, block, below - (int)(a >> 32), prices, masks, lengths));
                    cheapest = Vector512.Min(cheapest, Offer(at, block, below - (int)(b >> 32), prices, masks, lengths));
                    cheapest = Vector512.Min(cheapest, Offer(at, block, below - (int)(a >> 48), prices, masks, lengths));
                    cheapest = Vector512.Min(cheapest, Offer(at, block, below - (int)(b >> 48), prices, masks, lengths));
                    var longest = cheapest.GetElement(Lanes - 1);
                    if (longest < Never)
                    {
                        var from = (longest & DistanceMask) + 1;
                        var length = Math.Min(DeflateMatch.Length(at - from, at, input + end), blockEnd - position);
                        var whole = here.ToScalar() + costs.Length[length] + costs.Distance[DeflateSymbols.Slot(from - 1)];
                        var (stop, way) = (position + length, length << 16 | from - 1);
                        if (length >= enough)
                        {
                            step[stop] = way;
                            for (var i = stop - Lanes; i < Math.Min(stop, limit); i++)
                                Enter(four, eight, Unsafe.ReadUnaligned<ulong>(input + i), i);
                            position = stop - 1;
                            (here, ahead, by) = (Vector512.Create(whole), Vector512.Load(far + stop + 1), Vector512.Load(step + stop + 1));
                            continue;
                        }
                        if (length > Lanes && whole < far[stop]) (far[stop], step[stop]) = (whole, way);
                    }
                }
                var reached = (cheapest >> DistanceBits) + here;
                var chosen = cheapest & Vector512.Create(DistanceMask) | steps << 16;
                by = Vector512.ConditionalSelect(Vector512.LessThan(reached, ahead), chosen, by);
                ahead = Vector512.Min(reached, ahead);
                here = Vector512.Create(ahead.ToScalar());
                step[position + 1] = by.ToScalar();
                ahead = Vector512.ConditionalSelect(last, Vector512.Create(far[position + Lanes + 1]), Onward(ahead));
                by = Vector512.ConditionalSelect(last, Vector512.Create(step[position + Lanes + 1]), Onward(by));
            }
        }
    }

    /// <summary>Prices of a match for each length up to its own, the distance less 1 in their low bits. Of the distance less 1
    /// given the low 16 bits count; what is too far has a price of its own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Offer(byte* at, Vector128<byte> block, int below, int* prices, int* masks, Vector512<int> lengths)
    {
        below = (ushort)below;
        var equal = Vector128.Equals(block, Vector128.Load(at - 1 - below)).ExtractMostSignificantBits();
        var length = BitOperations.TrailingZeroCount(~equal | 1u << Lanes);
        return (Vector512.Load(masks + Lanes - length) | lengths) + Vector512.Create(prices[DeflateSymbols.Slot(below)] + below);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Onward(Vector512<int> lanes)
        => Vector512.Shuffle(lanes, Vector512.Create(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 15));

    /// <returns>What was there.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (ulong Four, ulong Eight) Enter(ulong* four, ulong* eight, ulong word, int position)
    {
        ulong* near = four + Hash((uint)word), far = eight + Hash(word);
        ulong a = *near, b = *far;
        *near = a << 16 | (ushort)position;
        *far = b << 16 | (ushort)position;
        return (a, b);
    }

    /// <summary>Follows the cheapest way back from the end.</summary>
    private void Collect(int start, int end)
    {
        first = sequences.Length;
        ushort length = 0, distance = 0;
        var literals = 0;
        for (var at = end - start; at > 0;)
        {
            var step = choice[at] >> 16;
            at -= step;
            if (step == 1) literals++;
            else
            {
                sequences[--first] = new(literals, length, distance);
                (literals, length, distance) = (0, (ushort)step, (ushort)(choice[at + step] + 1));
            }
        }
        sequences[--first] = new(literals, length, distance);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(uint word) => (word * 0x9E3779B1u) >> (32 - HashBits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(ulong word) => (uint)((word * 0x9E3779B97F4A7C15u) >> (64 - HashBits));
}
