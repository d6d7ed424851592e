namespace Pyramids.Tests;

public class JpegDecoderTests
{
    [Fact]
    public void A_grey_image_has_the_bits_that_libjpeg_gives()
    {
        var cells = new byte[256];
        Assert.Equal(256, JpegDecoder.Decode([], Convert.FromBase64String(JpegSeeds.Grey), 16, 16, 1, false, cells));
        Assert.Equal([8, 12, 19, 28, 37, 46, 53, 57, 73, 77, 84, 93, 102, 111, 118, 122], cells[..16]);
        Assert.Equal(23168, cells.Sum(cell => cell));
    }

    [Fact]
    public void Chroma_of_half_the_resolution_is_interpolated_as_libjpeg_does()
    {
        var cells = new byte[12 * 16 * 3];
        JpegDecoder.Decode([], Convert.FromBase64String(JpegSeeds.Coloured), 16, 12, 3, true, cells);
        Assert.Equal([6, 8, 19, 33, 51, 68, 86, 102, 126, 141, 159, 176, 193, 207, 218, 223], cells.Take(48).Where((_, i) => i % 3 == 0));
        Assert.Equal([110, 94, 105], cells[((5 * 16 + 7) * 3)..((5 * 16 + 8) * 3)]);
        Assert.Equal([23762, 20861, 22732], Enumerable.Range(0, 3).Select(band => cells.Where((_, i) => i % 3 == band).Sum(cell => cell)));
    }

    [Fact]
    public void An_image_of_another_size_is_refused()
    {
        var error = Assert.Throws<InvalidDataException>(
            () => JpegDecoder.Decode([], Convert.FromBase64String(JpegSeeds.Grey), 17, 16, 1, false, new byte[17 * 16]));
        Assert.Equal("The JPEG image has 16 rows, 16 columns and 1 components; up to 16, 17 and 1 were expected.", error.Message);
    }

    [Fact]
    public void Progressive_and_arithmetic_images_are_refused_by_name()
    {
        foreach (var (kind, words) in ((byte, string)[])[(0xC2, "progressive"), (0xC9, "SOF9"), (0xC3, "SOF3")])
        {
            var bytes = Convert.FromBase64String(JpegSeeds.Grey);
            bytes[bytes.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]) + 1] = kind;
            Assert.Contains(words,
                Assert.Throws<InvalidDataException>(() => JpegDecoder.Decode([], bytes, 16, 16, 1, false, new byte[256])).Message);
        }
    }

    [Fact]
    public void Damage_gives_cells_or_InvalidDataException()
    {
        var (refused, cells) = (0, new byte[16 * 16 * 3]);
        for (var seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            var colour = random.Next(2) == 0;
            var bytes = Convert.FromBase64String(colour ? JpegSeeds.Coloured : JpegSeeds.Grey);
            for (var n = random.Next(1, 5); n > 0; n--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0) bytes = bytes[..random.Next(bytes.Length)];
            try
            {
                JpegDecoder.Decode([], bytes, 16, 16, colour ? 3 : 1, colour, cells);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 2_000, 19_000);
    }

    [Fact]
    public async Task JPEG_in_TIFF_is_read_as_GDAL_reads_it()
    {
        var folder = GdalReadings.Dump("""
            rng = np.random.RandomState(5)
            def make(name, bands, options, rows=83, columns=101):
                path = os.path.join(folder, name + '.tif')
                d = gdal.GetDriverByName('GTiff').Create(path, columns, rows, bands, gdal.GDT_Byte, options + ['COMPRESS=JPEG'])
                y, x = np.mgrid[0:rows, 0:columns]
                for b in range(bands):
                    d.GetRasterBand(b + 1).WriteArray(np.clip(128 + 90 * np.sin(x / (5 + b)) * np.cos(y / 7.0) + rng.normal(0, 12, x.shape), 0, 255).astype('u1'))
                d = None
                dump(path)
            tiled = ['TILED=YES', 'BLOCKXSIZE=32', 'BLOCKYSIZE=48']
            make('grey', 1, [])
            make('grey-tiled', 1, tiled + ['JPEG_QUALITY=30'])
            make('rgb', 3, tiled + ['PHOTOMETRIC=RGB', 'JPEG_QUALITY=100'])
            make('luma', 3, tiled + ['PHOTOMETRIC=YCBCR'])
            make('luma-strips', 3, ['PHOTOMETRIC=YCBCR', 'BLOCKYSIZE=16', 'JPEG_QUALITY=40'])
            make('luma-big', 3, ['PHOTOMETRIC=YCBCR', 'ENDIANNESS=BIG', 'BIGTIFF=YES'])
            make('own-tables', 3, tiled + ['PHOTOMETRIC=YCBCR', 'JPEGTABLESMODE=0'])
            make('quantization-only', 1, tiled + ['JPEGTABLESMODE=1'])
            make('planar', 3, tiled + ['INTERLEAVE=BAND'])
            make('five', 5, tiled)
            """);
        try
        {
            var files = folder.GetFiles("*.tif");
            Assert.Equal(10, files.Length);
            foreach (var file in files) await GdalReadings.AssertEqual(file.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
