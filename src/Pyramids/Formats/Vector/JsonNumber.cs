using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>Reads numbers as JSON writes them, rounded to the nearest double.</summary>
/// <remarks>Lemire (2021), Number parsing at a gigabyte per second: digits of 64 bits times a power of five of 128 bits, from which up to
/// 10^±27 the rounding is always known. Longer digits and larger powers are left to the library, to the same bits.</remarks>
internal static class JsonNumber
{
    private const int LargestPower = 27, MostDigits = 19;
    private static readonly UInt128[] PowersOfFive = Powers();

    /// <summary>Length of the number that the text begins with; 0 when there is none, or when it may go on after the text.</summary>
    public static int Read(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        var at = 0;
        var negative = text.Length > 0 && text[0] == '-';
        if (negative) at++;
        var digits = 0ul;
        var first = at;
        while (at < text.Length && (uint)(text[at] - '0') is var digit and <= 9)
        {
            digits = digits * 10 + digit;
            at++;
        }
        var count = at - first;
        if (count == 0 || count > 1 && text[first] == '0') return 0;
        var power = 0;
        if (at < text.Length && text[at] == '.')
        {
            var point = at++;
            while (at < text.Length && (uint)(text[at] - '0') is var digit and <= 9)
            {
                digits = digits * 10 + digit;
                at++;
            }
            power = point + 1 - at;
            count -= power;
            if (power == 0) return 0;
        }
        if (at < text.Length && (text[at] | 0x20) == 'e')
        {
            var length = Exponent(text[++at..], out var exponent);
            if (length == 0) return 0;
            at += length;
            power += exponent;
        }
        if (at == text.Length) return 0;
        if (count <= MostDigits && Math.Abs(power) <= LargestPower) value = Scaled(digits, power, negative);
        else value = Long(text[..at]);
        return at;
    }

    /// <summary>A number of any length. Utf8Parser, by which readers of JSON have it, rounds some halves to the wrong side.</summary>
    public static double Long(ReadOnlySpan<byte> number) => double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture);

    // Exponents beyond a few thousand are all the same to a double.
    private static int Exponent(ReadOnlySpan<byte> text, out int exponent)
    {
        exponent = 0;
        var at = text.Length > 0 && text[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        var first = at;
        for (; at < text.Length && (uint)(text[at] - '0') is var digit and <= 9; at++)
            exponent = Math.Min(100_000, exponent * 10 + (int)digit);
        if (at == first) return 0;
        if (text[0] == '-') exponent = -exponent;
        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Scaled(ulong digits, int power, bool negative)
    {
        var sign = negative ? 1ul << 63 : 0;
        if (digits == 0) return BitConverter.UInt64BitsToDouble(sign);
        var zeros = BitOperations.LeadingZeroCount(digits);
        var five = PowersOfFive[power + LargestPower];
        var high = Math.BigMul(digits << zeros, (ulong)(five >> 64), out var low);
        if ((high & 0x1FF) == 0x1FF)
        {
            // The lower half may carry into the bits that are kept.
            var more = Math.BigMul(digits << zeros, (ulong)five, out _);
            low += more;
            if (low < more) high++;
        }
        var top = (int)(high >> 63);
        var mantissa = high >> (top + 9);
        // Halfway between two doubles, which only these powers can reach: to the even one.
        if (low <= 1 && power is >= -4 and <= 23 && (mantissa & 3) == 1 && mantissa << (top + 9) == high) mantissa &= ~1ul;
        mantissa = (mantissa + (mantissa & 1)) >> 1;
        var exponent = (217706 * power >> 16) + 63 + top - zeros + 1023;
        // A mantissa that was rounded up to 2^53 carries into the exponent.
        return BitConverter.UInt64BitsToDouble(sign | ((ulong)(exponent - 1) << 52) + mantissa);
    }

    private static UInt128[] Powers()
    {
        var powers = new UInt128[2 * LargestPower + 1];
        for (var i = 0; i < powers.Length; i++) powers[i] = PowerOfFive(i - LargestPower);
        return powers;
    }

    // The first 128 bits of 5^power; of a negative power, rounded up.
    private static UInt128 PowerOfFive(int power)
    {
        var five = BigInteger.Pow(5, Math.Abs(power));
        var bits = (int)five.GetBitLength();
        if (power >= 0) return (UInt128)(five << (128 - bits));
        return (UInt128)((BigInteger.One << (127 + bits)) / five + 1);
    }
}
