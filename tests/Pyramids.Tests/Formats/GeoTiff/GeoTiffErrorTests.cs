namespace Pyramids.Tests;

public class GeoTiffErrorTests
{
    private static HandMadeTiff Good => HandMadeTiff.Grey(2, 3, [1, 2, 3, 4, 5, 6]);

    [Theory]
    [InlineData(34925, "LZMA"), InlineData(6, "old JPEG"), InlineData(34887, "LERC"), InlineData(50001, "WebP"),
        InlineData(4, "CCITT fax 4"), InlineData(12345, "unknown")]
    public async Task An_unknown_compression_is_named(int value, string name)
        => Assert.Equal($"TIFF tag 259 (Compression) is {value} ({name}); this reader knows none, LZW, JPEG, Deflate, PackBits and Zstandard. Write it anew first: gdal_translate -co COMPRESS=ZSTD. (hand.tif, byte 52)",
            await Good.Short(TiffTag.Compression, value).Error());

    [Fact]
    public async Task What_is_wrong_with_a_tag_is_said()
    {
        Assert.StartsWith("TIFF tag 256 (ImageWidth) is missing", await Good.Without(TiffTag.ImageWidth).Error());
        Assert.StartsWith("TIFF tag 256 (ImageWidth) is 0;", await Good.Short(TiffTag.ImageWidth, 0).Error());
        Assert.StartsWith("TIFF tag 257 (ImageLength) is 4294967295;", await Good.Long(TiffTag.ImageLength, uint.MaxValue).Error());
        Assert.StartsWith("TIFF tag 258 (BitsPerSample) is 33 with unsigned samples", await Good.Short(TiffTag.BitsPerSample, 33).Error());
        Assert.StartsWith("TIFF tag 258 (BitsPerSample) differs between bands (8 and 16)",
            await Good.Short(TiffTag.SamplesPerPixel, 2).Short(TiffTag.BitsPerSample, 8, 16).Error());
        Assert.StartsWith("TIFF tag 339 (SampleFormat) is 6 (complex numbers)",
            await Good.Short(TiffTag.BitsPerSample, 64).Short(TiffTag.SampleFormat, 6).Error());
        Assert.StartsWith("TIFF tag 262 (PhotometricInterpretation) is 6 (YCbCr)",
            await Good.Short(TiffTag.PhotometricInterpretation, 6).Error());
        Assert.StartsWith("TIFF tag 273 (StripOffsets) is missing", await Good.Without(TiffTag.StripOffsets).Error());
        Assert.StartsWith("TIFF tag 273 (StripOffsets) has 1 values; the image has 2 blocks",
            await Good.Short(TiffTag.RowsPerStrip, 1).Error());
        Assert.StartsWith("TIFF tag 256 (ImageWidth) has values of type Double; whole numbers",
            await Good.Double(TiffTag.ImageWidth, 3).Error());
        Assert.StartsWith("TIFF tag 317 (Predictor) is 3 with whole samples",
            await Good.Short(TiffTag.Compression, 5).Short(TiffTag.Predictor, 3).Error());
        Assert.StartsWith("TIFF tag 256 (ImageWidth) has values of the unknown type 99",
            await Good.Set(TiffTag.ImageWidth, (TiffType)99, 1, [3, 0, 0, 0]).Error());
    }

    [Fact]
    public async Task Counts_and_sizes_are_compared_with_the_file_before_anything_is_allocated()
    {
        Assert.Contains("claims 4000000000 values of 4 bytes; the file has",
            await Good.Set(TiffTag.StripOffsets, TiffType.Long, 4_000_000_000, [0, 0, 0, 0]).Error());
        Assert.Contains("beyond the file's end", await Good.Set(TiffTag.StripOffsets, TiffType.Long, 12, [255, 255, 255, 127]).Error());
        Assert.Contains("Strip [0, 0, 0] needs 6 bytes, but the file ends after", await Good.Long(TiffTag.StripOffsets, 1 << 30).Error());
        Assert.Contains("Strip [0, 0, 0] has 5 bytes; 6 were expected", await Good.Long(TiffTag.StripByteCounts, 5).Error());
        Assert.Contains("the limit is 1073741824", await Good.Long(TiffTag.ImageWidth, 1 << 30).Short(TiffTag.Compression, 5).Error());
        Assert.Contains("Strip [0, 0, 0] claims that its 6 bytes decode to 1000000; 'deflate' makes 10288 of them at most",
            await Good.Long(TiffTag.ImageWidth, 1000).Long(TiffTag.ImageLength, 1000).Short(TiffTag.Compression, 8).Error());
        var huge = new HandMadeTiff(bigTiff: true).Directory().Long(TiffTag.ImageWidth, 3).Long(TiffTag.ImageLength, 2)
            .Short(TiffTag.BitsPerSample, 8)
            .Long8(TiffTag.StripOffsets, long.MaxValue - 3).Long8(TiffTag.StripByteCounts, 6);
        Assert.Contains($"has the value {long.MaxValue - 3}, which no file reaches", await huge.Error());
    }

    [Fact]
    public async Task Damaged_blocks_name_themselves_and_the_codec()
    {
        Assert.StartsWith("Strip [0, 0, 0] could not be decoded by 'deflate': Bytes 01 02 are no zlib header. (hand.tif, byte 8)",
            await Good.Short(TiffTag.Compression, 8).Error());
        Assert.StartsWith("Strip [0, 0, 0] could not be decoded by 'zstd': The Zstandard frame is damaged",
            await Good.Short(TiffTag.Compression, 50000).Error());
        Assert.StartsWith("Strip [0, 0, 0] could not be decoded by 'packbits': It holds 5 bytes when decoded; 6 were expected.",
            await HandMadeTiff.Grey(2, 3, [4, 1, 2, 3, 4, 5]).Short(TiffTag.Compression, 32773).Error());
    }

    [Theory, InlineData(0), InlineData(1), InlineData(2)]
    public async Task Of_tiles_that_are_decoded_together_the_damaged_one_is_named(int damaged)
    {
        using var folder = new ScratchFolder();
        var schema = new ArraySchema(new(32, 96, Affine.NorthUp(0, 0, 1, 1)), 1, DType.Float32);
        await Written.Write(GeoTiffSink.Create(folder["a.tif"], schema, new() { BlockSize = 32 }), schema, Written.Cells(schema));
        var bytes = await File.ReadAllBytesAsync(folder["a.tif"]);
        var whole = (GeoTiffSource)(await GeoTiffFile.OpenAsync(MemoryStore.Of("a.tif", bytes), "a.tif", default)).Main.Source;
        var (offset, length) = whole.Layout.Place(damaged);
        bytes[offset + length - 1] ^= 1;
        var file = await GeoTiffFile.OpenAsync(MemoryStore.Of("a.tif", bytes), "a.tif", default);
        var error = await Assert.ThrowsAsync<RasterFormatException>(
            async () => await file.Main.Source.ReadAsync(Chunk.Allocate(schema.Whole, schema.Type), default));
        Assert.StartsWith($"Tile [0, 0, {damaged}] could not be decoded by 'deflate': The Adler-32 checksum", error.Message);
    }

    [Fact]
    public async Task A_georeference_that_makes_no_sense_is_left_out_and_said()
    {
        var file = await Good.Double(TiffTag.ModelPixelScale, double.NaN, 1, 0).Double(TiffTag.ModelTiepoint, new double[6]).OpenAsync();
        Assert.False(file.Main.Metadata.Reference.HasTransform);
        Assert.StartsWith("TIFF tag 33550 (ModelPixelScale) makes a transform without an inverse", Assert.Single(file.Refused).Message);
        file = await Good.Short(TiffTag.GeoKeyDirectory, 1, 1, 0, 4, 1024, 0, 1, 1, 2048, 0, 1, 4326, 3072, 0, 1, 32767, 3075, 0, 1, 4)
            .OpenAsync();
        Assert.Null(file.Main.Source.Schema.Grid.Crs);
        Assert.StartsWith("GeoKey 3075 (ProjMethod) is 4; the methods known are 1,", Assert.Single(file.Refused).Message);
        Assert.Contains(GeoTiffFacts.Of(file),
            fact => fact.Name == "not read" && fact.Value.StartsWith("GeoKey 3075", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_chain_of_directories_that_breaks_keeps_what_came_before()
    {
        var bytes = Good.Bytes(lastLink: 14);
        Assert.Equal([1, 2, 3, 4, 5, 6], await HandMadeTiff.Cells<byte>(bytes));
        Assert.Contains("comes back to byte 14", Assert.Single((await Open(bytes)).Refused).Message);
        Assert.Contains("A directory needs", Assert.Single((await Open(Good.Bytes(lastLink: 1 << 30))).Refused).Message);
    }

    [Fact]
    public async Task A_file_cut_anywhere_is_refused_or_its_cells_are_whole()
    {
        var bytes = Good.Short(TiffTag.Compression, 1).Double(TiffTag.ModelPixelScale, 1, 1, 0)
            .Text(TiffTag.ImageDescription, "long enough to lie outside").Bytes();
        for (var length = 0; length < bytes.Length; length++)
        {
            try
            {
                Assert.Equal([1, 2, 3, 4, 5, 6], await HandMadeTiff.Cells<byte>(bytes[..length]));
            }
            catch (RasterFormatException error)
            {
                Assert.NotNull(error.Offset);
            }
        }
    }

    [Theory]
    [InlineData("89504E470D0A1A0A", "a PNG picture"), InlineData("894844460D0A1A0A", "HDF5 or NetCDF 4"),
        InlineData("4344460100000000", "NetCDF 3"), InlineData("4752494200000000", "GRIB")]
    [InlineData("FFD8FFE000104A46", "a JPEG picture"), InlineData("68656C6C6F2C20776F726C64", "text ('hello, world')"),
        InlineData("0001020304050607", "of no kind that is known here")]
    [InlineData("49492B0008000000", "of no kind"), InlineData("4949", "text ('II')")]
    public async Task What_is_no_TIFF_is_told_by_its_first_bytes(string hex, string kind)
    {
        if (hex.StartsWith("49492B", StringComparison.Ordinal)) hex = "4949550008000000";
        var error = await Assert.ThrowsAnyAsync<RasterFormatException>(async () => await Open(Convert.FromHexString(hex)));
        Assert.StartsWith($"This is no TIFF: its first bytes {hex[..Math.Min(8, hex.Length)]} say it is {kind}", error.Message);
    }

    [Fact]
    public async Task An_empty_file_and_a_missing_one_are_told_apart()
    {
        Assert.StartsWith("The file is empty", (await Assert.ThrowsAsync<RasterFormatException>(async () => await Open([]))).Message);
        await Assert.ThrowsAsync<FileNotFoundException>(async () => await GeoTiffFile.OpenAsync(new MemoryStore(), "no.tif", default));
    }

    [Fact]
    public async Task Metadata_with_a_document_type_is_not_read()
    {
        var bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\">]><GDALMetadata><Item name=\"x\">&b;</Item></GDALMetadata>";
        Assert.Empty((await Good.Text(TiffTag.GdalMetadata, bomb).OpenAsync()).Main.Metadata.Items);
    }

    [Fact]
    public async Task Windows_outside_and_chunks_of_another_type_are_argument_errors()
    {
        var source = (await Good.OpenAsync()).Main.Source;
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            async () => await source.ReadAsync(Chunk.Allocate(new(0, 0, 3, 3), DType.UInt8), default));
        await Assert.ThrowsAsync<ArgumentException>(
            async () => await source.ReadAsync(Chunk.Allocate(new(0, 0, 2, 3), DType.Int16), default));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await source.ReadAsync(Chunk.Allocate(new(0, 0, 2, 3), DType.UInt8), new(canceled: true)));
    }

    private static ValueTask<GeoTiffFile> Open(byte[] bytes)
        => GeoTiffFile.OpenAsync(MemoryStore.Of("hand.tif", bytes), "hand.tif", default);
}
