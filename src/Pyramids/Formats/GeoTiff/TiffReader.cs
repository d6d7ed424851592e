using System.Buffers.Binary;
using System.Text;

namespace Pyramids;

/// <summary>Reads the header and the directories of a TIFF (TIFF 6.0, section 2) or BigTIFF, of either byte order.</summary>
/// <remarks>Nothing a header asks for is allocated before it was compared with the file's length.</remarks>
internal sealed class TiffReader
{
    private readonly HeaderBytes bytes;
    private readonly string key;
    private readonly bool bigEndian, bigTiff;
    private readonly TiffLimits limits;
    private long tagBytes;
    private int tags;

    private TiffReader(HeaderBytes bytes, string key, TiffLimits limits, bool bigEndian, bool bigTiff)
        => (this.bytes, this.key, this.limits, this.bigEndian, this.bigTiff) = (bytes, key, limits, bigEndian, bigTiff);

    /// <summary>All directories of the chain, in order, the file's length, and what stopped the chain before its end: a
    /// circle, damage, or the limits.</summary>
    /// <exception cref="RasterFormatException">The file is no TIFF, or its first directory is damaged.</exception>
    public static async ValueTask<(List<TiffDirectory> Directories, long Length, RasterFormatException? Broken)> ReadAsync(
        IByteStore store, string key, TiffLimits limits, CancellationToken cancellation)
    {
        var length = await store.LengthAsync(key, cancellation).ConfigureAwait(false)
            ?? throw new FileNotFoundException($"There is no file '{key}' in {store.Name}.", key);
        var bytes = new HeaderBytes(store, key, length);
        var head = await bytes.TryReadAsync(0, (int)Math.Min(16, length), cancellation).ConfigureAwait(false) ?? default;
        var (reader, next) = Header(bytes, key, limits, head.Span);
        var directories = new List<TiffDirectory>();
        var seen = new HashSet<long>();
        RasterFormatException? broken = null;
        while (next != 0 && broken is null)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!seen.Add(next))
                broken = new($"The chain of directories comes back to byte {next}, which was read before.", key, next);
            else if (seen.Count > limits.MaxDirectories)
                broken = new($"The file has more than {limits.MaxDirectories} directories; that is taken for damage.", key, next);
            else
            {
                try
                {
                    (var directory, next) = await reader.DirectoryAsync(next, cancellation).ConfigureAwait(false);
                    directories.Add(directory);
                }
                catch (RasterFormatException damage) when (directories.Count > 0)
                {
                    broken = damage;
                }
            }
        }
        return directories.Count > 0
            ? (directories, length, broken)
            : throw new RasterFormatException("The TIFF has no directory: its first offset is 0.", key, 4);
    }

    private static (TiffReader, long First) Header(HeaderBytes bytes, string key, TiffLimits limits, ReadOnlySpan<byte> head)
    {
        var bigEndian = head.StartsWith("MM"u8);
        if (head.Length < 8 || !bigEndian && !head.StartsWith("II"u8)) throw Signature.Unknown(head, key);
        int version = bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(head[2..]) : BinaryPrimitives.ReadUInt16LittleEndian(head[2..]);
        if (version == 42)
            return (new(bytes, key, limits, bigEndian, false),
                bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(head[4..]) : BinaryPrimitives.ReadUInt32LittleEndian(head[4..]));
        if (version != 43) throw Signature.Unknown(head, key);
        int width = bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(head[4..]) : BinaryPrimitives.ReadUInt16LittleEndian(head[4..]);
        if (width != 8) throw new RasterFormatException($"The BigTIFF header says offsets have {width} bytes; only 8 is known.", key, 4);
        if (head.Length < 16) throw new RasterFormatException($"The BigTIFF header needs 16 bytes; the file has {head.Length}.", key, 0);
        var first = bigEndian ? BinaryPrimitives.ReadUInt64BigEndian(head[8..]) : BinaryPrimitives.ReadUInt64LittleEndian(head[8..]);
        return (new(bytes, key, limits, bigEndian, true), (long)Math.Min(first, long.MaxValue));
    }

    private async ValueTask<(TiffDirectory, long Next)> DirectoryAsync(long offset, CancellationToken cancellation)
    {
        int countBytes = bigTiff ? 8 : 2, entryBytes = bigTiff ? 20 : 12, nextBytes = bigTiff ? 8 : 4;
        var head = await bytes.TryReadAsync(offset, countBytes, cancellation).ConfigureAwait(false) ?? throw Outside(offset, countBytes);
        var count = bigTiff ? U64(head.Span) : U16(head.Span);
        if (count > 65_535) throw new RasterFormatException($"A directory claims {count} tags; a TIFF has 65535 at most.", key, offset);
        if ((tags += (int)count) > limits.MaxTags)
            throw new RasterFormatException(
                $"The file's directories have more than {limits.MaxTags} tags; that is taken for damage.", key, offset);
        var size = (int)count * entryBytes;
        var block = await bytes.TryReadAsync(offset + countBytes, size, cancellation).ConfigureAwait(false)
            ?? throw Outside(offset + countBytes, size);
        var entries = new Dictionary<int, TiffEntry>();
        for (var i = 0; i < (int)count; i++)
        {
            var field = offset + countBytes + (long)i * entryBytes;
            var entry = await EntryAsync(block.Slice(i * entryBytes, entryBytes), field, cancellation).ConfigureAwait(false);
            entries.TryAdd((int)entry.Tag, entry);
        }
        // Some writers leave out the last link; libtiff takes that for the end as well.
        var link = await bytes.TryReadAsync(offset + countBytes + size, nextBytes, cancellation).ConfigureAwait(false);
        var next = link is not { } found ? 0 : bigTiff ? U64(found.Span) : U32(found.Span);
        return (new(key, offset, bigEndian, bigTiff, entries), (long)Math.Min(next, long.MaxValue));
    }

    private async ValueTask<TiffEntry> EntryAsync(ReadOnlyMemory<byte> field, long at, CancellationToken cancellation)
    {
        var (tag, type) = ((TiffTag)U16(field.Span), (TiffType)U16(field.Span[2..]));
        int inline = bigTiff ? 8 : 4, valueAt = bigTiff ? 12 : 8;
        var count = bigTiff ? U64(field.Span[4..]) : U32(field.Span[4..]);
        var size = (ulong)type.Size();
        if (size == 0)
            return new(tag, type, (long)Math.Min(count, long.MaxValue), at, at, null, $"has values of the unknown type {(int)type}.");
        if (count > (ulong)bytes.Length / size)
            return new(tag, type, (long)Math.Min(count, long.MaxValue), at, at, null, TooMany(count, size));
        var total = (long)(count * size);
        if (total <= inline) return new(tag, type, (long)count, at, at + valueAt, field.Slice(valueAt, (int)total).ToArray(), null);
        var position = (long)Math.Min(bigTiff ? U64(field.Span[valueAt..]) : U32(field.Span[valueAt..]), long.MaxValue);
        if (position > bytes.Length - total) return new(tag, type, (long)count, at, position, null, Beyond(position, total));
        if (!Enum.IsDefined(tag)) return new(tag, type, (long)count, at, position, null, null);
        if (total > limits.MaxTagBytes - tagBytes)
            return new(tag, type, (long)count, at, position, null,
                $"has {total} bytes of values; the limit for all tags is {limits.MaxTagBytes}.");
        tagBytes += total;
        var values = await bytes.TryReadAsync(position, (int)total, cancellation).ConfigureAwait(false);
        return new(tag, type, (long)count, at, position, values?.ToArray(), values is null ? Beyond(position, total) : null);
    }

    private string TooMany(ulong count, ulong size) => $"claims {count} values of {size} bytes; the file has {bytes.Length} bytes in all.";

    private string Beyond(long position, long total)
        => $"has its {total} bytes of values at byte {position}, beyond the file's end at {bytes.Length}.";

    private RasterFormatException Outside(long offset, long count)
        => new($"A directory needs {count} bytes at byte {offset}, but the file ends at byte {bytes.Length}: it is truncated or damaged.",
            key, offset);

    private ulong U16(ReadOnlySpan<byte> from)
        => bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(from) : BinaryPrimitives.ReadUInt16LittleEndian(from);

    private ulong U32(ReadOnlySpan<byte> from)
        => bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(from) : BinaryPrimitives.ReadUInt32LittleEndian(from);

    private ulong U64(ReadOnlySpan<byte> from)
        => bigEndian ? BinaryPrimitives.ReadUInt64BigEndian(from) : BinaryPrimitives.ReadUInt64LittleEndian(from);

    /// <summary>What a file that is no TIFF seems to be.</summary>
    internal static class Signature
    {
        private static readonly (byte[] Begin, string Name)[] Known =
        [
            ([0x89, (byte)'P', (byte)'N', (byte)'G'], "a PNG picture"),
            ([0x89, (byte)'H', (byte)'D', (byte)'F'], "HDF5 or NetCDF 4"),
            ("CDF\u0001"u8.ToArray(), "NetCDF 3"),
            ("CDF\u0002"u8.ToArray(), "NetCDF 3 with 64-bit offsets"),
            ("CDF\u0005"u8.ToArray(), "NetCDF 3 with 64-bit data"),
            ([0x0E, 0x03, 0x13, 0x01], "HDF4"),
            ("GRIB"u8.ToArray(), "GRIB"),
            ([0xFF, 0xD8, 0xFF], "a JPEG picture"),
            ([0, 0, 0, 12, (byte)'j', (byte)'P'], "JPEG 2000"),
            ([0xFF, 0x4F, 0xFF, 0x51], "a JPEG 2000 code stream"),
            ("GIF8"u8.ToArray(), "a GIF picture"),
            ("RIFF"u8.ToArray(), "a RIFF file such as WebP"),
            ("BM"u8.ToArray(), "a BMP picture"),
            ("PK\u0003\u0004"u8.ToArray(), "a ZIP archive"),
            ([0x1F, 0x8B], "a gzip archive"),
            ("%PDF"u8.ToArray(), "PDF"),
            ("SQLite format 3"u8.ToArray(), "SQLite, perhaps a GeoPackage"),
            ("EHFA_HEADER_TAG"u8.ToArray(), "Erdas Imagine"),
            ("<VRTDataset"u8.ToArray(), "a GDAL virtual raster"),
            ("<?xml"u8.ToArray(), "XML"),
            ("{"u8.ToArray(), "JSON"),
        ];

        public static RasterFormatException Unknown(ReadOnlySpan<byte> head, string key)
        {
            if (head.IsEmpty) return new("The file is empty; a TIFF was expected.", key, 0);
            var shown = Convert.ToHexString(head[..Math.Min(4, head.Length)]);
            return new UnknownFormatException(
                $"This is no TIFF: its first bytes {shown} say it is {Guess(head)}. A TIFF begins with II or MM and 42 or 43.", key, 0);
        }

        private static string Guess(ReadOnlySpan<byte> head)
        {
            foreach (var (begin, name) in Known)
                if (head.StartsWith(begin)) return name;
            foreach (var value in head)
                if (value is < 9 or > 13 and < 32 or > 126) return "of no kind that is known here";
            return $"text ('{Encoding.ASCII.GetString(head).ReplaceLineEndings(" ")}')";
        }
    }
}
