namespace Pyramids;

/// <summary>What a file says that stored cells stand for beside their numbers: colours, opacity, physical values.</summary>
/// <remarks>
/// It belongs to the stored numbers, so it goes with cells that are moved and is gone from those that are computed:
/// see <c>Operation.KeepsMeaning</c>. Two arrays that differ in it alone hold the same cells.
/// </remarks>
internal sealed record CellMeaning
{
    /// <summary>The colour of each value of a one-band raster of UInt8 or UInt16; empty when values are no numbers of colours.</summary>
    public IReadOnlyList<Colour> ColourTable { get; init; } = [];

    /// <summary>The band that holds opacity, from 0; null when none does.</summary>
    public int? AlphaBand { get; init; }

    /// <summary>Whether the other bands were multiplied by that opacity.</summary>
    public bool IsPremultiplied { get; init; }

    /// <summary>The band, always the last, that is no band of the raster but its mask: not 0 where cells are valid.
    /// Null when cells have none.</summary>
    public int? MaskBand { get; init; }

    /// <summary>By what stored values are multiplied to get physical ones; one for each band, or empty.</summary>
    public IReadOnlyList<double> Scales { get; init; } = [];

    /// <summary>What is added after scaling; one for each band, or empty.</summary>
    public IReadOnlyList<double> Offsets { get; init; } = [];

    /// <summary>Units and other items of metadata, of the raster or of a band (from 0).</summary>
    public IReadOnlyList<MetadataItem> Items { get; init; } = [];

    /// <summary>Says that cells are points and not areas, as GDAL calls it; of areas nothing is said.</summary>
    public static MetadataItem Point { get; } = new(null, "AREA_OR_POINT", "", "Point");

    /// <summary>Whether cells were measured at their centres, and are no areas; where they lie is the same.</summary>
    public bool IsPoint => Items.Any(item => item.Band is null && item.Name == Point.Name
        && item.Value.Equals(Point.Value, StringComparison.OrdinalIgnoreCase));

    /// <summary>What is left when bands are picked.</summary>
    public CellMeaning Of(IReadOnlyList<int> bands) => this with
    {
        ColourTable = bands.Count == 1 ? ColourTable : [],
        AlphaBand = Moved(AlphaBand, bands),
        IsPremultiplied = IsPremultiplied && Moved(AlphaBand, bands) is not null,
        MaskBand = Moved(MaskBand, bands) is { } mask && mask == bands.Count - 1 ? mask : null,
        Scales = Scales.Count == 0 ? [] : [.. bands.Select(band => Scales[band])],
        Offsets = Offsets.Count == 0 ? [] : [.. bands.Select(band => Offsets[band])],
        Items = [.. Items.Where(item => item.Band is null),
            .. bands.SelectMany((band, at) => Items.Where(item => item.Band == band).Select(item => item with { Band = at }))],
    };

    /// <summary>What is left of cells that became floating ones: they number no colours and are no opacity.</summary>
    public CellMeaning Floating() => this with { ColourTable = [], AlphaBand = null, IsPremultiplied = false, MaskBand = null };

    /// <summary>What is left of cells that became another type: the same numbers, but what was opaque is so no more.</summary>
    public CellMeaning Of(DType type)
        => type is DType.UInt8 or DType.UInt16 ? this with { AlphaBand = null, IsPremultiplied = false, MaskBand = null } : Floating();

    private static int? Moved(int? band, IReadOnlyList<int> bands)
    {
        for (var i = 0; i < bands.Count; i++)
            if (bands[i] == band && bands.Count > 1) return i;
        return null;
    }
}

/// <summary>An item of metadata.</summary>
/// <param name="Band">Whose it is, from 0; null for the raster's.</param>
/// <param name="Name">Its name.</param>
/// <param name="Role">What it means beside its name, as GDAL says; empty for most.</param>
/// <param name="Value">Its text.</param>
internal sealed record MetadataItem(int? Band, string Name, string Role, string Value);
