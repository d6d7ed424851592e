namespace Pyramids;

/// <summary>FillOrder 2: the first cell of a byte is in its low bit.</summary>
internal static class BitOrder
{
    /// <summary>Turns the bits of every byte round.</summary>
    public static void Reverse(Span<byte> bytes)
    {
        foreach (ref var value in bytes)
        {
            var v = value;
            v = (byte)(v >> 4 | v << 4);
            v = (byte)((v & 0xCC) >> 2 | (v & 0x33) << 2);
            value = (byte)((v & 0xAA) >> 1 | (v & 0x55) << 1);
        }
    }
}
