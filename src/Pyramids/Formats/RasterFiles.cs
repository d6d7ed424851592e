namespace Pyramids;

/// <summary>Finds the reader of a path.</summary>
internal static class RasterFiles
{
    /// <summary>Opens a GeoTIFF by path or URL, an HDF5 or NetCDF-4 file (or a dataset in it, <c>file.nc/name</c>), or
    /// a Zarr store by its folder, zip archive or URL; reads the header only.</summary>
    /// <exception cref="FileNotFoundException">There is nothing at the path.</exception>
    /// <exception cref="RasterFormatException">No reader knows what is there.</exception>
    public static async ValueTask<RasterFile> OpenAsync(string path, CancellationToken cancellation)
    {
        if (VrtPlace.IsVrt(path) && (ByteStores.IsRemote(path) || File.Exists(path)))
            return await VrtFile.OpenAsync(new(path), null, cancellation).ConfigureAwait(false);
        if (ByteStores.IsRemote(path))
            return ZarrStore.IsStoreUrl(path)
                ? await ZarrStore.OpenUrlAsync(path, cancellation).ConfigureAwait(false)
                : await OpenTiffAsync(path, null, cancellation).ConfigureAwait(false);
        if (Directory.Exists(path)) return await ZarrStore.OpenFolderAsync(path, cancellation).ConfigureAwait(false);
        if (Hdf5File.Split(path) is var (file, inside) && Hdf5File.IsOne(file)) return Hdf5File.Read(file, inside);
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no file or folder '{path}' (looked in {Directory.GetCurrentDirectory()}).", path);
        if (path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
            return await ZarrStore.OpenZipAsync(path, "", cancellation).ConfigureAwait(false);
        try
        {
            return await OpenTiffAsync(path, null, cancellation).ConfigureAwait(false);
        }
        catch (UnknownFormatException unknown) when (ForeignFormats.Reader is { } foreign)
        {
            return OpenForeign(foreign, path, unknown);
        }
    }

    private static RasterFile OpenForeign(IForeignReader foreign, string path, UnknownFormatException unknown)
    {
        try
        {
            return foreign.OpenRaster(path);
        }
        catch (RasterFormatException refusal)
        {
            throw new RasterFormatException($"{unknown.Reason} {refusal.Message}", null, null, refusal);
        }
    }

    /// <summary>Opens a GeoTIFF.</summary>
    public static async ValueTask<RasterFile> OpenTiffAsync(string path, HttpStoreOptions? options, CancellationToken cancellation)
    {
        var (store, key) = ByteStores.For(path, options);
        try
        {
            var file = await GeoTiffFile.OpenAsync(store, key, cancellation).ConfigureAwait(false);
            var length = await store.LengthAsync(key, cancellation).ConfigureAwait(false);
            var stamp = await store.StampAsync(key, cancellation).ConfigureAwait(false);
            return Of(file.Main, GeoTiffFacts.Of(file), store, $"{length} bytes of {stamp}, {file.Main.Source.Layout.Digest()}") with
            {
                Pages = file.Images.Skip(1).Select(page => Of(page, GeoTiffFacts.Of(page), store, "")).ToArray(),
            };
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static RasterFile Of(GeoTiffImage image, IReadOnlyList<(string Name, string Value)> facts, IAsyncDisposable owner,
        string fingerprint)
        => new(image.Source, "GeoTIFF", image.Overviews, facts, owner)
        {
            Fingerprint = fingerprint,
            Validity = image.Validity, HasMask = image.Mask is not null, OverviewValidity = image.OverviewValidity, Colours = image.Colours,
            ControlPoints = image.Metadata.Reference.ControlPoints, ControlPointCrs =
                image.Metadata.HasGcps ? image.Metadata.Reference.Crs : null,
        };
}
