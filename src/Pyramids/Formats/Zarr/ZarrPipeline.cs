using System.Buffers;

namespace Pyramids;

/// <summary>From the cells of a stored chunk to its bytes and back: byte order, filters and checksums, one compressor, and checksums after
/// it.</summary>
/// <param name="CellSize">Bytes of a cell.</param>
/// <param name="IsBigEndian">Whether stored cells are.</param>
/// <param name="Order">For each axis as stored, the axis of the array that lies there.</param>
/// <param name="Before">What happens before compression, in order.</param>
/// <param name="Compressor">Null for none.</param>
/// <param name="After">Checksums after compression.</param>
internal sealed record ZarrPipeline(
    int CellSize, bool IsBigEndian, int[] Order, IReadOnlyList<ZarrFilter> Before, ICodec? Compressor, int After)
{
    /// <summary>Whether stored bytes are the cells as memory holds them.</summary>
    public bool IsPlain => Compressor is null && Before.Count == 0 && After == 0 && (!IsBigEndian || CellSize == 1);

    /// <summary>What messages call the codecs.</summary>
    public string Name
        => string.Join(", ", [.. Before.Select(filter => filter.Name), Compressor?.Name ?? "none", .. Enumerable.Repeat("crc32c", After)]);

    /// <summary>The most bytes that a chunk of so many takes when it is stored; what is longer is not read.</summary>
    public long LongestEncoded(int cellBytes)
    {
        var length = Math.Max(cellBytes, Filtered(cellBytes));
        return length + length / 8 + 4096 + Crc32C.Size * (Before.Count + After);
    }

    /// <summary>Whether cells can be encoded as well as decoded.</summary>
    public bool IsWritten => Before.All(filter => filter.IsWritten);

    public int MaxEncodedLength(int cellBytes)
    {
        var length = checked((int)Filtered(cellBytes));
        return (Compressor?.MaxEncodedLength(length) ?? length) + Crc32C.Size * After;
    }

    /// <summary>Fills the cells, little-endian, in the order of axes that <see cref="Order"/> tells.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public void Decode(ReadOnlySpan<byte> encoded, Span<byte> cells)
    {
        for (var i = 0; i < After; i++) encoded = Crc32C.Verified(encoded);
        if (Before.Count == 0) Expand(encoded, cells);
        else DecodeFiltered(encoded, cells);
        if (IsBigEndian) ByteOrder.Reverse(cells, CellSize);
    }

    /// <returns>Bytes written to <paramref name="encoded"/>, which holds <see cref="MaxEncodedLength"/>.</returns>
    public int Encode(ReadOnlySpan<byte> cells, Span<byte> encoded)
    {
        var swap = IsBigEndian && CellSize > 1;
        var room = checked((int)Math.Max(cells.Length, Filtered(cells.Length)));
        var scratch = swap || Before.Count > 0 ? ArrayPool<byte>.Shared.Rent(2 * room) : [];
        try
        {
            ReadOnlySpan<byte> bytes = cells;
            if (scratch.Length > 0)
            {
                Span<byte> current = scratch.AsSpan(0, room), next = scratch.AsSpan(room, room);
                cells.CopyTo(current);
                if (swap) ByteOrder.Reverse(current[..cells.Length], CellSize);
                var length = cells.Length;
                foreach (var filter in Before)
                {
                    length = filter.Encode(current, length, next);
                    var done = next;
                    next = current;
                    current = done;
                }
                bytes = current[..length];
            }
            var written = bytes.Length;
            if (Compressor is null) bytes.CopyTo(encoded);
            else written = Compressor.Encode(bytes, encoded);
            for (var i = 0; i < After; i++) written = Crc32C.Append(encoded, written);
            return written;
        }
        finally
        {
            if (scratch.Length > 0) ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    /// <summary>Bytes that the steps before compression make of so many.</summary>
    private long Filtered(long length) => Before.Aggregate(length, (bytes, filter) => filter.EncodedLength(bytes));

    private void Expand(ReadOnlySpan<byte> encoded, Span<byte> decoded)
    {
        if (Compressor is not null) Compressor.Decode(encoded, decoded);
        else if (encoded.Length == decoded.Length) encoded.CopyTo(decoded);
        else throw new InvalidDataException($"The chunk has {encoded.Length} bytes; {decoded.Length} are expected.");
    }

    private void DecodeFiltered(ReadOnlySpan<byte> encoded, Span<byte> cells)
    {
        Span<int> lengths = stackalloc int[Before.Count + 1];
        lengths[0] = cells.Length;
        for (var i = 0; i < Before.Count; i++) lengths[i + 1] = checked((int)Before[i].EncodedLength(lengths[i]));
        var room = 0;
        foreach (var each in lengths) room = Math.Max(room, each);
        var scratch = ArrayPool<byte>.Shared.Rent(2 * room);
        try
        {
            Span<byte> current = scratch.AsSpan(0, room), next = scratch.AsSpan(room, room);
            Expand(encoded, current[..lengths[^1]]);
            for (var i = Before.Count - 1; i >= 0; i--)
            {
                if (Before[i].Decode(current, lengths[i + 1], next) is var length && length != lengths[i])
                    throw new InvalidDataException($"'{Before[i].Name}' gives {length} bytes; {lengths[i]} are expected.");
                var done = next;
                next = current;
                current = done;
            }
            current[..cells.Length].CopyTo(cells);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }
}
