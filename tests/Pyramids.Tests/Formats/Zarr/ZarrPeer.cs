namespace Pyramids.Tests;

/// <summary>zarr-python, xarray, rioxarray and GDAL, as other readers and writers of stores.</summary>
internal static class ZarrPeer
{
    private static readonly PythonPeer Peer = new("import zarr, numcodecs, xarray, rioxarray; from osgeo import gdal",
        "The Python peers are not installed; apt-get install python3-zarr python3-xarray python3-rioxarray python3-gdal");

    /// <inheritdoc cref="PythonPeer.Run"/>
    public static string Run(string script, params string[] arguments) => Peer.Run(script, arguments);
}
