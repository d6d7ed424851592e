using Microsoft.Win32.SafeHandles;

namespace Pyramids;

/// <summary>A file whose tiles all have one length, so that the place of each is known.</summary>
/// <param name="layout">How it is laid out.</param>
/// <param name="encoder">Gives the bytes of tiles.</param>
/// <param name="statistics">Takes in what is written, if that is asked for.</param>
/// <param name="handle">The open file.</param>
/// <param name="index">Where tiles are noted.</param>
/// <param name="begin">Place of the first tile.</param>
/// <param name="scratch">Buffers of <see cref="TileWriter.ScratchBytes"/>.</param>
/// <param name="count">Adds to the cells that were written, on any thread.</param>
internal sealed class PlacedFile(GeoTiffWriterLayout layout, TileWriter encoder, StatisticsWriter? statistics, SafeFileHandle handle,
    TileIndex index, long begin, SegmentPool scratch, Action<long> count)
{
    public GeoTiffWriterLayout Layout => layout;

    public TileWriter Encoder => encoder;

    public StatisticsWriter? Statistics => statistics;

    public SafeFileHandle Handle => handle;

    public TileIndex Index => index;

    public SegmentPool Scratch => scratch;

    public Action<long> Count => count;

    /// <exception cref="IOException">The tile would end beyond what the file can address.</exception>
    public long PlaceOf(int ordinal)
    {
        var place = begin + (long)ordinal * layout.TileBytes;
        return layout.Big || place + layout.TileBytes <= uint.MaxValue ? place : throw GeoTiffSink.TooLarge();
    }
}
