using System.Globalization;

namespace Pyramids.Interactive;

/// <summary>Numbers as people read them. Always with a decimal point; thousands are parted by a thin space that does not break.</summary>
internal static class Figures
{
    private const char Thin = '\u202f';

    /// <summary>A drawing's coordinate: at most two decimals.</summary>
    public static string Coordinate(double value) => Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>An integer with its thousands parted from five digits on.</summary>
    public static string Count(long value)
    {
        var digits = value.ToString(CultureInfo.InvariantCulture);
        if (digits.TrimStart('-').Length < 5) return digits;
        for (var at = digits.Length - 3; at > (value < 0 ? 1 : 0); at -= 3) digits = digits.Insert(at, Thin.ToString());
        return digits;
    }

    /// <summary>"1 chunk", "12 chunks".</summary>
    public static string Count(long value, string one, string? many = null) => $"{Count(value)} {(value == 1 ? one : many ?? one + "s")}";

    /// <summary>A number to so many significant digits, without trailing zeros; integers below 10^15 in full.</summary>
    public static string Number(double value, int digits = 6)
    {
        if (double.IsNaN(value)) return "NaN";
        if (double.IsInfinity(value)) return value > 0 ? "∞" : "−∞";
        if (value == Math.Floor(value) && Math.Abs(value) < 1e15) return Minus(Count((long)value));
        var text = value.ToString("G" + digits, CultureInfo.InvariantCulture);
        var point = text.IndexOf('.');
        return Minus(point < 0 || text.Contains('E') ? text
            : (value < 0 && value > -1 ? "-" : "") + Count(long.Parse(text[..point], CultureInfo.InvariantCulture)) + text[point..]);
    }

    /// <summary>A number with so many decimals, thousands parted.</summary>
    public static string Fixed(double value, int decimals)
    {
        if (!double.IsFinite(value) || Math.Abs(value) >= 1e15) return Number(value);
        var text = Math.Abs(value).ToString("F" + decimals, CultureInfo.InvariantCulture);
        var point = text.IndexOf('.');
        var whole = Count(long.Parse(point < 0 ? text : text[..point], CultureInfo.InvariantCulture));
        var zero = text.All(c => c is '0' or '.');
        return (value < 0 && !zero ? "−" : "") + whole + (point < 0 ? "" : text[point..]);
    }

    /// <summary>Bytes in binary units with three digits: 1.25 MiB.</summary>
    public static string Bytes(double bytes)
    {
        if (bytes < 1024) return $"{Fixed(bytes, 0)} B";
        string[] units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
        var unit = -1;
        do { bytes /= 1024; unit++; } while (bytes >= 999.5 && unit < units.Length - 1);
        var decimals = bytes >= 99.5 ? 0 : bytes >= 9.95 ? 1 : 2;
        var text = bytes.ToString("F" + decimals, CultureInfo.InvariantCulture);
        return $"{(decimals > 0 ? text.TrimEnd('0').TrimEnd('.') : text)} {units[unit]}";
    }

    /// <summary>A span of time: 850 ms, 12.4 s, 3 min 20 s, 2 h 5 min.</summary>
    public static string Time(TimeSpan time) => time switch
    {
        { TotalMilliseconds: < 999.5 } => $"{Fixed(time.TotalMilliseconds, 0)} ms",
        { TotalSeconds: < 59.95 } => $"{Fixed(time.TotalSeconds, 1)} s",
        { TotalMinutes: < 60 } => $"{(int)time.TotalMinutes} min {time.Seconds} s",
        _ => $"{Count((long)time.TotalHours)} h {time.Minutes} min",
    };

    /// <summary>The same for plain text: digits together and a minus that other programs read.</summary>
    public static string Plain(string text) => text.Replace(Thin.ToString(), "").Replace('\u00a0', ' ').Replace('−', '-').Replace('″', '"');

    private static string Minus(string text) => text.Replace('-', '−');
}
