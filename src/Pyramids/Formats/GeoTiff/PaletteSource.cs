using System.Buffers;
using System.Numerics;

namespace Pyramids;

/// <summary>A palette image as red, green and blue bands of bytes.</summary>
internal sealed class PaletteSource : IChunkSource
{
    private readonly IChunkSource source;
    private readonly byte[][] tables;

    /// <summary>Looks the cells of a one-band image of whole numbers up in its colour table; values beyond it are black.</summary>
    public PaletteSource(IChunkSource source, IReadOnlyList<Colour> colours)
    {
        if (source.Schema is not { Bands: 1, Type: DType.UInt8 or DType.UInt16 })
            throw new ArgumentException(
                $"A palette needs one band of UInt8 or UInt16; {source.Name} has {source.Schema.Bands} of {source.Schema.Type}.");
        this.source = source;
        tables = [Table(colour => colour.Red), Table(colour => colour.Green), Table(colour => colour.Blue)];
        Schema = new(source.Schema.Grid, 3, DType.UInt8) { BandNames = ["red", "green", "blue"] };

        byte[] Table(Func<Colour, byte> part)
        {
            var table = new byte[source.Schema.Type == DType.UInt8 ? 256 : 65_536];
            for (var i = 0; i < Math.Min(table.Length, colours.Count); i++) table[i] = part(colours[i]);
            return table;
        }
    }

    /// <summary>The source in the colours of its own table; null when it has none.</summary>
    public static PaletteSource? Of(IChunkSource source)
        => source.Schema is { Bands: 1, Type: DType.UInt8 or DType.UInt16, Meaning.ColourTable: { Count: > 0 } colours }
            ? new(source, colours) : null;

    public ArraySchema Schema { get; }

    public BlockShape Block => source.Block with { Bands = 3 };

    public string Name => $"{source.Name} in colour";

    public async ValueTask ReadAsync(Chunk destination, CancellationToken cancellation)
    {
        var window = destination.Window with { Band = 0, Bands = 1 };
        var bytes = checked((int)(window.Cells * source.Schema.Type.Size()));
        var buffer = ArrayPool<byte>.Shared.Rent(bytes);
        try
        {
            var chunk = new Chunk(window, source.Schema.Type, buffer.AsMemory(0, bytes));
            await source.ReadAsync(chunk, cancellation).ConfigureAwait(false);
            for (var band = 0; band < destination.Window.Bands; band++)
            {
                var table = tables[destination.Window.Band + band];
                if (chunk.Type == DType.UInt8) LookUp(chunk.Cells<byte>(), table, destination.Band(band).Bytes);
                else LookUp(chunk.Cells<ushort>(), table, destination.Band(band).Bytes);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public long ScratchBytes(Window window)
        => source.ScratchBytes(window with { Band = 0, Bands = 1 })
           + (long)BitOperations.RoundUpToPowerOf2((ulong)((long)window.Rows * window.Columns * source.Schema.Type.Size()));

    public long StoredBytes(Window window) => source.StoredBytes(window with { Band = 0, Bands = 1 });

    private static void LookUp<T>(ReadOnlySpan<T> cells, byte[] table, Span<byte> target) where T : unmanaged, IBinaryInteger<T>
    {
        for (var i = 0; i < target.Length; i++) target[i] = table[int.CreateTruncating(cells[i])];
    }
}
