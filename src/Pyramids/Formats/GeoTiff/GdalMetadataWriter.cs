using System.Globalization;
using System.Security;
using System.Text;

namespace Pyramids;

/// <summary>The XML of the GDAL_METADATA tag: items of the file, then names, scale, offset and statistics of each band.</summary>
/// <remarks>GDAL, GeoTIFF driver, "Metadata".</remarks>
internal static class GdalMetadataWriter
{
    /// <summary>The text, empty when there is nothing to say. Statistics are given for each band, or not at all.</summary>
    public static string Write(GeoTiffWriterLayout layout, ReadOnlySpan<Moments> statistics)
    {
        var (meaning, schema) = (layout.Meaning, layout.Schema);
        var text = new StringBuilder();
        foreach (var item in meaning.Items.Where(item => item.Band is null && item.Name != CellMeaning.Point.Name))
            Item(text, item.Name, null, item.Role.Length > 0 ? item.Role : null, item.Value);
        for (var band = 0; band < schema.Bands; band++)
        {
            if (band < statistics.Length && statistics[band] is { Weight: > 0 } found && double.IsFinite(found.Variance))
            {
                Item(text, "STATISTICS_MAXIMUM", band, null, Number(found.Max));
                Item(text, "STATISTICS_MEAN", band, null, Number(found.Mean));
                Item(text, "STATISTICS_MINIMUM", band, null, Number(found.Min));
                Item(text, "STATISTICS_STDDEV", band, null, Number(Math.Sqrt(found.Variance)));
                Item(text, "STATISTICS_VALID_PERCENT", band, null,
                    (100.0 * found.Weight / ((double)schema.Grid.Rows * schema.Grid.Columns)).ToString("0.####",
                        CultureInfo.InvariantCulture));
            }
            foreach (var item in meaning.Items.Where(item => item.Band == band))
                Item(text, item.Name, band, item.Role.Length > 0 ? item.Role : null, item.Value);
            if (meaning.Offsets.Count > 0) Item(text, "OFFSET", band, "offset", Number(meaning.Offsets[band]));
            if (meaning.Scales.Count > 0) Item(text, "SCALE", band, "scale", Number(meaning.Scales[band]));
            if (schema.BandNames.Count > 0 && schema.BandNames[band].Length > 0)
                Item(text, "DESCRIPTION", band, "description", schema.BandNames[band]);
        }
        return text.Length == 0 ? "" : $"<GDALMetadata>\n{text}</GDALMetadata>\n";
    }

    private static void Item(StringBuilder text, string name, int? band, string? role, string value)
    {
        text.Append("  <Item name=\"").Append(SecurityElement.Escape(name)).Append('"');
        if (band is not null) text.Append(CultureInfo.InvariantCulture, $" sample=\"{band}\"");
        if (role is not null) text.Append($" role=\"{role}\"");
        // GDAL escapes values by itself, before it writes them as XML.
        text.Append('>').Append(SecurityElement.Escape(SecurityElement.Escape(value))).Append("</Item>\n");
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
