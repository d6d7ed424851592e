using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Pyramids.Tool.Commands.Raster;

/// <summary>Options that take a number, written with a point in every language; what is none, or out of bounds, is an
/// error in words.</summary>
internal static class NumberOption
{
    /// <summary>An option with a usual value.</summary>
    /// <param name="takes">What the option takes, for the error.</param>
    /// <param name="fits">Whether a number is one that it takes; all are when null.</param>
    public static Option<T> Create<T>(string name, string description, T usual, string takes = "a number", Predicate<T>? fits = null)
        where T : struct, INumber<T>
        => new(name)
            { Description = description, DefaultValueFactory = _ => usual, CustomParser = result => Parse(result, name, takes, fits) };

    /// <summary>An option that may be left out.</summary>
    public static Option<T?> Optional<T>(string name, string description, string takes = "a number", Predicate<T>? fits = null)
        where T : struct, INumber<T>
        => new(name) { Description = description, CustomParser = result => Parse(result, name, takes, fits) };

    private static T Parse<T>(ArgumentResult result, string name, string takes, Predicate<T>? fits) where T : struct, INumber<T>
    {
        var text = result.Tokens is [var only] ? only.Value : "";
        if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && fits?.Invoke(value) is not false)
            return value;
        result.AddError($"{name} takes {takes}; {text} was given.");
        return default;
    }
}
