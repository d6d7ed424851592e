using System.Globalization;
using System.Xml.Linq;

namespace Pyramids;

/// <summary>Makes a mosaic of the elements of a virtual raster (GDAL's VRT driver, "VRT descriptor format").</summary>
internal sealed class VrtReader(XElement root, VrtPlace place)
{
    private const int MostBands = 65_535;
    private static readonly string[] Passed = ["SimpleSource", "ComplexSource"];
    private static readonly string[] Known =
    [
        "Description", "NoDataValue", "HideNoDataValue", "Scale", "Offset", "UnitType", "ColorInterp", "ColorTable", "CategoryNames",
        "Metadata", "Histograms", "Overview", .. Passed,
    ];

    private readonly List<(string Name, string Value)> facts = [("format", "VRT")];

    public RasterFile Read()
    {
        if (root.Name.LocalName != "VRTDataset") throw Bad($"begins with the element {root.Name.LocalName}; VRTDataset was expected");
        if ((string?)root.Attribute("subClass") is { } kind) throw Bad($"is a {kind}; only plain mosaics are read");
        int columns = Whole(root, "rasterXSize", 1), rows = Whole(root, "rasterYSize", 1);
        var bands = root.Elements("VRTRasterBand").ToList();
        if (bands.Count is 0 or > MostBands) throw Bad($"has {bands.Count} bands; 1 to {MostBands} were expected");
        var types = bands.Select(Type).ToList();
        var type = types[0];
        if (types.Exists(other => other != type))
            throw Bad($"has bands of {type} and of {types.Find(other => other != type)}; bands of one type are read");
        var noData = bands.Select(band => Text(band, "NoDataValue") is { } text ? Number(text, "NoDataValue") : (double?)null).ToList();
        if (noData.Exists(other => !Nullable.Equals(other, noData[0]))) throw Bad("has bands of different NoDataValue, which is not read");
        var isHidden = bands.TrueForAll(band => Text(band, "HideNoDataValue") is "1");
        var names = bands.Select(band => Text(band, "Description") ?? "").ToArray();
        var schema = new ArraySchema(Grid(rows, columns), bands.Count, type)
        {
            NoData = isHidden ? null : noData[0], IsPlane = bands.Count == 1, BandNames =
                Array.Exists(names, name => name.Length > 0) ? names : [],
            Meaning = VrtMeaning.Of(root, bands),
        };
        var pieces = Pieces(bands, schema);
        facts.Add(("sources", pieces.Select(piece => piece.Name).Distinct().Count().ToString(CultureInfo.InvariantCulture)));
        var source = new MosaicSource(place.Path, schema, Block(schema), pieces, MosaicOverlap.Last, noData[0] ?? 0);
        var mask = Mask(schema);
        return new(source, "VRT", [], facts, source)
        {
            Fingerprint = "",
            HasMask = mask is not null,
            Validity = mask is not null ? new ValiditySource(mask, 0, 1)
                : schema.Meaning?.AlphaBand is { } alpha ? new ValiditySource(source, alpha, 1)
                : null,
            Colours = PaletteSource.Of(source),
        };
    }

    private static BlockShape Block(ArraySchema schema) => new(1, Math.Min(512, schema.Grid.Rows), Math.Min(512, schema.Grid.Columns));

    // The files' own masks, as a rule: bytes that are 0 where cells of all bands are missing.
    private MosaicSource? Mask(ArraySchema raster)
    {
        if (root.Element("MaskBand") is not { } element) return null;
        var band = element.Element("VRTRasterBand") ?? throw Bad("has a MaskBand without a VRTRasterBand");
        if (Type(band) != DType.UInt8) throw Bad($"has a MaskBand of {Type(band)}; bytes were expected");
        var schema = new ArraySchema(raster.Grid, 1, DType.UInt8) { IsPlane = true };
        return new($"mask of {place.Path}", schema, Block(schema), Pieces([band], schema), MosaicOverlap.Last, 0);
    }

    private GridSpec Grid(int rows, int columns)
    {
        var transform = Affine.Identity;
        if (Text(root, "GeoTransform") is { } text)
        {
            var numbers = GeoTransform.Words(text).Select(word => Number(word, "GeoTransform")).ToArray();
            if (numbers.Length != 6) throw Bad($"has a GeoTransform of {numbers.Length} numbers; 6 were expected");
            transform = GeoTransform.Of(numbers) ?? throw Bad($"has a GeoTransform without an inverse: {text.Trim()}");
        }
        Crs? crs = null;
        if (Text(root, "SRS") is { Length: > 0 } system && !Crs.TryFromUserInput(system, out crs))
            facts.Add(("not read", $"SRS: {system[..Math.Min(system.Length, 200)]}"));
        return new(rows, columns, transform, crs);
    }

    private List<MosaicPiece> Pieces(List<XElement> bands, ArraySchema schema)
    {
        var all = bands.Select((band, number) => Sources(band, number, schema)).ToList();
        // Bands that take the same rectangles of the same files in the same order are read together.
        var alike = all.TrueForAll(list => list.Count == all[0].Count && list.Zip(all[0]).All(pair => pair.First.Same(pair.Second)));
        return alike ? [.. all[0].Select((first, i) => first.Piece(place, [.. all.Select(list => list[i].Band)]))]
            : [.. all.SelectMany((list, number) => list.Select(
                source => source.Piece(place, [.. Enumerable.Range(0, all.Count).Select(band => band == number ? source.Band : -1)])))];
    }

    private List<VrtSource> Sources(XElement band, int number, ArraySchema schema)
    {
        if ((string?)band.Attribute("subClass") is { } kind && kind != "VRTRasterBand")
            throw Bad($"has a {kind} as band {number + 1}, which is not read");
        foreach (var child in band.Elements())
            if (!Known.Contains(child.Name.LocalName))
                throw Bad($"has the element {child.Name.LocalName} in band {number + 1}, which is not read");
        foreach (var name in (string[])["Scale", "Offset"])
            if (Text(band, name) is { } text) facts.Add(($"band {number + 1} {name.ToLowerInvariant()}", text));
        return [.. band.Elements().Where(child => Passed.Contains(child.Name.LocalName))
            .Select(child => new VrtSource(child, schema, place.Path)).Where(source => source.IsInside)];
    }

    private DType Type(XElement band) => (string?)band.Attribute("dataType") switch
    {
        null or "Byte" => DType.UInt8,
        "Int8" => DType.Int8,
        "UInt16" => DType.UInt16,
        "Int16" => DType.Int16,
        "UInt32" => DType.UInt32,
        "Int32" => DType.Int32,
        "UInt64" => DType.UInt64,
        "Int64" => DType.Int64,
        "Float32" => DType.Float32,
        "Float64" => DType.Float64,
        var other => throw Bad($"has bands of dataType {other}, which is not read"),
    };

    private int Whole(XElement element, string attribute, int least)
        => int.TryParse((string?)element.Attribute(attribute), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value)
            && value >= least
            ? value : throw Bad($"has the {attribute} '{(string?)element.Attribute(attribute)}'; a whole number from {least} was expected");

    private double Number(string text, string what)
        => VrtSource.Number(text) ?? throw Bad($"has '{text.Trim()}' as {what}; a number was expected");

    private static string? Text(XElement element, string name) => element.Element(name)?.Value.Trim();

    private RasterFormatException Bad(string what) => new($"The virtual raster {what}.", place.Path);
}
