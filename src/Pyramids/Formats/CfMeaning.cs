namespace Pyramids;

/// <summary>Scales, offsets and units as attributes of an array tell them.</summary>
/// <remarks>CF conventions 1.10, sections 3.1 and 8.1, have one of each for an array; where bands differ, <c>scales</c> and <c>offsets</c>
/// list them as rioxarray does.</remarks>
internal sealed record CfMeaning(IReadOnlyList<double> Scales, IReadOnlyList<double> Offsets, string? Units)
{
    public const string Scale = "scale_factor", Offset = "add_offset", EachScale = "scales", EachOffset = "offsets", Unit = "units";

    private const string UnitItem = "UNITTYPE", UnitRole = "unittype";

    /// <summary>What stored cells mean; null when nothing is said, or what is said fits no number of bands.</summary>
    /// <param name="bands">Number of bands.</param>
    /// <param name="numbers">Numbers of an attribute; null when there are none.</param>
    /// <param name="text">Text of an attribute; null when there is none.</param>
    public static CellMeaning? Read(int bands, Func<string, IReadOnlyList<double>?> numbers, Func<string, string?> text)
    {
        var scales = Each(numbers(Scale) ?? numbers(EachScale), bands, 1);
        var offsets = Each(numbers(Offset) ?? numbers(EachOffset), bands, 0);
        MetadataItem[] units = text(Unit) is { Length: > 0 } unit
            ? [.. Enumerable.Range(0, bands).Select(band => new MetadataItem(band, UnitItem, UnitRole, unit))]
            : [];
        return scales.Count + offsets.Count + units.Length == 0 ? null : new() { Scales = scales, Offsets = offsets, Items = units };
    }

    /// <summary>What is to be written of an array; a unit only where all bands share it.</summary>
    public static CfMeaning Of(ArraySchema schema)
    {
        if (schema.Meaning is not { } meaning) return new([], [], null);
        var units = meaning.Items.Where(item => item is { Role: UnitRole, Band: not null }).ToArray();
        var isShared = units.Select(item => item.Band).Distinct().Count() == schema.Bands
            && units.Select(item => item.Value).Distinct().Count() == 1;
        var (scales, offsets) = (Each(meaning.Scales, schema.Bands, 1), Each(meaning.Offsets, schema.Bands, 0));
        return new(scales.Count == 0 && offsets.Count > 0 ? [.. offsets.Select(_ => 1.0)] : scales,
            offsets.Count == 0 && scales.Count > 0 ? [.. scales.Select(_ => 0.0)] : offsets, isShared ? units[0].Value : null);
    }

    /// <summary>The attributes: numbers, lists of numbers, and text.</summary>
    public IEnumerable<(string Name, object Value)> Attributes()
    {
        if (Scales.Count > 0)
        {
            var isOne = Scales.Distinct().Count() == 1 && Offsets.Distinct().Count() == 1;
            yield return isOne ? (Scale, Scales[0]) : (EachScale, Scales.ToArray());
            yield return isOne ? (Offset, Offsets[0]) : (EachOffset, Offsets.ToArray());
        }
        if (Units is not null) yield return (Unit, Units);
    }

    /// <summary>Whether stored numbers of both mean the same physical values.</summary>
    public bool ScalesAs(CfMeaning other)
        => Scales.Distinct().SequenceEqual(other.Scales.Distinct()) && Offsets.Distinct().SequenceEqual(other.Offsets.Distinct());

    private static IReadOnlyList<double> Each(IReadOnlyList<double>? numbers, int bands, double usual)
    {
        if (numbers is null || numbers.Count != 1 && numbers.Count != bands || numbers.Any(number => !double.IsFinite(number))
            || numbers.All(number => number == usual))
            return [];
        return numbers.Count == bands ? numbers : [.. Enumerable.Repeat(numbers[0], bands)];
    }
}
