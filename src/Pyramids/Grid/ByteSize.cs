using System.Globalization;

namespace Pyramids;

/// <summary>Numbers of bytes as people write them: <c>128MiB</c>, <c>1.5 GB</c>, <c>4096</c>.</summary>
public static class ByteSize
{
    private static readonly (string Unit, double Factor)[] Units =
    [
        ("KIB", 1L << 10), ("MIB", 1L << 20), ("GIB", 1L << 30), ("TIB", 1L << 40),
        ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12), ("B", 1),
    ];

    /// <summary>Reads a size. MB is 10^6 bytes, MiB is 2^20.</summary>
    /// <exception cref="FormatException">The text is no size.</exception>
    public static long Parse(string text) => TryParse(text, out var bytes)
        ? bytes
        : throw new FormatException($"'{text}' is no size in bytes; write it as 512MiB, 2GB or 1048576.");

    /// <summary>Reads a size, or tells that the text is none.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        var number = text.Trim();
        var factor = 1.0;
        foreach (var (unit, value) in Units)
            if (number.EndsWith(unit, StringComparison.OrdinalIgnoreCase))
            {
                (number, factor) = (number[..^unit.Length].TrimEnd(), value);
                break;
            }
        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)) return false;
        var total = count * factor;
        if (!(total >= 0 && total < 9e18)) return false;
        bytes = (long)total;
        return true;
    }

    /// <summary>Writes a size with three digits in a binary unit: <c>137 MiB</c>.</summary>
    public static string Format(double bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
        var unit = 0;
        while (Math.Abs(bytes) >= 1000 && unit < units.Length - 1) (bytes, unit) = (bytes / 1024, unit + 1);
        var digits = unit == 0 ? "0" : Math.Abs(bytes) >= 100 ? "0" : Math.Abs(bytes) >= 10 ? "0.0" : "0.00";
        return bytes.ToString(digits, CultureInfo.InvariantCulture) + " " + units[unit];
    }
}
