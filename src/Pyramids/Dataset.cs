namespace Pyramids;

/// <summary>An opened raster file or store: its header is known, its cells are read when asked for.</summary>
/// <remarks>Safe for many threads at once; no lock is ever needed.</remarks>
[TypeFormatterSource]
public sealed partial class Dataset : IDisposable, IAsyncDisposable
{
    private readonly RasterFile file;

    private IReadOnlyList<Dataset>? pages;

    internal Dataset(RasterFile file, string path) => (this.file, Path) = (file, path);

    /// <summary>The path or URL it was opened by.</summary>
    public string Path { get; }

    /// <summary>Name of the format: <c>GeoTIFF</c>, <c>VRT</c>, <c>mosaic</c>, <c>Zarr</c>.</summary>
    public string Format => file.Format;

    /// <summary>What reads it: <c>Pyramids, managed</c>, or GDAL with its version.</summary>
    public string Reader => file.Reader;

    /// <summary>Grid, bands, stored cell type, nodata and names.</summary>
    public ArraySchema Schema => file.Source.Schema;

    /// <summary>Rows, columns, transform and CRS.</summary>
    public GridSpec Grid => Schema.Grid;

    /// <summary>The coordinate reference system; null when the file states none.</summary>
    public Crs? Crs => Grid.Crs;

    /// <summary>Stored cell type. Integers that declare nodata are read as floating cells, see
    /// <see cref="ReadArray(Chunks, bool)"/>.</summary>
    public DType DType => Schema.Type;

    /// <summary>(rows, columns) for one band, else (bands, rows, columns).</summary>
    public IReadOnlyList<int> Shape => Schema.Shape;

    /// <summary>Number of bands.</summary>
    public int Bands => Schema.Bands;

    /// <summary>Names of the bands; empty when the file has none.</summary>
    public IReadOnlyList<string> BandNames => Schema.BandNames;

    /// <summary>The stored value that marks a missing cell; null when none is declared.</summary>
    public double? NoData => Schema.NoData;

    /// <summary>Shape of a stored tile, strip or chunk: what chunks are best made of.</summary>
    public BlockShape Block => file.Source.Block;

    /// <summary>Grids of the lower resolutions that are stored beside the cells, finest first.</summary>
    public IReadOnlyList<GridSpec> Overviews => file.Overviews.Select(overview => overview.Schema.Grid).ToArray();

    /// <summary>What else the file states, as names and values.</summary>
    public IReadOnlyList<(string Name, string Value)> Facts => file.Facts;

    internal IChunkSource Source => file.Source;

    internal IReadOnlyList<IChunkSource> OverviewSources => file.Overviews;

    /// <summary>Full path, or URL.</summary>
    internal string Uri => ByteStores.IsRemote(Path) ? Path : System.IO.Path.GetFullPath(Path);

    internal string Fingerprint => file.Fingerprint;

    /// <summary>The cells, an overview, colours, or the band that says which are valid, as a node that equals that of
    /// the same file opened again.</summary>
    internal SourceNode Read(string part)
        => new(PartOf(part) ?? throw new ArgumentException($"'{Path}' has no part '{part}'."),
            Fingerprint.Length == 0 ? null : new(Uri, part, Fingerprint));

    private const string Cells = "cells", Validity = "validity", Colours = "colours", Overview = "overview ";

    private IChunkSource? PartOf(string part) => part switch
    {
        Cells => file.Source,
        Validity => file.Validity,
        Colours => file.Colours,
        _ => part.StartsWith(Overview, StringComparison.Ordinal) && part[Overview.Length..].Split(' ') is [var number, .. var rest]
            && int.TryParse(number, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture,
                out var level) && level < file.Overviews.Count
            ? rest is [] ? file.Overviews[level] : rest is [Validity] ? file.OverviewValidity(level) : null
            : null,
    };

    /// <summary>Opens a GeoTIFF file, a virtual raster (.vrt) of such files, or a Zarr store. Header only: no cell is read.</summary>
    /// <param name="path">Path of a file or of a store's folder, or the URL of a GeoTIFF (https, or a public s3 or gs
    /// object), which is read by ranges.</param>
    /// <exception cref="FileNotFoundException">There is nothing at the path.</exception>
    /// <exception cref="RasterFormatException">The file is damaged, or no reader knows it; the message names the place.</exception>
    public static Dataset ReadFile(string path) => ReadFileAsync(path).GetAwaiter().GetResult();

    /// <summary>Opens a GeoTIFF file, a virtual raster (.vrt) of such files, or a Zarr store. Header only: no cell is read.</summary>
    public static async Task<Dataset> ReadFileAsync(string path, CancellationToken cancellation = default)
        => new(await RasterFiles.OpenAsync(path, cancellation).ConfigureAwait(false), path);

    /// <summary>Opens a Zarr store, as <see cref="ReadFile"/> does.</summary>
    public static Dataset FromZarr(string path) => ReadFile(path);

    /// <summary>Reads all cells into memory, missing ones as NaN.</summary>
    /// <inheritdoc cref="ReadArray(Chunks, bool)" path="/remarks"/>
    public NDArray ReadArray() => ReadArray(Chunks.Auto).Compute();

    /// <summary>The cells as a lazy array.</summary>
    /// <param name="chunks">How to cut it; <see cref="Chunks.Auto"/> follows the stored blocks.</param>
    /// <param name="masked">
    /// Whether nodata becomes NaN, by the file's nodata value, mask or alpha band: an integer raster that has one is
    /// then Float32 (up to 16 bits) or Float64. False gives the stored cells.
    /// </param>
    /// <remarks>An integer raster in which nothing can be missing keeps its type.</remarks>
    public LazyArray ReadArray(Chunks chunks, bool masked = true)
    {
        return Masked(Cells, Validity, chunks, masked);
    }

    /// <summary>
    /// The stored cells for a copy of the raster. Cells that a mask leaves out are NaN in floating rasters and nodata
    /// where a value is declared for it; in others the mask follows the bands (<see cref="CellMeaning.MaskBand"/>) when
    /// the target has masks, else they become floating cells and NaN.
    /// </summary>
    internal LazyArray ReadCopy(Chunks chunks, bool maskBand)
    {
        var stored = ReadArray(chunks, masked: false);
        if (!file.HasMask || file.Validity is not { } validity) return stored;
        var valid = LazyArray.From(Read(Validity), stored.Chunks);
        if (DType.IsFloating()) return stored.With(Build.MaskNoData(stored.Node)).Where(valid, double.NaN);
        if (NoData is { } noData && Build.Fits(noData, DType) is not null) return stored.Where(valid, noData);
        return maskBand && validity.Schema.Bands == 1
            ? stored.With(new MaskedOperation().On(stored.Node, Build.Cast(valid.Node, DType)))
            : ReadArray(chunks);
    }

    private LazyArray Masked(string cells, string validity, Chunks chunks, bool masked)
    {
        var stored = LazyArray.From(Read(cells), chunks);
        if (!masked) return stored;
        var array = stored.With(Build.MaskNoData(stored.Node));
        return PartOf(validity) is null ? array : array.ToFloating().Where(LazyArray.From(Read(validity), stored.Chunks), double.NaN);
    }

    /// <summary>Closes the file. Arrays that were computed stay; lazy ones can be read no more.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync() => file.Owner.DisposeAsync();

    /// <inheritdoc/>
    public override string ToString() => $"Dataset {Path} ({string.Join(", ", Shape)}) {DType}, {Grid}";
}
