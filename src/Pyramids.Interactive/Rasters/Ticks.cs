namespace Pyramids.Interactive;

/// <summary>Round numbers along an axis.</summary>
internal static class Ticks
{
    /// <summary>About so many multiples of 1, 2 or 5 times a power of ten, as values and as text of equal decimals.</summary>
    public static IReadOnlyList<(double Value, string Text)> Between(double low, double high, int about = 5)
    {
        var (coarse, fine) = (RoundUp((high - low) / about), RoundDown((high - low) / about));
        double Count(double step) => Math.Floor(high / step + 1e-9) - Math.Ceiling(low / step - 1e-9) + 1;
        var step = Math.Abs(Count(fine) - about) <= Math.Abs(Count(coarse) - about) ? fine : coarse;
        var decimals = Math.Clamp((int)-Math.Floor(Math.Log10(step) + 1e-9), 0, 12);
        var ticks = new List<(double, string)>();
        for (var i = Math.Ceiling(low / step - 1e-9); i * step <= high + step * 1e-9 && ticks.Count < 100; i++)
        {
            var value = i * step;
            ticks.Add((value, step < 1e-9 || Math.Abs(value) >= 1e12 ? Figures.Number(value, 4) : Figures.Fixed(value, decimals)));
        }
        return ticks;
    }

    /// <summary>The least of 1, 2, 5, 10, ... that is not below.</summary>
    public static double RoundUp(double value)
    {
        if (!(value > 0) || !double.IsFinite(value)) return 1;
        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        var lead = value / power;
        return power * (lead <= 1 + 1e-9 ? 1 : lead <= 2 + 1e-9 ? 2 : lead <= 5 + 1e-9 ? 5 : 10);
    }

    /// <summary>The greatest of 1, 2, 5, 10, ... that is not above.</summary>
    public static double RoundDown(double value)
    {
        var up = RoundUp(value);
        if (up <= value * (1 + 1e-9)) return up;
        var power = Math.Pow(10, Math.Floor(Math.Log10(up) + 1e-9));
        return Math.Round(up / power) switch { 1 => power / 2, 2 => power, 5 => 2 * power, _ => 5 * power };
    }
}
