namespace Pyramids;

/// <summary>Opens GDAL's virtual rasters (.vrt) that put GeoTIFFs together: simple and complex sources, stretched by
/// nearest cells, and masks.</summary>
internal static class VrtFile
{
    private const int MostBytes = 64 << 20;

    /// <summary>Reads the description; the files it names are opened when their cells are asked for.</summary>
    /// <exception cref="RasterFormatException">It is damaged, or uses what this reader does not know; the message names
    /// the element.</exception>
    public static async ValueTask<RasterFile> OpenAsync(VrtPlace place, HttpStoreOptions? options, CancellationToken cancellation)
    {
        var (store, key) = place.Store(options);
        await using var owned = store.ConfigureAwait(false);
        var length = await store.LengthAsync(key, cancellation).ConfigureAwait(false)
            ?? throw new FileNotFoundException($"There is no file '{place.Path}'.", place.Path);
        if (length > MostBytes)
            throw new RasterFormatException($"The virtual raster has {length} bytes; the limit is {MostBytes}.", place.Path);
        var bytes = new byte[length];
        var count = await store.ReadAsync(key, 0, bytes, cancellation).ConfigureAwait(false);
        return Parse(bytes.AsMemory(0, count), place);
    }

    /// <summary>The raster that a description means.</summary>
    internal static RasterFile Parse(ReadOnlyMemory<byte> xml, VrtPlace place)
    {
        var root = PlainXml.Parse(xml, MostBytes, "The virtual raster", place.Path);
        return new VrtReader(root, place).Read();
    }
}
