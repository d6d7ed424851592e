namespace Pyramids;

/// <summary>Where a virtual raster lies, and what the names in it lead to.</summary>
/// <remarks>A virtual raster is another's word: its names lead to its own folder and below, to the folders the user
/// allowed, and to public addresses.</remarks>
internal sealed class VrtPlace
{
    private const int MostNested = 8;
    private readonly string path;
    private readonly Uri? folder;
    private readonly int depth;
    private readonly IReadOnlyList<string> allowed = VrtSettings.AllowedFolders;

    public VrtPlace(string path, int depth = 0)
    {
        (this.path, this.depth) = (path, depth);
        if (ByteStores.IsRemote(path)) folder = new(new Uri(path), ".");
        if (depth > MostNested)
            throw new RasterFormatException(
                $"Virtual rasters name one another more than {MostNested} deep; that is taken for a circle.", path);
    }

    /// <summary>Whether a name is that of a virtual raster.</summary>
    public static bool IsVrt(string name) => name.EndsWith(".vrt", StringComparison.OrdinalIgnoreCase);

    /// <summary>Opens what a name means.</summary>
    /// <exception cref="RasterFormatException">The name leads out of the folder, or has a form that is not read.</exception>
    public Func<CancellationToken, Task<RasterFile>> Resolve(string name, bool isRelative)
    {
        if (name.Length == 0) throw Bad(name, "is empty");
        if (name.StartsWith('<')) throw Bad(name[..Math.Min(name.Length, 20)], "is a virtual raster written in place, which is not read");
        if (name.StartsWith("/vsicurl/", StringComparison.Ordinal)) name = name["/vsicurl/".Length..];
        else if (name.StartsWith("/vsis3/", StringComparison.Ordinal)) name = "s3://" + name["/vsis3/".Length..];
        else if (name.StartsWith("/vsigs/", StringComparison.Ordinal)) name = "gs://" + name["/vsigs/".Length..];
        else if (name.StartsWith("/vsi", StringComparison.Ordinal)) throw Bad(name, "lies in a file system of GDAL's that is not read");
        if (ByteStores.IsRemote(name))
        {
            // Another's word gets neither the user's keys nor into the user's network.
            var own = folder is not null && new Uri(name) is var uri && (uri.Scheme, uri.Authority) == (folder.Scheme, folder.Authority);
            return Open(own ? name : ByteStores.HttpUrl(name), own
                ? HttpStoreOptions.Default
                : HttpStoreOptions.Default with { AllowPrivate = false, Headers = new Dictionary<string, string>() });
        }
        if (name.Contains("://", StringComparison.Ordinal)) throw Bad(name, "has a scheme that is not read");
        return folder is null ? Open(Local(name, isRelative), null) : Open(Remote(name, folder), HttpStoreOptions.Default);
    }

    private Func<CancellationToken, Task<RasterFile>> Open(string target, HttpStoreOptions? options) => async cancellation =>
    {
        try
        {
            return IsVrt(target)
                ? await VrtFile.OpenAsync(new(target, depth + 1), options, cancellation).ConfigureAwait(false)
                : await RasterFiles.OpenTiffAsync(target, options, cancellation).ConfigureAwait(false);
        }
        catch (ArgumentException name)
        {
            throw new RasterFormatException($"The virtual raster names '{target}': {name.Message}", path, inner: name);
        }
    };

    /// <summary>The bytes of the virtual raster itself.</summary>
    public (IByteStore Store, string Key) Store(HttpStoreOptions? options) => ByteStores.For(path, options);

    public string Path => path;

    private string Local(string name, bool isRelative)
    {
        if (name.Any(char.IsControl)) throw Bad(string.Concat(name.Select(c => char.IsControl(c) ? '?' : c)), "holds a control character");
        var own = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        var full = System.IO.Path.GetFullPath(name, isRelative ? own : Directory.GetCurrentDirectory());
        foreach (var root in allowed.Select(System.IO.Path.GetFullPath).Prepend(own))
        {
            var trimmed = System.IO.Path.TrimEndingDirectorySeparator(root);
            if (!full.StartsWith(trimmed + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal)) continue;
            try
            {
                new FolderLinks(trimmed).Check(full);
                return full;
            }
            catch (UnauthorizedAccessException link)
            {
                throw new RasterFormatException($"The virtual raster names '{name}': {link.Message}", path, inner: link);
            }
        }
        throw Bad(name, "lies outside of its folder. Allow the folder that holds it by Engine.Configure(allowedFolders: [...])");
    }

    private string Remote(string name, Uri folder)
    {
        var target = new Uri(folder, name.Replace('\\', '/'));
        if (!target.AbsoluteUri.StartsWith(folder.AbsoluteUri, StringComparison.Ordinal)) throw Bad(name, $"lies outside of {folder}");
        return target.Scheme is "http" or "https" ? target.AbsoluteUri : Uri.UnescapeDataString(target.AbsoluteUri);
    }

    private RasterFormatException Bad(string name, string why) => new($"The virtual raster names '{name}', which {why}.", path);
}
