namespace Pyramids;

/// <summary>Lengths and codewords of Huffman codes whose longest word is limited.</summary>
internal static class DeflateHuffmanEncoder
{
    private const int MaxSymbols = 288, MaxLength = 15;

    /// <summary>Lengths for the frequencies given; at least two symbols get a word, so that the code is complete for
    /// every inflater.</summary>
    /// <remarks>Moffat and Katajainen (1995), In-place calculation of minimum-redundancy codes; words that are too long
    /// are shortened heuristically.</remarks>
    public static void Lengths(ReadOnlySpan<uint> frequencies, int limit, Span<byte> lengths)
    {
        Span<ulong> sorted = stackalloc ulong[MaxSymbols];
        lengths[..frequencies.Length].Clear();
        var count = 0;
        for (var symbol = 0; symbol < frequencies.Length; symbol++)
            if (frequencies[symbol] != 0) sorted[count++] = (ulong)frequencies[symbol] << 16 | (uint)symbol;
        if (count < 2)
        {
            var used = count == 1 ? (int)(sorted[0] & 0xFFFF) : 0;
            lengths[used] = lengths[used == 0 ? 1 : 0] = 1;
            return;
        }
        sorted = sorted[..count];
        sorted.Sort();

        Span<uint> depth = stackalloc uint[MaxSymbols];
        for (var i = 0; i < count; i++) depth[i] = (uint)(sorted[i] >> 16);
        Depths(depth[..count]);

        Span<int> perLength = stackalloc int[MaxSymbols];
        perLength.Clear();
        for (var i = 0; i < count; i++) perLength[Math.Min((int)depth[i], limit)]++;
        Limit(perLength, limit);
        var next = count;                                         // the most frequent symbols come last and get the shortest words
        for (var length = 1; length <= limit; length++)
            for (var n = perLength[length]; n > 0; n--) lengths[(int)(sorted[--next] & 0xFFFF)] = (byte)length;
    }

    /// <summary>Codewords in deflate's bit order, low bit first.</summary>
    public static void Codes(ReadOnlySpan<byte> lengths, Span<ushort> codes)
    {
        Span<int> next = stackalloc int[MaxLength + 2];
        next.Clear();
        foreach (var length in lengths) next[length + 1]++;
        next[1] = 0;
        for (var length = 1; length <= MaxLength; length++) next[length + 1] = (next[length] + next[length + 1]) << 1;
        for (var symbol = 0; symbol < lengths.Length; symbol++)
        {
            var length = lengths[symbol];
            codes[symbol] = length == 0 ? (ushort)0 : Reverse(next[length]++, length);
        }
    }

    private static ushort Reverse(int word, int length)
    {
        var bits = (uint)word;
        bits = (bits & 0x5555) << 1 | bits >> 1 & 0x5555;
        bits = (bits & 0x3333) << 2 | bits >> 2 & 0x3333;
        bits = (bits & 0x0F0F) << 4 | bits >> 4 & 0x0F0F;
        bits = (bits & 0x00FF) << 8 | bits >> 8 & 0x00FF;
        return (ushort)(bits >> (16 - length));
    }

    // In: frequencies in rising order. Out: depths in falling order. Parents, then depths, take the place of the frequencies.
    private static void Depths(Span<uint> a)
    {
        var n = a.Length;
        a[0] += a[1];
        int root = 0, leaf = 2;
        for (var next = 1; next < n - 1; next++)
        {
            if (leaf >= n || a[root] < a[leaf])
            {
                a[next] = a[root];
                a[root++] = (uint)next;
            }
            else a[next] = a[leaf++];
            if (leaf >= n || (root < next && a[root] < a[leaf]))
            {
                a[next] += a[root];
                a[root++] = (uint)next;
            }
            else a[next] += a[leaf++];
        }
        a[n - 2] = 0;
        for (var next = n - 3; next >= 0; next--) a[next] = a[(int)a[next]] + 1;

        int available = 1, used = 0, level = 0, at = n - 1;
        root = n - 2;
        while (available > 0)
        {
            while (root >= 0 && a[root] == level)
            {
                used++;
                root--;
            }
            while (available > used)
            {
                a[at--] = (uint)level;
                available--;
            }
            available = 2 * used;
            level++;
            used = 0;
        }
    }

    // The words cut to the limit claim too much of the code space: shorter words are lengthened until the sum fits.
    private static void Limit(Span<int> perLength, int limit)
    {
        var claimed = 0L;
        for (var length = 1; length <= limit; length++) claimed += (long)perLength[length] << (limit - length);
        for (; claimed > 1L << limit; claimed--)
        {
            perLength[limit]--;
            var length = limit - 1;
            while (perLength[length] == 0) length--;
            perLength[length]--;
            perLength[length + 1] += 2;
        }
    }
}
