using System.Reflection;
using Pyramids.Interactive;

namespace Pyramids;

public static partial class Notebook
{
    /// <summary>Opens a raster, as <c>#!raster open</c> does. Header only.</summary>
    /// <param name="path">A file or a store's folder.</param>
    public static Dataset Open(string path) => Dataset.ReadFile(path);

    /// <summary>Opens a raster as a lazy array.</summary>
    /// <param name="path">A file or a store's folder.</param>
    /// <param name="chunks">How to cut it: <c>auto</c>, <c>whole</c>, <c>512</c>, <c>128MiB</c>.</param>
    public static LazyArray OpenLazy(string path, string chunks) => Dataset.ReadFile(path).ReadArray(Chunks.Parse(chunks));

    /// <summary>How an array is cut, or how a file's cells are stored.</summary>
    /// <param name="raster">A <see cref="Dataset"/>, <see cref="LazyArray"/> or <see cref="NDArray"/>.</param>
    public static ChunkGrid ChunkGrid(object raster) => raster switch
    {
        Dataset file => Pyramids.ChunkGrid.Regular(file.Bands, file.Grid.Rows, file.Grid.Columns, Math.Max(1, file.Block.Bands),
            Math.Max(1, file.Block.Rows), Math.Max(1, file.Block.Columns)),
        _ => Lazy(raster).Chunks,
    };

    /// <summary>The operations behind an array.</summary>
    /// <param name="raster">A <see cref="Dataset"/>, <see cref="LazyArray"/> or <see cref="NDArray"/>.</param>
    public static GraphView Graph(object raster) => Lazy(raster).Graph();

    /// <summary>What computing an array would do. No cell is read.</summary>
    /// <param name="raster">A <see cref="Dataset"/>, <see cref="LazyArray"/> or <see cref="NDArray"/>.</param>
    public static PlanReport Explain(object raster) => Lazy(raster).Explain();

    /// <summary>A band in colours.</summary>
    /// <param name="raster">A <see cref="Dataset"/>, <see cref="LazyArray"/> or <see cref="NDArray"/>.</param>
    /// <param name="colormap">Name of a ramp; chosen by the operation when null.</param>
    /// <param name="width">Pixels that the picture is wide.</param>
    /// <param name="band">Which band, from 0.</param>
    public static RasterPicture Preview(object raster, string? colormap = null, int width = 480, int band = 0)
    {
        var ramp = colormap is null ? null : Colormap.Named(colormap);
        return raster is Dataset file ? file.Preview(ramp, width, band) : Lazy(raster).Preview(ramp, width, band);
    }

    /// <summary>A band in colours, to pan and zoom.</summary>
    /// <param name="raster">A <see cref="Dataset"/>, <see cref="LazyArray"/> or <see cref="NDArray"/>.</param>
    /// <param name="colormap">Name of a ramp; viridis when null.</param>
    /// <param name="width">Pixels that the picture is wide.</param>
    /// <param name="band">Which band, from 0.</param>
    public static RasterViewer Viewer(object raster, string? colormap = null, int width = 480, int band = 0)
    {
        var ramp = colormap is null ? null : Colormap.Named(colormap);
        return raster is Dataset file ? file.Viewer(ramp, width, band) : Lazy(raster).Viewer(ramp, width, band);
    }

    /// <summary>A surface in light and shade.</summary>
    /// <param name="elevation">A <see cref="Dataset"/>, <see cref="LazyArray"/> or <see cref="NDArray"/> of heights.</param>
    /// <param name="azimuth">Where the light comes from, degrees clockwise from north.</param>
    /// <param name="altitude">How high the light stands, degrees.</param>
    /// <param name="width">Pixels that the picture is wide.</param>
    /// <param name="band">Which band, from 0.</param>
    public static RasterPicture Hillshade(object elevation, double azimuth = 315, double altitude = 45, int width = 480, int band = 0)
        => elevation is Dataset file
            ? file.HillshadePreview(azimuth, altitude, 1, width, band)
            : Lazy(elevation).HillshadePreview(azimuth, altitude, 1, width, band);

    /// <summary>A surface in elevation colours under light and shade.</summary>
    /// <param name="elevation">A <see cref="Dataset"/>, <see cref="LazyArray"/> or <see cref="NDArray"/> of heights.</param>
    /// <param name="colormap">Name of a ramp; terrain when null.</param>
    /// <param name="azimuth">Where the light comes from, degrees clockwise from north.</param>
    /// <param name="altitude">How high the light stands, degrees.</param>
    /// <param name="width">Pixels that the picture is wide.</param>
    /// <param name="band">Which band, from 0.</param>
    public static RasterPicture Relief(object elevation, string? colormap = null, double azimuth = 315, double altitude = 45,
        int width = 480, int band = 0)
    {
        var ramp = colormap is null ? null : Colormap.Named(colormap);
        return elevation is Dataset file
            ? file.Relief(ramp, azimuth, altitude, null, width, band)
            : Lazy(elevation).Relief(ramp, azimuth, altitude, null, width, band);
    }

    /// <summary>How steep a surface is, computed from all its cells and drawn from every so-many-th.</summary>
    /// <param name="elevation">A <see cref="Dataset"/>, <see cref="LazyArray"/> or <see cref="NDArray"/> of heights.</param>
    /// <param name="units">degrees, percent or radians.</param>
    /// <param name="colormap">Name of a ramp; viridis when null.</param>
    /// <param name="width">Pixels that the picture is wide.</param>
    /// <param name="band">Which band, from 0.</param>
    public static RasterPicture Slope(object elevation, string units = "degrees", string? colormap = null, int width = 480, int band = 0)
    {
        if (!Enum.TryParse<SlopeUnits>(units, ignoreCase: true, out var unit) || !Enum.IsDefined(unit))
            throw new ArgumentException($"Slopes are in degrees, percent or radians, not in '{units}'.", nameof(units));
        return Lazy(elevation).Slope(unit).Preview(colormap is null ? null : Colormap.Named(colormap), width, band);
    }

    /// <summary>How the cells of a band are spread, from as many as a preview takes.</summary>
    /// <param name="raster">A <see cref="Dataset"/>, <see cref="LazyArray"/> or <see cref="NDArray"/>.</param>
    /// <param name="band">Which band, from 0.</param>
    public static HistogramView Histogram(object raster, int band = 0)
        => HistogramView.Of(
            raster is Dataset file ? Previews.Read(file, 1024, band, default) : Previews.Read(Lazy(raster), 1024, band, default));

    /// <summary>Computes an array into memory; a progress bar shows how far it is, and the stop button stops it.</summary>
    /// <param name="raster">A <see cref="Dataset"/>, <see cref="LazyArray"/> or <see cref="NDArray"/>.</param>
    public static async Task<NDArray> ComputeAsync(object raster)
        => raster as NDArray ?? await Lazy(raster).ComputeAsync(Progress, Cancellation).ConfigureAwait(false);

    /// <summary>Statistics of a raster over zones; a progress bar shows how far it is, and the stop button stops it.</summary>
    /// <param name="raster">A <see cref="Dataset"/>, <see cref="LazyArray"/> or <see cref="NDArray"/>.</param>
    /// <param name="zones">A <see cref="FeatureCollection"/>, or the path of a file of features.</param>
    /// <param name="stats">Names of statistics, parted by commas.</param>
    public static async Task<ZonalTable> ZonalAsync(object raster, object zones, string stats = "count,mean,std,min,max")
    {
        var features = zones switch
        {
            FeatureCollection collection => collection,
            string path => FeatureCollection.ReadFile(path),
            _ => throw new ArgumentException(
                $"Zones are a FeatureCollection or the path of a file; {zones?.GetType().Name ?? "null"} is neither.", nameof(zones)),
        };
        return await Lazy(raster).ZonalStatsAsync(features, Statistic.ParseList(stats), null, ProgressFor("Zonal statistics"),
            Cancellation).ConfigureAwait(false);
    }

    /// <summary>Versions, settings and the magics.</summary>
    public static AboutView About()
    {
        var version = typeof(LazyArray).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split(
            '+')[0] ?? "";
        return new(version, Engine.Options.Threads, Engine.Options.MemoryBytes, Engine.Options.ChunkBytes, MagicCommands.All);
    }

    private static LazyArray Lazy(object raster) => raster switch
    {
        LazyArray array => array,
        NDArray array => array.ToLazy(),
        Dataset file => file.ReadArray(Chunks.Auto),
        _ => throw new ArgumentException($"A raster is a Dataset, a LazyArray or an NDArray; {raster?.GetType().Name ?? "null"} is none.",
            nameof(raster)),
    };
}
