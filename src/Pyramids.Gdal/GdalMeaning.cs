namespace Pyramids;

/// <summary>Colour table, opacity, scales and units as GDAL tells them.</summary>
internal static unsafe class GdalMeaning
{
    private const int AlphaBand = 6, MostColours = 65_536;

    /// <summary>Null when nothing is said.</summary>
    public static CellMeaning? Of(nint[] bands)
    {
        var meaning = new CellMeaning
        {
            ColourTable = bands.Length == 1 ? Colours(GdalNative.GDALGetRasterColorTable(bands[0])) : [],
            AlphaBand = bands.Index().Where(item => item.Index > 0 && GdalNative.GDALGetRasterColorInterpretation(item.Item) == AlphaBand)
                .Select(item => (int?)item.Index).LastOrDefault(),
            Scales = Numbers(bands, 1, Scale),
            Offsets = Numbers(bands, 0, Offset),
            Items = [.. bands.Index().Select(item => new MetadataItem(item.Index, "UNITTYPE", "unittype",
                GdalNative.Text(GdalNative.GDALGetRasterUnitType(item.Item)))).Where(item => item.Value.Length > 0)],
        };
        return meaning is { ColourTable.Count: 0, AlphaBand: null, Scales.Count: 0, Offsets.Count: 0, Items.Count: 0 } ? null : meaning;
    }

    private static Colour[] Colours(nint table)
    {
        if (table == 0) return [];
        var colours = new Colour[Math.Clamp(GdalNative.GDALGetColorEntryCount(table), 0, MostColours)];
        var parts = stackalloc short[4];
        for (var i = 0; i < colours.Length; i++)
        {
            if (GdalNative.GDALGetColorEntryAsRGB(table, i, parts) == 0) return [];
            colours[i] = new(Byte(parts[0]), Byte(parts[1]), Byte(parts[2]), Byte(parts[3]));
        }
        return colours;
    }

    private static byte Byte(short part) => (byte)Math.Clamp(part, (short)0, (short)255);

    private static double Scale(nint band)
    {
        int found;
        var scale = GdalNative.GDALGetRasterScale(band, &found);
        return found == 0 ? 1 : scale;
    }

    private static double Offset(nint band)
    {
        int found;
        var offset = GdalNative.GDALGetRasterOffset(band, &found);
        return found == 0 ? 0 : offset;
    }

    private static double[] Numbers(nint[] bands, double usual, Func<nint, double> read)
    {
        var numbers = Array.ConvertAll(bands, band => read(band));
        return Array.TrueForAll(numbers, number => number == usual) ? [] : numbers;
    }
}
