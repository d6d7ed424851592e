using System.Runtime.InteropServices;

namespace Pyramids;

public static partial class Writing
{
    private const long LargestChunk = 64L << 20;

    /// <summary>Writes a Zarr store, every chunk in parallel; it appears at its path when it is complete.</summary>
    /// <param name="array">Missing cells of a floating array get its nodata value, or NaN when it has none.</param>
    /// <param name="path">The store's folder, whose own folder must exist; or <c>s3://bucket/key</c>, see <see cref="AwsOptions"/>.</param>
    /// <param name="options">Version, codec and chunks. Without chunks the array's own are used when they are regular and take up to 64
    /// MiB, else 1024x1024.</param>
    /// <exception cref="IOException">The target exists and is not to be replaced, or cannot be written.</exception>
    /// <exception cref="ArgumentException">The options do not fit each other or the array.</exception>
    public static RunReport ToZarr(this LazyArray array, string path, ZarrOptions? options = null)
        => Engine.Wait(() => array.ToZarrAsync(path, options));

    /// <inheritdoc cref="ToZarr(LazyArray, string, ZarrOptions)"/>
    /// <param name="array">The cells.</param>
    /// <param name="path">The store's folder.</param>
    /// <param name="options">Version, codec and chunks.</param>
    /// <param name="progress">Told after every chunk.</param>
    /// <param name="cancellation">Ends the write early.</param>
    public static Task<RunReport> ToZarrAsync(
        this LazyArray array, string path, ZarrOptions? options = null, IProgress<ComputeProgress>? progress = null,
        CancellationToken cancellation = default)
        => Engine.RunAsync(array, () => ZarrSink.Create(path, array.Schema, Described(array, path, options)), progress, cancellation);

    /// <summary>Writes a Zarr store, now or later.</summary>
    /// <param name="array">The cells.</param>
    /// <param name="path">The store's folder.</param>
    /// <param name="options">As when it is written now.</param>
    /// <param name="compute">False to put the write off: arguments are checked, nothing is written. True writes now.</param>
    /// <returns>The write, to be computed with others by <see cref="Engine.Compute(IComputation[])"/>, or made a plan by
    /// <see cref="DeferredWrite.Plan"/>.</returns>
    public static DeferredWrite ToZarr(
        this LazyArray array, string path, [Optional, DefaultParameterValue(null)] ZarrOptions? options, bool compute)
        => Deferred(new(array, new ZarrWrite(FullPath(path), Described(array, path, options))), compute);

    /// <summary>Writes the stored cells of a dataset as a Zarr store: same cell type and nodata (cells that a mask leaves out become
    /// nodata, of integers that declare none NaN of floating ones), chunks of 1024x1024 unless the options have others.</summary>
    public static RunReport ToZarr(this Dataset dataset, string path, ZarrOptions? options = null)
        => dataset.ReadCopy(Chunks.Auto, maskBand: false).ToZarr(path, options);

    /// <inheritdoc cref="ToZarr(LazyArray, string, ZarrOptions)"/>
    public static RunReport ToZarr(this NDArray array, string path, ZarrOptions? options = null) => array.ToLazy().ToZarr(path, options);

    /// <summary>Options with chunks, and with what the store keeps of how it was made.</summary>
    internal static ZarrOptions Described(LazyArray array, string path, ZarrOptions? options)
    {
        var known = WithChunks(options ?? new(), array);
        return known with
        {
            Threads = Engine.Options.Threads,
            MemoryBytes = Engine.Options.MemoryBytes,
            Provenance = Provenance.Of(new DeferredWrite(array, new ZarrWrite(FullPath(path), known))),
        };
    }

    private static string FullPath(string path) => ByteStores.IsRemote(path) ? path : Path.GetFullPath(path);

    private static ZarrOptions WithChunks(ZarrOptions options, LazyArray array)
    {
        var chunks = array.Chunks;
        return options.Mode is ZarrMode.Create or ZarrMode.Overwrite && options.Chunks is null
            && chunks is { Bands.IsRegular: true, Rows.IsRegular: true, Columns.IsRegular: true }
            && chunks.LargestChunk * array.DType.Size() <= LargestChunk
            ? options with { Chunks = new(chunks.Bands.Size, chunks.Rows.Size, chunks.Columns.Size) }
            : options;
    }
}
