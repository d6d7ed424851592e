namespace Pyramids;

/// <summary>The three decoding tables that inflating needs, and what their symbols mean (RFC 1951, section 3.2.5).</summary>
internal sealed class InflateTables
{
    /// <summary>Bits of the first look-up of a literal or length, and of a distance.</summary>
    public const int LiteralBits = 12, DistanceBits = 8;

    private const int Symbols = 288, Distances = 32;

    // Flag of the code length that stands for the one before it.
    private const uint Repeats = 1u << 16;
    private static readonly uint[] LengthMeaning = MakeLengths(), DistanceMeaning = MakeDistances(), CodeLengthMeaning = MakeCodeLengths();
    [ThreadStatic] private static InflateTables? mine, second;
    private readonly byte[] lengths = new byte[Symbols + Distances + 137 + 16];
    private bool fixedCodes;

    /// <summary>This thread's tables: they are too large to make for every block.</summary>
    public static InflateTables OfThread => mine ??= new();

    /// <summary>More of this thread's tables, for a stream beside another.</summary>
    public static InflateTables SecondOfThread => second ??= new();

    /// <summary>Literals and lengths. A second-level table has two entries for a symbol at most (of 3 bits, it holds 4 symbols or
    /// more); that of distances is as large as any code of so many symbols and 15 bits needs.</summary>
    public HuffmanTable Literals { get; } = new(LiteralBits, (1 << LiteralBits) + 2 * Symbols, new());

    public HuffmanTable Distance { get; } = new(DistanceBits, 402);

    public HuffmanTable CodeLengths { get; } = new(7, 128);

    /// <summary>Where the code lengths of a block are gathered before <see cref="Build"/>; longer than they can be, so
    /// that a run may pass the end.</summary>
    public Span<byte> Lengths => lengths;

    /// <summary>Of an entry of <see cref="CodeLengths"/>: whether it repeats the length before it.</summary>
    public static bool RepeatsLength(uint entry) => (entry & Repeats) != 0;

    /// <summary>The length that an entry stands for.</summary>
    public static uint LengthOf(uint entry) => entry >> 8 & 15;

    /// <summary>How many lengths an entry stands for, with the extra bits behind its code.</summary>
    public static int RunOfLengths(uint entry, ulong bits)
        => (int)((entry >> 12 & 15) + (((uint)bits & ((1u << (int)entry) - 1)) >> (int)(entry >> HuffmanTable.LengthShift)));

    public bool BuildCodeLengths(ReadOnlySpan<byte> codeLengths) => CodeLengths.Build(codeLengths, CodeLengthMeaning);

    public bool Build(int literals, int distances)
    {
        fixedCodes = false;
        return lengths[256] != 0 && Literals.Build(lengths.AsSpan(0, literals), LengthMeaning)
            && Distance.Build(lengths.AsSpan(literals, distances), DistanceMeaning);
    }

    public void BuildFixed()
    {
        if (fixedCodes) return;
        lengths.AsSpan(0, 144).Fill(8);
        lengths.AsSpan(144, 112).Fill(9);
        lengths.AsSpan(256, 24).Fill(7);
        lengths.AsSpan(280, 8).Fill(8);
        lengths.AsSpan(Symbols, Distances).Fill(5);
        Build(Symbols, Distances);
        fixedCodes = true;
    }

    private static uint[] MakeLengths()
    {
        var meaning = new uint[Symbols];
        for (uint value = 0; value < 256; value++) meaning[value] = HuffmanTable.OneLiteral | value << HuffmanTable.ValueShift;
        meaning[256] = HuffmanTable.Unused | HuffmanTable.End;
        uint length = 3;
        for (uint i = 0; i < 28; i++)
        {
            var extra = i < 8 ? 0 : i / 4 - 1;
            meaning[257 + i] = Value(length, extra);
            length += 1u << (int)extra;
        }
        meaning[285] = Value(258, 0);
        meaning[286] = meaning[287] = HuffmanTable.Unused;
        return meaning;
    }

    private static uint[] MakeDistances()
    {
        var meaning = new uint[Distances];
        uint distance = 1;
        for (uint i = 0; i < 30; i++)
        {
            var extra = i < 4 ? 0 : i / 2 - 1;
            meaning[i] = Value(distance, extra);
            distance += 1u << (int)extra;
        }
        meaning[30] = meaning[31] = HuffmanTable.Unused;
        return meaning;
    }

    // The extra bits are above the code and above the spent bits that a lane keeps below it.
    private static uint Value(uint least, uint extra)
        => HuffmanTable.NoLiteral | InflateLane.Spent << HuffmanTable.LengthShift | least << HuffmanTable.ValueShift | extra;

    private static uint[] MakeCodeLengths()
    {
        var meaning = new uint[19];
        for (uint i = 0; i < 16; i++) meaning[i] = 1 << 12 | i << 8;
        meaning[16] = Repeats | 3 << 12 | 2;
        meaning[17] = 3 << 12 | 3;
        meaning[18] = 11 << 12 | 7;
        return meaning;
    }
}
