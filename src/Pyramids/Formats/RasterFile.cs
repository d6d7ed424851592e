namespace Pyramids;

/// <summary>An opened raster: cells at full resolution and at lower ones, and what the file says of them.</summary>
/// <param name="Source">Cells at full resolution, as stored.</param>
/// <param name="Format">Name of the format: <c>GeoTIFF</c>, <c>Zarr</c>.</param>
/// <param name="Overviews">The same cells at lower resolutions, finest first.</param>
/// <param name="Facts">What <c>info</c> prints beside the schema, in order.</param>
/// <param name="Owner">Closes the file.</param>
internal sealed record RasterFile(
    IChunkSource Source, string Format, IReadOnlyList<IChunkSource> Overviews, IReadOnlyList<(string Name, string Value)> Facts,
    IAsyncDisposable Owner)
{
    /// <summary>A band of 1 where cells are valid and 0 where a mask or alpha band says they are missing; null when the
    /// file has neither.</summary>
    public IChunkSource? Validity { get; init; }

    /// <summary>Whether <see cref="Validity"/> is a mask beside the bands, and not one of them.</summary>
    public bool HasMask { get; init; }

    /// <summary>What read it: <c>Pyramids, managed</c>, or another package's reader.</summary>
    public string Reader { get; init; } = "Pyramids, managed";

    /// <summary>Changes with the file's contents: its size, when it was written, and a digest of its header. Empty
    /// where the path does not lead back to these very cells.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The same for an overview, by its number.</summary>
    public Func<int, IChunkSource?> OverviewValidity { get; init; } = _ => null;

    /// <summary>Red, green and blue of a palette raster; null for others.</summary>
    public IChunkSource? Colours { get; init; }

    /// <summary>Further rasters of the file, which have grids of their own.</summary>
    public IReadOnlyList<RasterFile> Pages { get; init; } = [];

    /// <summary>Positions whose coordinates are known, where no transform is.</summary>
    public IReadOnlyList<ControlPoint> ControlPoints { get; init; } = [];

    /// <summary>The system of the control points' coordinates; null where there are none or it is not stated.</summary>
    public Crs? ControlPointCrs { get; init; }
}
