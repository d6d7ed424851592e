namespace Pyramids;

/// <summary>What <see cref="Engine.Compute(IComputation[])"/> computes: a lazy array into memory, or a write that was
/// put off into its target.</summary>
public interface IComputation
{
    internal Node Node { get; }

    internal IChunkSink Open();
}

/// <summary>A write that was put off, as <c>ToZarr(path, compute: false)</c> gives it. Its arguments are checked;
/// nothing is written before it is computed.</summary>
/// <remarks>Several run in one pass over their sources by <see cref="Engine.Compute(IComputation[])"/>;
/// <see cref="Plan"/> makes it data that another process runs.</remarks>
[TypeFormatterSource]
public sealed class DeferredWrite : IComputation
{
    internal DeferredWrite(LazyArray array, WriteTarget target) => (Array, Target, Objects) = (array, target, target.Objects(array.Schema));

    /// <summary>What is written.</summary>
    public LazyArray Array { get; }

    /// <summary>Where to.</summary>
    public string Path => Target.Path;

    /// <summary>The objects that are stored, in their order: the chunks or shards of a Zarr store; a GeoTIFF is one.</summary>
    public ChunkGrid Objects { get; }

    internal WriteTarget Target { get; }

    Node IComputation.Node => Array.Node;

    IChunkSink IComputation.Open() => Target.Open(Array.Schema);

    /// <summary>Writes now.</summary>
    public RunReport Compute() => Engine.Wait(() => ComputeAsync());

    /// <summary>Writes now.</summary>
    /// <param name="progress">Told after every chunk.</param>
    /// <param name="cancellation">Ends the write early.</param>
    /// <exception cref="IOException">The target exists and is not to be replaced, or cannot be written.</exception>
    public Task<RunReport> ComputeAsync(IProgress<ComputeProgress>? progress = null, CancellationToken cancellation = default)
        => Engine.RunAsync(Array, () => Target.Open(Array.Schema), progress, cancellation);

    /// <summary>The write as a plan: a document that holds all of it but the sources' cells.</summary>
    /// <exception cref="PlanException">It reads cells that only this process has, or runs a function that has no name.</exception>
    public PlanDocument Plan() => PlanDocument.Of(this);

    /// <inheritdoc/>
    public override string ToString() => $"Write of {Array} to {Path}: {Objects.Count} chunks";
}
