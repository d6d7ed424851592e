namespace Pyramids;

/// <summary>Enters pairs of literals into a <see cref="HuffmanTable"/>: two whose codes fit into the bits of one look-up
/// are found by it together, which takes half the time where codes are short, as those of images are.</summary>
internal sealed class LiteralPairs
{
    private readonly ushort[] codes = new ushort[256];
    private readonly uint[] firsts = new uint[256], seconds = new uint[256];
    private readonly int[] ends = new int[HuffmanTable.MaxCodeLength + 1];
    private int count, shortest;

    public void Clear() => count = shortest = 0;

    /// <summary>Notes a literal; those with shorter codes come first, those too long for any pair need not.</summary>
    /// <param name="code">Its code, the bit that is read first lowest.</param>
    /// <param name="entry">Its own entry.</param>
    public void Add(uint code, uint entry)
    {
        codes[count] = (ushort)code;
        firsts[count] = entry;
        seconds[count++] = HuffmanTable.OneLiteral | (entry & 0xFF00) << 8 | entry & 63;
    }

    /// <summary>Enters the pairs that take so many bits together, as if each were a symbol. To be called for one length
    /// after the other, when all literals of codes so long are noted.</summary>
    public void Enter(int length, Span<uint> entries)
    {
        ends[length] = count;
        if (shortest == 0 && count > 0) shortest = length;
        for (var first = shortest; first > 0 && length - first >= shortest; first++)
        {
            var second = length - first;
            ReadOnlySpan<ushort> secondCodes = codes.AsSpan(ends[second - 1]..ends[second]);
            ReadOnlySpan<uint> secondEntries = seconds.AsSpan(ends[second - 1], secondCodes.Length);
            if (secondCodes.IsEmpty) continue;
            for (var i = ends[first - 1]; i < ends[first]; i++)
            {
                uint code = codes[i], entry = firsts[i];
                for (var j = 0; j < secondCodes.Length; j++)
                    entries[(int)(code | (uint)secondCodes[j] << first)] = entry + secondEntries[j];
            }
        }
    }
}
