using System.CommandLine;
using Pyramids.Interactive;

namespace Pyramids.Tool.Commands.Raster;

/// <summary><c>pyramids preview IN OUT.png</c>: a picture of a raster from a decimated read.</summary>
internal static class PreviewCommand
{
    private enum Style
    {
        Ramp,
        Relief,
        Hillshade,
    }

    public static Command Create()
    {
        var input = new Argument<string>("in") { Description = RasterOptions.InputDescription };
        var output = new Argument<string>("out") { Description = "The picture: .png alone, or .svg or .html with legend and scale bar." };
        var colormap = RasterOptions.Checked("--colormap", $"Colour ramp: {string.Join(", ", Colormap.All)}.",
            text => Colormap.Named(text));
        var style = new Choice<Style>("--style", "How cells are painted.", Style.Ramp);
        var width = NumberOption.Create("--width", "Pixels across.", 800, "16 to 8192 pixels", pixels => pixels is >= 16 and <= 8192);
        var band = NumberOption.Create("--band", "Which band, from 1.", 1);
        var shared = new RasterOptions();
        var command = new Command("preview",
            "Draw a raster from a decimated read; nodata is transparent.") { input, output, colormap, style, width, band };
        shared.AddTo(command);
        command.SetAction((parsed, _) => RasterRun.RunAsync(shared.Engine(parsed), parsed.GetValue(shared.Json), "preview", async run =>
        {
            await using var dataset = await Dataset.ReadFileAsync(parsed.GetValue(input)!, run.Cancellation).ConfigureAwait(false);
            var (path, pixels, which) = (parsed.GetValue(output)!, parsed.GetValue(width), parsed.GetValue(band) - 1);
            if ((uint)which >= (uint)dataset.Bands)
                throw new ArgumentException($"There is no band {which + 1}; '{dataset.Path}' has {dataset.Bands}.");
            var ramp = parsed.GetValue(colormap) is { } name ? Colormap.Named(name) : null;
            var picture = parsed.GetValue(style) switch
            {
                Style.Relief => dataset.Relief(ramp, width: pixels, band: which, cancellation: run.Cancellation),
                Style.Hillshade => dataset.HillshadePreview(width: pixels, band: which, cancellation: run.Cancellation),
                _ => dataset.Preview(ramp, pixels, which, cancellation: run.Cancellation),
            };
            picture.Save(path);
            return new($"{path}: {picture.Width} x {picture.Height} pixels, {picture.Alt}",
                new() { { "output", path }, { "alt", picture.Alt } }, dataset.Schema.Whole.Cells);
        }));
        return command;
    }
}
