namespace Pyramids;

/// <summary>One image of a TIFF with what belongs to it.</summary>
/// <param name="Source">The cells at full resolution.</param>
/// <param name="Metadata">What the file says of them.</param>
/// <param name="Overviews">The same at lower resolutions, finest first; each has its own grid.</param>
/// <param name="Mask">The mask as it is stored: not 0 where the image is valid; null when there is none.
/// <see cref="Validity"/> is easier to use.</param>
/// <param name="OverviewMasks">Masks of the overviews as they are stored, finest first.</param>
internal sealed record GeoTiffImage(
    GeoTiffSource Source, GeoTiffMetadata Metadata, IReadOnlyList<GeoTiffSource> Overviews, GeoTiffSource? Mask,
    IReadOnlyList<GeoTiffSource> OverviewMasks)
{
    /// <summary>1 where the mask, or else the alpha band, says that cells are valid, 0 where missing: one band, or one
    /// for each. Null when the image has neither.</summary>
    public IChunkSource? Validity => ValidityOf(Source, Mask);

    /// <summary>The same for an overview.</summary>
    public IChunkSource? OverviewValidity(int overview)
    {
        var grid = Overviews[overview].Schema.Grid;
        return ValidityOf(Overviews[overview],
            OverviewMasks.FirstOrDefault(mask => (mask.Schema.Grid.Rows, mask.Schema.Grid.Columns) == (grid.Rows, grid.Columns)));
    }

    /// <summary>A palette image in colour: three bands of bytes. Null for other images.</summary>
    public IChunkSource? Colours
        => Metadata.ColourTable is { } colours && Source.Schema is { Bands: 1, Type: DType.UInt8 or DType.UInt16 }
            ? new PaletteSource(Source, colours)
            : null;

    private ValiditySource? ValidityOf(GeoTiffSource source, GeoTiffSource? mask)
    {
        if (mask is not null) return new(mask, 0, mask.Schema.Bands == source.Schema.Bands ? mask.Schema.Bands : 1);
        return Metadata.AlphaBand is { } alpha && alpha < source.Schema.Bands ? new(source, alpha, 1) : null;
    }
}

/// <summary>An opened TIFF: header only, no cell is read.</summary>
internal sealed class GeoTiffFile
{
    private const int Reduced = 1, Page = 2, MaskBit = 4;

    private GeoTiffFile(IReadOnlyList<GeoTiffImage> images, bool isBigTiff, bool isBigEndian, IReadOnlyList<RasterFormatException> refused)
        => (Images, IsBigTiff, IsBigEndian, Refused) = (images, isBigTiff, isBigEndian, refused);

    /// <summary>The main image, then the other pages: sub-datasets, each with a grid of its own.</summary>
    public IReadOnlyList<GeoTiffImage> Images { get; }

    public GeoTiffImage Main => Images[0];

    public bool IsBigTiff { get; }

    public bool IsBigEndian { get; }

    /// <summary>Why an overview, mask or further page of the file cannot be read; the main image can.</summary>
    public IReadOnlyList<RasterFormatException> Refused { get; }

    /// <summary>Opens a TIFF or BigTIFF.</summary>
    /// <exception cref="FileNotFoundException">There is no such object.</exception>
    /// <exception cref="RasterFormatException">It is no TIFF, damaged, or uses what this reader does not know; the
    /// message names the tag.</exception>
    public static async ValueTask<GeoTiffFile> OpenAsync(
        IByteStore store, string key, CancellationToken cancellation, TiffLimits? limits = null)
    {
        limits ??= TiffLimits.Default;
        var (directories, length, broken) = await TiffReader.ReadAsync(store, key, limits, cancellation).ConfigureAwait(false);
        var images = new List<Builder>();
        List<RasterFormatException> refused = broken is null ? [] : [broken];
        var isLocal = store.IsLocal();
        var world = isLocal && !directories[0].Has(TiffTag.ModelPixelScale) && !directories[0].Has(TiffTag.ModelTransformation)
            ? await WorldFile.ReadAsync(store, key, cancellation).ConfigureAwait(false) : null;
        var pam = isLocal ? await PamBesideAsync(store, key, refused, cancellation).ConfigureAwait(false) : null;
        foreach (var directory in directories)
        {
            try
            {
                var kind = images.Count == 0 ? 0 : Kind(directory);
                if ((kind & (Reduced | MaskBit)) == 0)
                    images.Add(new(store, length, limits, directory, images.Count, images.Count == 0 ? world : null,
                        images.Count == 0 ? pam : null));
                else images[^1].Add(directory, kind);
            }
            catch (RasterFormatException problem) when (images.Count > 0)
            {
                refused.Add(problem);
            }
        }
        if (isLocal)
        {
            await images[0].AddBesideAsync(key + ".ovr", Reduced, refused, cancellation).ConfigureAwait(false);
            await images[0].AddBesideAsync(key + ".msk", MaskBit, refused, cancellation).ConfigureAwait(false);
            await images[0].AddBesideAsync(key + ".msk.ovr", MaskBit | Reduced, refused, cancellation).ConfigureAwait(false);
        }
        foreach (var image in images) refused.InsertRange(0, image.Problems);
        return new(images.ConvertAll(image => image.Build()), directories[0].BigTiff, directories[0].BigEndian, refused);
    }

    private static async ValueTask<PamFile?> PamBesideAsync(IByteStore store, string key, List<RasterFormatException> refused,
        CancellationToken cancellation)
    {
        try
        {
            return await PamFile.ReadAsync(store, key, cancellation).ConfigureAwait(false);
        }
        catch (RasterFormatException problem)
        {
            refused.Add(problem);
            return null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            refused.Add(new($"The auxiliary metadata could not be read: {problem.Message}", key + ".aux.xml", null, problem));
            return null;
        }
    }

    private static int Kind(TiffDirectory directory)
    {
        const int OldReduced = 2;
        if (directory.Has(TiffTag.NewSubfileType)) return (int)directory.Integer(TiffTag.NewSubfileType, 0) & (Reduced | Page | MaskBit);
        return directory.Integer(TiffTag.SubfileType, 0) == OldReduced ? Reduced : 0;
    }

    private sealed class Builder
    {
        private readonly IByteStore store;
        private readonly long length;
        private readonly TiffLimits limits;
        private readonly GeoTiffSource source;
        private readonly GeoTiffMetadata metadata;
        private readonly List<GeoTiffSource> overviews = [], overviewMasks = [];
        private GeoTiffSource? mask;

        public Builder(IByteStore store, long length, TiffLimits limits, TiffDirectory directory, int number, Affine? world,
            PamFile? pam)
        {
            (this.store, this.length, this.limits) = (store, length, limits);
            var layout = new TiffLayout(directory, limits);
            metadata = new(directory, layout, world, pam);
            var grid = new GridSpec(layout.Rows, layout.Columns, metadata.Reference.Transform, metadata.Reference.GridCrs);
            source = new(store, length, layout, Schema(grid, layout), metadata.NoData.Cell,
                number == 0 ? directory.Key : $"{directory.Key} page {number + 1}");
        }

        public IReadOnlyList<RasterFormatException> Problems => metadata.Reference.Problems;

        /// <summary>Overviews or masks in a file of their own, as GDAL puts them beside images it may not change.</summary>
        public async ValueTask AddBesideAsync(string key, int kind, List<RasterFormatException> refused, CancellationToken cancellation)
        {
            if (await store.LengthAsync(key, cancellation).ConfigureAwait(false) is null) return;
            try
            {
                var (directories, size, broken) = await TiffReader.ReadAsync(store, key, limits, cancellation).ConfigureAwait(false);
                if (broken is not null) refused.Add(broken);
                foreach (var directory in directories) Add(directory, kind | Kind(directory), size);
            }
            catch (RasterFormatException problem)
            {
                refused.Add(problem);
            }
        }

        public void Add(TiffDirectory directory, int kind) => Add(directory, kind, length);

        private void Add(TiffDirectory directory, int kind, long length)
        {
            var layout = new TiffLayout(directory, limits);
            var full = source.Schema.Grid;
            if (layout.Rows > full.Rows || layout.Columns > full.Columns) return;
            var transform = metadata.Reference.HasTransform
                ? Coarser(full, layout) : Affine.Identity;
            if (!double.IsFinite(transform.Determinant) || transform.Determinant == 0)
                throw directory.Wrong(TiffTag.ImageWidth,
                    $"and ImageLength make a part of {layout.Rows}x{layout.Columns} cells, too large ones to be numbers: those of the image are {full.Transform.CellWidth} by {full.Transform.CellHeight}.");
            var grid = new GridSpec(layout.Rows, layout.Columns, transform, full.Crs);
            var isMask = (kind & MaskBit) != 0;
            var schema = isMask ? new(grid, layout.Bands, layout.Type) { IsPlane = layout.Bands == 1 } : Schema(grid, layout);
            var part = new GeoTiffSource(store, length, layout, schema, isMask ? new byte[layout.Type.Size()] : metadata.NoData.Cell,
                $"{source.Name} {(isMask ? "mask" : "overview")} {layout.Columns}x{layout.Rows}");
            if (!isMask) overviews.Add(part);
            else if ((kind & Reduced) != 0) overviewMasks.Add(part);
            else mask ??= part;
        }

        public GeoTiffImage Build()
        {
            static int FinestFirst(GeoTiffSource a, GeoTiffSource b) => b.Schema.Grid.Columns.CompareTo(a.Schema.Grid.Columns);
            overviews.Sort(FinestFirst);
            overviewMasks.Sort(FinestFirst);
            return new(source, metadata, overviews, mask, overviewMasks);
        }

        private static Affine Coarser(GridSpec full, TiffLayout layout)
        {
            double columns = (double)full.Columns / layout.Columns, rows = (double)full.Rows / layout.Rows;
            var t = full.Transform;
            return new(t.OriginX, t.XPerColumn * columns, t.XPerRow * rows, t.OriginY, t.YPerColumn * columns, t.YPerRow * rows);
        }

        private ArraySchema Schema(GridSpec grid, TiffLayout layout) => new(grid, layout.Bands, layout.Type)
        {
            NoData = metadata.NoData.Value,
            BandNames = metadata.BandNames.Count == layout.Bands ? metadata.BandNames : [],
            IsPlane = layout.Bands == 1,
            Meaning = metadata.Meaning,
        };
    }
}
