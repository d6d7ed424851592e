using System.Globalization;
using System.Xml.Linq;

namespace Pyramids;

/// <summary>What a virtual raster says of its cells: colour table, opacity, scales, units and metadata of the default domain.</summary>
internal static class VrtMeaning
{
    private const int MostColours = 65_536;

    /// <summary>Null when nothing is said.</summary>
    public static CellMeaning? Of(XElement root, IReadOnlyList<XElement> bands)
    {
        var meaning = new CellMeaning
        {
            ColourTable = bands.Count == 1 ? Colours(bands[0]) : [],
            AlphaBand = bands.Index().Where(item => item.Index > 0 && (string?)item.Item.Element("ColorInterp") == "Alpha")
                .Select(item => (int?)item.Index).LastOrDefault(),
            Scales = Numbers(bands, "Scale", 1),
            Offsets = Numbers(bands, "Offset", 0),
            Items = [.. Items(root, null), .. bands.SelectMany((band, number) => Items(band, number).Concat(Unit(band, number)))],
        };
        return meaning is { ColourTable.Count: 0, AlphaBand: null, Scales.Count: 0, Offsets.Count: 0, Items.Count: 0 } ? null : meaning;
    }

    private static Colour[] Colours(XElement band)
        => [.. (band.Element("ColorTable")?.Elements("Entry") ?? []).Take(MostColours)
            .Select(entry => new Colour(Part(entry, "c1", 0), Part(entry, "c2", 0), Part(entry, "c3", 0), Part(entry, "c4", 255)))];

    private static byte Part(XElement entry, string name, byte absent)
        => byte.TryParse((string?)entry.Attribute(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : absent;

    private static double[] Numbers(IReadOnlyList<XElement> bands, string name, double usual)
    {
        double[] numbers = [.. bands.Select(
            band => (string?)band.Element(name) is { } text && VrtSource.Number(text) is { } value ? value : usual)];
        return Array.TrueForAll(numbers, number => number == usual) ? [] : numbers;
    }

    private static IEnumerable<MetadataItem> Items(XElement element, int? band)
        => element.Elements("Metadata").Where(metadata => string.IsNullOrEmpty((string?)metadata.Attribute("domain"))).Elements("MDI")
            .Select(item => new MetadataItem(band, (string?)item.Attribute("key") ?? "", "", item.Value))
            .Where(item => item.Name.Length > 0 && (item.Name != CellMeaning.Point.Name || item == CellMeaning.Point)
                && !item.Name.StartsWith("STATISTICS_", StringComparison.Ordinal));

    private static IEnumerable<MetadataItem> Unit(XElement band, int number)
        => (string?)band.Element("UnitType") is { Length: > 0 } unit ? [new(number, "UNITTYPE", "unittype", unit)] : [];
}
