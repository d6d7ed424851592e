using System.Runtime.InteropServices;

namespace Pyramids;

public sealed partial class Dataset
{
    /// <summary>One dataset of many files of the same grid. Headers are read now, several at once; cells when they are
    /// asked for, of the files under them only.</summary>
    /// <param name="files">Paths or URLs; thousands are no trouble. Overviews that every file has on one grid are the dataset's.</param>
    /// <param name="overlap">Which cell counts where files overlap.</param>
    /// <param name="noData">The value of missing cells; null takes the first that a file declares. Floating cells need none.</param>
    /// <returns>A dataset that spans all files. Cells that no file has are missing.</returns>
    /// <exception cref="ArgumentException">Files differ in cell type or bands, or leave gaps for which there is no
    /// nodata value.</exception>
    /// <exception cref="GridException">Files differ in CRS or cell size, or lie off one another's grid.</exception>
    public static Dataset Mosaic(IEnumerable<string> files, MosaicOverlap overlap = MosaicOverlap.First, double? noData = null)
        => MosaicAsync(files, overlap, noData).GetAwaiter().GetResult();

    /// <inheritdoc cref="Mosaic(IEnumerable{string}, MosaicOverlap, double?)"/>
    public static async Task<Dataset> MosaicAsync(IEnumerable<string> files, MosaicOverlap overlap = MosaicOverlap.First,
        double? noData = null, CancellationToken cancellation = default)
    {
        var paths = files.ToArray();
        var mosaic = await Pyramids.Mosaic.OpenAsync(paths, overlap, noData, cancellation).ConfigureAwait(false);
        return new(mosaic, paths.Length == 1 ? paths[0] : $"{paths[0]} and {paths.Length - 1} more");
    }

    /// <summary>Further rasters of the file: the pages of a TIFF beyond the first, each with a grid of its own. They
    /// are closed with this dataset.</summary>
    public IReadOnlyList<Dataset> Pages => pages ??= [.. file.Pages.Select((page, i) => new Dataset(page, $"{Path} page {i + 2}"))];

    /// <summary>Positions whose coordinates are known; empty where the file has a transform or neither.</summary>
    public IReadOnlyList<ControlPoint> ControlPoints => file.ControlPoints;

    /// <summary>The CRS of <see cref="ControlPoints"/>. The grid has none then: its cells are counted, not measured.</summary>
    public Crs? ControlPointCrs => file.ControlPointCrs;

    /// <summary>Whether cells are numbers of colours, see <see cref="ReadColours"/>.</summary>
    public bool HasPalette => file.Colours is not null;

    /// <summary>The colour of each value, from 0; empty when the raster has no palette.</summary>
    public IReadOnlyList<Colour> ColourTable => Schema.Meaning?.ColourTable ?? [];

    /// <summary>The colours that a palette gives the cells: red, green and blue as three bands of bytes.</summary>
    /// <exception cref="InvalidOperationException">The raster has no palette.</exception>
    public LazyArray ReadColours(Chunks chunks)
        => HasPalette ? LazyArray.From(Read(Colours), chunks)
            : throw new InvalidOperationException($"{Path} has no colour table; its cells are values. Use ReadArray.");

    /// <summary>The cells of a rectangle as a lazy array; no stored block outside of it is read, now or later.</summary>
    /// <param name="row">First row.</param>
    /// <param name="column">First column.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="chunks">How to cut it.</param>
    /// <param name="masked">As for <see cref="ReadArray(Chunks, bool)"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rectangle is empty or leaves the raster.</exception>
    public LazyArray ReadWindow(int row, int column, int rows, int columns, Chunks chunks, bool masked = true)
    {
        var window = new Window(0, row, column, 1, rows, columns);
        if (window.IsEmpty || !Schema.Whole.Contains(window))
            throw new ArgumentOutOfRangeException(nameof(row),
                $"The window ({window}) is empty or leaves the raster of {Grid.Rows} rows and {Grid.Columns} columns.");
        var stored = LazyArray.From(new SourceNode(new WindowSource(file.Source, window)), chunks);
        if (!masked) return stored;
        var array = stored.With(Build.MaskNoData(stored.Node));
        return file.Validity is { } valid
            ? array.ToFloating().Where(LazyArray.From(new SourceNode(new WindowSource(valid, window)), stored.Chunks), double.NaN)
            : array;
    }

    /// <summary>A stored lower resolution as a lazy array.</summary>
    /// <param name="overview">Its number in <see cref="Overviews"/>.</param>
    /// <param name="chunks">How to cut it.</param>
    /// <param name="masked">As for <see cref="ReadArray(Chunks, bool)"/>.</param>
    public LazyArray ReadOverview(int overview, Chunks chunks, bool masked = true)
    {
        if ((uint)overview >= (uint)file.Overviews.Count)
            throw new ArgumentOutOfRangeException(nameof(overview), overview,
                $"{Path} has {file.Overviews.Count} overviews, counted from 0.");
        var part = FormattableString.Invariant($"{Overview}{overview}");
        return Masked(part, $"{part} {Validity}", chunks, masked);
    }

    /// <summary>The raster at the coarsest stored resolution whose cells are no larger than asked: an overview, or all cells.</summary>
    /// <param name="cellSize">Largest width and height of a cell, in units of the CRS.</param>
    /// <param name="chunks">How to cut it.</param>
    /// <param name="masked">As for <see cref="ReadArray(Chunks, bool)"/>.</param>
    public LazyArray ReadAtResolution(double cellSize, Chunks chunks, bool masked = true)
    {
        if (!(cellSize > 0)) throw new ArgumentOutOfRangeException(nameof(cellSize), cellSize, "The size of a cell must be positive.");
        for (var i = file.Overviews.Count - 1; i >= 0; i--)
        {
            var transform = file.Overviews[i].Schema.Grid.Transform;
            if (Math.Max(transform.CellWidth, transform.CellHeight) <= cellSize * (1 + 1e-9)) return ReadOverview(i, chunks, masked);
        }
        return ReadArray(chunks, masked);
    }

    /// <summary>The raster on another grid in the same CRS, computed now. A much coarser grid is filled from a stored overview.</summary>
    /// <inheritdoc cref="AlignTo(GridSpec, Resampling, Chunks)"/>
    public NDArray AlignTo(GridSpec grid, Resampling resampling = Resampling.Nearest) => AlignTo(grid, resampling, Chunks.Auto).Compute();

    /// <summary>The raster on another grid in the same CRS, as a lazy array. A much coarser grid is filled from a
    /// stored overview.</summary>
    /// <param name="grid">The grid of the result.</param>
    /// <param name="resampling">How values are found between cells.</param>
    /// <param name="chunks">How to cut what is read.</param>
    /// <returns>As <see cref="LazyArray.AlignTo(GridSpec, Resampling, double?)"/> of the coarsest stored resolution
    /// whose cells are no larger than the grid's.</returns>
    /// <remarks>What an overview holds is up to who made it, so the cells may differ from those of
    /// <c>ReadArray(chunks).AlignTo(grid)</c>, which reads every cell.</remarks>
    /// <exception cref="GridException">The CRSs differ; use <c>Warp</c>.</exception>
    public LazyArray AlignTo(GridSpec grid, [Optional, DefaultParameterValue(Resampling.Nearest)] Resampling resampling, Chunks chunks)
    {
        ArgumentNullException.ThrowIfNull(grid);
        return ReadAtResolution(Math.Min(grid.Transform.CellWidth, grid.Transform.CellHeight), chunks).AlignTo(grid, resampling);
    }

    /// <summary>The raster in the CRS that a text means, computed now: <c>EPSG:3857</c>, <c>ESRI:54009</c>, WKT or PROJJSON.</summary>
    /// <inheritdoc cref="Warp(string, Resampling, ValueTuple{double, double}?, Extent?, Chunks)"/>
    public NDArray Warp(string crs, Resampling resampling = Resampling.Nearest, (double Width, double Height)? cell = null,
        Extent? extent = null)
        => Warp(crs, resampling, cell, extent, Chunks.Auto).Compute();

    /// <summary>The raster in the CRS that a text means, as a lazy array: <c>EPSG:3857</c>, <c>ESRI:54009</c>, WKT or PROJJSON.</summary>
    /// <param name="crs">The CRS of the result.</param>
    /// <param name="resampling">How values are found between cells.</param>
    /// <param name="cell">Width and height of a cell, in the unit of the CRS; chosen as gdalwarp chooses when null.</param>
    /// <param name="extent">What the result covers, in the unit of the CRS; the whole raster when null.</param>
    /// <param name="chunks">How to cut what is read.</param>
    /// <returns>As <see cref="LazyArray.Warp(string, Resampling, ValueTuple{double, double}?, Extent?, double?)"/> of
    /// <c>ReadArray(chunks)</c>.</returns>
    /// <exception cref="GridException">The raster has no CRS, or no place in the new one.</exception>
    /// <exception cref="CrsException">The text names no CRS, or there is no way between the two.</exception>
    public LazyArray Warp(string crs, [Optional, DefaultParameterValue(Resampling.Nearest)] Resampling resampling,
        [Optional] (double Width, double Height)? cell,
        [Optional] Extent? extent, Chunks chunks)
        => ReadArray(chunks).Warp(crs, resampling, cell, extent);

    /// <summary>The raster on a grid in another CRS, computed now.</summary>
    /// <inheritdoc cref="Warp(GridSpec, Resampling, Chunks)"/>
    public NDArray Warp(GridSpec grid, Resampling resampling = Resampling.Nearest) => Warp(grid, resampling, Chunks.Auto).Compute();

    /// <summary>The raster on a grid in another CRS, as a lazy array.</summary>
    /// <param name="grid">The grid of the result.</param>
    /// <param name="resampling">How values are found between cells.</param>
    /// <param name="chunks">How to cut what is read.</param>
    /// <returns>As <see cref="LazyArray.Warp(GridSpec, Resampling, double?)"/> of <c>ReadArray(chunks)</c>.</returns>
    /// <exception cref="GridException">One grid has a CRS and the other has none.</exception>
    /// <exception cref="CrsException">There is no way between the two CRSs.</exception>
    public LazyArray Warp(GridSpec grid, [Optional, DefaultParameterValue(Resampling.Nearest)] Resampling resampling, Chunks chunks)
        => ReadArray(chunks).Warp(grid, resampling);
}
