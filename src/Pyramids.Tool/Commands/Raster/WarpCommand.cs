using System.CommandLine;
using System.Globalization;

namespace Pyramids.Tool.Commands.Raster;

/// <summary><c>pyramids warp IN OUT --crs EPSG:3857</c>: a raster in another CRS, with other cells, or on the grid of
/// another raster.</summary>
internal static class WarpCommand
{
    public static Command Create()
    {
        var crs = RasterOptions.Checked("--crs",
            "The CRS of the result: EPSG:3857, ESRI:54009, WKT or PROJJSON. The input's when not given.", text => Crs.FromUserInput(text));
        var resolution = RasterOptions.Checked("--resolution",
            "Width and height of a cell in the unit of the CRS: 30, or 30,20. Chosen as gdalwarp does when not given.",
            text => Numbers(text, 1, 2));
        var extent = RasterOptions.Checked("--extent",
            "What the result covers in the unit of the CRS: min x,min y,max x,max y. The whole input when not given.",
            text => Numbers(text, 4, 4));
        var like = new Option<string?>("--like")
            { Description = "A raster whose grid the result gets, instead of --crs, --resolution and --extent." };
        var resampling = new Choice<Resampling>("--resampling", "How values are found between cells; all but nearest make floating cells.",
            Resampling.Nearest);
        var outside = NumberOption.Optional<double>("--outside",
            "What integer cells without nodata get outside the input, with nearest; they become floating when not given.");
        return new DerivedCommand("warp", "Bring a raster into another CRS, to another cell size, or onto the grid of another raster.",
            "warped", [crs, resolution, extent, like, resampling, outside],
            (dataset, chunks, parsed) =>
            {
                var method = parsed.GetValue(resampling);
                var array = method is Resampling.Nearest
                    ? dataset.ReadCopy(chunks, TargetOptions.IsTiff(parsed.GetValue<string>("out")!))
                    : dataset.ReadArray(chunks);
                // Beyond the input a mask or an opacity says that nothing is there.
                var fill = parsed.GetValue(outside) ?? (method is Resampling.Nearest
                    && array.Schema.Meaning is { MaskBand: not null } or { AlphaBand: not null } && !array.DType.IsFloating() ? 0 : null);
                if (parsed.GetValue(like) is { } path)
                {
                    if (parsed.GetValue(crs) is not null || parsed.GetValue(resolution) is not null || parsed.GetValue(extent) is not null)
                        throw new ArgumentException(
                            "--like gives the grid of the result, and --crs, --resolution or --extent another one; give one or the "
                                + "other.");
                    using var other = Dataset.ReadFile(path);
                    return array.Warp(other.Grid, method, fill);
                }
                if (parsed.GetValue(crs) is null && parsed.GetValue(resolution) is null && parsed.GetValue(extent) is null)
                    throw new ArgumentException(
                        "Nothing is asked for; give --crs, --resolution, --extent, or --like with a raster whose grid the result gets.");
                var target = parsed.GetValue(crs) is { } text ? Crs.FromUserInput(text)
                    : array.Grid.Crs ?? throw new ArgumentException(
                        $"'{dataset.Path}' has no CRS, so the result needs the grid of a raster without one; give --like.");
                return array.Warp(target, method,
                    parsed.GetValue(resolution) is { } cell && Numbers(cell, 1, 2) is var size ? (size[0], size[^1]) : null,
                    parsed.GetValue(extent) is { } box && Numbers(box, 4, 4) is var bounds
                        ? new Extent(bounds[0], bounds[1], bounds[2], bounds[3])
                        : null, fill);
            });
    }

    private static double[] Numbers(string text, int least, int most)
    {
        var parts = text.Split(',');
        var numbers = parts.Select(part =>
            double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN).ToArray();
        return numbers.Length >= least && numbers.Length <= most && numbers.All(double.IsFinite) ? numbers
            : throw new FormatException($"'{text}' was given; {(most == 2 ? "one number or two, as in 30 or 30,20, were" : "four numbers, as in 0,0,1000,500, were")} expected.");
    }
}
