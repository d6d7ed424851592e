namespace Pyramids.Tests;

/// <summary>GDAL's Python, as another reader of what is written here.</summary>
internal static class GdalPeer
{
    private static readonly PythonPeer Peer = new("from osgeo import gdal; import numpy",
        "GDAL's Python is not installed; apt-get install python3-gdal");

    /// <inheritdoc cref="PythonPeer.Run"/>
    public static PythonTalk Talk(string script, params string[] arguments) => Peer.Talk(script, arguments);

    /// <inheritdoc cref="PythonPeer.Run"/>
    public static string Run(string script, params string[] arguments) => Peer.Run(script, arguments);
}
