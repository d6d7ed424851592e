using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>Which cells of an image are valid, by its mask or its alpha band: 1 where they are, 0 where they are missing.</summary>
/// <remarks>Any cell of the mask that is not 0 counts as valid, as GDAL has it; so does any opacity above 0.</remarks>
internal sealed class ValiditySource : IChunkSource
{
    private readonly IChunkSource source;
    private readonly int firstBand;

    /// <summary>Validity by the bands of a mask, or by the one alpha band of an image.</summary>
    public ValiditySource(IChunkSource source, int firstBand, int bands)
    {
        (this.source, this.firstBand) = (source, firstBand);
        Schema = new(source.Schema.Grid, bands, DType.UInt8) { IsPlane = bands == 1 };
    }

    /// <summary>Bytes of 0 and 1: one band for all bands of the image, or one for each.</summary>
    public ArraySchema Schema { get; }

    public BlockShape Block => source.Block with { Bands = Math.Min(source.Block.Bands, Schema.Bands) };

    public string Name => $"validity of {source.Name}";

    public async ValueTask ReadAsync(Chunk destination, CancellationToken cancellation)
    {
        if (!Schema.Whole.Contains(destination.Window))
            throw new ArgumentOutOfRangeException(nameof(destination),
                $"The window ({destination.Window}) leaves the array ({Schema.Whole}).");
        var window = Of(destination.Window);
        if (source.Schema.Type == DType.UInt8)
        {
            await source.ReadAsync(new(window, DType.UInt8, destination.Memory), cancellation).ConfigureAwait(false);
            TensorPrimitives.Min(destination.Bytes, (byte)1, destination.Bytes);
            return;
        }
        var bytes = checked((int)(window.Cells * source.Schema.Type.Size()));
        var buffer = ArrayPool<byte>.Shared.Rent(bytes);
        try
        {
            var chunk = new Chunk(window, source.Schema.Type, buffer.AsMemory(0, bytes));
            await source.ReadAsync(chunk, cancellation).ConfigureAwait(false);
            DTypes.Dispatch(source.Schema.Type, new NotZero(chunk, destination));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public long ScratchBytes(Window window)
        => source.ScratchBytes(Of(window))
           + (source.Schema.Type == DType.UInt8 ? 0
               : (long)BitOperations.RoundUpToPowerOf2((ulong)(window.Cells * source.Schema.Type.Size())));

    public long StoredBytes(Window window) => source.StoredBytes(Of(window));

    private Window Of(Window window) => window with { Band = window.Band + firstBand };

    private sealed class NotZero(Chunk from, Chunk to) : IDTypeAction<bool>
    {
        public bool Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            ReadOnlySpan<T> cells = from.Cells<T>();
            var valid = to.Bytes;
            for (var i = 0; i < cells.Length; i++) valid[i] = T.IsZero(cells[i]) ? (byte)0 : (byte)1;
            return true;
        }
    }
}
