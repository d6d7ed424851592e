using System.Buffers.Binary;

namespace Pyramids;

/// <summary>How Blosc sorts bytes before it compresses them.</summary>
internal enum BloscShuffle
{
    None = 0,
    Bytes = 1,
    Bits = 2,
}

/// <summary>The stream inside a Blosc frame, by its code in the frame's flags.</summary>
internal enum BloscStream
{
    BloscLz = 0,
    Lz4 = 1,
    Snappy = 2,
    Zlib = 3,
    Zstd = 4,
}

/// <summary>The 16 bytes before a Blosc frame's blocks: <c>version, stream version, flags, typesize, nbytes, blocksize,
/// cbytes</c>.</summary>
internal readonly record struct BloscFrame(BloscStream Stream, BloscShuffle Shuffle, bool IsSplit, bool IsStored, int TypeSize, int Length,
    int BlockSize, int EncodedLength)
{
    public const int Header = 16;
    private const int ByteShuffled = 1, Stored = 2, BitShuffled = 4, Whole = 16, FormatVersion = 2, MaxSplits = 16, MinSplit = 128;

    /// <summary>Number of blocks; the last may be short.</summary>
    public int Blocks => Length == 0 ? 0 : (int)(((long)Length + BlockSize - 1) / BlockSize);

    /// <summary>Into how many streams a block of some bytes is cut: one for each byte of an element, but a short last
    /// block stays whole.</summary>
    public int Splits(int blockLength)
        => IsSplit && TypeSize <= MaxSplits && BlockSize / TypeSize >= MinSplit && blockLength == BlockSize ? TypeSize : 1;

    public static BloscFrame Read(ReadOnlySpan<byte> encoded)
    {
        if (encoded.Length < Header) throw new InvalidDataException($"{encoded.Length} bytes are too few for a Blosc frame.");
        if (encoded[0] is 0 or > FormatVersion)
            throw new InvalidDataException($"The Blosc frame has format version {encoded[0]}; this reader knows 1 and 2.");
        var flags = encoded[2];
        var shuffle = (flags & ByteShuffled) != 0 ? BloscShuffle.Bytes : (flags & BitShuffled) != 0 ? BloscShuffle.Bits : BloscShuffle.None;
        var frame = new BloscFrame((BloscStream)(flags >> 5), shuffle, (flags & Whole) == 0, (flags & Stored) != 0, encoded[3],
            BinaryPrimitives.ReadInt32LittleEndian(encoded[4..]), BinaryPrimitives.ReadInt32LittleEndian(encoded[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(encoded[12..]));
        frame.Check(encoded.Length);
        return frame;
    }

    public void Write(Span<byte> encoded)
    {
        encoded[0] = FormatVersion;
        encoded[1] = 1;
        var shuffled = Shuffle switch { BloscShuffle.Bytes => ByteShuffled, BloscShuffle.Bits => BitShuffled, _ => 0 };
        encoded[2] = (byte)(shuffled | (IsStored ? Stored : 0) | (IsSplit ? 0 : Whole) | (int)Stream << 5);
        encoded[3] = (byte)TypeSize;
        BinaryPrimitives.WriteInt32LittleEndian(encoded[4..], Length);
        BinaryPrimitives.WriteInt32LittleEndian(encoded[8..], BlockSize);
        BinaryPrimitives.WriteInt32LittleEndian(encoded[12..], EncodedLength);
    }

    private void Check(int available)
    {
        if (Length < 0 || BlockSize < 1 && Length > 0 || TypeSize < 1)
            throw new InvalidDataException($"The Blosc frame claims {Length} bytes in blocks of {BlockSize} with elements of {TypeSize}.");
        if (EncodedLength < Header || EncodedLength > available)
            throw new InvalidDataException($"The Blosc frame claims {EncodedLength} encoded bytes; there are {available}.");
        if (IsStored ? (long)Length + Header > EncodedLength : (long)Blocks * 4 + Header > EncodedLength)
            throw new InvalidDataException(
                $"The Blosc frame of {EncodedLength} bytes cannot hold {Blocks} blocks of {Length} bytes in all.");
        if (!IsStored && (!Enum.IsDefined(Stream) || Stream == BloscStream.Snappy))
            throw new InvalidDataException(
                $"The Blosc frame holds {(Stream == BloscStream.Snappy ? "snappy" : $"codec {(int)Stream}")}; this reader knows "
                    + "blosclz, lz4, lz4hc, zlib and zstd.");
    }
}
