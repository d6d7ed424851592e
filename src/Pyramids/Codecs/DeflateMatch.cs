using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>Some literals, then a match; the match's length is 0 at the end of a block.</summary>
internal readonly record struct DeflateSequence(int Literals, ushort Length, ushort Distance);

/// <summary>Takes bytes apart into literals and matches, block after block.</summary>
internal unsafe interface IDeflateParser
{
    /// <summary>What the last call of <see cref="Parse"/> found.</summary>
    ReadOnlySpan<DeflateSequence> Sequences { get; }

    /// <summary>Forgets everything before new input.</summary>
    void Begin(int level);

    /// <summary>Parses from a start to the end of the block, or as far beyond as the last match reaches; matches may
    /// lie in all that precedes.</summary>
    /// <returns>Where the next block begins.</returns>
    int Parse(byte* input, int start, int blockEnd, int end);
}

/// <summary>Limits of deflate's matches (RFC 1951, section 3.2.5), and their length.</summary>
internal static unsafe class DeflateMatch
{
    public const int Longest = 258, LargestDistance = 32768, Shortest = 3;

    /// <summary>Input bytes of a block.</summary>
    public const int BlockLength = 2 * 65535;

    public const int MaxSequences = BlockLength / Shortest + 2;

    /// <summary>No match begins nearer to the end: a search reads the 16 bytes that begin up to one beyond it at once.</summary>
    public const int Margin = 20;

    /// <summary>Equal bytes at two positions whose first three or four are known to be equal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Length(byte* earlier, byte* later, byte* end)
    {
        var most = (int)Math.Min(end - later, Longest);
        var length = Shortest;
        for (; length + 8 <= most; length += 8)
        {
            var difference = Unsafe.ReadUnaligned<ulong>(earlier + length) ^ Unsafe.ReadUnaligned<ulong>(later + length);
            if (difference != 0) return length + (BitOperations.TrailingZeroCount(difference) >> 3);
        }
        while (length < most && earlier[length] == later[length]) length++;
        return length;
    }
}
