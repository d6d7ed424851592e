namespace Pyramids;

/// <summary>Working memory of one worker: windows are taken in turn and given back all at once.</summary>
internal sealed class Arena(BufferPool pool) : IDisposable
{
    private const int Alignment = 64;
    private readonly List<NativeBuffer> spilled = [];
    private NativeBuffer? buffer;
    private int used;

    /// <summary>Makes room for so many bytes; what was taken before is gone.</summary>
    public void Reset(long bytes)
    {
        foreach (var extra in spilled) pool.Return(extra);
        spilled.Clear();
        used = 0;
        if (bytes <= (buffer?.Length ?? 0)) return;
        if (buffer is not null) pool.Return(buffer);
        buffer = pool.Take(bytes);
    }

    public Chunk Take(Window window, DType type)
    {
        var bytes = checked((int)(window.Cells * type.Size()));
        if (buffer is null || used + bytes > buffer.Length)
        {
            var extra = pool.Take(bytes);               // a window larger than was foreseen
            spilled.Add(extra);
            return new(window, type, extra.Memory);
        }
        var chunk = new Chunk(window, type, buffer.Memory.Slice(used, bytes));
        used += (bytes + Alignment - 1) / Alignment * Alignment;
        return chunk;
    }

    public void Dispose()
    {
        Reset(0);
        if (buffer is not null) pool.Return(buffer);
        buffer = null;
    }
}
