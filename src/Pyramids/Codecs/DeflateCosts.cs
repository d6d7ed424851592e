namespace Pyramids;

/// <summary>What literals, lengths and distances cost, in sixteenths of a bit, if they come as often as in the sequences last
/// seen.</summary>
internal sealed unsafe class DeflateCosts
{
    /// <summary>A cost beyond all others; a few of them still add up to a number.</summary>
    public const int Never = 1 << 28;

    private const int Unit = 16, MostBits = 14;

    private readonly uint[] literalFrequency = new uint[DeflateSymbols.Literals], distanceFrequency = new uint[DeflateSymbols.Distances];
    private readonly int[] distances = new int[DeflateSymbols.Distances];

    public int[] Literal { get; } = new int[DeflateSymbols.EndOfBlock];

    /// <summary>By length, with extra bits; never for lengths too short.</summary>
    public int[] Length { get; } = new int[DeflateMatch.Longest + 1];

    /// <summary>By the slot of a distance less 1, with extra bits; never for distances that are up to twice too far.</summary>
    public int[] Distance { get; } = new int[DeflateSymbols.Slots + DeflateSymbols.Slots / 2];

    /// <summary>Costs before anything is known but the bytes.</summary>
    public void Guess(ReadOnlySpan<byte> bytes)
    {
        Array.Clear(literalFrequency);
        Array.Clear(distanceFrequency);
        foreach (var value in bytes) literalFrequency[value]++;
        literalFrequency.AsSpan(DeflateSymbols.EndOfBlock).Fill((uint)(bytes.Length >> 8));
        Estimate();
    }

    /// <summary>Costs by the share of each symbol in the sequences that take some bytes apart.</summary>
    public void Learn(byte* input, ReadOnlySpan<DeflateSequence> sequences)
    {
        Array.Clear(literalFrequency);
        Array.Clear(distanceFrequency);
        foreach (var sequence in sequences)
        {
            for (var n = sequence.Literals; n > 0; n--) literalFrequency[*input++]++;
            if (sequence.Length == 0) continue;
            literalFrequency[DeflateSymbols.EndOfBlock + DeflateSymbols.OfLength[sequence.Length]]++;
            distanceFrequency[DeflateSymbols.OfSlot[DeflateSymbols.Slot(sequence.Distance - 1)]]++;
            input += sequence.Length;
        }
        Estimate();
    }

    private void Estimate()
    {
        var total = Total(literalFrequency);
        for (var i = 0; i < Literal.Length; i++) Literal[i] = Bits(literalFrequency[i], total);
        Array.Fill(Length, Never);
        for (int length = DeflateMatch.Shortest, bits = 0, last = 0; length < Length.Length; length++)
        {
            var symbol = DeflateSymbols.EndOfBlock + DeflateSymbols.OfLength[length];
            if (symbol != last) bits = Bits(literalFrequency[symbol], total) + Unit * DeflateSymbols.LengthExtra(symbol);
            (Length[length], last) = (bits, symbol);
        }
        total = Total(distanceFrequency);
        for (var symbol = 0; symbol < distances.Length; symbol++)
            distances[symbol] = Bits(distanceFrequency[symbol], total) + Unit * DeflateSymbols.DistanceExtra(symbol);
        Array.Fill(Distance, Never);
        for (var slot = 0; slot < DeflateSymbols.Slots; slot++) Distance[slot] = distances[DeflateSymbols.OfSlot[slot]];
    }

    private static double Total(uint[] frequencies)
    {
        double sum = 1;
        foreach (var frequency in frequencies) sum += frequency;
        return sum;
    }

    // The logarithm by squaring: its bits are the same on every machine, and with them the bytes that are written.
    private static int Bits(uint frequency, double total)
    {
        var share = total / Math.Max(frequency, 0.5);
        var bits = Math.ILogB(share);
        share = Math.ScaleB(share, -bits);
        for (var unit = 1; unit < Unit; unit *= 2)
        {
            share *= share;
            bits = 2 * bits + (share >= 2 ? 1 : 0);
            if (share >= 2) share /= 2;
        }
        return Math.Clamp(bits, Unit, Unit * MostBits);
    }
}
