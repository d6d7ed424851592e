namespace Pyramids;

/// <summary>How an array lies in tiles: decided once from schema and options, and checked.</summary>
internal sealed class GeoTiffWriterLayout
{
    private readonly ArraySchema given;

    public GeoTiffWriterLayout(ArraySchema schema, GeoTiffOptions options)
    {
        if (options.BlockSize is < 16 or > 16384 || options.BlockSize % 16 != 0)
            throw new ArgumentException($"A TIFF tile's size is a multiple of 16 from 16 to 16384; BlockSize is {options.BlockSize}.",
                nameof(options));
        (given, Options) = (schema, options);
        (BlockRows, BlockColumns) = Shape(schema.Grid, options.BlockSize);
        HasMask = schema.Meaning?.MaskBand is not null;
        if (HasMask) schema = Unmasked(schema);
        (Schema, Meaning) = (schema, GeoTiffMeaning.Of(schema, options));
        NoData = options.NoData ?? schema.NoData;
        Pixel = schema.Bands > 1 && (HasMask || options.Interleave == BandInterleave.Pixel
            || (options.Interleave == BandInterleave.Auto && (schema.Bands <= 4 || options is CogOptions)));
        CheckCount(options.Scales.Count, schema.Bands, nameof(options.Scales));
        CheckCount(options.Offsets.Count, schema.Bands, nameof(options.Offsets));
        CheckCount(schema.BandNames.Count, schema.Bands, nameof(schema.BandNames));
        Samples = Pixel ? schema.Bands : 1;
        Predictor = PredictorOf(schema.Type, options);
        Encoder = TileEncoders.Of(options.Compression, schema.Type, Samples * BlockColumns * schema.Type.Size(), options.Level);
        var bytes = (long)Samples * BlockRows * BlockColumns * schema.Type.Size();
        if (bytes > 1 << 30)
            throw new ArgumentException(
                $"A tile of {Samples} bands, {BlockRows}x{BlockColumns} cells of {schema.Type} has {bytes} bytes; the most is 1 GiB. "
                    + "Use a smaller BlockSize or Interleave = Band.",
                nameof(options));
        TileBytes = (int)bytes;
        Block = new(HasMask ? Samples + 1 : Samples, BlockRows, BlockColumns);
        Levels = LevelsOf(schema, options);
        var mask = HasMask ? MaskEncoder.MaxEncodedLength(MaskBytes) : 0;
        var bound = Levels.Sum(level => level.Tiles) * (Encoder.MaxEncodedLength(TileBytes) + mask + 48L) + (1 << 20);
        Big = options.BigTiff == BigTiff.Yes || (options.BigTiff == BigTiff.Auto && bound > uint.MaxValue);
    }

    /// <summary>The raster in the file: without the mask that the last band of the array may be.</summary>
    public ArraySchema Schema { get; }

    /// <summary>Colours, opacity, scales and items that the file states, of the options and of the array.</summary>
    public CellMeaning Meaning { get; }

    /// <summary>Whether the array's last band is a mask, which the file has beside the raster.</summary>
    public bool HasMask { get; }

    /// <summary>How overviews are made; never <see cref="OverviewResampling.Auto"/>.</summary>
    public OverviewResampling Resampling => Options is CogOptions cog ? cog.Overviews.For(Meaning) : OverviewResampling.None;

    /// <summary>Bytes of the cells of a tile as they lie in a chunk, with the mask.</summary>
    public int CellBytes => checked(Block.Bands * BlockRows * BlockColumns * Schema.Type.Size());

    public GeoTiffOptions Options { get; }

    /// <summary>Rows of a tile.</summary>
    public int BlockRows { get; }

    /// <summary>Columns of a tile.</summary>
    public int BlockColumns { get; }

    public double? NoData { get; }

    /// <summary>Whether a tile holds all bands, cell by cell.</summary>
    public bool Pixel { get; }

    /// <summary>Bands in a tile.</summary>
    public int Samples { get; }

    /// <summary>None, Horizontal or FloatingPoint.</summary>
    public TiffPredictor Predictor { get; }

    public ITileEncoder Encoder { get; }

    /// <summary>Compresses tiles of a mask, which have a bit for each cell.</summary>
    public ITileEncoder MaskEncoder { get; } = TileEncoders.Of(Compression.Deflate, DType.UInt8, 0);

    /// <summary>Bytes of a tile of a mask before compression.</summary>
    public int MaskBytes => BlockRows * BlockColumns / 8;

    /// <summary>Bytes of a tile before compression.</summary>
    public int TileBytes { get; }

    public BlockShape Block { get; }

    /// <summary>Full resolution first, then overviews, each half as large as the one before.</summary>
    public IReadOnlyList<TiffLevel> Levels { get; }

    public bool Big { get; }

    /// <summary>The tiles of the full resolution under a window, plane after plane, row after row.</summary>
    public IEnumerable<WrittenTile> TilesOf(Window window)
    {
        for (var band = 0; band < window.Bands; band += Block.Bands)
            for (var row = 0; row < window.Rows; row += BlockRows)
                for (var column = 0; column < window.Columns; column += BlockColumns)
                    yield return new(Levels[0].Ordinal((window.Band + band) / Block.Bands, (window.Row + row) / BlockRows,
                        (window.Column + column) / BlockColumns),
                        band, row, column);
    }

    public long TileCount(Window window)
        => (long)((window.Bands + Block.Bands - 1) / Block.Bands) * ((window.Rows + BlockRows - 1) / BlockRows)
            * ((window.Columns + BlockColumns - 1) / BlockColumns);

    /// <summary>A chunk must have the array's cell type, and begin and end at tiles or at the raster's edge.</summary>
    public void Check(Window window, DType type)
    {
        if (type != Schema.Type) throw new ArgumentException($"The file has cells of {Schema.Type}; the chunk has {type}.");
        if (!given.Whole.Contains(window)
            || window.Band % Block.Bands != 0 || window.Bands % Block.Bands != 0
            || window.Row % BlockRows != 0 || (window.Rows % BlockRows != 0 && window.RowEnd != Schema.Grid.Rows)
            || window.Column % BlockColumns != 0 || (window.Columns % BlockColumns != 0 && window.ColumnEnd != Schema.Grid.Columns))
            throw new ArgumentException($"A chunk of {window} does not cover whole tiles of {Block}.");
    }

    public void CheckComplete(long cells)
    {
        if (cells != given.Whole.Cells)
            throw new InvalidOperationException($"{cells} of {given.Whole.Cells} cells were written; the file would have holes.");
    }

    private static TiffPredictor PredictorOf(DType type, GeoTiffOptions options)
    {
        var takes = options.Compression is Compression.Deflate or Compression.Zstd or Compression.Lzw;
        return options.Predictor switch
        {
            TiffPredictor.Auto when !takes => TiffPredictor.None,
            TiffPredictor.Auto => type.IsFloating() ? TiffPredictor.FloatingPoint : TiffPredictor.Horizontal,
            TiffPredictor.None => TiffPredictor.None,
            _ when !takes => throw new ArgumentException(
                $"Compression {options.Compression} takes no predictor; {options.Predictor} was asked for. Use Deflate, Zstd or Lzw, "
                    + "or Predictor = None.", nameof(options)),
            TiffPredictor.FloatingPoint when !type.IsFloating() => throw new ArgumentException(
                $"The floating point predictor is for Float32 and Float64; the cells are {type}. Use Horizontal.", nameof(options)),
            var asked => asked,
        };
    }

    private static ArraySchema Unmasked(ArraySchema schema) => schema with
    {
        Bands = schema.Bands - 1,
        IsPlane = schema.Bands == 2,
        BandNames = [.. schema.BandNames.Take(schema.Bands - 1)],
        Meaning = schema.Meaning?.Of(Enumerable.Range(0, schema.Bands - 1).ToArray()),
    };

    private List<TiffLevel> LevelsOf(ArraySchema schema, GeoTiffOptions options)
    {
        var planes = Pixel ? 1 : schema.Bands;
        var levels = new List<TiffLevel> { new(schema.Grid.Rows, schema.Grid.Columns, planes, BlockRows, BlockColumns) };
        if (Resampling == OverviewResampling.None) return levels;
        while (levels[^1].Rows > options.BlockSize || levels[^1].Columns > options.BlockSize)
            levels.Add(new(TiffLevel.Half(levels[^1].Rows), TiffLevel.Half(levels[^1].Columns), planes, BlockRows, BlockColumns));
        return levels;
    }

    // Square, but a raster thinner than a tile and longer than one is not padded to squares: its tiles are as thin as
    // multiples of 16 allow.
    private static (int Rows, int Columns) Shape(GridSpec grid, int size)
    {
        if (grid.Rows <= size && grid.Columns <= size) return (size, size);
        return (Math.Min(size, (grid.Rows + 15) & ~15), Math.Min(size, (grid.Columns + 15) & ~15));
    }

    private static void CheckCount(int count, int bands, string what)
    {
        if (count != 0 && count != bands)
            throw new ArgumentException($"{what} has {count} entries and the array {bands} bands; give none, or one for each band.");
    }
}

/// <summary>A tile under a chunk: its place in the file, and its first cell counted from the chunk's.</summary>
internal readonly record struct WrittenTile(int Ordinal, int Band, int Row, int Column);

/// <summary>One resolution of a file: rows and columns of cells, cut into tiles, plane after plane.</summary>
internal sealed record TiffLevel(int Rows, int Columns, int Planes, int BlockRows, int BlockColumns)
{
    /// <summary>Cells of the next level along an axis: rounded down, as GDAL's COG driver has it.</summary>
    public static int Half(int cells) => Math.Max(1, cells / 2);

    public int TileRows => (Rows + BlockRows - 1) / BlockRows;

    public int TileColumns => (Columns + BlockColumns - 1) / BlockColumns;

    public long Tiles => (long)Planes * TileRows * TileColumns;

    /// <summary>Position of a tile in TileOffsets.</summary>
    public int Ordinal(int plane, int tileRow, int tileColumn) => checked((plane * TileRows + tileRow) * TileColumns + tileColumn);
}
