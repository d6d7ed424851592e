using System.Globalization;
using System.Xml.Linq;

namespace Pyramids;

/// <summary>A SimpleSource or ComplexSource of a virtual raster, checked.</summary>
internal sealed class VrtSource
{
    private static readonly string[] Known =
    [
        "SourceFilename", "SourceBand", "SourceProperties", "SrcRect", "DstRect", "NODATA", "ScaleOffset", "ScaleRatio", "OpenOptions",
        "UseMaskBand", "LUT",
        "Exponent", "SrcMin", "SrcMax", "DstMin", "DstMax", "ColorTableComponent",
    ];

    private readonly string path;
    private readonly XElement element;
    private readonly MosaicAxis? rows, columns;
    private readonly CellTransfer transfer;

    public VrtSource(XElement element, ArraySchema schema, string path)
    {
        (this.path, this.element) = (path, element);
        foreach (var child in element.Elements())
            if (!Known.Contains(child.Name.LocalName) || child.Name.LocalName == "OpenOptions" && child.HasElements)
                throw Bad($"has the element {child.Name.LocalName} in a {element.Name.LocalName}, which is not read");
        var name = element.Element("SourceFilename") ?? throw Bad("has a source without SourceFilename");
        FileName = name.Value.Trim();
        IsRelative = (string?)name.Attribute("relativeToVRT") == "1";
        var band = element.Element("SourceBand")?.Value.Trim() ?? "1";
        GivesMask = band.StartsWith("mask,", StringComparison.Ordinal);
        Band = int.TryParse(GivesMask ? band["mask,".Length..] : band, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is >= 1 and <= 65_535
            ? number - 1 : throw Bad($"takes band '{band}' of {FileName}; a number from 1, or the mask of one, was expected");
        var whole = schema.Grid;
        var to = Rect("DstRect") ?? (0, 0, whole.Rows, whole.Columns);
        var from = Rect("SrcRect") ?? (0, 0, to.Rows, to.Columns);
        var properties = element.Element("SourceProperties");
        rows = MosaicAxis.Stretched((from.Row, from.Rows), (to.Row, to.Rows), whole.Rows, Size(properties, "RasterYSize"));
        columns = MosaicAxis.Stretched((from.Column, from.Columns), (to.Column, to.Columns), whole.Columns,
            Size(properties, "RasterXSize"));
        if ((string?)element.Attribute("resampling") is { Length: > 0 } resampling
            && !resampling.Equals("nearest", StringComparison.OrdinalIgnoreCase)
            && (rows, columns) is ({ IsOneToOne: false }, _) or (_, { IsOneToOne: false }))
            throw Bad($"resamples a source by '{resampling}', which is not read; nearest is");
        transfer = new(isSingle: schema.Type is not (DType.Int32 or DType.UInt32 or DType.Int64 or DType.UInt64 or DType.Float64));
        if (element.Name.LocalName != "ComplexSource") return;
        NoData = Optional("NODATA");
        IsMasked = element.Element("UseMaskBand")?.Value.Trim().ToLowerInvariant() is "true" or "yes" or "on" or "1";
        transfer = transfer with { Power = PowerOf(), Table = TableOf(), Component = ComponentOf() };
        if (transfer.Power is null) transfer = transfer with { Offset = Optional("ScaleOffset") ?? 0, Ratio = Optional("ScaleRatio") ?? 1 };
    }

    public string FileName { get; }

    public bool IsRelative { get; }

    /// <summary>The file's band, from 0.</summary>
    public int Band { get; }

    /// <summary>Whether the mask of the file is taken, 255 and 0, and not its cells.</summary>
    public bool GivesMask { get; }

    public double? NoData { get; }

    public bool IsMasked { get; }

    /// <summary>Whether any cell of the file lies in the mosaic.</summary>
    public bool IsInside => rows is not null && columns is not null;

    /// <summary>Whether another takes the same cells of another band.</summary>
    public bool Same(VrtSource other)
        => FileName == other.FileName && IsRelative == other.IsRelative && rows == other.rows && columns == other.columns
            && Nullable.Equals(NoData, other.NoData) && (GivesMask, IsMasked) == (other.GivesMask, other.IsMasked)
            && (transfer with { Table = null }).Equals(other.transfer with { Table = null }) && Text("LUT") == other.Text("LUT");

    public MosaicPiece Piece(VrtPlace place, int[] bands)
        => new(FileName, rows!.Value, columns!.Value, bands, place.Resolve(FileName, IsRelative))
        {
            NoData = NoData, SkipsNaN = false, IsMasked = IsMasked, GivesMask = GivesMask, Transfer = transfer.IsNothing ? null : transfer,
        };

    private (double From, double To, double Low, double High, double Exponent)? PowerOf()
    {
        if (Optional("Exponent") is not { } exponent) return null;
        var ends = Array.ConvertAll((string[])["SrcMin", "SrcMax", "DstMin", "DstMax"],
            end => Optional(end) ?? throw Bad($"has an Exponent for {FileName} without {end}, which is not read"));
        return ends[0] == ends[1]
            ? throw Bad($"has the same SrcMin and SrcMax for {FileName}")
            : (ends[0], ends[1], ends[2], ends[3], exponent);
    }

    // Pairs input:output in rising order of inputs.
    private (double[] Inputs, double[] Outputs)? TableOf()
    {
        if (Text("LUT") is not { } text) return null;
        var numbers = text.Split(',', ':').Select(part =>
            Number(part) is { } value && !double.IsNaN(value) ? value : throw Bad($"has '{part.Trim()}' in a LUT; a number was expected"))
            .ToArray();
        if (numbers.Length < 2 || numbers.Length % 2 != 0) throw Bad("has a LUT that is no list of pairs input:output");
        var (inputs, outputs) = (new double[numbers.Length / 2], new double[numbers.Length / 2]);
        for (var i = 0; i < inputs.Length; i++)
        {
            (inputs[i], outputs[i]) = (numbers[2 * i], numbers[2 * i + 1]);
            if (i > 0 && inputs[i] < inputs[i - 1]) throw Bad("has a LUT whose inputs do not rise");
        }
        return (inputs, outputs);
    }

    private int? ComponentOf() => Optional("ColorTableComponent") switch
    {
        null or 0 => null,
        { } component when component is 1 or 2 or 3 or 4 => (int)component - 1,
        var other => throw Bad($"takes component {other} of a colour table; 1 to 4 were expected"),
    };

    private string? Text(string name) => element.Element(name)?.Value;

    private double? Optional(string name)
        => Text(name) is not { } text ? null : Number(text) ?? throw Bad($"has '{text}' as {name}; a number was expected");

    private static int? Size(XElement? properties, string name)
        => int.TryParse((string?)properties?.Attribute(name), NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0
            ? size
            : null;

    /// <summary>A number as GDAL writes it, <c>nan</c> and <c>inf</c> too; null for anything else.</summary>
    public static double? Number(string text) => text.Trim().ToLowerInvariant() switch
    {
        "nan" => double.NaN,
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        var plain => double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null,
    };

    private (double Row, double Column, double Rows, double Columns)? Rect(string name)
    {
        if (element.Element(name) is not { } rect) return null;
        double Part(string attribute)
        {
            var text = (string?)rect.Attribute(attribute);
            return Number(text ?? "") is { } value && Math.Abs(value) <= 1 << 30 ? value
                : throw Bad($"has {attribute} '{text}' in the {name} of {FileName}; a number was expected");
        }
        var (row, column, rows, columns) = (Part("yOff"), Part("xOff"), Part("ySize"), Part("xSize"));
        return rows > 0 && columns > 0 ? (row, column, rows, columns) : throw Bad($"has an empty {name} for {FileName}");
    }

    private RasterFormatException Bad(string what) => new($"The virtual raster {what}.", path);
}
