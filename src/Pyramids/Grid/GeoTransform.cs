using System.Globalization;

namespace Pyramids;

/// <summary>A transform as text: GDAL's six numbers, between commas in XML and between blanks in attributes of arrays.</summary>
internal static class GeoTransform
{
    private static readonly char[] BlanksAndBrackets = [' ', '\t', '\r', '\n', '(', ')', '[', ']'];

    /// <summary>The six numbers between blanks; they come back as they were.</summary>
    public static string Text(Affine transform)
        => string.Join(' ', transform.ToGeoTransform().Select(number => number.ToString("R", CultureInfo.InvariantCulture)));

    /// <returns>Null for anything but six numbers whose transform has an inverse.</returns>
    public static Affine? Of(string text) => Of(Numbers(text));

    /// <returns>Null for anything but six numbers whose transform has an inverse.</returns>
    public static Affine? Of(ReadOnlySpan<double> numbers)
        => numbers is [var x, var xPerColumn, var xPerRow, var y, var yPerColumn, var yPerRow]
            && new Affine(x, xPerColumn, xPerRow, y, yPerColumn, yPerRow) is { HasInverse: true } transform
            ? transform
            : null;

    /// <summary>The numbers of a list in text; NaN for what is none.</summary>
    public static double[] Numbers(string text)
        => [.. Words(text).Select(
            word => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN)];

    /// <summary>What stands between commas or blanks, without brackets; nothing between two commas is an empty word.</summary>
    public static IEnumerable<string> Words(string text)
        => text.Split(',').SelectMany(
            part => part.Split(BlanksAndBrackets, StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } words ? words : [""]);
}
