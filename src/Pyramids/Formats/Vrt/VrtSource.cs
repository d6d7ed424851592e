using System.Globalization;
using System.Xml.Linq;

namespace Pyramids;

/// <summary>A SimpleSource or ComplexSource of a virtual raster, checked.</summary>
internal sealed class VrtSource
{
    private static readonly string[] Known =
        ["SourceFilename", "SourceBand", "SourceProperties", "SrcRect", "DstRect", "NODATA", "ScaleOffset", "ScaleRatio", "OpenOptions"];

    private readonly string path;
    private readonly Window target;

    public VrtSource(XElement element, ArraySchema schema, string path)
    {
        this.path = path;
        foreach (var child in element.Elements())
            if (!Known.Contains(child.Name.LocalName) || child.Name.LocalName == "OpenOptions" && child.HasElements)
                throw Bad($"has the element {child.Name.LocalName} in a {element.Name.LocalName}, which is not read");
        if ((string?)element.Attribute("resampling") is { Length: > 0 } resampling && !resampling.Equals("nearest", StringComparison.OrdinalIgnoreCase))
            throw Bad($"resamples a source by '{resampling}', which is not read");
        var name = element.Element("SourceFilename") ?? throw Bad("has a source without SourceFilename");
        FileName = name.Value.Trim();
        IsRelative = (string?)name.Attribute("relativeToVRT") == "1";
        var band = element.Element("SourceBand")?.Value.Trim() ?? "1";
        Band = int.TryParse(band, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 65_535
            ? number - 1 : throw Bad($"takes band '{band}' of {FileName}; a number from 1 was expected");
        var whole = schema.Whole;
        var to = Rect(element, "DstRect") ?? new(0, 0, whole.Rows, whole.Columns);
        var from = Rect(element, "SrcRect") ?? new(0, 0, to.Rows, to.Columns);
        if ((from.Rows, from.Columns) != (to.Rows, to.Columns))
            throw Bad($"brings {from.Columns}x{from.Rows} cells of {FileName} to {to.Columns}x{to.Rows}; only one to one is read");
        // What lies outside of the mosaic is not taken.
        target = to.Intersect(whole with { Bands = 1 });
        (Row, Column) = (from.Row + target.Row - to.Row, from.Column + target.Column - to.Column);
        if (element.Name.LocalName != "ComplexSource") return;
        NoData = element.Element("NODATA") is { } noData ? Number(noData.Value) ?? throw Bad($"has '{noData.Value}' as NODATA; a number was expected") : null;
        Offset = element.Element("ScaleOffset") is { } offset ? Number(offset.Value) ?? throw Bad("has a ScaleOffset that is no number") : 0;
        Ratio = element.Element("ScaleRatio") is { } ratio ? Number(ratio.Value) ?? throw Bad("has a ScaleRatio that is no number") : 1;
    }

    public string FileName { get; }

    public bool IsRelative { get; }

    /// <summary>The file's band, from 0.</summary>
    public int Band { get; }

    public int Row { get; }

    public int Column { get; }

    public double? NoData { get; }

    public double Offset { get; }

    public double Ratio { get; } = 1;

    /// <summary>Whether another takes the same cells of another band.</summary>
    public bool Same(VrtSource other) => FileName == other.FileName && IsRelative == other.IsRelative && target == other.target && Row == other.Row && Column == other.Column
        && Nullable.Equals(NoData, other.NoData) && Offset.Equals(other.Offset) && Ratio.Equals(other.Ratio);

    public MosaicPiece Piece(VrtPlace place, int[] bands)
        => new(FileName, target, Row, Column, bands, place.Resolve(FileName, IsRelative)) { NoData = NoData, Offset = Offset, Ratio = Ratio };

    /// <summary>A number as GDAL writes it, <c>nan</c> and <c>inf</c> too; null for anything else.</summary>
    public static double? Number(string text) => text.Trim().ToLowerInvariant() switch
    {
        "nan" => double.NaN,
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        var plain => double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null,
    };

    private Window? Rect(XElement element, string name)
    {
        if (element.Element(name) is not { } rect) return null;
        int Part(string attribute)
        {
            var text = (string?)rect.Attribute(attribute);
            return Number(text ?? "") is { } value && Math.Abs(value) <= 1 << 30 && value == Math.Floor(value)
                ? (int)value : throw Bad($"has {attribute} '{text}' in the {name} of {FileName}; a whole number was expected");
        }
        var window = new Window(Part("yOff"), Part("xOff"), Part("ySize"), Part("xSize"));
        return window is { Rows: > 0, Columns: > 0 } && (name != "SrcRect" || window is { Row: >= 0, Column: >= 0 }) ? window : throw Bad($"has an empty or outlying {name} for {FileName}");
    }

    private RasterFormatException Bad(string what) => new($"The virtual raster {what}.", path);
}
