using Pyramids.Interactive;

namespace Pyramids;

/// <summary>Pictures of rasters, drawn from every so-many-th cell so that at most a screenful is kept in memory.</summary>
public static class Previews
{
    /// <summary>A band by a colour ramp, with legend, histogram and scale bar.</summary>
    /// <param name="array">Any cell type. Integer rasters of up to 12 values are drawn as classes when no ramp is given.</param>
    /// <param name="colormap">The ramp, or its name; chosen by the operation when null: grey for a hillshade, the wheel
    /// for an aspect, else viridis.</param>
    /// <param name="width">Pixels that the picture is wide on the page; the cells kept follow from it.</param>
    /// <param name="band">Which band, from 0.</param>
    /// <param name="low">Value of the first colour; the 2nd hundredth of the cells when null.</param>
    /// <param name="high">Value of the last colour; the 98th hundredth of the cells when null.</param>
    /// <param name="title">What the picture is called; the operation and the file when null.</param>
    /// <param name="cancellation">Ends the reading early; in a notebook, the stop button does when none is given.</param>
    /// <exception cref="ArgumentException">The array has no rows and columns, or the range of values is empty.</exception>
    public static RasterPicture Preview(this LazyArray array, Colormap? colormap = null, int width = 480, int band = 0, double? low = null,
        double? high = null, string? title = null, CancellationToken cancellation = default)
        => Draw(Read(array, width, band, cancellation), colormap, array.Operation, width, low, high, title);

    /// <summary>A band by a colour ramp, with legend, histogram and scale bar.</summary>
    /// <inheritdoc cref="Preview(LazyArray, Colormap?, int, int, double?, double?, string?, CancellationToken)"/>
    public static RasterPicture Preview(this NDArray array, Colormap? colormap = null, int width = 480, int band = 0, double? low = null,
        double? high = null, string? title = null)
        => Draw(PreviewReader.Read(array, band, CellsFor(width), "array"), colormap, "", width, low, high, title);

    /// <summary>A band by a colour ramp, with legend, histogram and scale bar. Overviews are used where the file has them.</summary>
    /// <inheritdoc cref="Preview(LazyArray, Colormap?, int, int, double?, double?, string?, CancellationToken)"/>
    public static RasterPicture Preview(this Dataset dataset, Colormap? colormap = null, int width = 480, int band = 0, double? low = null,
        double? high = null, string? title = null, CancellationToken cancellation = default)
        => Draw(Read(dataset, width, band, cancellation), colormap, "", width, low, high, title);

    /// <summary>A band by a colour ramp, to pan and zoom where the page runs scripts; elsewhere a picture. Everything
    /// is in the one output.</summary>
    /// <param name="array">Any cell type.</param>
    /// <param name="colormap">The ramp, or its name; viridis when null, and classes for integer rasters of up to 12 values.</param>
    /// <param name="width">Pixels that the picture is wide on the page; zoomed, about three times as many are there.</param>
    /// <param name="band">Which band, from 0.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    public static RasterViewer Viewer(this LazyArray array, Colormap? colormap = null, int width = 480, int band = 0,
        CancellationToken cancellation = default)
        => RasterViewer.Of(Read(array, 2 * width, band, cancellation), colormap, width);

    /// <inheritdoc cref="Viewer(LazyArray, Colormap?, int, int, CancellationToken)"/>
    public static RasterViewer Viewer(this Dataset array, Colormap? colormap = null, int width = 480, int band = 0,
        CancellationToken cancellation = default)
        => RasterViewer.Of(Read(array, 2 * width, band, cancellation), colormap, width);

    /// <summary>Three bands as red, green and blue, each stretched from its 2nd to its 98th hundredth.</summary>
    /// <param name="array">An array with these bands.</param>
    /// <param name="red">Band for red, from 0.</param>
    /// <param name="green">Band for green.</param>
    /// <param name="blue">Band for blue.</param>
    /// <param name="width">Pixels that the picture is wide on the page.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    public static RasterPicture PreviewRgb(this LazyArray array, int red, int green, int blue, int width = 480,
        CancellationToken cancellation = default)
        => Pictures.Rgb(Read(array, width, red, cancellation), Read(array, width, green, cancellation),
            Read(array, width, blue, cancellation), width);

    /// <summary>Three bands as red, green and blue, each stretched from its 2nd to its 98th hundredth.</summary>
    /// <inheritdoc cref="PreviewRgb(LazyArray, int, int, int, int, CancellationToken)"/>
    public static RasterPicture PreviewRgb(this Dataset array, int red, int green, int blue, int width = 480,
        CancellationToken cancellation = default)
        => Pictures.Rgb(Read(array, width, red, cancellation), Read(array, width, green, cancellation),
            Read(array, width, blue, cancellation), width);

    /// <summary>Light and shade of a surface, from the cells kept for the picture: the slopes are those of the coarser
    /// surface. For measured values use <c>Hillshade</c>.</summary>
    /// <param name="elevation">Heights in metres, or in the unit of a CRS-less grid's cells.</param>
    /// <param name="azimuth">Where the light comes from, degrees clockwise from north.</param>
    /// <param name="altitude">How high the light stands, degrees above the horizon.</param>
    /// <param name="exaggeration">Heights are multiplied by it.</param>
    /// <param name="width">Pixels that the picture is wide on the page.</param>
    /// <param name="band">Which band, from 0.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    public static RasterPicture HillshadePreview(this LazyArray elevation, double azimuth = 315, double altitude = 45,
        double exaggeration = 1, int width = 480, int band = 0, CancellationToken cancellation = default)
        => Pictures.Hillshade(Read(elevation, width, band, cancellation), azimuth, altitude, exaggeration, width);

    /// <summary>Light and shade of a surface, from the cells kept for the picture: the slopes are those of the coarser
    /// surface. For measured values use <c>Hillshade</c>.</summary>
    /// <inheritdoc cref="HillshadePreview(LazyArray, double, double, double, int, int, CancellationToken)"/>
    public static RasterPicture HillshadePreview(this Dataset elevation, double azimuth = 315, double altitude = 45,
        double exaggeration = 1, int width = 480, int band = 0, CancellationToken cancellation = default)
        => Pictures.Hillshade(Read(elevation, width, band, cancellation), azimuth, altitude, exaggeration, width);

    /// <summary>Elevation colours under light and shade.</summary>
    /// <param name="elevation">Heights in metres, or in the unit of a CRS-less grid's cells.</param>
    /// <param name="colormap">The ramp, or its name; terrain when null.</param>
    /// <param name="azimuth">Where the light comes from, degrees clockwise from north.</param>
    /// <param name="altitude">How high the light stands, degrees above the horizon.</param>
    /// <param name="exaggeration">Heights are multiplied by it; chosen by the surface when null, and named in the caption.</param>
    /// <param name="width">Pixels that the picture is wide on the page.</param>
    /// <param name="band">Which band, from 0.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    public static RasterPicture Relief(this LazyArray elevation, Colormap? colormap = null, double azimuth = 315, double altitude = 45,
        double? exaggeration = null, int width = 480, int band = 0, CancellationToken cancellation = default)
        => Pictures.Relief(Read(elevation, width, band, cancellation), colormap, azimuth, altitude, exaggeration, width);

    /// <summary>Elevation colours under light and shade.</summary>
    /// <inheritdoc cref="Relief(LazyArray, Colormap?, double, double, double?, int, int, CancellationToken)"/>
    public static RasterPicture Relief(this Dataset elevation, Colormap? colormap = null, double azimuth = 315, double altitude = 45,
        double? exaggeration = null, int width = 480, int band = 0, CancellationToken cancellation = default)
        => Pictures.Relief(Read(elevation, width, band, cancellation), colormap, azimuth, altitude, exaggeration, width);

    internal static PreviewData Read(LazyArray array, int width, int band, CancellationToken cancellation)
    {
        if (!cancellation.CanBeCanceled) cancellation = Notebook.Cancellation;
        return Task.Run(() => PreviewReader.ReadAsync(array, band, CellsFor(width), GraphSources.Title(array), cancellation),
            cancellation).GetAwaiter().GetResult();
    }

    internal static PreviewData Read(Dataset dataset, int width, int band, CancellationToken cancellation)
    {
        if (!cancellation.CanBeCanceled) cancellation = Notebook.Cancellation;
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(dataset.Path));
        return Task.Run(() => PreviewReader.ReadAsync(dataset, band, CellsFor(width), name, cancellation),
            cancellation).GetAwaiter().GetResult();
    }

    private static RasterPicture Draw(PreviewData data, Colormap? colormap, string operation, int width, double? low,
        double? high, string? title)
    {
        if (title is not null) data = data with { Name = title };
        colormap ??= operation switch { "hillshade" => Colormap.Grey, "aspect" => Colormap.Aspect, _ => null };
        Stretch? stretch = operation == "hillshade" && low is null && high is null ? Stretch.Of(data.Cells, 0, 255) : null;
        if (low is not null || high is not null)
        {
            var robust = Stretch.Robust(data.Cells, colormap ?? Colormap.Viridis);
            stretch = Stretch.Of(data.Cells, low ?? robust.Low, high ?? robust.High);
        }
        return Pictures.Of(data, colormap, stretch, width);
    }

    // A little more than one cell a pixel keeps a picture sharp on fine screens.
    private static int CellsFor(int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 16);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, 4096);
        return (int)(width * 1.34);
    }
}
