namespace Pyramids;

/// <summary>A source whose decoded blocks stay in memory, as many as there is room for: a later pass of the same run
/// copies them instead of decoding them again.</summary>
/// <remarks>Blocks are kept whole, in the order they come. Where one of a window's blocks is not there, the source
/// reads the window as if none were.</remarks>
internal sealed class KeptSource : IChunkSource, IDisposable
{
    private const long MostBlocks = 1 << 18;
    private static readonly Kept Claimed = new(default);

    private readonly IChunkSource source;
    private readonly ChunkGrid blocks;
    private readonly Kept?[] kept;
    private readonly List<NativeBuffer> buffers = [];
    private readonly Lock gate = new();
    private long held;

    private KeptSource(IChunkSource source, ChunkGrid blocks, long room)
    {
        (this.source, this.blocks, Room) = (source, blocks, room);
        kept = new Kept?[blocks.Count];
    }

    public ArraySchema Schema => source.Schema;

    public BlockShape Block => source.Block;

    public string Name => source.Name;

    public object Identity => source.Identity;

    /// <summary>Most bytes that blocks may take.</summary>
    public long Room { get; }

    /// <summary>Bytes that blocks take now.</summary>
    public long HeldBytes => Volatile.Read(ref held);

    /// <summary>A source that keeps blocks; null when that would not pay: to read cells that are not encoded is as fast
    /// as to copy them, a few of many save little, and those of a remote store are only kept all together.</summary>
    /// <param name="source">The source.</param>
    /// <param name="room">Bytes that are to spare.</param>
    public static KeptSource? Of(IChunkSource source, long room)
    {
        var (schema, whole, block) = (source.Schema, source.Schema.Whole, source.Block);
        var isRemote = source.Name.Contains("://", StringComparison.Ordinal);
        var blocks = ChunkGrid.Regular(whole.Bands, whole.Rows, whole.Columns, Math.Min(block.Bands, whole.Bands),
            Math.Min(block.Rows, whole.Rows), Math.Min(block.Columns, whole.Columns));
        if (source is MemorySource || blocks.Count > MostBlocks || room < (isRemote ? schema.Bytes : schema.Bytes / 8)) return null;
        return isRemote || source.StoredBytes(whole) < schema.Bytes / 10 * 9 ? new(source, blocks, Math.Min(room, schema.Bytes)) : null;
    }

    public async ValueTask ReadAsync(Chunk destination, CancellationToken cancellation)
    {
        if (IsKept(destination.Window))
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var ordinal in Ordinals(destination.Window)) Gather.Copy(kept[ordinal]!.Cells, destination);
            return;
        }
        await source.ReadAsync(destination, cancellation).ConfigureAwait(false);
        Keep(destination);
    }

    public long ScratchBytes(Window window) => source.ScratchBytes(window);

    /// <summary>What is still to be fetched: nothing where the blocks are kept.</summary>
    public long StoredBytes(Window window) => IsKept(window) ? 0 : source.StoredBytes(window);

    /// <summary>For a plan alone: takes the blocks as kept that a pass in their order would keep.</summary>
    public void Assume()
    {
        var bytes = 0L;
        for (var ordinal = 0L; ordinal < kept.Length && (bytes += Bytes(blocks.WindowOf(blocks.At(ordinal)))) <= Room; ordinal++)
            kept[ordinal] = new(default);
    }

    public void Dispose()
    {
        foreach (var buffer in buffers) buffer.Free();
        buffers.Clear();
        Array.Clear(kept);
        held = 0;
    }

    /// <summary>Copies the whole blocks of a chunk for which there is room and that nobody else has taken.</summary>
    private void Keep(Chunk from)
    {
        var mine = new List<(long Ordinal, Window Window)>();
        foreach (var ordinal in Ordinals(from.Window))
            if (blocks.WindowOf(blocks.At(ordinal)) is var window && from.Window.Contains(window)
                && Interlocked.CompareExchange(ref kept[ordinal], Claimed, null) is null)
                mine.Add((ordinal, window));
        long bytes = 0;
        var count = 0;
        NativeBuffer buffer;
        lock (gate)
        {
            while (count < mine.Count && held + bytes + Bytes(mine[count].Window) <= Room) bytes += Bytes(mine[count++].Window);
            if (count == 0) return;                                           // the others stay claimed: there will be no more room later
            buffers.Add(buffer = new(bytes));
            held += bytes;
        }
        var free = buffer.Memory;
        foreach (var (ordinal, window) in mine.Take(count))
        {
            var block = new Kept(new(window, Schema.Type, free));
            Gather.Copy(from, block.Cells);
            Volatile.Write(ref kept[ordinal], block);
            free = free[(int)Bytes(window)..];
        }
    }

    private bool IsKept(Window window)
    {
        foreach (var ordinal in Ordinals(window))
            if (Volatile.Read(ref kept[ordinal]) is not { } block || block == Claimed) return false;
        return true;
    }

    private IEnumerable<long> Ordinals(Window window)
    {
        var (first, bands, rows, columns) = blocks.Meeting(window);
        for (var band = 0; band < bands; band++)
            for (var row = 0; row < rows; row++)
                for (var column = 0; column < columns; column++)
                    yield return blocks.Ordinal(new(first.Band + band, first.Row + row, first.Column + column));
    }

    private long Bytes(Window window) => window.Cells * Schema.Type.Size();

    private sealed class Kept(Chunk cells)
    {
        public Chunk Cells { get; } = cells;
    }
}
