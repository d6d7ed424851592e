using System.Buffers;
using System.Buffers.Binary;

namespace Pyramids;

/// <summary>Decodes sequential JPEG of 8 bits with Huffman codes (ITU-T T.81), whole or in the two parts that TIFF
/// stores: tables once, and an image for each tile.</summary>
/// <remarks>Gives the bits that libjpeg gives by its accurate transform and its interpolated chroma.</remarks>
internal sealed class JpegDecoder
{
    private const byte StartOfImage = 0xD8, EndOfImage = 0xD9, StartOfScan = 0xDA, Quantization = 0xDB, Restarts = 0xDD, Huffman = 0xC4;

    private static ReadOnlySpan<byte> ZigZag =>
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    private readonly int[]?[] quantization = new int[]?[4];
    private readonly JpegHuffman?[] dc = new JpegHuffman?[4], ac = new JpegHuffman?[4];
    private readonly int width, mostRows, samples;
    private JpegComponent[] components = [];
    private int height, unitsAcross, unitsDown, mostAcross, mostDown, restartInterval;
    private byte[]? planes;

    private JpegDecoder(int width, int mostRows, int samples) => (this.width, this.mostRows, this.samples) = (width, mostRows, samples);

    /// <summary>Working memory of a decoder beside what it decodes to.</summary>
    public static long ScratchBytes(long width, long rows, int samples)
    {
        (width, rows) = (Math.Min(width, ushort.MaxValue), Math.Min(rows, ushort.MaxValue));          // a frame has no more
        return (width + 32) * (rows + 32) * samples + width * samples;
    }

    /// <summary>Decodes an image into rows of samples, the components of a cell side by side.</summary>
    /// <param name="tables">A stream of tables alone, or empty.</param>
    /// <param name="encoded">The image.</param>
    /// <param name="width">Columns it must have.</param>
    /// <param name="mostRows">Rows it may have.</param>
    /// <param name="samples">Components it must have.</param>
    /// <param name="toRgb">Whether the three components are luma and two chromas, to be made red, green and blue.</param>
    /// <param name="decoded">Room for the rows that are wanted; the image may have more.</param>
    /// <returns>Bytes decoded.</returns>
    /// <exception cref="InvalidDataException">The data are damaged, or use what this decoder does not know.</exception>
    public static int Decode(ReadOnlySpan<byte> tables, ReadOnlySpan<byte> encoded, int width, int mostRows, int samples, bool toRgb,
        Span<byte> decoded)
    {
        var decoder = new JpegDecoder(width, mostRows, samples);
        try
        {
            if (tables.Length > 0) decoder.Read(tables);
            if (!decoder.Read(encoded)) throw new InvalidDataException("The JPEG data hold no scan.");
            return decoder.Write(decoded, toRgb);
        }
        finally
        {
            if (decoder.planes is { } rented) ArrayPool<byte>.Shared.Return(rented);
        }
    }

    // Whether a scan was decoded.
    private bool Read(ReadOnlySpan<byte> data)
    {
        if (data.Length < 2 || data[0] != 0xFF || data[1] != StartOfImage)
            throw new InvalidDataException("The JPEG data do not begin with FF D8.");
        var scanned = 0;
        for (var at = 2; ;)
        {
            while (at + 1 < data.Length && !(data[at] == 0xFF && data[at + 1] is not (0 or 0xFF))) at++;
            // Streams without an end marker are common; what matters is that each component had its scan.
            if (at + 1 >= data.Length || data[at + 1] == EndOfImage) break;
            var marker = data[at + 1];
            at += 2;
            if (marker is 1 or >= 0xD0 and <= 0xD7) continue;
            var length = at + 2 <= data.Length ? BinaryPrimitives.ReadUInt16BigEndian(data[at..]) : 0;
            if (length < 2 || at + length > data.Length) throw new InvalidDataException($"The JPEG segment {marker:X2} is cut.");
            var segment = data.Slice(at + 2, length - 2);
            at += length;
            switch (marker)
            {
                case Quantization:
                    ReadQuantization(segment);
                    break;
                case Huffman:
                    ReadHuffman(segment);
                    break;
                case Restarts when segment.Length >= 2:
                    restartInterval = BinaryPrimitives.ReadUInt16BigEndian(segment);
                    break;
                case 0xC0 or 0xC1:
                    ReadFrame(segment);
                    break;
                case 0xC2:
                    throw new InvalidDataException("The JPEG data are progressive; sequential ones are known.");
                case >= 0xC3 and <= 0xCF and not 0xC8:
                    throw new InvalidDataException(
                        $"The JPEG data are of kind SOF{marker - 0xC0} (lossless, hierarchical or arithmetic); sequential ones with "
                            + "Huffman codes are known.");
                case StartOfScan:
                    scanned += ReadScan(segment, data[at..], out var used);
                    at += used;
                    break;
            }
        }
        if (scanned > 0 && scanned < components.Length)
            throw new InvalidDataException($"The JPEG data hold {scanned} of {components.Length} components.");
        return scanned > 0;
    }

    private void ReadQuantization(ReadOnlySpan<byte> segment)
    {
        while (segment.Length > 0)
        {
            var (wide, number) = (segment[0] >> 4, segment[0] & 15);
            var bytes = wide == 0 ? 64 : 128;
            if (wide > 1 || number > 3 || segment.Length < 1 + bytes)
                throw new InvalidDataException("A JPEG quantization table is damaged.");
            var table = quantization[number] = new int[64];
            for (var i = 0; i < 64; i++)
                table[ZigZag[i]] = wide == 0 ? segment[1 + i] : BinaryPrimitives.ReadUInt16BigEndian(segment[(1 + 2 * i)..]);
            segment = segment[(1 + bytes)..];
        }
    }

    private void ReadHuffman(ReadOnlySpan<byte> segment)
    {
        while (segment.Length > 0)
        {
            if (segment.Length < 17 || segment[0] >> 4 > 1 || (segment[0] & 15) > 3)
                throw new InvalidDataException("A JPEG Huffman table is damaged.");
            var lengths = segment.Slice(1, 16);
            var count = 0;
            foreach (var length in lengths) count += length;
            if (count > 256 || segment.Length < 17 + count) throw new InvalidDataException("A JPEG Huffman table is damaged.");
            (segment[0] >> 4 == 0 ? dc : ac)[segment[0] & 15] = new(lengths, segment.Slice(17, count));
            segment = segment[(17 + count)..];
        }
    }

    private void ReadFrame(ReadOnlySpan<byte> segment)
    {
        if (components.Length > 0) throw new InvalidDataException("The JPEG data hold two frames.");
        if (segment.Length < 6 || segment.Length < 6 + 3 * segment[5]) throw new InvalidDataException("The JPEG frame header is cut.");
        if (segment[0] != 8) throw new InvalidDataException($"The JPEG data have {segment[0]} bits per sample; 8 are known.");
        height = BinaryPrimitives.ReadUInt16BigEndian(segment[1..]);
        var (columns, count) = (BinaryPrimitives.ReadUInt16BigEndian(segment[3..]), segment[5]);
        if (columns != width || count != samples || height < 1 || height > mostRows)
            throw new InvalidDataException(
                $"The JPEG image has {height} rows, {columns} columns and {count} components; up to {mostRows}, {width} and {samples} "
                    + "were expected.");
        components = new JpegComponent[count];
        for (var i = 0; i < count; i++)
        {
            var part = segment.Slice(6 + 3 * i, 3);
            if (part[1] >> 4 is < 1 or > 4 || (part[1] & 15) is < 1 or > 4 || part[2] > 3)
                throw new InvalidDataException("The JPEG frame header is damaged.");
            components[i] = new(part[0], part[1] >> 4, part[1] & 15, part[2]);
            mostAcross = Math.Max(mostAcross, components[i].Across);
            mostDown = Math.Max(mostDown, components[i].Down);
        }
        (unitsAcross, unitsDown) = ((width + 8 * mostAcross - 1) / (8 * mostAcross), (height + 8 * mostDown - 1) / (8 * mostDown));
        long bytes = 0;
        foreach (var part in components)
        {
            if (mostAcross % part.Across != 0 || mostDown % part.Down != 0)
                throw new InvalidDataException(
                    $"A JPEG component is sampled {part.Across}x{part.Down} where another has {mostAcross}x{mostDown}; whole ratios "
                        + "are known.");
            part.Width = (width * part.Across + mostAcross - 1) / mostAcross;
            part.Height = (height * part.Down + mostDown - 1) / mostDown;
            part.Stride = unitsAcross * part.Across * 8;
            part.Start = (int)bytes;
            bytes += (long)part.Stride * unitsDown * part.Down * 8;
        }
        if (bytes > Array.MaxLength) throw new InvalidDataException("The JPEG image is too large for one tile.");
        planes = ArrayPool<byte>.Shared.Rent((int)bytes);
    }

    private int ReadScan(ReadOnlySpan<byte> segment, ReadOnlySpan<byte> data, out int used)
    {
        if (planes is null) throw new InvalidDataException("The JPEG scan comes before the frame.");
        if (segment.Length < 1 || segment[0] is < 1 or > 4 || segment.Length < 1 + 2 * segment[0] + 3)
            throw new InvalidDataException("The JPEG scan header is cut.");
        var parts = new JpegComponent[segment[0]];
        for (var i = 0; i < parts.Length; i++)
        {
            var (id, numbers) = (segment[1 + 2 * i], segment[2 + 2 * i]);
            var part = parts[i] = Array.Find(components, each => each.Id == id)
                ?? throw new InvalidDataException($"The JPEG scan names component {id}, which the frame has not.");
            part.Dc = dc[numbers >> 4 & 3]
                ?? throw new InvalidDataException($"The JPEG scan uses Huffman table {numbers >> 4 & 3}, which is not there.");
            part.Ac = ac[numbers & 3]
                ?? throw new InvalidDataException($"The JPEG scan uses Huffman table {numbers & 3}, which is not there.");
            part.Prediction = 0;
        }
        var bits = new JpegBits(data);
        // A scan of one component has its blocks one by one, and none beyond its own edge.
        var alone = parts.Length == 1;
        var (across, down) = alone ? ((parts[0].Width + 7) / 8, (parts[0].Height + 7) / 8) : (unitsAcross, unitsDown);
        Span<int> block = stackalloc int[64];
        var untilRestart = restartInterval;
        for (var y = 0; y < down; y++)
        {
            for (var x = 0; x < across; x++)
            {
                if (restartInterval > 0 && untilRestart-- == 0)
                {
                    bits.Restart();
                    foreach (var part in parts) part.Prediction = 0;
                    untilRestart = restartInterval - 1;
                }
                foreach (var part in parts)
                {
                    var (wide, high) = alone ? (1, 1) : (part.Across, part.Down);
                    for (var v = 0; v < high; v++)
                        for (var h = 0; h < wide; h++)
                        {
                            Block(part, ref bits, block);
                            JpegTransform.Inverse(block,
                                planes.AsSpan(part.Start + (y * high + v) * 8 * part.Stride + (x * wide + h) * 8), part.Stride);
                        }
                }
            }
            if (bits.IsExhausted) throw new InvalidDataException("The JPEG data end before the image does.");
        }
        used = bits.Position;
        return parts.Length;
    }

    private void Block(JpegComponent part, ref JpegBits bits, scoped Span<int> block)
    {
        var table = quantization[part.Quantization]
            ?? throw new InvalidDataException($"The JPEG frame uses quantization table {part.Quantization}, which is not there.");
        block.Clear();
        var size = part.Dc!.Next(ref bits);
        if (size > 15) throw new InvalidDataException("The JPEG data hold a difference of more than 15 bits.");
        part.Prediction = (short)(part.Prediction + bits.Extended(size));
        block[0] = part.Prediction * table[0];
        for (var i = 1; i < 64;)
        {
            var code = part.Ac!.Next(ref bits);
            var (run, bitsOfValue) = (code >> 4, code & 15);
            if (bitsOfValue == 0)
            {
                if (run != 15) break;
                i += 16;
                continue;
            }
            i += run;
            if (i > 63) throw new InvalidDataException("The JPEG data hold a block of more than 64 coefficients.");
            var to = ZigZag[i++];
            block[to] = (short)(bits.Extended(bitsOfValue) * table[to]);
        }
    }

    private int Write(Span<byte> decoded, bool toRgb)
    {
        var rowBytes = width * samples;
        var rows = Math.Min(height, decoded.Length / rowBytes);
        var line = ArrayPool<byte>.Shared.Rent(rowBytes);
        for (var row = 0; row < rows; row++)
        {
            var target = decoded.Slice(row * rowBytes, rowBytes);
            for (var i = 0; i < components.Length; i++)
            {
                var part = components[i];
                var (timesAcross, timesDown) = (mostAcross / part.Across, mostDown / part.Down);
                var full = line.AsSpan(i * width, width);
                if (timesAcross == 1 && timesDown == 1) planes.AsSpan(part.Start + row * part.Stride, width).CopyTo(full);
                else JpegUpsampling.Row(planes, part, timesAcross, timesDown, row, full);
            }
            if (samples == 1) line.AsSpan(0, width).CopyTo(target);
            else if (toRgb) JpegColours.ToRgb(line.AsSpan(0, width), line.AsSpan(width, width), line.AsSpan(2 * width, width), target);
            else
                for (var i = 0; i < samples; i++)
                    for (int x = 0, to = i; x < width; x++, to += samples) target[to] = line[i * width + x];
        }
        ArrayPool<byte>.Shared.Return(line);
        return rows * rowBytes;
    }
}
