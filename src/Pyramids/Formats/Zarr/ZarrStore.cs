namespace Pyramids;

/// <summary>Opens the raster of a Zarr store.</summary>
internal static class ZarrStore
{
    private const int MaxDepth = 16;
    private static readonly string[] Marks = ["zarr.json", ".zgroup", ".zarray", ".zmetadata"];

    /// <summary>Whether a folder holds an array or a group.</summary>
    public static bool IsStore(string folder) => Marks.Any(name => File.Exists(Path.Combine(folder, name)));

    /// <summary>Opens a folder: a store, or a group or array in one.</summary>
    /// <exception cref="RasterFormatException">As <see cref="OpenAsync"/>.</exception>
    public static async ValueTask<RasterFile> OpenFolderAsync(string path, CancellationToken cancellation)
    {
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var root = folder;
        for (var depth = 0; depth < MaxDepth && Path.GetDirectoryName(root) is { } parent && IsStore(parent); depth++) root = parent;
        var inside = Path.GetRelativePath(root, folder).Replace('\\', '/');
        var store = new FileStore(root);
        try
        {
            var source = await OpenAsync(store, inside == "." ? null : inside, cancellation).ConfigureAwait(false);
            return new(source, "Zarr", [], ZarrFacts.Of(source.Raster), source);
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

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
