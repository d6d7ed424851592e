using System.Buffers.Binary;
using System.Text;

namespace Pyramids;

/// <summary>Reads the tables of an SQLite 3 file, row by row. Nothing is trusted: pages, sizes and chains are checked
/// against the file.</summary>
/// <remarks>https://www.sqlite.org/fileformat2.html, sections 1.3 (header), 1.5 and 1.6 (B-trees), 2.1 (records).</remarks>
internal sealed class SqliteFile : IDisposable
{
    private const int DeepestTree = 40;
    private readonly string name;
    private readonly FileStream file;
    private readonly int pageSize, usable;
    private readonly long pages;
    private readonly Encoding encoding;

    /// <exception cref="RasterFormatException">Not an SQLite file, or one with changes that are not yet in it.</exception>
    public SqliteFile(string path)
    {
        name = Path.GetFileName(path);
        file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            Span<byte> header = stackalloc byte[100];
            if (file.Length < 512 || file.ReadAtLeast(header, 100, throwOnEndOfStream: false) < 100
                || !header.StartsWith("SQLite format 3\0"u8))
                throw new RasterFormatException("The file does not begin as SQLite files do; a GeoPackage is one.", name, 0);
            var size = BinaryPrimitives.ReadUInt16BigEndian(header[16..]);
            pageSize = size == 1 ? 65536 : size;
            usable = pageSize - header[20];
            pages = file.Length / Math.Max(1, pageSize);
            if (pageSize < 512 || (pageSize & (pageSize - 1)) != 0 || usable < 480)
                throw new RasterFormatException(
                    $"The page size is {pageSize} less {header[20]} bytes; a power of two from 512 to 65536 was expected.", name, 16);
            encoding = BinaryPrimitives.ReadUInt32BigEndian(header[56..]) switch { 2
                => Encoding.Unicode, 3 => Encoding.BigEndianUnicode, _ => Encoding.UTF8 };
            var log = new FileInfo(path + "-wal");
            if (log.Exists && log.Length > 0)
                throw new RasterFormatException(
                    $"There are changes in {log.Name} that are not in the file yet; close the program that writes it, or have SQLite "
                        + "run 'PRAGMA wal_checkpoint(TRUNCATE)'.", name);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Name, first page and definition of every table.</summary>
    public IReadOnlyList<(string Name, long Root, string Sql)> Tables()
    {
        var found = new List<(string, long, string)>();
        foreach (var (_, row) in Rows(1))
            if (row is ["table", string table, _, long root, string sql, ..]) found.Add((table, root, sql));
        return found;
    }

    /// <summary>Rows of the table with this first page, in order of their numbers: integers are long, blobs are byte[].</summary>
    public IEnumerable<(long Number, object?[] Values)> Rows(long root)
    {
        var left = pages;
        var stack = new Stack<(byte[] Page, int Header, int Next)>();
        Push(root);
        while (stack.TryPop(out var at))
        {
            var (page, header, next) = at;
            int cells = UInt16(page, header + 3);
            if (page[header] == 0x0D)
            {
                for (var i = 0; i < cells; i++) yield return Row(page, UInt16(page, header + 8 + 2 * i));
                continue;
            }
            if (page[header] != 0x05) throw Damaged($"a page of kind {page[header]} where a table was expected");
            if (next > cells) continue;
            stack.Push((page, header, next + 1));
            Push(next == cells ? UInt32(page, header + 8) : UInt32(page, UInt16(page, header + 12 + 2 * next)));
        }

        void Push(long number)
        {
            if (stack.Count > DeepestTree || left-- <= 0) throw Damaged("a tree of pages that runs in circles");
            stack.Push((Page(number), number == 1 ? 100 : 0, 0));
        }
    }

    public void Dispose() => file.Dispose();

    private (long, object?[]) Row(byte[] page, int at)
    {
        var size = Varint(page, ref at);
        var number = Varint(page, ref at);
        if (size < 0 || size > file.Length) throw Damaged($"a row of {size} bytes");
        var payload = new byte[size];
        var most = usable - 35;
        var local = size;
        if (size > most)
        {
            var least = (usable - 12) * 32 / 255 - 23;
            local = least + (size - least) % (usable - 4);
            if (local > most) local = least;
        }
        Slice(page, at, (int)local).CopyTo(payload);
        if (local < size)
        {
            var next = UInt32(page, at + (int)local);
            for (var done = local; done < size;)
            {
                var overflow = Page(next);
                next = UInt32(overflow, 0);
                var count = (int)Math.Min(size - done, usable - 4);
                Slice(overflow, 4, count).CopyTo(payload.AsSpan((int)done));
                done += count;
            }
        }
        return (number, Record(payload));
    }

    private object?[] Record(byte[] payload)
    {
        var at = 0;
        var header = Varint(payload, ref at);
        if (header < at || header > payload.Length) throw Damaged($"a row with a header of {header} bytes");
        var values = new List<object?>();
        var data = (int)header;
        while (at < header)
        {
            var type = Varint(payload, ref at);
            var length = type switch { 0 or 8 or 9
                => 0, >= 1 and <= 4 => type, 5 => 6, 6 or 7 => 8, >= 12 => (type - 12) / 2, _ => throw Damaged($"a value of type {type}") };
            if (length > payload.Length - data) throw Damaged($"a value of {length} bytes in a row of {payload.Length}");
            var bytes = payload.AsSpan(data, (int)length);
            data += (int)length;
            values.Add(type switch
            {
                0 => null,
                8 => 0L,
                9 => 1L,
                <= 6 => Integer(bytes),
                7 => BinaryPrimitives.ReadDoubleBigEndian(bytes),
                _ => type % 2 == 0 ? bytes.ToArray() : encoding.GetString(bytes),
            });
        }
        return [.. values];
    }

    private static long Integer(ReadOnlySpan<byte> bytes)
    {
        long value = (sbyte)bytes[0];
        foreach (var b in bytes[1..]) value = value << 8 | b;
        return value;
    }

    private long Varint(byte[] bytes, ref int at)
    {
        long value = 0;
        for (var i = 0; i < 9; i++)
        {
            if ((uint)at >= (uint)bytes.Length) throw Damaged("a number beyond the end of its page");
            var b = bytes[at++];
            if (i == 8) return value << 8 | b;
            value = value << 7 | (b & 0x7FL);
            if (b < 0x80) break;
        }
        return value;
    }

    private byte[] Page(long number)
    {
        if (number < 1 || number > pages) throw Damaged($"a reference to page {number} of {pages}");
        var page = new byte[pageSize];
        RandomAccess.Read(file.SafeFileHandle, page, (number - 1) * pageSize);
        return page;
    }

    private ReadOnlySpan<byte> Slice(byte[] page, int at, int count)
        => at >= 0 && count >= 0 && at <= page.Length - count ? page.AsSpan(at, count) : throw Damaged("a row beyond the end of its page");

    private int UInt16(byte[] page, int at) => BinaryPrimitives.ReadUInt16BigEndian(Slice(page, at, 2));

    private long UInt32(byte[] page, int at) => BinaryPrimitives.ReadUInt32BigEndian(Slice(page, at, 4));

    private RasterFormatException Damaged(string what) => new($"The SQLite file is damaged: it has {what}.", name);
}
