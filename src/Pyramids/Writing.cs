using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>Writes arrays and datasets to files and stores, chunk by chunk.</summary>
/// <remarks>Nothing is visible at the target before the write is complete; a write that fails or is cancelled leaves no trace.</remarks>
public static partial class Writing
{
    /// <summary>Writes a tiled GeoTIFF in one streaming pass.</summary>
    /// <param name="array">Missing cells of a floating array get its nodata value, or NaN when it has none.</param>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="options">Compression, tiles and metadata; deflate with a predictor when null.</param>
    /// <exception cref="IOException">The target cannot be written.</exception>
    public static RunReport ToGeoTiff(this LazyArray array, string path, GeoTiffOptions? options = null)
        => Engine.Wait(() => array.ToGeoTiffAsync(path, options));

    /// <inheritdoc cref="ToGeoTiff(LazyArray, string, GeoTiffOptions)"/>
    /// <param name="array">The cells.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">Compression, tiles and metadata.</param>
    /// <param name="progress">Told after every chunk.</param>
    /// <param name="cancellation">Ends the write early.</param>
    public static Task<RunReport> ToGeoTiffAsync(
        this LazyArray array, string path, GeoTiffOptions? options = null, IProgress<ComputeProgress>? progress = null,
        CancellationToken cancellation = default)
        => Engine.RunAsync(array, () => GeoTiffSink.Create(path, array.Schema, options ?? new()), progress, cancellation);

    /// <summary>Writes a tiled GeoTIFF, now or later.</summary>
    /// <param name="array">The cells.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">As when it is written now.</param>
    /// <param name="compute">False to put the write off: arguments are checked, nothing is written. True writes now.</param>
    /// <returns>The write, to be computed with others by <see cref="Engine.Compute(IComputation[])"/>, or made a plan
    /// by <see cref="DeferredWrite.Plan"/>.</returns>
    public static DeferredWrite ToGeoTiff(this LazyArray array, string path,
        [Optional, DefaultParameterValue(null)] GeoTiffOptions? options, bool compute)
        => options is CogOptions cog
            ? array.ToCog(path, cog, compute)
            : Deferred(new(array, new GeoTiffWrite(Path.GetFullPath(path), options ?? new())), compute);

    /// <summary>Writes the stored cells of a dataset as a tiled GeoTIFF: same cell type, nodata, mask, colour table,
    /// opacity, scales and metadata.</summary>
    /// <remarks>A mask becomes NaN in floating cells and the nodata value in others that declare one; else it is
    /// written as a mask, cells of all bands together.</remarks>
    public static RunReport ToGeoTiff(this Dataset dataset, string path, GeoTiffOptions? options = null)
        => dataset.ReadCopy(Chunks.Auto, maskBand: true).ToGeoTiff(path, options);

    /// <inheritdoc cref="ToGeoTiff(LazyArray, string, GeoTiffOptions)"/>
    public static RunReport ToGeoTiff(this NDArray array, string path, GeoTiffOptions? options = null)
        => array.ToLazy().ToGeoTiff(path, options);

    private static DeferredWrite Deferred(DeferredWrite write, bool compute)
    {
        if (compute) write.Compute();
        return write;
    }
}
