using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Pyramids;

/// <summary>Opens the raster of a Zarr store.</summary>
internal static class ZarrStore
{
    private const int MaxDepth = 16;
    internal static readonly string[] Marks = ["zarr.json", ".zgroup", ".zarray", ".zmetadata"];

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
        return await OpenFileAsync(new FileStore(root), inside == "." ? null : inside, cancellation).ConfigureAwait(false);
    }

    /// <summary>Whether a URL is a store's, or lies in one: a segment of its path ends in <c>.zarr</c> or <c>.zarr.zip</c>.</summary>
    public static bool IsStoreUrl(string url) => Root(url) >= 0;

    /// <summary>Opens a store behind a URL. Its names cannot be listed: it needs consolidated metadata, or names that are usual.</summary>
    public static async ValueTask<RasterFile> OpenUrlAsync(string url, CancellationToken cancellation)
    {
        var end = Root(url);
        if (url.AsSpan(0, end).EndsWith(".zip"))
            return await OpenZipAsync(url[..end], url[end..].Trim('/'), cancellation).ConfigureAwait(false);
        if (ByteStores.IsSigned(url))
            return await OpenPlaceAsync(ZarrLocation.Of(url[..end]), url[end..].Trim('/'), cancellation).ConfigureAwait(false);
        var http = new HttpStore(new(ByteStores.HttpUrl(url[..end])));
        var store = new CachingStore(new CoalescingStore(http), ByteStores.CacheBytes);
        return await OpenFileAsync(store, url[end..].Trim('/'), cancellation).ConfigureAwait(false);
    }

    /// <summary>Opens a store among objects as its last complete write left it.</summary>
    public static async ValueTask<RasterFile> OpenPlaceAsync(ZarrLocation place, string inside, CancellationToken cancellation)
    {
        var store = await ZarrCommitted.OpenAsync(place.Store, place.Parent!, place.Name, cancellation).ConfigureAwait(false);
        return await OpenFileAsync(store, inside, cancellation).ConfigureAwait(false);
    }

    /// <summary>Opens the store in a zip archive: at its root, or in the only folder there.</summary>
    /// <param name="archive">Path or URL of the archive.</param>
    /// <param name="inside">Path of an array or group in the store; empty for its root.</param>
    /// <param name="cancellation">Ends the opening early.</param>
    public static async ValueTask<RasterFile> OpenZipAsync(string archive, string inside, CancellationToken cancellation)
    {
        var (outer, key) = ByteStores.For(archive);
        try
        {
            var zip = await ZipStore.OpenAsync(outer, key, cancellation).ConfigureAwait(false);
            var names = await zip.ChildrenAsync("", cancellation).ToListAsync(cancellation).ConfigureAwait(false);
            if (names is [[.. { Length: > 0 } folder, '/']]) inside = ZarrTree.Join(folder, inside).TrimEnd('/');
            return await OpenFileAsync(zip, inside, cancellation).ConfigureAwait(false);
        }
        catch (InvalidDataException damaged)
        {
            await outer.DisposeAsync().ConfigureAwait(false);
            throw new RasterFormatException(damaged.Message, archive, null, damaged);
        }
        catch
        {
            await outer.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Where the path of a store's root ends in a URL; -1 when no segment ends in <c>.zarr</c>.</summary>
    private static int Root(string url)
    {
        var length = url.AsSpan().IndexOfAny('?', '#') is >= 0 and var query ? query : url.Length;
        for (var start = 0; start < length;)
        {
            var end = url.IndexOf('/', start, length - start) is >= 0 and var slash ? slash : length;
            var segment = url.AsSpan(start, end - start);
            if (segment.EndsWith(".zarr", StringComparison.OrdinalIgnoreCase)
                || segment.EndsWith(".zarr.zip", StringComparison.OrdinalIgnoreCase))
                return end;
            start = end + 1;
        }
        return -1;
    }

    private static async ValueTask<RasterFile> OpenFileAsync(IByteStore store, string? path, CancellationToken cancellation)
    {
        try
        {
            var tree = await ZarrTree.LoadAsync(store, path ?? "", cancellation).ConfigureAwait(false);
            var node = ZarrVariables.Choose(tree, store.Name);
            var source = new ZarrSource(store, await ZarrRaster.OfAsync(store, tree, node, cancellation).ConfigureAwait(false));
            var overviews = await OverviewsAsync(store, tree, source, cancellation).ConfigureAwait(false);
            return new(source, "Zarr", overviews, ZarrFacts.Of(source.Raster), source)
            {
                Fingerprint = $"metadata of {await StampAsync(store, tree, cancellation).ConfigureAwait(false)}, {Digest(node)}",
            };
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>When the group's metadata were written, which is the last thing that a write does.</summary>
    private static async ValueTask<string?> StampAsync(IByteStore store, ZarrTree tree, CancellationToken cancellation)
    {
        foreach (var name in Marks)
            if (await store.StampAsync(ZarrTree.Join(tree.Start.Path, name), cancellation).ConfigureAwait(false) is { } stamp) return stamp;
        return null;
    }

    private static string Digest(ZarrNode node)
    {
        var attributes = node.Attributes.ValueKind == JsonValueKind.Undefined ? "" : node.Attributes.GetRawText();
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(node.Metadata.GetRawText() + attributes)))[..16];
    }

    /// <summary>The coarser levels of a group's <c>multiscales</c> that are rasters like the first.</summary>
    private static async ValueTask<IReadOnlyList<IChunkSource>> OverviewsAsync(
        IByteStore store, ZarrTree tree, ZarrSource full, CancellationToken cancellation)
    {
        var overviews = new List<IChunkSource>();
        if (tree.Start.IsArray) return overviews;
        var name = tree.Find(full.Raster.Array.Path)!.Name;              // of the variable, where levels are groups
        foreach (var level in ZarrMultiscale.PathsOf(tree.Start.Attributes))
        {
            var path = ZarrTree.Join(tree.Start.Path, level);
            if (tree.Find(path) is { IsArray: false }) path = ZarrTree.Join(path, name);
            if (tree.Find(path) is not { IsArray: true } node || node.Path == full.Raster.Array.Path) continue;
            var raster = await ZarrRaster.OfAsync(store, tree, node, cancellation).ConfigureAwait(false);
            var (schema, whole) = (raster.Schema, full.Schema);
            if (schema.Bands != whole.Bands || schema.Type != whole.Type || schema.Grid.Rows > whole.Grid.Rows
                || schema.Grid.Columns > whole.Grid.Columns)
                continue;
            overviews.Add(new ZarrSource(store, raster));
        }
        return overviews;
    }

    /// <summary>Opens an array, or the one raster of a group. Reads metadata and coordinates only.</summary>
    /// <param name="store">The store, which the source owns from here on.</param>
    /// <param name="path">Path of the array or group in the store; null or empty for its root.</param>
    /// <param name="cancellation">Ends the opening early.</param>
    /// <exception cref="RasterFormatException">There is nothing to open, several arrays may be meant (the message lists them), or the
    /// metadata has something unknown.</exception>
    public static async ValueTask<ZarrSource> OpenAsync(IByteStore store, string? path = null, CancellationToken cancellation = default)
    {
        var tree = await ZarrTree.LoadAsync(store, path ?? "", cancellation).ConfigureAwait(false);
        var node = ZarrVariables.Choose(tree, store.Name);
        return new(store, await ZarrRaster.OfAsync(store, tree, node, cancellation).ConfigureAwait(false));
    }
}
