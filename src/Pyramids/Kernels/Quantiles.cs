using System.Numerics;

namespace Pyramids;

/// <summary>Quantiles of sorted values, and values of given ranks without sorting.</summary>
internal static class Quantiles
{
    private const int Few = 32;

    /// <summary>The ranks of the two values (from 0) that a quantile of so many values lies between.</summary>
    public static (long Low, long High, double Fraction) Place(double share, QuantileMethod method, long count)
    {
        var at = share * (count - 1);
        var low = Math.Clamp((long)Math.Floor(at), 0, count - 1);
        var high = Math.Min(low + 1, count - 1);
        var fraction = at - low;
        if (fraction == 0) return (low, low, 0);
        return method switch
        {
            QuantileMethod.Lower => (low, low, 0),
            QuantileMethod.Higher => (high, high, 0),
            QuantileMethod.Nearest => fraction < 0.5 || (fraction == 0.5 && low % 2 == 0) ? (low, low, 0) : (high, high, 0),
            QuantileMethod.Midpoint => (low, high, 0.5),
            _ => (low, high, fraction),
        };
    }

    /// <summary>The value between two, from the nearer end so that both ends are met exactly; for 0.5 by method, their mean.</summary>
    public static double Between(double low, double high, double fraction, QuantileMethod method)
    {
        if (low == high) return low;
        if (method == QuantileMethod.Midpoint) return low * 0.5 + high * 0.5;
        var difference = high - low;
        return fraction < 0.5 ? low + difference * fraction : high - difference * (1 - fraction);
    }

    /// <summary>The quantile of values that are in order.</summary>
    public static double OfSorted<T>(ReadOnlySpan<T> values, double share, QuantileMethod method) where T : unmanaged, INumber<T>
    {
        if (values.IsEmpty) return double.NaN;
        var (low, high, fraction) = Place(share, method, values.Length);
        return Between(double.CreateTruncating(values[(int)low]), double.CreateTruncating(values[(int)high]), fraction, method);
    }

    /// <summary>Puts values of given ranks where they stand in order; the others lie on the right side of them.</summary>
    /// <remarks>Hoare's selection (1961), on both sides of a pivot where ranks are left; a part that does not shrink is sorted.</remarks>
    public static void Select<T>(Span<T> values, ReadOnlySpan<int> ranks) where T : unmanaged, INumber<T>
        => Select(values, 0, ranks, 2 * BitOperations.Log2((uint)values.Length + 1));

    private static void Select<T>(Span<T> values, int start, ReadOnlySpan<int> ranks, int depth) where T : unmanaged, INumber<T>
    {
        while (!ranks.IsEmpty)
        {
            if (values.Length <= Few || depth-- == 0)
            {
                values.Sort();
                return;
            }
            var pivot = MedianOf(values[values.Length / 4], values[values.Length / 2], values[values.Length / 4 * 3]);
            int left = 0, right = values.Length - 1;
            while (left <= right)
            {
                while (values[left] < pivot) left++;
                while (pivot < values[right]) right--;
                if (left > right) break;
                (values[left], values[right]) = (values[right], values[left]);
                left++;
                right--;
            }
            int below = 0, above = ranks.Length;                        // ranks up to right, and from left on; those between stand
            while (below < ranks.Length && ranks[below] - start <= right) below++;
            while (above > 0 && ranks[above - 1] - start >= left) above--;
            Select(values[..(right + 1)], start, ranks[..below], depth);
            values = values[left..];
            start += left;
            ranks = ranks[above..];
        }
    }

    private static T MedianOf<T>(T a, T b, T c) where T : INumber<T> => T.Max(T.Min(a, b), T.Min(T.Max(a, b), c));
}
