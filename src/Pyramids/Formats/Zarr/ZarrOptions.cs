using System.Text.Json.Nodes;

namespace Pyramids;

/// <summary>How the chunks of a Zarr array are compressed.</summary>
public enum ZarrCodec
{
    /// <summary>Cells as they are.</summary>
    None,

    /// <summary>Deflate in a gzip envelope. Slow; every reader knows it.</summary>
    Gzip,

    /// <summary>One Zstandard frame for each chunk.</summary>
    Zstd,

    /// <summary>One LZ4 block for each chunk, as numcodecs stores it.</summary>
    Lz4,

    /// <summary>Bytes shuffled, then LZ4, in Blosc frames: the fastest.</summary>
    BloscLz4,

    /// <summary>Bytes shuffled, then Zstandard, in Blosc frames: small and fast.</summary>
    BloscZstd,
}

/// <summary>What is done about a target that exists.</summary>
public enum ZarrMode
{
    /// <summary>It is an error.</summary>
    Create,

    /// <summary>The store is replaced once the new one is complete. A folder that is no Zarr store is never replaced.</summary>
    Overwrite,

    /// <summary>The raster's bands are added behind those of the store, whose codecs and chunks stay.</summary>
    Append,

    /// <summary>The raster replaces a part of the store, whose codecs and chunks stay. See <see cref="ZarrOptions.Region"/>.</summary>
    Region,
}

/// <summary>How a Zarr store is written.</summary>
public sealed record ZarrOptions
{
    /// <summary>Version of the format: 3, or 2 for older readers.</summary>
    public int Version { get; init; } = 3;

    /// <summary>Compression of chunks.</summary>
    public ZarrCodec Codec { get; init; } = ZarrCodec.BloscZstd;

    /// <summary>Effort of compression: 0 to 9 for gzip and Blosc, 1 to 22 for Zstandard. Null for the codec's usual one.</summary>
    public int? Level { get; init; }

    /// <summary>Bands, rows and columns of a chunk. Null for one band of 1024x1024 cells, or the whole raster where it is
    /// smaller.</summary>
    public BlockShape? Chunks { get; init; }

    /// <summary>Bands, rows and columns of a shard, which are multiples of the chunk's: many chunks in one object. Null for an object for
    /// each chunk. Version 3 only.</summary>
    public BlockShape? Shards { get; init; }

    /// <summary>What is done about a target that exists.</summary>
    public ZarrMode Mode { get; init; }

    /// <summary>Whether chunks that hold nothing but the fill value are left out of the store.</summary>
    public bool SkipEmptyChunks { get; init; }

    /// <summary>How overviews of half the size are made, down to one chunk; none unless asked for.</summary>
    public OverviewResampling Overviews { get; init; } = OverviewResampling.None;

    /// <summary>Whether the group's metadata repeats that of its arrays, so that opening takes one read.</summary>
    public bool Consolidated { get; init; } = true;

    /// <summary>
    /// With <see cref="ZarrMode.Region"/>, the cells of the store that are replaced; null to find them by the grids. A region begins and
    /// ends with stored objects, so that no cell beside it is ever touched.
    /// </summary>
    public Window? Region { get; init; }

    /// <summary>With <see cref="ZarrMode.Append"/>, values of the new bands along the store's band axis, such as times in its units. Not
    /// needed for band numbers.</summary>
    public IReadOnlyList<double>? BandCoordinates { get; init; }

    /// <summary>Whether a raster of one band is stored with a band axis, to which others can be appended.</summary>
    public bool BandAxis { get; init; }

    /// <summary>
    /// Names the computation, so that a write that was killed or failed can be resumed: what it had finished then waits beside the target,
    /// and the same write (same name, grid, version, codec and chunks) computes only the rest. The name must change with the cells: it
    /// stands for the inputs and operations that made them. Null to leave nothing behind. For new stores.
    /// </summary>
    public string? Resume { get; init; }

    /// <summary>The objects that this process writes of those of a plan; null for all of a write of its own.</summary>
    internal ZarrPart? Part { get; init; }

    /// <summary>Overview chunks that are made at once, at most.</summary>
    internal int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Bytes that making overviews may take at once; one chunk is always made.</summary>
    internal long MemoryBytes { get; init; } = long.MaxValue;

    /// <summary>What the store's group keeps of how it was made; null for nothing.</summary>
    internal JsonObject? Provenance { get; init; }

    /// <summary>Name of the array with the cells.</summary>
    public string Variable { get; init; } = "data";

    /// <summary>Band names that replace the raster's own; null to keep those.</summary>
    public IReadOnlyList<string>? BandNames { get; init; }
}

/// <summary>A range of the stored objects of a plan, in their order. Processes write theirs beside one another; the last one makes the
/// store appear.</summary>
/// <param name="Plan">The plan's key, which the store keeps as an attribute.</param>
/// <param name="First">First object.</param>
/// <param name="Last">Last object, included.</param>
internal sealed record ZarrPart(string Plan, long First, long Last);
