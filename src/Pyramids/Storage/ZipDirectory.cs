using System.Buffers.Binary;
using System.Text;

namespace Pyramids;

/// <summary>Reads the directory at the end of a zip archive.</summary>
internal static class ZipDirectory
{
    private const int EndLength = 22, Locator64 = 20, End64 = 56, Entry = 46, MaxComment = 65_535;
    private const int MaxBytes = 512 << 20;
    private const int MaxRatio = 1032;               // of deflate

    /// <exception cref="InvalidDataException">The object is no zip archive, or its directory is damaged or has
    /// something unknown.</exception>
    public static async ValueTask<IReadOnlyDictionary<string, ZipMember>> ReadAsync(IByteStore store, string archive,
        CancellationToken cancellation)
    {
        var length = await store.LengthAsync(archive, cancellation).ConfigureAwait(false)
            ?? throw new FileNotFoundException($"There is no archive '{archive}' in {store.Name}.", archive);
        var tail = new byte[(int)Math.Min(length, EndLength + MaxComment + Locator64)];
        await ReadAsync(store, archive, length - tail.Length, tail, cancellation).ConfigureAwait(false);
        var end = tail.AsSpan().LastIndexOf("PK\x05\x06"u8);
        if (end < 0 || tail.Length - end < EndLength)
            throw new InvalidDataException($"'{archive}' is no zip archive: it has no directory at its end.");
        var (count, size, offset) = ((long)U16(tail, end + 10), (long)U32(tail, end + 12), (long)U32(tail, end + 16));
        if ((count == 0xFFFF || size == 0xFFFF_FFFF || offset == 0xFFFF_FFFF) && end >= Locator64
            && U32(tail, end - Locator64) == 0x07064b50)
        {
            var large = new byte[End64];
            await ReadAsync(store, archive, Position(tail, end - Locator64 + 8, length), large, cancellation).ConfigureAwait(false);
            if (U32(large, 0) != 0x06064b50) throw Damaged(archive, "its 64-bit end is not where it should be");
            (count, size, offset) = (Position(large, 32, long.MaxValue), Position(large, 40, length), Position(large, 48, length));
        }
        if (offset + size > length || size > MaxBytes || count > size / Entry)
            throw Damaged(archive, $"{count} members in {size} bytes at {offset} do not fit its {length} bytes");
        var directory = new byte[size];
        await ReadAsync(store, archive, offset, directory, cancellation).ConfigureAwait(false);
        return Members(directory, (int)count, archive, length);
    }

    private static Dictionary<string, ZipMember> Members(byte[] directory, int count, string archive, long length)
    {
        var members = new Dictionary<string, ZipMember>(count, StringComparer.Ordinal);
        var at = 0;
        for (var i = 0; i < count; i++)
        {
            if (at + Entry > directory.Length || U32(directory, at) != 0x02014b50)
                throw Damaged(archive, $"member {i} of its directory is cut off");
            int nameLength = U16(directory, at + 28), extraLength = U16(directory, at + 30),
                next = at + Entry + nameLength + extraLength + U16(directory, at + 32);
            if (next > directory.Length) throw Damaged(archive, $"member {i} of its directory is cut off");
            var name = Encoding.UTF8.GetString(directory, at + Entry, nameLength);
            if (!name.EndsWith('/'))
                members[Key(name, archive)] = Member(directory, at, directory.AsSpan(at + Entry + nameLength, extraLength), name,
                    archive, length);
            at = next;
        }
        return members;
    }

    private static ZipMember Member(byte[] directory, int at, ReadOnlySpan<byte> extra, string name, string archive, long length)
    {
        var method = U16(directory, at + 10);
        if ((U16(directory, at + 8) & 1) != 0) throw Damaged(archive, $"'{name}' is encrypted");
        if (method is not (0 or 8))
            throw Damaged(archive, $"'{name}' is packed by method {method}; this reader knows stored (0) and deflated (8)");
        long packed = U32(directory, at + 20), content = U32(directory, at + 24), header = U32(directory, at + 42);
        for (; extra.Length >= 4; extra = extra[Math.Min(extra.Length, 4 + BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]))..])
        {
            if (BinaryPrimitives.ReadUInt16LittleEndian(extra) != 1) continue;
            var large = extra[4..Math.Min(extra.Length, 4 + BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]))];
            if (content == 0xFFFF_FFFF) content = Take(ref large);
            if (packed == 0xFFFF_FFFF) packed = Take(ref large);
            if (header == 0xFFFF_FFFF) header = Take(ref large);
            break;
        }
        if (packed < 0 || content < 0 || header < 0 || header > length || packed > length - header || method == 0 && packed != content
            || content > (packed + 1) * MaxRatio)
            throw Damaged(archive, $"'{name}' has {packed} bytes for {content} at {header}");
        return new(header, packed, content, U32(directory, at + 16), method == 0);
    }

    private static string Key(string name, string archive)
    {
        try
        {
            return StoreKeys.Check(name, archive);
        }
        catch (ArgumentException inner)
        {
            throw new InvalidDataException($"The archive '{archive}' is not read: {inner.Message}", inner);
        }
    }

    private static long Take(ref ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 8) return -1;
        var value = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        bytes = bytes[8..];
        return value;
    }

    private static async ValueTask ReadAsync(IByteStore store, string archive, long offset, Memory<byte> destination,
        CancellationToken cancellation)
    {
        if (offset < 0 || await store.ReadAsync(archive, offset, destination, cancellation).ConfigureAwait(false) < destination.Length)
            throw Damaged(archive, "it is cut off");
    }

    private static long Position(byte[] bytes, int at, long most)
        => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at)) is >= 0 and var value && value <= most ? value
            : throw new InvalidDataException("The zip archive is damaged: a position lies outside it.");

    private static ushort U16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private static uint U32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private static InvalidDataException Damaged(string archive, string why)
        => new($"The zip archive '{archive}' is damaged or not known: {why}.");
}
