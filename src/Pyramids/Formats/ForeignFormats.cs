namespace Pyramids;

/// <summary>Opens files of formats that no reader of the engine knows.</summary>
internal interface IForeignReader
{
    /// <summary>Opens a raster; no cell is read.</summary>
    /// <exception cref="RasterFormatException">It cannot; the message says why.</exception>
    RasterFile OpenRaster(string path);

    /// <summary>Opens a layer of features, which are read one by one.</summary>
    /// <exception cref="RasterFormatException">It cannot; the message says why.</exception>
    VectorStream OpenVectors(string path, string? layer);
}

/// <summary>The reader that another package brings; null when none did.</summary>
internal static class ForeignFormats
{
    private static volatile IForeignReader? reader;

    public static IForeignReader? Reader
    {
        get => reader;
        set => reader = value;
    }
}
