using System.Runtime.InteropServices;

namespace Pyramids;

public static partial class Writing
{
    /// <summary>Writes a cloud-optimized GeoTIFF in one streaming pass, with overviews made on the way.</summary>
    /// <param name="array">Missing cells of a floating array get its nodata value, or NaN when it has none.</param>
    /// <param name="path">The file; its folder must exist, and hold the file twice for a moment.</param>
    /// <param name="options">Compression, overviews and metadata; deflate and averages when null.</param>
    /// <exception cref="IOException">The target cannot be written.</exception>
    public static RunReport ToCog(this LazyArray array, string path, CogOptions? options = null)
        => Engine.Wait(() => array.ToCogAsync(path, options));

    /// <inheritdoc cref="ToCog(LazyArray, string, CogOptions)"/>
    /// <param name="array">The cells.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">Compression, overviews and metadata.</param>
    /// <param name="progress">Told after every chunk.</param>
    /// <param name="cancellation">Ends the write early.</param>
    public static Task<RunReport> ToCogAsync(
        this LazyArray array, string path, CogOptions? options = null, IProgress<ComputeProgress>? progress = null,
        CancellationToken cancellation = default)
        => Engine.RunAsync(array, () => CogSink.Create(path, array.Schema, options ?? new()), progress, cancellation);

    /// <summary>Writes a cloud-optimized GeoTIFF, now or later.</summary>
    /// <param name="array">The cells.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">As when it is written now.</param>
    /// <param name="compute">False to put the write off: arguments are checked, nothing is written. True writes now.</param>
    /// <returns>The write, to be computed with others by <see cref="Engine.Compute(IComputation[])"/>, or made a plan
    /// by <see cref="DeferredWrite.Plan"/>.</returns>
    public static DeferredWrite ToCog(this LazyArray array, string path,
        [Optional, DefaultParameterValue(null)] CogOptions? options, bool compute)
        => Deferred(new(array, new CogWrite(Path.GetFullPath(path), options ?? new())), compute);

    /// <summary>Writes the stored cells of a dataset as a cloud-optimized GeoTIFF: same cell type, nodata, mask, colour
    /// table, opacity, scales and metadata.</summary>
    /// <remarks>A mask becomes NaN in floating cells and the nodata value in others that declare one; else it is
    /// written as a mask, cells of all bands together.</remarks>
    public static RunReport ToCog(this Dataset dataset, string path, CogOptions? options = null)
        => dataset.ReadCopy(Chunks.Auto, maskBand: true).ToCog(path, options);

    /// <inheritdoc cref="ToCog(LazyArray, string, CogOptions)"/>
    public static RunReport ToCog(this NDArray array, string path, CogOptions? options = null) => array.ToLazy().ToCog(path, options);
}
