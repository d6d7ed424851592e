using System.Globalization;

namespace Pyramids;

/// <summary>What a TIFF says of an image beside its cells.</summary>
internal sealed class GeoTiffMetadata
{
    private const int PhotometricPalette = 3;
    private readonly TiffDirectory directory;

    /// <summary>Reads the tags and what files beside the image say; the transform of a world file counts where they have none.</summary>
    public GeoTiffMetadata(TiffDirectory directory, TiffLayout layout, Affine? world, PamFile? pam)
    {
        this.directory = directory;
        Reference = GeoReference.Read(directory);
        if ((pam?.Transform ?? (Reference.HasTransform ? null : world)) is { } transform)
            Reference = Reference with { Transform = transform, HasTransform = true, Tiepoints = [] };
        if (pam is not null)
            Reference = Reference with { Crs = pam.Crs ?? Reference.Crs, Problems = [.. Reference.Problems, .. pam.Problems] };
        Items = Joined(GdalMetadata.Parse(directory.Text(TiffTag.GdalMetadata)), pam?.Items ?? []);
        NoDataTag = pam?.NoData(layout.Bands) ?? directory.Text(TiffTag.GdalNoData);
        NoData = NoDataText.Parse(NoDataTag, layout.Type);
        Photometric = layout.Photometric;
        BandNames = Names(layout.Bands);
        Scales = Numbers(layout.Bands, "scale", 1);
        Offsets = Numbers(layout.Bands, "offset", 0);
        if (layout.Bands == 1 && Scales.Count == 0 && Offsets.Count == 0
            && Reference.Crs is { Components.Count: > 0 } or { Kind: CrsKind.Vertical })
            (Scales, Offsets) = Heights();
        (AlphaBand, IsPremultiplied) = Alpha(layout.Bands);
        if (Photometric == PhotometricPalette && directory.Numbers(TiffTag.ColorMap) is { Length: >= 3 } map && map.Length % 3 == 0)
            ColourTable = Palette(map);
        Meaning = MeaningOf(layout.Bands);
    }

    /// <summary>Transform and coordinate reference system.</summary>
    public GeoReference Reference { get; }

    /// <summary>GDAL's metadata items, all domains.</summary>
    public IReadOnlyList<GdalItem> Items { get; }

    /// <summary>The nodata tag as it stands; null when there is none.</summary>
    public string? NoDataTag { get; }

    public NoDataText NoData { get; }

    public int Photometric { get; }

    /// <summary>One for each band, or empty.</summary>
    public IReadOnlyList<string> BandNames { get; }

    /// <summary>The true value of a cell is scale * cell + offset; one for each band, or empty when all are 1.</summary>
    public IReadOnlyList<double> Scales { get; }

    /// <summary>One for each band, or empty when all are 0.</summary>
    public IReadOnlyList<double> Offsets { get; }

    /// <summary>The band that holds opacity, from 0; null when there is none.</summary>
    public int? AlphaBand { get; }

    /// <summary>Whether colours were multiplied by that opacity.</summary>
    public bool IsPremultiplied { get; }

    /// <summary>The colour of each value of a palette image; null for others.</summary>
    public IReadOnlyList<Colour>? ColourTable { get; }

    /// <summary>What holds for the cells wherever they are copied to; null when the tags say nothing of the kind.</summary>
    public CellMeaning? Meaning { get; }

    /// <summary>ImageDescription; null when there is none.</summary>
    public string? Description => directory.Text(TiffTag.ImageDescription);

    /// <summary>Error bias and random error, offsets and scales of line, sample, latitude, longitude and height, then
    /// four polynomials of twenty coefficients (tag 50844); null when the image has none.</summary>
    public double[]? RationalPolynomials => directory.Numbers(TiffTag.RpcCoefficients) is { Length: 92 } numbers ? numbers : null;

    /// <summary>Whether the image lies by ground control points only.</summary>
    public bool HasGcps => Reference.Tiepoints.Length > 0;

    /// <summary>Every tag: number, name, type, count, and the value when it is short.</summary>
    public IEnumerable<(int Number, string Name, string Type, long Count, string Value)> Tags
        => directory.Entries.Select(entry =>
            ((int)entry.Tag, Enum.IsDefined(entry.Tag) ? entry.Tag.ToString() : "", entry.Type.ToString(), entry.Count, Shown(entry)));

    private string Shown(TiffEntry entry)
    {
        if (entry.Value is null) return entry.Problem ?? "";
        if (entry.Type == TiffType.Ascii) return entry.Text();
        if (entry.Count > 16) return "";
        var values = new string[entry.Count];
        for (var i = 0; i < values.Length; i++) values[i] = entry.Number(i, directory.BigEndian).ToString(CultureInfo.InvariantCulture);
        return string.Join(' ', values);
    }

    // Of two items of a name the one beside the image counts; of two names, units, scales or offsets the image's own.
    private static IReadOnlyList<GdalItem> Joined(IReadOnlyList<GdalItem> own, IReadOnlyList<GdalItem> beside)
    {
        if (beside.Count == 0) return own;
        var named = beside.Where(item => item.Role.Length == 0).Select(item => item with { Value = "" }).ToHashSet();
        var stated = own.Where(item => item.Role.Length > 0).Select(item => new { item.Band, item.Role }).ToHashSet();
        return [.. own.Where(item => !named.Contains(item with { Value = "" })),
            .. beside.Where(item => item.Role.Length == 0 || !stated.Contains(new { item.Band, item.Role }))];
    }

    private string[] Names(int bands)
    {
        var names = new string[bands];
        Array.Fill(names, "");
        var any = false;
        foreach (var item in Items)
        {
            if (item.Role != "description" || item.Band is not { } band || band >= bands || item.Value.Length == 0) continue;
            names[band] = item.Value;
            any = true;
        }
        return any ? names : [];
    }

    private double[] Numbers(int bands, string role, double usual)
    {
        var values = new double[bands];
        Array.Fill(values, usual);
        foreach (var item in Items)
            if (item.Role == role && item.Band is { } band && band < bands
                && double.TryParse(item.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
                values[band] = value;
        return Array.TrueForAll(values, value => value == usual) ? [] : values;
    }

    // Names, scales and offsets have places of their own; statistics are those of this file's cells.
    private CellMeaning? MeaningOf(int bands)
    {
        MetadataItem[] items = [.. Reference.IsPoint ? [CellMeaning.Point] : Array.Empty<MetadataItem>(),
            .. Items.Where(item => item is { Domain: "", Role: "" or "unittype" } && (item.Band ?? 0) < bands
                && item.Name != CellMeaning.Point.Name && !item.Name.StartsWith("STATISTICS_", StringComparison.Ordinal))
                .Select(item => new MetadataItem(item.Band, item.Name, item.Role, item.Value))];
        if (items.Length == 0 && ColourTable is null && AlphaBand is null && Scales.Count == 0 && Offsets.Count == 0) return null;
        return new()
        {
            ColourTable = ColourTable is { } map && bands == 1 ? map : [],
            AlphaBand = bands > 1 ? AlphaBand : null,
            IsPremultiplied = bands > 1 && IsPremultiplied,
            Scales = Scales,
            Offsets = Offsets,
            Items = items,
        };
    }

    // GeoTIFF 1.1 (OGC 19-008r4), annex B.6: where cells are heights, the scale and tie point of the third axis are theirs.
    private (double[] Scales, double[] Offsets) Heights()
    {
        if (directory.Numbers(TiffTag.ModelPixelScale) is not { Length: >= 3 } scale
            || directory.Numbers(TiffTag.ModelTiepoint) is not { Length: >= 6 } tie)
            return ([], []);
        var (factor, added) = (scale[2], tie[5] - tie[2] * scale[2]);
        return factor == 0 || !double.IsFinite(factor) || !double.IsFinite(added) ? ([], [])
            : (factor == 1 ? [] : [factor], added == 0 ? [] : [added]);
    }

    // TIFF 6.0, section 18: 1 is associated alpha, with which colours are multiplied; 2 is unassociated.
    private (int? Band, bool IsPremultiplied) Alpha(int bands)
    {
        var extra = directory.Numbers(TiffTag.ExtraSamples);
        for (var i = 0; i < extra.Length && extra.Length <= bands; i++)
            if (extra[i] is 1 or 2) return (bands - extra.Length + i, extra[i] == 1);
        return (null, false);
    }

    private static Colour[] Palette(double[] map)
    {
        var count = map.Length / 3;
        // Some writers put 8-bit values into the 16-bit map.
        var divisor = Array.TrueForAll(map, value => value < 256) ? 1 : 256;
        var colours = new Colour[count];
        for (var i = 0; i < count; i++) colours[i] = new(Byte(map[i]), Byte(map[count + i]), Byte(map[2 * count + i]));
        return colours;

        byte Byte(double value) => (byte)((ushort)value / divisor);
    }
}
