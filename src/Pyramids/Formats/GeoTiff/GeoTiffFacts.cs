using System.Globalization;

namespace Pyramids;

/// <summary>What <c>info</c> prints of a TIFF beside its schema.</summary>
internal static class GeoTiffFacts
{
    public static IReadOnlyList<(string Name, string Value)> Of(GeoTiffFile file)
    {
        var (layout, metadata) = (file.Main.Source.Layout, file.Main.Metadata);
        var facts = new List<(string Name, string Value)>
        {
            ("format", $"{(file.IsBigTiff ? "BigTIFF" : "TIFF")}, {(file.IsBigEndian ? "big" : "little")}-endian"),
            ("compression", layout.Predictor > 1 ? $"{layout.Compression}, predictor {layout.Predictor}" : layout.Compression.ToString()),
        };
        if (metadata.Scales.Count > 0) facts.Add(("scale", Numbers(metadata.Scales)));
        if (metadata.Offsets.Count > 0) facts.Add(("offset", Numbers(metadata.Offsets)));
        if (metadata.NoDataTag is { } text && file.Main.Source.Schema.NoData is null) facts.Add(("nodata tag", $"'{text}', which no cell of the type can hold"));
        if (metadata.ColourTable is { } colours) facts.Add(("colour table", $"{colours.Count} entries"));
        if (metadata.AlphaBand is { } alpha) facts.Add(("alpha", $"band {alpha + 1}"));
        if (file.Main.Mask is not null) facts.Add(("mask", "inside the file"));
        if (metadata.HasGcps) facts.Add(("georeference", $"{metadata.Reference.Tiepoints.Length / 6} ground control points; no transform"));
        if (metadata.HasRpc) facts.Add(("rational polynomial coefficients", "present"));
        if (file.Images.Count > 1) facts.Add(("pages", file.Images.Count.ToString(CultureInfo.InvariantCulture)));
        if (metadata.Description is { Length: > 0 } description) facts.Add(("description", description));
        foreach (var item in metadata.Items)
            if (item.Role.Length == 0) facts.Add((item.Band is { } band ? $"band {band + 1} {item.Name}" : item.Name, item.Value));
        foreach (var problem in file.Refused) facts.Add(("not read", problem.Message));
        return facts;
    }

    private static string Numbers(IReadOnlyList<double> values) => string.Join(", ", values.Select(value => value.ToString(CultureInfo.InvariantCulture)));
}
