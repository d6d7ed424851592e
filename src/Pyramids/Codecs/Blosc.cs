using System.Buffers;
using System.Buffers.Binary;

namespace Pyramids;

/// <summary>Blosc 1 frames: blocks that fit a core's cache, shuffled by byte or bit and compressed by LZ4, Zstandard,
/// zlib or (decoded only) BloscLZ.</summary>
/// <param name="compressor">As metadata names it: <c>lz4</c>, <c>lz4hc</c>, <c>zstd</c>, <c>zlib</c>; for any other,
/// LZ4 is written, which every reader of frames knows.</param>
/// <param name="level">0 (stored) to 9.</param>
/// <param name="shuffle">What happens before compression.</param>
/// <param name="typeSize">Bytes of a cell.</param>
/// <param name="blockSize">Bytes of a block; 0 chooses.</param>
internal sealed class Blosc(string compressor, int level, BloscShuffle shuffle, int typeSize, int blockSize = 0) : ICodec
{
    private readonly BloscBlocks blocks = new(compressor, level, shuffle, typeSize);

    public string Name => "blosc";

    public int MaxEncodedLength(int decodedLength) => checked(decodedLength + BloscFrame.Header);

    public void Decode(ReadOnlySpan<byte> encoded, Span<byte> decoded)
    {
        var frame = BloscFrame.Read(encoded);
        if (frame.Length != decoded.Length)
            throw new InvalidDataException($"The Blosc frame holds {frame.Length} bytes; {decoded.Length} are expected.");
        encoded = encoded[..frame.EncodedLength];
        if (frame.IsStored)
        {
            encoded.Slice(BloscFrame.Header, frame.Length).CopyTo(decoded);
            return;
        }
        var shuffled = frame.Shuffle == BloscShuffle.Bits || frame.Shuffle == BloscShuffle.Bytes && frame.TypeSize > 1;
        var length = Math.Min(frame.BlockSize, frame.Length);
        var scratch = ArrayPool<byte>.Shared.Rent(shuffled ? 2 * length : 0);
        try
        {
            for (var block = 0; block < frame.Blocks; block++)
            {
                var target = decoded.Slice(block * frame.BlockSize, Math.Min(frame.BlockSize, decoded.Length - block * frame.BlockSize));
                var planes = shuffled ? scratch.AsSpan(0, target.Length) : target;
                DecodeBlock(frame, encoded, block, planes);
                if (!shuffled) continue;
                if (frame.Shuffle == BloscShuffle.Bytes) ByteShuffle.Unshuffle(planes, target, frame.TypeSize);
                else BitShuffle.Unshuffle(planes, target, scratch.AsSpan(length, target.Length), frame.TypeSize);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    public int Encode(ReadOnlySpan<byte> decoded, Span<byte> encoded)
    {
        var block = Math.Max(1, Math.Min(BlockOf(decoded.Length), decoded.Length));
        var frame = new BloscFrame(blocks.Stream, shuffle, blocks.IsSplit, false, typeSize, decoded.Length, block, 0);
        var length = level == 0 || decoded.Length < BloscFrame.Header ? 0 : EncodeBlocks(frame, decoded, encoded);
        if (length == 0)
        {
            frame = frame with { IsStored = true };
            length = BloscFrame.Header + decoded.Length;
            decoded.CopyTo(encoded[BloscFrame.Header..]);
        }
        (frame with { EncodedLength = length }).Write(encoded);
        return length;
    }

    /// <summary>Blocks of whole elements, so that they can be split, and of groups of eight when there are several, so
    /// that bits can be shuffled; what is over makes a block of its own.</summary>
    private int BlockOf(int length)
    {
        var size = blockSize > 0 ? blockSize : blocks.BlockSize;
        var unit = 8 * typeSize;
        if (size < length) return Math.Max(unit, size / unit * unit);
        return length > typeSize ? length / typeSize * typeSize : length;
    }

    private static void DecodeBlock(BloscFrame frame, ReadOnlySpan<byte> encoded, int block, Span<byte> target)
    {
        var at = BinaryPrimitives.ReadInt32LittleEndian(encoded[(BloscFrame.Header + 4 * block)..]);
        var splits = frame.Splits(target.Length);
        var part = target.Length / splits;
        if (part * splits != target.Length)
            throw new InvalidDataException(
                $"Block {block} of the Blosc frame has {target.Length} bytes, which are no whole elements of {splits}.");
        for (var split = 0; split < splits; split++)
        {
            if (at < BloscFrame.Header || at > encoded.Length - 4)
                throw new InvalidDataException($"Block {block} of the Blosc frame lies at {at}, outside its {encoded.Length} bytes.");
            var length = BinaryPrimitives.ReadInt32LittleEndian(encoded[at..]);
            at += 4;
            if (length < 0 || length > encoded.Length - at)
                throw new InvalidDataException($"Block {block} of the Blosc frame claims {length} bytes at {at} of {encoded.Length}.");
            var stream = encoded.Slice(at, length);
            var bytes = target.Slice(split * part, part);
            if (length == part) stream.CopyTo(bytes);
            else BloscBlocks.Decode(frame.Stream, stream, bytes);
            at += length;
        }
    }

    /// <returns>Bytes written with the header; 0 when they would be more than the cells themselves.</returns>
    private int EncodeBlocks(BloscFrame frame, ReadOnlySpan<byte> decoded, Span<byte> encoded)
    {
        var limit = BloscFrame.Header + decoded.Length;
        var at = BloscFrame.Header + 4 * frame.Blocks;
        var shuffled = shuffle == BloscShuffle.Bits || shuffle == BloscShuffle.Bytes && typeSize > 1;
        var scratch = ArrayPool<byte>.Shared.Rent(shuffled ? 2 * frame.BlockSize : 0);
        try
        {
            for (var block = 0; block < frame.Blocks; block++)
            {
                Interruption.Check();
                if (at >= limit) return 0;
                BinaryPrimitives.WriteInt32LittleEndian(encoded[(BloscFrame.Header + 4 * block)..], at);
                var source = decoded.Slice(block * frame.BlockSize, Math.Min(frame.BlockSize, decoded.Length - block * frame.BlockSize));
                if (shuffled)
                {
                    var planes = scratch.AsSpan(0, source.Length);
                    if (shuffle == BloscShuffle.Bytes) ByteShuffle.Shuffle(source, planes, typeSize);
                    else BitShuffle.Shuffle(source, planes, scratch.AsSpan(frame.BlockSize, source.Length), typeSize);
                    source = planes;
                }
                at = EncodeBlock(frame, source, encoded[..limit], at);
                if (at == 0) return 0;
            }
            return at;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    private int EncodeBlock(BloscFrame frame, ReadOnlySpan<byte> source, Span<byte> encoded, int at)
    {
        var splits = frame.Splits(source.Length);
        var part = source.Length / splits;
        for (var split = 0; split < splits; split++)
        {
            var bytes = source.Slice(split * part, part);
            if (at + 4 > encoded.Length) return 0;
            var room = encoded[(at + 4)..];
            var length = blocks.Encode(bytes, room[..Math.Min(room.Length, part - 1)]);
            if (length == 0)
            {
                if (room.Length < part) return 0;
                bytes.CopyTo(room);
                length = part;
            }
            BinaryPrimitives.WriteInt32LittleEndian(encoded[at..], length);
            at += 4 + length;
        }
        return at;
    }
}
