namespace Pyramids;

/// <summary>Fletcher's checksum of 16-bit words, the higher byte first, as HDF5 and numcodecs calculate it.</summary>
internal static class Fletcher32
{
    private const uint Modulus = 65535;

    /// <summary>Words whose sums of sums stay far below 2^64.</summary>
    private const int Stretch = 1 << 16;

    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        ulong low = 0, high = 0;
        while (bytes.Length > 1)
        {
            var part = bytes[..Math.Min(bytes.Length & ~1, 2 * Stretch)];
            bytes = bytes[part.Length..];
            for (var i = 0; i < part.Length; i += 2)
            {
                low += (uint)(part[i] << 8 | part[i + 1]);
                high += low;
            }
            (low, high) = (Fold(low), Fold(high));
        }
        if (bytes.Length == 1)
        {
            low += (uint)bytes[0] << 8;
            high += low;
        }
        return (uint)(Fold(high) << 16 | Fold(low));
    }

    // Ends around in one's complement: only a sum of nothing is 0, and 65535 stays what it is.
    private static ulong Fold(ulong sum) => sum == 0 ? 0 : (sum - 1) % Modulus + 1;
}
