using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pyramids;

public sealed partial class NDArray
{
    /// <summary>All cells as one chunk, where they lie; false for more than 2 GiB.</summary>
    internal bool TryMap(out Chunk chunk)
    {
        var bytes = cells.LongLength * DType.Size();
        if (bytes > int.MaxValue)
        {
            chunk = default;
            return false;
        }
        chunk = new(Schema.Whole, DType, new ArrayMemory(cells, (int)bytes).Memory);
        return true;
    }

    internal void CopyTo(Chunk chunk) => CopyRows(chunk, (array, memory) => array.CopyTo(memory));

    internal void CopyFrom(Chunk chunk) => CopyRows(chunk, (array, memory) => memory.CopyTo(array));

    private delegate void RowCopy(Span<byte> array, Span<byte> chunk);

    private void CopyRows(Chunk chunk, RowCopy copy)
    {
        var window = chunk.Window;
        var rowBytes = window.Columns * DType.Size();
        var bytes = chunk.Bytes;
        for (int band = window.Band, at = 0; band < window.BandEnd; band++)
            for (var row = window.Row; row < window.RowEnd; row++, at += rowBytes)
                copy(RowBytes(band, row, window.Column, window.Columns), bytes.Slice(at, rowBytes));
    }

    /// <summary>An array's cells seen as bytes.</summary>
    private sealed class ArrayMemory(Array cells, int bytes) : MemoryManager<byte>
    {
        public override Span<byte> GetSpan() => MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(cells), bytes);

        public override unsafe MemoryHandle Pin(int elementIndex = 0)
        {
            var handle = GCHandle.Alloc(cells, GCHandleType.Pinned);
            return new((byte*)handle.AddrOfPinnedObject() + elementIndex, handle, this);
        }

        public override void Unpin() { }

        protected override void Dispose(bool disposing) { }
    }
}
