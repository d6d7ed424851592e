using System.Buffers.Binary;
using System.IO.Compression;

namespace Pyramids.Interactive;

/// <summary>Writes PNG files of 8 bits by palette: a preview is a quarter the size of one in true colour, and needs no
/// native library.</summary>
/// <remarks>PNG specification, third edition (W3C, 2025), sections 5, 9 and 11.</remarks>
internal static class Png
{
    private static readonly uint[] CrcTable = MakeTable();

    /// <summary>A picture of palette indices.</summary>
    /// <param name="pixels">One index a pixel, row by row.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="palette">Up to 256 colours, 0xRRGGBB.</param>
    /// <param name="transparent">The index of what is not there, or -1.</param>
    public static byte[] Indexed(ReadOnlySpan<byte> pixels, int width, ReadOnlySpan<int> palette, int transparent = -1)
    {
        var colors = new byte[palette.Length * 3];
        for (var i = 0; i < palette.Length; i++)
            (colors[3 * i], colors[3 * i + 1], colors[3 * i + 2]) = ((byte)(palette[i] >> 16), (byte)(palette[i] >> 8), (byte)palette[i]);
        var alpha = Array.Empty<byte>();
        if (transparent >= 0)
        {
            alpha = new byte[transparent + 1];
            alpha.AsSpan(0, transparent).Fill(255);
        }
        return Write(pixels, width, colors, alpha);
    }

    private static byte[] Write(ReadOnlySpan<byte> pixels, int width, byte[] palette, byte[] alpha)
    {
        if (width < 1 || pixels.Length < width || pixels.Length % width != 0)
            throw new ArgumentException($"{pixels.Length} pixels are no whole rows of {width}.");
        var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], pixels.Length / width);
        (header[8], header[9], header[10], header[11], header[12]) = (8, 3, 0, 0, 0);
        Part(png, "IHDR"u8, header);
        if (palette.Length > 0) Part(png, "PLTE"u8, palette);
        if (alpha.Length > 0) Part(png, "tRNS"u8, alpha);
        Part(png, "IDAT"u8, Compress(pixels, width));
        Part(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static ReadOnlySpan<byte> Compress(ReadOnlySpan<byte> pixels, int width)
    {
        var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true))
        {
            var line = new byte[width + 1];                          // filter 0: indices have no arithmetic order worth another
            for (var at = 0; at < pixels.Length; at += width)
            {
                pixels.Slice(at, width).CopyTo(line.AsSpan(1));
                zlib.Write(line);
            }
        }
        return data.GetBuffer().AsSpan(0, (int)data.Length);
    }

    private static void Part(Stream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(type);
        png.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, type), data));
        png.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes) crc = CrcTable[(byte)(crc ^ b)] ^ crc >> 8;
        return crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint n = 0; n < 256; n++)
        {
            var c = n;
            for (var k = 0; k < 8; k++) c = (c & 1) != 0 ? 0xedb88320 ^ c >> 1 : c >> 1;
            table[n] = c;
        }
        return table;
    }
}
