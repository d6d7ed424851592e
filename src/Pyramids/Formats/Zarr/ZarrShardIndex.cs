using System.Buffers.Binary;
using System.Text.Json;

namespace Pyramids;

/// <summary>The index of a shard: offset and length of every chunk, in C order, at one end of the object.</summary>
/// <param name="Counts">Chunks along each axis.</param>
/// <param name="IsAtStart">Whether the index comes first.</param>
/// <param name="IsBigEndian">Byte order of its numbers.</param>
/// <param name="Checksums">How many crc32c checksums follow the numbers.</param>
internal sealed record ZarrShardIndex(long[] Counts, bool IsAtStart, bool IsBigEndian, int Checksums)
{
    /// <summary>Offset and length of a chunk that holds the fill value only.</summary>
    public const ulong Empty = ulong.MaxValue;
    private const int MaxChunks = 1 << 24;

    /// <summary>Number of chunks in a shard.</summary>
    public int Count { get; } = (int)Counts.Aggregate(1L, (all, count) => all * count);

    /// <summary>Bytes of the index.</summary>
    public int Length => 16 * Count + Crc32C.Size * Checksums;

    public static ZarrShardIndex Read(JsonElement settings, long[] shard, long[] chunk, string key)
    {
        var counts = shard.Zip(chunk, (cells, size) => cells / size).ToArray();
        if (counts.Aggregate(Int128.One, (all, count) => all * count) > MaxChunks)
            throw new RasterFormatException($"A shard holds {string.Join("x", counts)} chunks; at most {MaxChunks} are read.", key);
        var atStart = ZarrJson.Find(settings, "index_location") is { } location && ZarrJson.AsString(location, "index_location", key) switch
        {
            "start" => true,
            "end" => false,
            _ => throw ZarrJson.Unexpected(location, "index_location", "\"start\" or \"end\"", key),
        };
        var codecs = ZarrCodecs.OfVersion3(ZarrArray3.Chain(settings, "index_codecs", key), "index_codecs",
            new("uint64", DType.UInt64, 8, false), counts.Length + 1, key);
        if (codecs.Compressor is not null || codecs.Before.Any(filter => filter.Name != "crc32c")
            || !codecs.Order.SequenceEqual(Enumerable.Range(0, counts.Length + 1)))
            throw new RasterFormatException(
                $"'index_codecs' are {codecs.Name}; this reader knows 'bytes' and 'crc32c', whose length does not vary.", key);
        return new(counts, atStart, codecs.IsBigEndian, codecs.Before.Count);
    }

    /// <summary>Where the index lies in an object of some length.</summary>
    public long OffsetIn(long objectLength) => IsAtStart ? 0 : objectLength - Length;

    /// <summary>Offsets and lengths, two numbers for each chunk, checked against the object's length.</summary>
    /// <exception cref="InvalidDataException">A checksum differs, or a chunk lies outside the object.</exception>
    public long[] Decode(ReadOnlySpan<byte> encoded, long objectLength)
    {
        for (var i = 0; i < Checksums; i++) encoded = Crc32C.Verified(encoded);
        var entries = new long[2 * Count];
        for (var i = 0; i < entries.Length; i += 2)
        {
            ulong offset = ReadAt(encoded, i), length = ReadAt(encoded, i + 1);
            if (offset == Empty && length == Empty) (entries[i], entries[i + 1]) = (-1, -1);
            else if (offset > (ulong)objectLength || length > (ulong)objectLength - offset)
                throw new InvalidDataException(
                    $"Chunk {i / 2} of the shard lies at {offset} with {length} bytes; the shard has {objectLength}.");
            else (entries[i], entries[i + 1]) = ((long)offset, (long)length);
        }
        return entries;
    }

    /// <summary>Writes the index.</summary>
    /// <returns>Its length.</returns>
    public int Encode(ReadOnlySpan<long> entries, Span<byte> encoded)
    {
        for (var i = 0; i < entries.Length; i++)
        {
            if (IsBigEndian) BinaryPrimitives.WriteInt64BigEndian(encoded[(8 * i)..], entries[i]);
            else BinaryPrimitives.WriteInt64LittleEndian(encoded[(8 * i)..], entries[i]);
        }
        var length = 16 * Count;
        for (var i = 0; i < Checksums; i++) length = Crc32C.Append(encoded, length);
        return length;
    }

    private ulong ReadAt(ReadOnlySpan<byte> encoded, int i)
        => IsBigEndian
            ? BinaryPrimitives.ReadUInt64BigEndian(encoded[(8 * i)..])
            : BinaryPrimitives.ReadUInt64LittleEndian(encoded[(8 * i)..]);
}
