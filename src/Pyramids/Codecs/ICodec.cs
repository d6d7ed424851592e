namespace Pyramids;

/// <summary>Undoes and does one encoding of a block of bytes. Stateless, safe for many threads.</summary>
internal interface ICodec
{
    /// <summary>Name as messages and metadata have it: <c>deflate</c>, <c>zstd</c>.</summary>
    string Name { get; }

    /// <summary>Fills <paramref name="decoded"/> wholly.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged, or decode to fewer bytes than asked for.</exception>
    void Decode(ReadOnlySpan<byte> encoded, Span<byte> decoded);

    /// <summary>Encodes into a buffer of at least <see cref="MaxEncodedLength"/> bytes.</summary>
    /// <returns>Bytes written.</returns>
    int Encode(ReadOnlySpan<byte> decoded, Span<byte> encoded);

    /// <summary>The most that <see cref="Encode"/> writes for so many bytes.</summary>
    int MaxEncodedLength(int decodedLength);
}
