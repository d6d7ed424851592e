namespace Pyramids;

/// <summary>Finds the reader of a path.</summary>
internal static class RasterFiles
{
    /// <summary>Opens a GeoTIFF by path or URL, or a Zarr store by its folder, zip archive or URL; reads the header only.</summary>
    /// <exception cref="FileNotFoundException">There is nothing at the path.</exception>
    /// <exception cref="RasterFormatException">No reader knows what is there.</exception>
    public static async ValueTask<RasterFile> OpenAsync(string path, CancellationToken cancellation)
    {
        if (ByteStores.IsRemote(path))
            return ZarrStore.IsStoreUrl(path) ? await ZarrStore.OpenUrlAsync(path, cancellation).ConfigureAwait(false) : await OpenTiffAsync(path, cancellation).ConfigureAwait(false);
        if (Directory.Exists(path)) return await ZarrStore.OpenFolderAsync(path, cancellation).ConfigureAwait(false);
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no file or folder '{path}' (looked in {Directory.GetCurrentDirectory()}).", path);
        if (path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase)) return await ZarrStore.OpenZipAsync(path, "", cancellation).ConfigureAwait(false);
        try
        {
            return await OpenTiffAsync(path, cancellation).ConfigureAwait(false);
        }
        catch (UnknownFormatException) when (ForeignFormats.Reader is { } foreign)
        {
            return foreign.OpenRaster(path);
        }
    }

    private static async ValueTask<RasterFile> OpenTiffAsync(string path, CancellationToken cancellation)
    {
        var (store, key) = ByteStores.For(path);
        try
        {
            var file = await GeoTiffFile.OpenAsync(store, key, cancellation).ConfigureAwait(false);
            var length = await store.LengthAsync(key, cancellation).ConfigureAwait(false);
            var stamp = await store.StampAsync(key, cancellation).ConfigureAwait(false);
            return new(file.Main.Source, "GeoTIFF", file.Main.Overviews, GeoTiffFacts.Of(file), store)
            {
                Validity = file.Main.Validity,
                Fingerprint = $"{length} bytes of {stamp}, {file.Main.Source.Layout.Digest()}",
            };
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
