namespace Pyramids;

/// <summary>The bytes that headers lie in, fetched in generous pieces: a file's begin is asked for once.</summary>
internal sealed class HeaderBytes(IByteStore store, string key, long length)
{
    private const int Piece = 16 << 10;
    private Memory<byte> first, latest;
    private long latestOffset;

    public long Length => length;

    /// <summary>So many bytes at an offset, or null when the file ends before them.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> TryReadAsync(long offset, int count, CancellationToken cancellation)
    {
        if (offset < 0 || count > length - offset) return null;
        if (offset + count <= first.Length) return first.Slice((int)offset, count);
        if (offset >= latestOffset && offset + count <= latestOffset + latest.Length)
            return latest.Slice((int)(offset - latestOffset), count);
        var piece = new byte[(int)Math.Min(Math.Max(count, offset == 0 ? 2 * Piece : Piece), length - offset)];
        var read = await store.ReadAsync(key, offset, piece, cancellation).ConfigureAwait(false);
        var got = piece.AsMemory(0, read);
        if (offset == 0)
        {
            first = got;
        }
        else
        {
            latest = got;
            latestOffset = offset;
        }
        return read < count ? null : got[..count];
    }
}
