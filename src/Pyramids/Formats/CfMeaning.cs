namespace Pyramids;

/// <summary>Scales, offsets and units as attributes of an array tell them.</summary>
/// <remarks>CF conventions 1.10, sections 3.1 and 8.1, have one of each for an array; where bands differ, <c>scales</c> and <c>offsets</c>
/// list them as rioxarray does, and <c>band_units</c> likewise.</remarks>
/// <param name="Scales">One for each band, or none.</param>
/// <param name="Offsets">One for each band, or none.</param>
/// <param name="Units">One for each band, empty where it has none; or none.</param>
/// <param name="IsPoint">Whether cells are points and not areas.</param>
internal sealed record CfMeaning(IReadOnlyList<double> Scales, IReadOnlyList<double> Offsets, IReadOnlyList<string> Units, bool IsPoint)
{
    public const string Scale = "scale_factor", Offset = "add_offset", EachScale = "scales", EachOffset = "offsets", Unit = "units",
        EachUnit = "band_units";

    private const string UnitItem = "UNITTYPE", UnitRole = "unittype";

    /// <summary>What stored cells mean; null when nothing is said, or what is said fits no number of bands.</summary>
    /// <param name="bands">Number of bands.</param>
    /// <param name="numbers">Numbers of an attribute; null when there are none.</param>
    /// <param name="texts">Texts of an attribute; null when there are none.</param>
    public static CellMeaning? Read(int bands, Func<string, IReadOnlyList<double>?> numbers, Func<string, IReadOnlyList<string>?> texts)
    {
        var scales = Each(numbers(Scale) ?? numbers(EachScale), bands, 1);
        var offsets = Each(numbers(Offset) ?? numbers(EachOffset), bands, 0);
        var units = texts(Unit) is [var shared] ? [.. Enumerable.Repeat(shared, bands)]
            : texts(EachUnit) is { } each && each.Count == bands ? each : [];
        var isPoint = texts(CellMeaning.Point.Name) is [var kind]
            && kind.Equals(CellMeaning.Point.Value, StringComparison.OrdinalIgnoreCase);
        MetadataItem[] items = [.. isPoint ? [CellMeaning.Point] : Array.Empty<MetadataItem>(),
            .. units.Index().Where(unit => unit.Item.Length > 0)
                .Select(unit => new MetadataItem(unit.Index, UnitItem, UnitRole, unit.Item))];
        return scales.Count + offsets.Count + items.Length == 0 ? null : new() { Scales = scales, Offsets = offsets, Items = items };
    }

    /// <summary>What is to be written of an array.</summary>
    public static CfMeaning Of(ArraySchema schema)
    {
        if (schema.Meaning is not { } meaning) return new([], [], [], false);
        string[] units = [.. Enumerable.Range(0, schema.Bands)
            .Select(band => meaning.Items.FirstOrDefault(item => item.Role == UnitRole && item.Band == band)?.Value ?? "")];
        var (scales, offsets) = (Each(meaning.Scales, schema.Bands, 1), Each(meaning.Offsets, schema.Bands, 0));
        return new(scales.Count == 0 && offsets.Count > 0 ? [.. offsets.Select(_ => 1.0)] : scales,
            offsets.Count == 0 && scales.Count > 0 ? [.. scales.Select(_ => 0.0)] : offsets,
            units.All(unit => unit.Length == 0) ? [] : units, meaning.IsPoint);
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
        if (Units.Count > 0) yield return Units.Distinct().Count() == 1 ? (Unit, Units[0]) : (EachUnit, Units.ToArray());
        if (IsPoint) yield return (CellMeaning.Point.Name, CellMeaning.Point.Value);
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
