namespace Pyramids;

/// <summary>
/// Writes a tiled GeoTIFF in one pass: header, then tiles in the order of chunks; tiles that are not compressed in
/// their own order, since the place of each is known. Threads encode, the file's bytes do not depend on them.
/// </summary>
/// <remarks>TIFF 6.0, BigTIFF, GeoTIFF 1.1 (OGC 19-008r4); GDAL's tags 42112 and 42113.</remarks>
internal sealed class GeoTiffSink : IStripSink
{
    // Where tiles of a large file begin that are written in place: at such multiples the system keeps what is written in
    // few large pages.
    private const int Aligned = 64 << 10, LeastAligned = 8 << 20;

    private readonly GeoTiffWriterLayout layout;
    private readonly TargetFileWriter target;
    private readonly TileWriter encoder;
    private readonly StatisticsWriter? statistics;
    private readonly TileIndex index;
    private readonly OrderedTilesWriter ordered;
    private readonly SegmentPool segments, scratch;
    private readonly int headerBytes;
    private readonly PlacedFile? placed;
    private long cells;

    private GeoTiffSink(GeoTiffWriterLayout layout, TargetFileWriter target)
    {
        (this.layout, this.target) = (layout, target);
        encoder = new(layout);
        index = new(layout.Levels[0].Tiles * (layout.HasMask ? 2 : 1));
        statistics = layout.Options.Statistics ? new(layout) : null;
        headerBytes = GeoTiffHeaderWriter.Write(layout, Indexes, LongestMetadata()).Length;
        var isPlaced = IsPlaced(layout);
        if (isPlaced && (long)Tiles * layout.TileBytes >= LeastAligned) headerBytes = (headerBytes + Aligned - 1) / Aligned * Aligned;
        ordered = new(target.Handle, headerBytes, index, layout.Big);
        segments = new(Math.Max(Longest, 1 << 20));
        scratch = new(encoder.ScratchBytes);
        if (isPlaced) placed = new(layout, encoder, statistics, target.Handle, index, headerBytes, scratch, Count);
    }

    public BlockShape Block => layout.Block;

    // Whether tiles have one length, so that the place of each is known.
    private static bool IsPlaced(GeoTiffWriterLayout layout)
        => layout.Options is { Compression: Compression.None, Sparse: false } && !layout.HasMask;

    private int Longest => Math.Max(encoder.MaxEncodedLength, encoder.MaxMaskLength);

    // The tiles of the mask are counted after those of the raster.
    private TileIndex[] Indexes => layout.HasMask ? [index.Part(0, Tiles), index.Part(Tiles, Tiles)] : [index];

    private int Tiles => (int)layout.Levels[0].Tiles;

    /// <summary>Checks target, schema and options, and creates the file under a temporary name. Options of a COG give a COG.</summary>
    /// <exception cref="ArgumentException">The options do not fit each other or the array.</exception>
    /// <exception cref="IOException">The target cannot be written.</exception>
    public static IChunkSink Create(string path, ArraySchema schema, GeoTiffOptions options)
    {
        if (options is CogOptions cog) return CogSink.Create(path, schema, cog);
        var layout = new GeoTiffWriterLayout(schema, options);
        var target = new TargetFileWriter(path, options.Overwrite, IsPlaced(layout) ? layout.Levels[0].Tiles * layout.TileBytes : 0);
        try
        {
            return new GeoTiffSink(layout, target);
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }

    /// <summary>Encodes a tile of zeros, unless tiles are so large that this were work of its own.</summary>
    public void Rehearse()
    {
        if (layout.TileBytes > IChunkSource.MostRehearsed) return;
        var window = new Window(0, 0, 0, layout.Samples + (layout.HasMask ? 1 : 0), layout.BlockRows, layout.BlockColumns);
        var chunk = new Chunk(window, layout.Schema.Type, new byte[window.Cells * layout.Schema.Type.Size()]);
        var buffer = new byte[encoder.ScratchBytes];
        if (placed is not null) encoder.Plain(chunk, 0, 0, 0, layout.BlockRows, buffer);
        else encoder.Encode(chunk, 0, 0, 0, buffer, new byte[Longest]);
        statistics?.Begin().Add(chunk, 0, 0, 0, layout.BlockRows);
    }

    public ValueTask WriteAsync(long sequence, Chunk chunk, CancellationToken cancellation)
    {
        layout.Check(chunk.Window, chunk.Type);
        if (placed is not null)
        {
            using var writer = Begin(chunk.Window, cancellation);
            writer.Write(chunk);
            return ValueTask.CompletedTask;
        }
        var buffer = scratch.Rent();
        var tiles = new EncodedTiles(segments);
        try
        {
            foreach (var tile in layout.TilesOf(chunk.Window))
            {
                cancellation.ThrowIfCancellationRequested();
                if (tiles.IsFull(Longest) && ordered.IsTurn(sequence)) ordered.Append(tiles);
                var length = encoder.Encode(chunk, tile.Band, tile.Row, tile.Column, buffer.GetSpan(), tiles.Reserve(Longest));
                tiles.Add(tile.Ordinal, length);
                if (layout.HasMask && length > 0)
                    tiles.Add(Tiles + tile.Ordinal,
                        encoder.EncodeMask(chunk, tile.Row, tile.Column, buffer.GetSpan(), tiles.Reserve(Longest)));
                statistics?.Add(tile.Ordinal, chunk, tile.Band, tile.Row, tile.Column);
            }
            ordered.Complete(sequence, tiles);
            Count(chunk.Window.Cells);
        }
        catch
        {
            tiles.Clear();
            throw;
        }
        finally
        {
            scratch.Return(buffer);
        }
        return ValueTask.CompletedTask;
    }

    public bool TakesStrips => placed is not null && layout.Samples == 1;

    public IStripWriter Begin(Window window, CancellationToken cancellation)
    {
        layout.Check(window, layout.Schema.Type);
        return new PlacedTiles(window, placed!, cancellation);
    }

    public ValueTask CompleteAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        layout.CheckComplete(cells);
        var header = GeoTiffHeaderWriter.Write(layout, Indexes, GdalMetadataWriter.Write(layout, statistics?.Bands()));
        RandomAccess.Write(target.Handle, header, 0);
        target.Complete(layout.Options.Flush);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        target.Dispose();
        ordered.Dispose();
        segments.Dispose();
        scratch.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The encoded chunk, which may have to wait for its turn, and the scratch of one tile.</summary>
    public long ScratchBytes(Window window)
    {
        if (placed is not null) return scratch.Bytes + (statistics?.ScratchBytes(window) ?? 0);
        var perSegment = segments.Bytes / Longest;
        return scratch.Bytes + (layout.TileCount(window) * (layout.HasMask ? 2 : 1) + perSegment - 1) / perSegment * segments.Bytes;
    }

    internal static IOException TooLarge()
        => new("The file passes 4 GiB, which classic TIFF cannot address. Use BigTiff = Auto or Yes.");

    private void Count(long written) => Interlocked.Add(ref cells, written);

    // The header is laid out before the statistics are known: 24 characters hold any number.
    private string LongestMetadata()
    {
        if (statistics is null) return GdalMetadataWriter.Write(layout, default);
        const double Long = -1.2345678901234567e-300;
        var longest = new Moments { Weight = 1, Min = Long, Max = Long, Mean = Long, SumOfSquares = -Long };
        var bands = new Moments[layout.Schema.Bands];
        for (var band = 0; band < bands.Length; band++) bands[band] = longest;
        return GdalMetadataWriter.Write(layout, bands) + new string(' ', 8 * bands.Length);
    }
}
