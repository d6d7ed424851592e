using System.Globalization;

namespace Pyramids;

/// <summary>What <c>info</c> prints of a TIFF beside its schema.</summary>
internal static class GeoTiffFacts
{
    public static IReadOnlyList<(string Name, string Value)> Of(GeoTiffFile file)
    {
        var facts = new List<(string Name, string Value)>
            { ("format", $"{(file.IsBigTiff ? "BigTIFF" : "TIFF")}, {(file.IsBigEndian ? "big" : "little")}-endian") };
        facts.AddRange(Of(file.Main));
        if (file.Images.Count > 1) facts.Add(("pages", file.Images.Count.ToString(CultureInfo.InvariantCulture)));
        foreach (var problem in file.Refused) facts.Add(("not read", problem.Message));
        return facts;
    }

    /// <summary>What is said of one image.</summary>
    public static IReadOnlyList<(string Name, string Value)> Of(GeoTiffImage image)
    {
        var (layout, metadata) = (image.Source.Layout, image.Metadata);
        var facts = new List<(string Name, string Value)>
        {
            ("compression", layout.Compression.ToString() + (layout.Predictor > 1 ? $", predictor {layout.Predictor}" : "")),
        };
        if (metadata.Scales.Count > 0) facts.Add(("scale", Numbers(metadata.Scales)));
        if (metadata.Offsets.Count > 0) facts.Add(("offset", Numbers(metadata.Offsets)));
        if (metadata.NoDataTag is { } text && image.Source.Schema.NoData is null)
            facts.Add(("nodata tag", $"'{text}', which no cell of the type can hold"));
        if (metadata.ColourTable is { } colours) facts.Add(("colour table", $"{colours.Count} entries"));
        if (metadata.AlphaBand is { } alpha)
            facts.Add(("alpha", $"band {alpha + 1}{(metadata.IsPremultiplied ? ", by which the others were multiplied" : "")}"));
        if (image.Mask is not null) facts.Add(("mask", "inside the file"));
        if (metadata.HasGcps)
            facts.Add(("georeference", $"{metadata.Reference.Tiepoints.Length / 6} ground control points in {metadata.Reference.Crs?.ToString() ?? "no CRS"}; no transform"));
        if (metadata.RationalPolynomials is { } polynomials) facts.Add(("rational polynomial coefficients", Numbers(polynomials)));
        if (metadata.Description is { Length: > 0 } description) facts.Add(("description", description));
        foreach (var item in metadata.Items)
            if (item.Role.Length == 0) facts.Add((item.Band is { } band ? $"band {band + 1} {item.Name}" : item.Name, item.Value));
        return facts;
    }

    private static string Numbers(IReadOnlyList<double> values)
        => string.Join(", ", values.Select(value => value.ToString(CultureInfo.InvariantCulture)));
}
