namespace Pyramids;

public static partial class Writing
{
    /// <summary>Writes an HDF5 file of one chunked dataset, with coordinates <c>x</c> and <c>y</c> and the CRS in
    /// <c>spatial_ref</c>; it appears when it is complete.</summary>
    /// <param name="array">Missing cells of a floating array get its nodata value, or NaN when it has none.</param>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="dataset">Name of the dataset with the cells.</param>
    /// <param name="options">Chunks and compression; deflate when null.</param>
    /// <exception cref="IOException">The target exists and is not to be replaced, or cannot be written.</exception>
    public static RunReport ToHdf5(this LazyArray array, string path, string dataset = "data", Hdf5Options? options = null)
        => Engine.Wait(() => array.ToHdf5Async(path, dataset, options));

    /// <inheritdoc cref="ToHdf5(LazyArray, string, string, Hdf5Options)"/>
    /// <param name="array">The cells.</param>
    /// <param name="path">The file.</param>
    /// <param name="dataset">Name of the dataset.</param>
    /// <param name="options">Chunks and compression.</param>
    /// <param name="progress">Told after every chunk.</param>
    /// <param name="cancellation">Ends the write early.</param>
    public static Task<RunReport> ToHdf5Async(
        this LazyArray array, string path, string dataset = "data", Hdf5Options? options = null,
        IProgress<ComputeProgress>? progress = null, CancellationToken cancellation = default)
        => Engine.RunAsync(array, () => Hdf5Sink.Create(path, dataset, array.Schema, options ?? new()), progress, cancellation);

    /// <summary>Writes the stored cells of a dataset as an HDF5 file: same cell type, same nodata.</summary>
    public static RunReport ToHdf5(this Dataset source, string path, string dataset = "data", Hdf5Options? options = null)
        => source.ReadCopy(Chunks.Auto, maskBand: false).ToHdf5(path, dataset, options);

    /// <inheritdoc cref="ToHdf5(LazyArray, string, string, Hdf5Options)"/>
    public static RunReport ToHdf5(this NDArray array, string path, string dataset = "data", Hdf5Options? options = null)
        => array.ToLazy().ToHdf5(path, dataset, options);
}
