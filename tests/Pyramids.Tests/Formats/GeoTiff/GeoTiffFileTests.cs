namespace Pyramids.Tests;

public class GeoTiffFileTests
{
    private static readonly byte[] Six = [1, 2, 3, 4, 5, 6];

    [Theory, InlineData(false, false), InlineData(false, true), InlineData(true, false), InlineData(true, true)]
    public async Task Six_bytes_in_a_strip_are_six_cells(bool bigEndian, bool bigTiff)
    {
        var tiff = HandMadeTiff.Grey(2, 3, Six, bigEndian, bigTiff);
        Assert.Equal(Six, await tiff.Cells<byte>());
        var file = await tiff.OpenAsync();
        Assert.Equal((bigEndian, bigTiff), (file.IsBigEndian, file.IsBigTiff));
        var schema = file.Main.Source.Schema;
        Assert.Equal((2, 3, 1, DType.UInt8, true), (schema.Grid.Rows, schema.Grid.Columns, schema.Bands, schema.Type, schema.IsPlane));
        Assert.Equal(Affine.Identity, schema.Grid.Transform);
        Assert.Null(schema.NoData);
    }

    [Fact]
    public async Task Sixteen_bits_follow_the_byte_order()
    {
        byte[] cells = [0x12, 0x34, 0xFF, 0xFE];
        Assert.Equal([0x3412, unchecked((short)0xFEFF)], await Grey16(false).Cells<short>());
        Assert.Equal([0x1234, -2], await Grey16(true).Cells<short>());
        HandMadeTiff Grey16(bool bigEndian)
            => HandMadeTiff.Grey(1, 2, cells, bigEndian).Short(TiffTag.BitsPerSample, 16).Short(TiffTag.SampleFormat, 2);
    }

    [Fact]
    public async Task Fill_order_2_has_the_first_cell_in_the_low_bit()
    {
        var tiff = HandMadeTiff.Grey(2, 6, [0b101100_00, 0b000001_00]).Short(TiffTag.BitsPerSample, 1);
        Assert.Equal([1, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1], await tiff.Cells<byte>());
        tiff = HandMadeTiff.Grey(2, 6, [0b00_001101, 0b00_100000]).Short(TiffTag.BitsPerSample, 1).Short(TiffTag.FillOrder, 2);
        Assert.Equal([1, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1], await tiff.Cells<byte>());
    }

    [Fact]
    public async Task Predictor_2_adds_pixel_to_pixel_in_each_row()
    {
        var encoded = InflateTests.Deflated([10, 1, 1, 20, 255, 2], System.IO.Compression.CompressionLevel.Optimal);
        var tiff = HandMadeTiff.Grey(2, 3, encoded).Short(TiffTag.Compression, 8).Short(TiffTag.Predictor, 2);
        Assert.Equal([10, 11, 12, 20, 19, 21], await tiff.Cells<byte>());
    }

    [Fact]
    public async Task A_tile_larger_than_the_image_gives_its_corner()
    {
        var tile = new byte[16 * 16];
        for (var i = 0; i < tile.Length; i++) tile[i] = (byte)i;
        var tiff = new HandMadeTiff().Directory();
        tiff.Short(TiffTag.ImageWidth, 3).Short(TiffTag.ImageLength, 2).Short(TiffTag.BitsPerSample, 8).Short(TiffTag.TileWidth, 16)
            .Short(TiffTag.TileLength, 16)
            .Long(TiffTag.TileOffsets, tiff.Data(tile)).Long(TiffTag.TileByteCounts, tile.Length);
        Assert.Equal([0, 1, 2, 16, 17, 18], await tiff.Cells<byte>());
    }

    [Fact]
    public async Task A_block_that_was_left_out_holds_nodata_or_zero()
    {
        var tiff = HandMadeTiff.Grey(2, 3, Six).Short(TiffTag.RowsPerStrip, 1);
        tiff.Long(TiffTag.StripOffsets, 8, 0).Long(TiffTag.StripByteCounts, 3, 0);
        Assert.Equal([1, 2, 3, 0, 0, 0], await tiff.Cells<byte>());
        Assert.Equal([1, 2, 3, 77, 77, 77], await tiff.Text(TiffTag.GdalNoData, "77").Cells<byte>());
    }

    [Fact]
    public async Task Uncompressed_strips_need_no_byte_counts()
        => Assert.Equal(Six, await HandMadeTiff.Grey(2, 3, Six).Without(TiffTag.StripByteCounts).Cells<byte>());

    [Fact]
    public async Task Scale_and_tiepoint_make_the_transform()
    {
        var tiff = HandMadeTiff.Grey(2, 3, Six).Double(TiffTag.ModelPixelScale, 30, 20, 0).Double(TiffTag.ModelTiepoint, 1, 1,
            0, 500, 900, 0);
        Assert.Equal(Affine.NorthUp(470, 920, 30, 20), (await tiff.OpenAsync()).Main.Source.Schema.Grid.Transform);
        tiff.Short((TiffTag)34735, 1, 1, 0, 1, 1025, 0, 1, 2);
        Assert.Equal(Affine.NorthUp(455, 930, 30, 20), (await tiff.OpenAsync()).Main.Source.Schema.Grid.Transform);
    }

    [Theory]
    [InlineData("255", DType.UInt8, 255.0), InlineData(" -9999 ", DType.Int16, -9999.0), InlineData("nan", DType.Float32, double.NaN),
        InlineData("-inf", DType.Float64, double.NegativeInfinity)]
    [InlineData("-9999", DType.UInt8, null), InlineData("1.5", DType.Int32, null), InlineData("nan", DType.UInt16, null),
        InlineData("none", DType.Float32, null), InlineData("1e39", DType.Float32, null)]
    [InlineData("-3.4028234663852886e+38", DType.Float32, -3.4028234663852886e+38),
        InlineData("-3.40282346638529e+38", DType.Float32, -3.4028234663852886e+38)]
    [InlineData("0.1", DType.Float32, 0.10000000149011612), InlineData("0.1", DType.Float64, 0.1),
        InlineData("9007199254740993", DType.Int64, 9007199254740992.0)]
    public void Nodata_text_is_a_value_of_the_cell_type_or_a_problem(string text, DType type, double? expected)
    {
        var parsed = NoDataText.Parse(text, type);
        Assert.Equal(expected, parsed.Value);
        Assert.Equal(expected is null, parsed.Problem is not null);
        if (expected is null) Assert.Contains(text.Trim(), parsed.Problem);
        Assert.Equal(type.Size(), parsed.Cell.Length);
    }

    [Fact]
    public void Nodata_of_64_bits_is_exact()
        => Assert.Equal(9007199254740993, BitConverter.ToInt64(NoDataText.Parse("9007199254740993", DType.Int64).Cell));

    [Fact]
    public async Task Overviews_masks_and_pages_are_told_apart()
    {
        var tiff = HandMadeTiff.Grey(4, 4, new byte[16]).Double(TiffTag.ModelPixelScale, 10, 10, 0).Double(TiffTag.ModelTiepoint, 0, 0,
            0, 100, 200, 0);
        Image(1, 1, 1);
        Image(2, 2, 1);
        Image(4, 4, 4).Short(TiffTag.BitsPerSample, 1);
        Image(2, 2, 5).Short(TiffTag.BitsPerSample, 1);
        Image(3, 5, 0);
        Image(3, 5, 1).Short(TiffTag.Compression, 34925);
        var file = await tiff.OpenAsync();
        Assert.Equal(2, file.Images.Count);
        var main = file.Main;
        Assert.Equal([2, 1], main.Overviews.Select(overview => overview.Schema.Grid.Columns));
        Assert.Equal(Affine.NorthUp(100, 200, 20, 20), main.Overviews[0].Schema.Grid.Transform);
        Assert.Equal((4, 1), (main.Mask!.Schema.Grid.Columns, main.Mask.Layout.Bits));
        Assert.Single(main.OverviewMasks);
        Assert.Equal((3, 5), (file.Images[1].Source.Schema.Grid.Rows, file.Images[1].Source.Schema.Grid.Columns));
        Assert.Contains("tag 259 (Compression) is 34925 (LZMA)", Assert.Single(file.Refused).Message);

        HandMadeTiff Image(int rows, int columns, int kind)
        {
            tiff.Directory();
            return tiff.Long(TiffTag.NewSubfileType, kind).Short(TiffTag.ImageWidth, columns).Short(TiffTag.ImageLength, rows)
                .Short(TiffTag.BitsPerSample, 8)
                .Long(TiffTag.StripOffsets, tiff.Data(new byte[rows * columns])).Long(TiffTag.StripByteCounts, rows * columns);
        }
    }

    [Fact]
    public async Task Metadata_items_name_bands_and_scale_them()
    {
        var tiff = HandMadeTiff.Grey(2, 3, Six).Text(TiffTag.ImageDescription, "six cells").Text(TiffTag.GdalMetadata, """
            <GDALMetadata>
              <Item name="DESCRIPTION" sample="0" role="description">height &amp;amp; more</Item>
              <Item name="SCALE" sample="0" role="scale">0.5</Item>
              <Item name="OFFSET" sample="0" role="offset">-3</Item>
              <Item name="A">b</Item>
            </GDALMetadata>
            """);
        var metadata = (await tiff.OpenAsync()).Main.Metadata;
        Assert.Equal(["height & more"], metadata.BandNames);
        Assert.Equal([0.5], metadata.Scales);
        Assert.Equal([-3.0], metadata.Offsets);
        Assert.Equal("six cells", metadata.Description);
        Assert.Contains(new("", null, "A", "", "b"), metadata.Items);
        Assert.Contains(metadata.Tags, tag => tag is { Number: 256, Name: "ImageWidth", Count: 1, Value: "3" });
    }

    [Fact]
    public async Task A_palette_is_read_and_left_to_the_reader()
    {
        var map = new long[768];
        (map[1], map[256 + 1], map[512 + 1]) = (65535, 256, 514);
        var tiff = HandMadeTiff.Grey(2, 3, Six).Short(TiffTag.PhotometricInterpretation, 3).Short(TiffTag.ColorMap, map);
        Assert.Equal(new Colour(255, 1, 2), (await tiff.OpenAsync()).Main.Metadata.ColourTable![1]);
        Assert.Equal(Six, await tiff.Cells<byte>());
    }

    [Fact]
    public async Task A_world_file_places_an_image_without_geo_tags()
    {
        var store = MemoryStore.Of("a/b.tif", HandMadeTiff.Grey(2, 3, Six).Bytes());
        await store.WriteAsync("a/b.tfw", "30\n0\n0\n-20\n515\r\n890\n"u8.ToArray(), default);
        var image = (await GeoTiffFile.OpenAsync(store, "a/b.tif", default)).Main;
        Assert.Equal(Affine.NorthUp(500, 900, 30, 20), image.Source.Schema.Grid.Transform);
        Assert.Null(WorldFile.Parse("1\n0\n0\n0\n5\n5"));
        Assert.Null(WorldFile.Parse("1\n0\nzero\n1\n5\n5"));
        Assert.Null(WorldFile.Parse("1\n0"));
    }

    [Fact]
    public async Task Validity_is_the_mask_or_else_the_alpha_band()
    {
        var plain = HandMadeTiff.Grey(2, 3, Six);
        Assert.Null((await plain.OpenAsync()).Main.Validity);

        var alpha = new HandMadeTiff().Directory();
        alpha.Short(TiffTag.ImageWidth, 3).Short(TiffTag.ImageLength, 2).Short(TiffTag.BitsPerSample, 8, 8)
            .Short(TiffTag.SamplesPerPixel, 2).Short(TiffTag.ExtraSamples, 2)
            .Long(TiffTag.StripOffsets, alpha.Data([1, 0, 2, 9, 3, 255, 4, 0, 5, 0, 6, 1])).Long(TiffTag.StripByteCounts, 12);
        Assert.Equal(1, (await alpha.OpenAsync()).Main.Metadata.AlphaBand);
        Assert.Equal([0, 1, 1, 0, 0, 1], await Valid(alpha));

        alpha.Directory().Long(TiffTag.NewSubfileType, 4).Short(TiffTag.ImageWidth, 3).Short(TiffTag.ImageLength, 2)
            .Long(TiffTag.StripOffsets, alpha.Data([0b101_00000, 0b011_00000])).Long(TiffTag.StripByteCounts, 2);
        Assert.Equal([1, 0, 1, 0, 1, 1], await Valid(alpha));

        async Task<byte[]> Valid(HandMadeTiff tiff)
        {
            var source = (await tiff.OpenAsync()).Main.Validity!;
            Assert.Equal((1, DType.UInt8), (source.Schema.Bands, source.Schema.Type));
            var chunk = Chunk.Allocate(source.Schema.Whole, DType.UInt8);
            await source.ReadAsync(chunk, default);
            return chunk.Bytes.ToArray();
        }
    }

    [Fact]
    public async Task A_palette_image_in_colour_has_three_bands()
    {
        var map = new long[768];
        (map[3], map[256 + 3], map[512 + 3]) = (65535, 256, 32768);
        var tiff = HandMadeTiff.Grey(2, 3, Six).Short(TiffTag.PhotometricInterpretation, 3).Short(TiffTag.ColorMap, map);
        var colours = (await tiff.OpenAsync()).Main.Colours!;
        var chunk = Chunk.Allocate(colours.Schema.Whole, DType.UInt8);
        await colours.ReadAsync(chunk, default);
        Assert.Equal([0, 0, 255, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 128, 0, 0, 0], chunk.Bytes.ToArray());
        Assert.Null((await HandMadeTiff.Grey(2, 3, Six).OpenAsync()).Main.Colours);
    }
}
