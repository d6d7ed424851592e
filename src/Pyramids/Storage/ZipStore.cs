using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Compression;
using System.IO.Hashing;

namespace Pyramids;

/// <summary>Objects of a zip archive that lies in another store, on disk or behind a URL.</summary>
/// <remarks>
/// PKWARE's APPNOTE 6.3, sections 4.3 to 4.5: the directory at the archive's end is read when it is opened, with 64-bit
/// sizes; members that are stored are read by position, deflated ones are inflated whole and checked, and a few of them kept.
/// </remarks>
internal sealed class ZipStore : IListedStore
{
    private const int LocalHeader = 30;
    private const long KeptBytes = 64 << 20;
    private readonly IByteStore inner;
    private readonly string archive;
    private readonly IReadOnlyDictionary<string, ZipMember> members;
    private readonly ConcurrentDictionary<string, long> starts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte[]> inflated = new(StringComparer.Ordinal);
    private long kept;

    private ZipStore(IByteStore inner, string archive, IReadOnlyDictionary<string, ZipMember> members)
        => (this.inner, this.archive, this.members) = (inner, archive, members);

    public string Name => $"{inner.Name}/{archive}";

    /// <exception cref="InvalidDataException">The object is no zip archive, or its directory is damaged.</exception>
    public static async ValueTask<ZipStore> OpenAsync(IByteStore inner, string archive, CancellationToken cancellation)
        => new(inner, archive, await ZipDirectory.ReadAsync(inner, archive, cancellation).ConfigureAwait(false));

    public async ValueTask<int> ReadAsync(string key, long offset, Memory<byte> destination, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (!members.TryGetValue(StoreKeys.Check(key, Name), out var member))
            throw new FileNotFoundException($"There is no '{key}' in the archive {Name}.", key);
        var count = (int)Math.Min(destination.Length, Math.Max(0, member.Length - offset));
        if (count == 0) return 0;
        if (!member.IsStored)
        {
            var content = await InflateAsync(key, member, cancellation).ConfigureAwait(false);
            content.AsMemory((int)offset, count).CopyTo(destination);
            return count;
        }
        var start = await StartAsync(key, member, cancellation).ConfigureAwait(false);
        var read = await inner.ReadAsync(archive, start + offset, destination[..count], cancellation).ConfigureAwait(false);
        return read == count ? count : throw Damaged(key, $"it ends after {offset + read} of {member.Length} bytes");
    }

    public ValueTask<long?> LengthAsync(string key, CancellationToken cancellation)
        => cancellation.IsCancellationRequested
            ? ValueTask.FromCanceled<long?>(cancellation)
            : new(members.TryGetValue(StoreKeys.Check(key, Name), out var member) ? member.Length : null);

    public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellation)
        => members.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToAsyncEnumerable();

    public IAsyncEnumerable<string> ChildrenAsync(string folder, CancellationToken cancellation)
        => StoreKeys.Children(members.Keys, folder).ToAsyncEnumerable();

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    /// <summary>Where a member's bytes begin: behind its own header, whose length the directory does not tell.</summary>
    private async ValueTask<long> StartAsync(string key, ZipMember member, CancellationToken cancellation)
    {
        if (starts.TryGetValue(key, out var known)) return known;
        var header = new byte[LocalHeader];
        var read = await inner.ReadAsync(archive, member.Header, header, cancellation).ConfigureAwait(false);
        if (read < LocalHeader || BitConverter.ToUInt32(header) != 0x04034b50)
            throw Damaged(key, "there is no member where the directory says");
        return starts[key] = member.Header + LocalHeader + BitConverter.ToUInt16(header, 26) + BitConverter.ToUInt16(header, 28);
    }

    private async ValueTask<byte[]> InflateAsync(string key, ZipMember member, CancellationToken cancellation)
    {
        if (inflated.TryGetValue(key, out var found)) return found;
        if (member.Length > Array.MaxLength || member.Packed > Array.MaxLength)
            throw Damaged(key, $"its {member.Length} bytes are deflated and too many to be inflated at once");
        var start = await StartAsync(key, member, cancellation).ConfigureAwait(false);
        var packed = ArrayPool<byte>.Shared.Rent((int)member.Packed);
        try
        {
            var read = await inner.ReadAsync(archive, start, packed.AsMemory(0, (int)member.Packed), cancellation).ConfigureAwait(false);
            var content = new byte[member.Length];
            using var deflate = new DeflateStream(new MemoryStream(packed, 0, read, writable: false), CompressionMode.Decompress);
            if (deflate.ReadAtLeast(content, content.Length, throwOnEndOfStream: false) < content.Length || deflate.ReadByte() >= 0
                || Crc32.HashToUInt32(content) != member.Checksum)
                throw Damaged(key, "its bytes do not fit its length or checksum");
            if (Interlocked.Add(ref kept, content.Length) > KeptBytes)
            {
                inflated.Clear();
                Interlocked.Exchange(ref kept, content.Length);
            }
            return inflated[key] = content;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(packed);
        }
    }

    private InvalidDataException Damaged(string key, string why) => new($"The member '{key}' of the archive {Name} is damaged: {why}.");
}

/// <summary>One member of an archive.</summary>
/// <param name="Header">Where its own header begins.</param>
/// <param name="Packed">Bytes in the archive.</param>
/// <param name="Length">Bytes of the content.</param>
/// <param name="Checksum">CRC-32 of the content.</param>
/// <param name="IsStored">Whether the content is there as it is; else it is deflated.</param>
internal readonly record struct ZipMember(long Header, long Packed, long Length, uint Checksum, bool IsStored);
