namespace Pyramids;

/// <summary>What two counts of cells share.</summary>
internal static class Divisors
{
    /// <summary>The greatest number that divides both.</summary>
    public static long Greatest(long a, long b)
    {
        while (b != 0) (a, b) = (b, a % b);
        return a;
    }
}
