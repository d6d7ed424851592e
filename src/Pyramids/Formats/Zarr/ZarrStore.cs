namespace Pyramids;

/// <summary>Opens the raster of a Zarr store.</summary>
internal static class ZarrStore
{
    /// <summary>Opens an array, or the one raster of a group. Reads metadata and coordinates only.</summary>
    /// <param name="store">The store, which the source owns from here on.</param>
    /// <param name="path">Path of the array or group in the store; null or empty for its root.</param>
    /// <param name="cancellation">Ends the opening early.</param>
    /// <exception cref="RasterFormatException">There is nothing to open, several arrays may be meant (the message lists them), or the metadata has something unknown.</exception>
    public static async ValueTask<ZarrSource> OpenAsync(IByteStore store, string? path = null, CancellationToken cancellation = default)
    {
        var tree = await ZarrTree.LoadAsync(store, path ?? "", cancellation).ConfigureAwait(false);
        var node = ZarrVariables.Choose(tree, store.Name);
        return new(store, await ZarrRaster.OfAsync(store, tree, node, cancellation).ConfigureAwait(false));
    }
}
