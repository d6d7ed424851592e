using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Pyramids.Interactive.Tests.Display;

public class PngTests
{
    [Fact]
    public void Indexed_pixels_read_back()
    {
        byte[] pixels = [0, 1, 2, 2, 1, 0];
        var png = Decoded.Of(Png.Indexed(pixels, 3, [0x112233, 0x445566, 0xffffff], transparent: 0));
        Assert.Equal((3, 2, 3), (png.Width, png.Height, png.ColorType));
        Assert.Equal(pixels, png.Pixels);
        Assert.Equal([0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0xff, 0xff, 0xff], png.Parts["PLTE"]);
        Assert.Equal([0], png.Parts["tRNS"]);
    }

    [Fact]
    public void Transparency_reaches_only_its_own_index()
        => Assert.Equal([255, 255, 0], Decoded.Of(Png.Indexed([2], 1, [1, 2, 3, 4], transparent: 2)).Parts["tRNS"]);

    [Fact]
    public void Rows_that_are_not_whole_are_refused()
        => Assert.Contains("no whole rows", Assert.Throws<ArgumentException>(() => Png.Indexed(new byte[7], 3, [0])).Message);

    [Fact]
    public void A_palette_of_few_colours_loses_none()
    {
        int[] colors = [0x000000, 0xffffff, 0xff0000, -1, 0x00ff00];
        var (palette, pixels) = Palette.Reduce(colors);
        Assert.Equal(0, pixels[3]);
        for (var i = 0; i < colors.Length; i++)
            if (colors[i] >= 0) Assert.Equal(colors[i], palette[pixels[i]]);
    }

    [Fact]
    public void A_palette_of_many_colours_stays_near_each()
    {
        var random = new Random(3);
        var colors = Enumerable.Range(0, 20_000).Select(_ => random.Next(64) << 16 | random.Next(256) << 8 | random.Next(32)).ToArray();
        var (palette, pixels) = Palette.Reduce(colors);
        Assert.InRange(palette.Length, 200, 256);
        var worst = Enumerable.Range(0, colors.Length).Max(i => Math.Max(Math.Abs((colors[i] >> 16) - (palette[pixels[i]] >> 16)),
            Math.Abs((colors[i] >> 8 & 255) - (palette[pixels[i]] >> 8 & 255))));
        Assert.InRange(worst, 0, 40);
    }

    [Fact]
    public void A_picture_too_large_for_a_notebook_gets_fewer_pixels_and_keeps_its_place()
    {
        var random = new Random(5);
        var hills = Given.Hills(900, 1200, hole: false);
        var noise = hills with { Cells = [.. hills.Cells.Select(_ => random.NextSingle())] };
        var picture = Pictures.Of(noise, Colormap.Viridis);
        Assert.InRange(picture.Png.Length, 100_000, 170_000);
        Assert.InRange(picture.Html.Length, 1, Rendering.MostBytes);
        Assert.Equal(Pictures.Of(hills, Colormap.Grey).Width / (double)Pictures.Of(hills, Colormap.Grey).Height,
            picture.Width / (double)picture.Height, .01);
        Assert.Contains("width=\"480\" height=\"360\"", picture.Html);
    }

    /// <summary>A reader of the two kinds that are written; it checks every checksum.</summary>
    internal sealed record Decoded(int Width, int Height, int ColorType, byte[] Pixels, Dictionary<string, byte[]> Parts)
    {
        public static Decoded Of(byte[] png)
        {
            Assert.Equal([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10], png[..8]);
            var parts = new Dictionary<string, byte[]>();
            for (var at = 8; at < png.Length;)
            {
                var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
                Assert.Equal(Crc(png.AsSpan(at + 4, length + 4)), BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)));
                parts.Add(Encoding.ASCII.GetString(png, at + 4, 4), png[(at + 8)..(at + 8 + length)]);
                at += length + 12;
            }
            Assert.Equal("IEND", parts.Keys.Last());
            var header = parts["IHDR"];
            var (width, height, type) = (BinaryPrimitives.ReadInt32BigEndian(header),
                BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4)), header[9]);
            var pixel = type == 6 ? 4 : 1;
            using var data = new ZLibStream(new MemoryStream(parts["IDAT"]), CompressionMode.Decompress);
            var pixels = new byte[width * height * pixel];
            for (var row = 0; row < height; row++)
            {
                var filter = data.ReadByte();
                Assert.InRange(filter, 0, 1);
                var line = pixels.AsSpan(row * width * pixel, width * pixel);
                data.ReadExactly(line);
                if (filter == 1)
                    for (var i = pixel; i < line.Length; i++) line[i] += line[i - pixel];
            }
            Assert.Equal(-1, data.ReadByte());
            return new(width, height, type, pixels, parts);
        }

        private static uint Crc(ReadOnlySpan<byte> bytes)
        {
            var crc = uint.MaxValue;
            foreach (var b in bytes)
            {
                crc ^= b;
                for (var k = 0; k < 8; k++) crc = (crc & 1) != 0 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
            }
            return ~crc;
        }
    }
}
