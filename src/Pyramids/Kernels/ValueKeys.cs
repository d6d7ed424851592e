using System.Numerics;

namespace Pyramids;

/// <summary>Unsigned integers that sort as the values do. Cutting off low bits takes near values together.</summary>
internal interface IValueKeys<TKey> where TKey : unmanaged, IBinaryInteger<TKey>
{
    static abstract TKey Of(double value);

    static abstract double Value(TKey key);
}

/// <summary>Keys of values that single precision holds: floats and integers of up to 16 bits.</summary>
internal readonly struct SingleKeys : IValueKeys<uint>
{
    public static uint Of(double value)
    {
        var bits = BitConverter.SingleToUInt32Bits((float)value + 0f); // +0 makes -0 equal to 0
        return bits ^ (uint)((int)bits >> 31 | int.MinValue);
    }

    public static double Value(uint key) => BitConverter.UInt32BitsToSingle((key & 0x80000000) != 0 ? key ^ 0x80000000 : ~key);
}

/// <summary>Keys of any values.</summary>
internal readonly struct DoubleKeys : IValueKeys<ulong>
{
    public static ulong Of(double value)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value + 0.0);
        return bits ^ (ulong)((long)bits >> 63 | long.MinValue);
    }

    public static double Value(ulong key) => BitConverter.UInt64BitsToDouble((key & 1UL << 63) != 0 ? key ^ 1UL << 63 : ~key);
}
