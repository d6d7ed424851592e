using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>Symbols of lengths and distances, and their extra bits. RFC 1951, section 3.2.5.</summary>
internal static class DeflateSymbols
{
    public const int Literals = 286, Distances = 30, EndOfBlock = 256, Slots = 512;

    /// <summary>Of a length, less <see cref="EndOfBlock"/> to fit a byte.</summary>
    public static readonly byte[] OfLength = MakeLengths();

    /// <summary>Distances less 1 at which each symbol begins.</summary>
    public static readonly int[] DistanceBase = MakeBases();

    /// <summary>Of a distance's slot.</summary>
    public static readonly byte[] OfSlot = MakeSlots();

    /// <summary>Where the symbol of a distance less 1 is found; without a branch, for near and far ones alternate.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Slot(int below)
    {
        var far = (255 - below) >> 31;
        return (below >> (far & 7)) + (far & 256);
    }

    public static int DistanceExtra(int symbol) => symbol < 2 ? 0 : (symbol >> 1) - 1;

    public static int LengthExtra(int symbol) => symbol is < 265 or 285 ? 0 : (symbol - 261) >> 2;

    private static byte[] MakeLengths()
    {
        var symbols = new byte[DeflateMatch.Longest + 1];
        var start = DeflateMatch.Shortest;
        for (var symbol = EndOfBlock + 1; symbol < Literals; symbol++)
            for (var i = 0; i < 1 << LengthExtra(symbol) && start <= DeflateMatch.Longest; i++)
                symbols[start++] = (byte)(symbol - EndOfBlock);
        symbols[DeflateMatch.Longest] = Literals - 1 - EndOfBlock;
        return symbols;
    }

    private static byte[] MakeSlots()
    {
        var symbols = new byte[Slots];
        for (var symbol = 0; symbol < Distances; symbol++)
            for (var i = 0; i < 1 << DistanceExtra(symbol); i++) symbols[Slot(DistanceBase[symbol] + i)] = (byte)symbol;
        return symbols;
    }

    private static int[] MakeBases()
    {
        var bases = new int[Distances];
        for (var symbol = 1; symbol < Distances; symbol++) bases[symbol] = bases[symbol - 1] + (1 << DistanceExtra(symbol - 1));
        return bases;
    }
}
