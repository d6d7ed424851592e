using System.Buffers.Binary;
using System.Text;

namespace Pyramids.Fuzz;

/// <summary>Puts a TIFF together tag by tag, right or wrong, so that a test shows every byte that matters.</summary>
internal sealed class HandMadeTiff(bool bigEndian = false, bool bigTiff = false)
{
    private readonly List<List<(TiffTag Tag, TiffType Type, long Count, byte[] Value)>> directories = [];
    private readonly MemoryStream body = new();

    private int HeaderLength => bigTiff ? 16 : 8;

    /// <summary>A one-band image of bytes in one strip.</summary>
    public static HandMadeTiff Grey(int rows, int columns, byte[] cells, bool bigEndian = false, bool bigTiff = false)
    {
        var tiff = new HandMadeTiff(bigEndian, bigTiff).Directory();
        return tiff.Short(TiffTag.ImageWidth, columns).Short(TiffTag.ImageLength, rows).Short(TiffTag.BitsPerSample, 8)
            .Short(TiffTag.PhotometricInterpretation, 1).Long(TiffTag.StripOffsets, tiff.Data(cells))
            .Long(TiffTag.StripByteCounts, cells.Length);
    }

    /// <summary>Begins another directory; what follows goes into it.</summary>
    public HandMadeTiff Directory()
    {
        directories.Add([]);
        return this;
    }

    /// <summary>Appends bytes to the file.</summary>
    /// <returns>Where they lie.</returns>
    public long Data(ReadOnlySpan<byte> bytes)
    {
        var at = HeaderLength + body.Position;
        body.Write(bytes);
        return at;
    }

    public HandMadeTiff Short(TiffTag tag, params long[] values) => Set(tag, TiffType.Short, values.Length, Numbers(values, 2));

    public HandMadeTiff Long(TiffTag tag, params long[] values) => Set(tag, TiffType.Long, values.Length, Numbers(values, 4));

    public HandMadeTiff Long8(TiffTag tag, params long[] values) => Set(tag, TiffType.Long8, values.Length, Numbers(values, 8));

    public HandMadeTiff Double(TiffTag tag, params double[] values)
        => Set(tag, TiffType.Double, values.Length, Numbers([.. values.Select(BitConverter.DoubleToInt64Bits)], 8));

    public HandMadeTiff Text(TiffTag tag, string text)
        => Set(tag, TiffType.Ascii, Encoding.UTF8.GetByteCount(text) + 1, [.. Encoding.UTF8.GetBytes(text), 0]);

    /// <summary>Sets a tag as told, whatever it means; a count that is not the value's stays as it is.</summary>
    public HandMadeTiff Set(TiffTag tag, TiffType type, long count, byte[] value)
    {
        var directory = directories[^1];
        directory.RemoveAll(entry => entry.Tag == tag);
        directory.Add((tag, type, count, value));
        return this;
    }

    public HandMadeTiff Without(TiffTag tag)
    {
        directories[^1].RemoveAll(entry => entry.Tag == tag);
        return this;
    }

    /// <summary>The file: header, data, directories.</summary>
    /// <param name="lastLink">Where the last directory says the next one lies.</param>
    public byte[] Bytes(long lastLink = 0)
    {
        var file = new MemoryStream();
        file.SetLength(HeaderLength);
        file.Position = HeaderLength;
        body.WriteTo(file);
        var links = new List<long>();
        long linkAt = bigTiff ? 8 : 4;
        foreach (var directory in directories)
        {
            var entries = directory.OrderBy(entry => entry.Tag).Select(entry => (entry, At: Place(file, entry.Value))).ToList();
            if (file.Position % 2 == 1) file.WriteByte(0);
            Patch(file, linkAt, file.Position);
            file.Write(Number(entries.Count, bigTiff ? 8 : 2));
            foreach (var ((tag, type, count, value), at) in entries)
            {
                file.Write(Number((long)tag, 2));
                file.Write(Number((long)type, 2));
                file.Write(Number(count, bigTiff ? 8 : 4));
                var inline = new byte[bigTiff ? 8 : 4];
                if (at < 0) value.CopyTo(inline, 0);
                else Number(at, inline.Length).CopyTo(inline, 0);
                file.Write(inline);
            }
            linkAt = file.Position;
            file.Write(Number(lastLink, bigTiff ? 8 : 4));
        }
        var bytes = file.ToArray();
        (bigEndian ? "MM"u8 : "II"u8).CopyTo(bytes);
        Number(bigTiff ? 43 : 42, 2).CopyTo(bytes, 2);
        if (bigTiff) Number(8, 2).CopyTo(bytes, 4);
        return bytes;
    }

    public async Task<GeoTiffFile> OpenAsync(TiffLimits? limits = null)
        => await GeoTiffFile.OpenAsync(MemoryStore.Of("hand.tif", Bytes()), "hand.tif", default, limits);

    /// <summary>Opens a file and reads all cells of its main image.</summary>
    public static async Task<T[]> Cells<T>(byte[] file) where T : unmanaged
    {
        var source = (await GeoTiffFile.OpenAsync(MemoryStore.Of("hand.tif", file), "hand.tif", default)).Main.Source;
        var chunk = Chunk.Allocate(source.Schema.Whole, source.Schema.Type);
        await source.ReadAsync(chunk, default);
        return chunk.Cells<T>().ToArray();
    }

    public Task<T[]> Cells<T>() where T : unmanaged => Cells<T>(Bytes());

    private long Place(MemoryStream file, byte[] value)
    {
        if (value.Length <= (bigTiff ? 8 : 4)) return -1;
        var at = file.Position;
        file.Write(value);
        return at;
    }

    private void Patch(MemoryStream file, long at, long value)
    {
        var position = file.Position;
        file.Position = at;
        file.Write(Number(value, bigTiff ? 8 : 4));
        file.Position = position;
    }

    private byte[] Numbers(long[] values, int size) => [.. values.SelectMany(value => Number(value, size))];

    private byte[] Number(long value, int size)
    {
        var bytes = new byte[8];
        if (bigEndian)
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes, value);
            return bytes[(8 - size)..];
        }
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes[..size];
    }
}
