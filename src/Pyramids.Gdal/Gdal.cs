using NetTopologySuite.Features;

namespace Pyramids;

/// <summary>Files of formats that the engine does not read itself, by a native GDAL library found at run time.</summary>
/// <remarks>
/// GeoTIFF, Zarr, GeoJSON, GeoPackage and Shapefile are always read by the engine. The library is looked for at the path given, then in the
/// runtime folders of the MaxRev.Gdal packages, then on the system; it is loaded when a file first needs it.
/// </remarks>
public static unsafe class Gdal
{
    /// <summary>From now on <see cref="Dataset.ReadFile"/> and <see cref="FeatureCollection.ReadFile"/> hand files of
    /// unknown formats to GDAL.</summary>
    /// <param name="library">Path of the native library; null to look in the usual places.</param>
    /// <exception cref="InvalidOperationException">Another library is loaded already.</exception>
    public static void Enable(string? library = null)
    {
        if (library is not null) GdalLibrary.Choose(library);
        ForeignFormats.Reader = new Reader();
    }

    /// <summary>Files of unknown formats are refused again.</summary>
    public static void Disable() => ForeignFormats.Reader = null;

    /// <summary>Whether the library is found; it is loaded then.</summary>
    public static bool IsAvailable
    {
        get
        {
            try
            {
                GdalLibrary.Load();
                return true;
            }
            catch (DllNotFoundException)
            {
                return false;
            }
        }
    }

    /// <summary>The library's version, such as <c>3.6.2</c>.</summary>
    /// <exception cref="DllNotFoundException">The library is not found; the message says where it was looked for.</exception>
    public static string Version
    {
        get
        {
            GdalLibrary.Load();
            return GdalNative.Text(GdalNative.GDALVersionInfo("RELEASE_NAME"));
        }
    }

    /// <summary>Opens a raster through GDAL whatever its format: a path, or any name GDAL has for one, such as
    /// <c>NETCDF:"tas.nc":tas</c>.</summary>
    /// <param name="name">What GDAL opens. Header only: no cell is read.</param>
    /// <exception cref="DllNotFoundException">The library is not found.</exception>
    /// <exception cref="RasterFormatException">GDAL cannot open it, it holds several rasters, or its cells are complex numbers.</exception>
    public static Dataset Open(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new(GdalRaster.Open(name), name);
    }

    /// <summary>Streams the features of a layer through GDAL, whatever the format; curves become lines.</summary>
    /// <param name="name">A path, or any name GDAL has for a vector dataset.</param>
    /// <param name="layer">Which layer, where there are several.</param>
    /// <exception cref="RasterFormatException">GDAL cannot open it.</exception>
    /// <exception cref="ArgumentException">The layer does not exist, or there are several and none is named.</exception>
    public static async IAsyncEnumerable<IFeature> ReadFeatures(string name, string? layer = null)
    {
        using var features = new GdalFeatures(name, layer);
        foreach (var feature in features.Read()) yield return feature;
        await Task.CompletedTask.ConfigureAwait(false);
    }

    private sealed class Reader : IForeignReader
    {
        public RasterFile OpenRaster(string path)
        {
            Need(path);
            return GdalRaster.Open(path);
        }

        public VectorStream OpenVectors(string path, string? layer)
        {
            Need(path);
            using var features = new GdalFeatures(path, layer);
            return new(Features(path, layer), features.Columns, features.Crs);
        }

        private static IEnumerable<IFeature> Features(string path, string? layer)
        {
            using var features = new GdalFeatures(path, layer);
            foreach (var feature in features.Read()) yield return feature;
        }

        private static void Need(string path)
        {
            try
            {
                GdalLibrary.Load();
            }
            catch (DllNotFoundException absent)
            {
                throw new RasterFormatException(
                    "Its format is none of GeoTIFF, Zarr, GeoJSON, GeoPackage and Shapefile, and GDAL, which reads others, is not "
                        + $"there. {absent.Message}",
                    path, inner: absent);
            }
        }
    }
}
