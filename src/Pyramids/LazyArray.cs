namespace Pyramids;

/// <summary>A schema, with its grid, that is known now and cells that are computed when asked for.</summary>
/// <remarks>Immutable: every operation returns another array. Nothing is read before <see cref="Compute"/> or a write.</remarks>
[TypeFormatterSource]
public sealed partial class LazyArray : IComputation
{
    internal LazyArray(Node node, ChunkGrid chunks) => (Node, Chunks) = (node, chunks);

    /// <summary>Grid, bands, cell type, nodata and names.</summary>
    public ArraySchema Schema => Node.Schema;

    /// <summary>Rows, columns, transform and CRS.</summary>
    public GridSpec Grid => Schema.Grid;

    /// <summary>The coordinate reference system; null when the array has none.</summary>
    public Crs? Crs => Grid.Crs;

    /// <summary>Cell type.</summary>
    public DType DType => Schema.Type;

    /// <summary>How the array is cut.</summary>
    public ChunkGrid Chunks { get; }

    /// <summary>Lengths of the axes: (rows, columns) for one band, (bands, rows, columns), or fewer after a reduction.</summary>
    public IReadOnlyList<int> Shape => Schema.Shape;

    /// <summary>Bytes of all cells, when computed.</summary>
    public long Bytes => Schema.Bytes;

    /// <summary>The value that a sink writes for a missing cell; null when none is declared.</summary>
    public double? NoData => Schema.NoData;

    /// <summary>Band names; empty when there are none.</summary>
    public IReadOnlyList<string> BandNames => Schema.BandNames;

    /// <summary>The last operation: <c>slope</c>, <c>add</c>, <c>read</c>.</summary>
    public string Operation => Node.Label;

    internal Node Node { get; }

    Node IComputation.Node => Node;

    IChunkSink IComputation.Open() => new MemorySink(Schema);

    /// <summary>Computes all cells into memory.</summary>
    public NDArray Compute() => Engine.Wait(() => ComputeAsync());

    /// <summary>Computes all cells into memory.</summary>
    /// <param name="progress">Told after every chunk.</param>
    /// <param name="cancellation">Ends the computation early.</param>
    /// <exception cref="RasterFormatException">A source is damaged.</exception>
    /// <exception cref="MemoryBudgetException">The computation does not fit the memory budget.</exception>
    public async Task<NDArray> ComputeAsync(IProgress<ComputeProgress>? progress = null, CancellationToken cancellation = default)
        => (await Engine.StartAsync(() => Engine.ComputeAsync([this], progress, cancellation), cancellation).ConfigureAwait(false))[0];

    /// <summary>Computes the array once and keeps the cells: in memory, or in a temporary file when they take more than
    /// half the memory budget. The result is lazy again.</summary>
    /// <remarks>The file has no name while it is used; it is gone with the last array that reads it, or with the process.</remarks>
    public async Task<LazyArray> PersistAsync(IProgress<ComputeProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (Bytes <= Engine.Options.MemoryBytes / 2)
            return new(new SourceNode(new MemorySource(await ComputeAsync(progress, cancellation).ConfigureAwait(false))), Chunks);
        var spilled = new SpilledArray(Schema, SpillFile.Create(Engine.Options.SpillFolder));
        await Engine.StartAsync(() => Engine.RunAsync(this, spilled.ToSink(), progress, cancellation), cancellation).ConfigureAwait(false);
        return new(new SourceNode(spilled), Chunks);
    }

    /// <inheritdoc cref="PersistAsync"/>
    public LazyArray Persist() => Engine.Wait(() => PersistAsync());

    /// <summary>The same cells, cut in another way; no cell is touched.</summary>
    public LazyArray Rechunk(Chunks chunks) => new(Node, chunks.Resolve(Schema, StoredBlock(Node), Engine.Options.ChunkBytes));

    /// <inheritdoc/>
    public override string ToString() => $"LazyArray {Operation} ({string.Join(", ", Shape)}) {DType}, {Chunks}";

    internal static LazyArray From(IChunkSource source, Chunks chunks) => From(new SourceNode(source), chunks);

    internal static LazyArray From(SourceNode node, ChunkGrid like) => new(node, new LazyArray(node, like).Follow(node.Schema));

    internal static LazyArray From(SourceNode node, Chunks chunks)
        => new(node, chunks.Resolve(node.Schema, node.Source.Block, Engine.Options.ChunkBytes));

    /// <summary>Another node over the same cells.</summary>
    internal LazyArray With(Node node) => new(node, node.Schema.Whole == Schema.Whole ? Chunks : Follow(node.Schema));

    /// <summary>Chunks of the sizes of this array's, over another schema.</summary>
    internal ChunkGrid Follow(ArraySchema schema)
        => ChunkGrid.Regular(schema.Bands, schema.Grid.Rows, schema.Grid.Columns, Chunks.Bands.Size, Chunks.Rows.Size, Chunks.Columns.Size);

    private static BlockShape StoredBlock(Node node)
    {
        while (node.Inputs.Count > 0) node = node.Inputs[0];
        return node is SourceNode source ? source.Source.Block : new(1, 1, 1);
    }
}

/// <summary>Telling and converting lazy and computed arrays.</summary>
public static class Arrays
{
    /// <summary>Whether a value is an array that is still to be computed.</summary>
    public static bool IsLazy(this object? value) => value is LazyArray;

    /// <summary>The cells in memory: computed when lazy, as they are when not.</summary>
    /// <exception cref="ArgumentException">The value is no array.</exception>
    public static NDArray AsNDArray(this object? value) => value switch
    {
        NDArray array => array,
        LazyArray lazy => lazy.Compute(),
        _ => throw new ArgumentException(
            $"{value?.GetType().Name ?? "null"} is no array; a LazyArray or an NDArray was expected.", nameof(value)),
    };

    /// <summary>An array in memory under the lazy operations, cut into chunks.</summary>
    public static LazyArray ToLazy(this NDArray array, Chunks? chunks = null)
        => LazyArray.From(new MemorySource(array), chunks ?? Chunks.Auto);
}
