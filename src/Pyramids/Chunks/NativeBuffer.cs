using System.Buffers;
using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>Memory outside the collected heap, 64-byte aligned; not cleared when taken. Its owner frees it.</summary>
internal sealed unsafe class NativeBuffer : MemoryManager<byte>
{
    private const nuint Alignment = 64;
    private byte* pointer;

    public NativeBuffer(long length)
    {
        Length = checked((int)length);
        pointer = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(Length, 1), HugePages.Suit(length) ? HugePages.Size : Alignment);
        HugePages.Ask(pointer, length);
    }

    /// <summary>Bytes.</summary>
    public int Length { get; }

    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(pointer is null, this);
        return new(pointer, Length);
    }

    public override MemoryHandle Pin(int elementIndex = 0) => new(pointer + elementIndex, default, this);

    public override void Unpin() { }

    public void Free() => ((IDisposable)this).Dispose();

    protected override void Dispose(bool disposing)
    {
        if (pointer is null) return;
        NativeMemory.AlignedFree(pointer);
        pointer = null;
    }
}
