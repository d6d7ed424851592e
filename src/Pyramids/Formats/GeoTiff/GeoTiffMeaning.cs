namespace Pyramids;

/// <summary>What a file is to state of its cells: what the options ask for, else what the cells were read with.</summary>
internal static class GeoTiffMeaning
{
    /// <exception cref="ArgumentException">The options do not fit the array.</exception>
    public static CellMeaning Of(ArraySchema schema, GeoTiffOptions options)
    {
        var own = schema.Meaning ?? new();
        CheckColours(schema, options.ColourTable);
        if (options.AlphaBand is { } alpha && !CanBeAlpha(schema, alpha))
            throw new ArgumentException(
                $"AlphaBand is {alpha} and the array has {schema.Bands} bands, counted from 0; opacity follows the colours: 3 after "
                    + "red, green and blue, or 1.",
                nameof(options));
        return own with
        {
            ColourTable = options.ColourTable ?? (CanHaveColours(schema) ? own.ColourTable : []),
            AlphaBand = options.AlphaBand ?? (own.AlphaBand is { } read && CanBeAlpha(schema, read) ? read : null),
            IsPremultiplied = own.IsPremultiplied && (options.AlphaBand is null || options.AlphaBand == own.AlphaBand),
            Scales = options.Scales.Count > 0 ? options.Scales : own.Scales.Count == schema.Bands ? own.Scales : [],
            Offsets = options.Offsets.Count > 0 ? options.Offsets : own.Offsets.Count == schema.Bands ? own.Offsets : [],
            Items = [.. own.Items.Where(item => item.Band is not null || !options.Metadata.ContainsKey(item.Name)),
                .. options.Metadata.Select(item => new MetadataItem(null, item.Key, "", item.Value))],
        };
    }

    /// <summary>Whether the first three bands are red, green and blue: of bytes when there are just three, else when
    /// the fourth is opacity.</summary>
    public static bool IsRgb(ArraySchema schema, CellMeaning meaning)
        => schema.Bands == 3
            ? schema.Type == DType.UInt8
            : meaning.AlphaBand == 3 && schema is { Bands: 4, Type: DType.UInt8 or DType.UInt16 };

    private static bool CanHaveColours(ArraySchema schema) => schema is { Bands: 1, Type: DType.UInt8 or DType.UInt16 };

    private static bool CanBeAlpha(ArraySchema schema, int band) => band > 0 && band < schema.Bands;

    private static void CheckColours(ArraySchema schema, IReadOnlyList<Colour>? colours)
    {
        if (colours is not { Count: > 0 }) return;
        if (!CanHaveColours(schema))
            throw new ArgumentException(
                $"A colour table belongs to one band of UInt8 or UInt16; the array has {schema.Bands} of {schema.Type}. Use AsType, or "
                    + "no ColourTable.",
                nameof(colours));
        var most = schema.Type == DType.UInt8 ? 256 : 65_536;
        if (colours.Count > most)
            throw new ArgumentException($"The colour table has {colours.Count} entries; cells of {schema.Type} number {most}.",
                nameof(colours));
    }
}
