using Xunit;

namespace Pyramids.Tests;

/// <summary>Objects of stores as the specifications describe them, byte by byte.</summary>
public sealed class ZarrSourceTests
{
    private const string Rows01 = "hex: 0100 0200 0300 0400 0500 0600 0700 0800", Rows23 = "hex: 0900 0A00 0B00 0C00 0D00 0E00 0F00 1000";
    private static readonly short[] OneTo16 = [.. Enumerable.Range(1, 16).Select(i => (short)i)];

    [Fact]
    public void Version_3_with_default_keys()
        => Assert.Equal(OneTo16, Hand.Cells<short>(Hand.Store(("zarr.json", Hand.Array3()), ("c/0/0", Rows01), ("c/1/0", Rows23))));

    [Fact]
    public void A_fill_value_that_is_null_stands_for_zero_as_GDAL_writes_it_in_version_3_too()
        => Assert.Equal([.. OneTo16[..8], .. new short[8]],
            Hand.Cells<short>(Hand.Store(("zarr.json", Hand.Array3(("fill_value", "null"))), ("c/0/0", Rows01))));

    [Theory]
    [InlineData("""{"name": "default", "configuration": {"separator": "."}}""", "c.0.0", "c.1.0")]
    [InlineData("""{"name": "v2", "configuration": {"separator": "/"}}""", "0/0", "1/0")]
    [InlineData("""{"name": "v2"}""", "0.0", "1.0")]
    [InlineData("\"default\"", "c/0/0", "c/1/0")]
    public void Version_3_with_other_keys(string encoding, string first, string second)
        => Assert.Equal(OneTo16,
            Hand.Cells<short>(Hand.Store(("zarr.json", Hand.Array3(("chunk_key_encoding", encoding))), (first, Rows01), (second, Rows23))));

    [Theory, InlineData(".", "0.0", "1.0"), InlineData("/", "0/0", "1/0")]
    public void Version_2_with_both_separators(string separator, string first, string second)
        => Assert.Equal(OneTo16, Hand.Cells<short>(Hand.Store((".zarray", Hand.Array2(("dimension_separator", $"\"{separator}\""))),
            (first, Rows01), (second, Rows23))));

    [Fact]
    public void Big_endian_cells_are_turned()
    {
        const string first = "hex: 0001 0002 0003 0004 0005 0006 0007 0008", second = "hex: 0009 000A 000B 000C 000D 000E 000F 0010";
        Assert.Equal(OneTo16,
            Hand.Cells<short>(Hand.Store((".zarray", Hand.Array2(("dtype", "\">i2\""))), ("0.0", first), ("1.0", second))));
        var codecs = ("codecs", """[{"name": "bytes", "configuration": {"endian": "big"}}]""");
        Assert.Equal(OneTo16, Hand.Cells<short>(Hand.Store(("zarr.json", Hand.Array3(codecs)), ("c/0/0", first), ("c/1/0", second))));
    }

    [Fact]
    public void Columns_first_is_order_F_or_a_transpose()
    {
        const string first = "hex: 0100 0500 0200 0600 0300 0700 0400 0800", second = "hex: 0900 0D00 0A00 0E00 0B00 0F00 0C00 1000";
        Assert.Equal(OneTo16, Hand.Cells<short>(Hand.Store((".zarray", Hand.Array2(("order", "\"F\""))), ("0.0", first), ("1.0", second))));
        foreach (var order in new[] { "[1, 0]", "\"F\"" })
        {
            const string Chain = """
                [{"name": "transpose", "configuration": {"order": ORDER}}, {"name": "bytes", "configuration": {"endian": "little"}}]
                """;
            var codecs = ("codecs", Chain.Replace("ORDER", order));
            Assert.Equal(OneTo16, Hand.Cells<short>(Hand.Store(("zarr.json", Hand.Array3(codecs)), ("c/0/0", first), ("c/1/0", second))));
        }
    }

    [Fact]
    public void A_missing_chunk_holds_the_fill_value()
        => Assert.Equal([.. OneTo16[..8], .. Enumerable.Repeat((short)-7, 8)],
            Hand.Cells<short>(Hand.Store(("zarr.json", Hand.Array3(("fill_value", "-7"))), ("c/0/0", Rows01))));

    [Fact]
    public void A_checksum_follows_the_cells()
    {
        var codecs = ("codecs", """[{"name": "bytes", "configuration": {"endian": "little"}}, {"name": "crc32c"}]""");
        var cells = Hand.Bytes(Rows01);
        var sum = $"{BitConverter.ToString(BitConverter.GetBytes(Crc32C.Compute(cells))).Replace("-", "")}";
        Assert.Equal(0xE3069283, Crc32C.Compute("123456789"u8));
        Assert.Equal(OneTo16[..8], Hand.Cells<short>(Hand.Store(("zarr.json", Hand.Array3(codecs)), ("c/0/0", Rows01 + sum)))[..8]);
        var error = Assert.Throws<RasterFormatException>(
            () => Hand.Cells<short>(Hand.Store(("zarr.json", Hand.Array3(codecs)), ("c/0/0", Rows01 + "00000000"))));
        Assert.Contains("Chunk [0, 0]", error.Message);
        Assert.Equal("hand.zarr/c/0/0", error.Key);
    }

    [Theory, InlineData("end"), InlineData("start")]
    public async Task A_chunk_of_a_shard_takes_two_reads_of_ranges(string location)
    {
        // One shard of 4x4 with chunks of 2x2, the third of them missing: offsets and lengths in C order, then the index's crc32c.
        string[] chunks = ["0100 0200 0500 0600", "0300 0400 0700 0800", "0B00 0C00 0F00 1000"];
        var index = new List<byte>();
        var at = location == "start" ? 68L : 0L;
        foreach (var present in new[] { true, true, false, true })
        {
            index.AddRange(BitConverter.GetBytes(present ? at : -1L));
            index.AddRange(BitConverter.GetBytes(present ? 8L : -1L));
            if (present) at += 8;
        }
        index.AddRange(BitConverter.GetBytes(Crc32C.Compute([.. index])));
        var cells = Hand.Bytes("hex:" + string.Concat(chunks));
        byte[] shard = location == "start" ? [.. index, .. cells] : [.. cells, .. index];
        var codecs = """
            [{"name": "sharding_indexed", "configuration": {"chunk_shape": [2, 2],
              "codecs": [{"name": "bytes", "configuration": {"endian": "little"}}],
              "index_codecs": [{"name": "bytes", "configuration": {"endian": "little"}}, {"name": "crc32c"}],
              "index_location": "LOCATION"}}]
            """.Replace("LOCATION", location);
        var metadata = Hand.Array3(("codecs", codecs), ("chunk_grid", """{"name": "regular", "configuration": {"chunk_shape": [4, 4]}}"""),
            ("fill_value", "-1"));
        var store = new CountingStore(Hand.Store(("zarr.json", metadata), ("c/0/0", "hex:" + Convert.ToHexString(shard))));
        var source = await ZarrStore.OpenAsync(store);
        Assert.Equal(new(1, 2, 2), source.Block);
        store.Reads.Clear();
        var one = Chunk.Allocate(new(2, 2, 2, 2), DType.Int16);
        await source.ReadAsync(one, default);
        Assert.Equal([11, 12, 15, 16], one.Cells<short>().ToArray());
        Assert.Equal([("c/0/0", 68), ("c/0/0", 8)], store.Reads);
        var whole = await Stores.Read(source);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, -1, -1, 11, 12, -1, -1, 15, 16], whole.Cells<short>().ToArray());
        shard[location == "start" ? 3 : ^8] ^= 1;
        var damaged = Hand.Store(("zarr.json", metadata), ("c/0/0", "hex:" + Convert.ToHexString(shard)));
        Assert.Contains("index of the shard", Assert.Throws<RasterFormatException>(() => Hand.Cells<short>(damaged)).Message);
    }

    [Fact]
    public async Task Consolidated_metadata_open_in_one_read_and_coordinates_give_the_grid()
    {
        var plain = """[{"name": "bytes", "configuration": {"endian": "little"}}]""";
        string Axis(string name)
            => Hand.Array3(("shape", "[4]"), ("data_type", "\"float64\""),
            ("chunk_grid", """{"name": "regular", "configuration": {"chunk_shape": [4]}}"""),
                ("codecs", plain), ("dimension_names", $"[\"{name}\"]"));
        static string Values(params double[] values) => "hex:" + Convert.ToHexString([.. values.SelectMany(BitConverter.GetBytes)]);
        var dem = Hand.Array3(("dimension_names", "[\"lat\", \"lon\"]"),
            ("attributes", """{"_FillValue": 5, "long_name": "height", "grid_mapping": "crs"}"""));
        var crs = Hand.Array3(("shape", "[]"), ("chunk_grid", """{"name": "regular", "configuration": {"chunk_shape": []}}"""),
            ("attributes", """{"crs_wkt": "EPSG:4326"}"""));
        var group = """{"zarr_format": 3, "node_type": "group", "consolidated_metadata": """
            + """{"kind": "inline", "must_understand": false, "metadata": {"""
            + $"\"dem\": {dem}, \"lon\": {Axis("lon")}, \"lat\": {Axis("lat")}, \"crs\": {crs} }}}}}}";
        var store = Hand.Store(("zarr.json", group), ("lon/c/0", Values(10.25, 10.75, 11.25, 11.75)), ("lat/c/0", Values(50, 49, 48, 47)),
            ("dem/c/0/0", Rows01), ("dem/c/1/0", Rows23));
        var source = await ZarrStore.OpenAsync(store);
        Assert.Equal(new Affine(10, 0.5, 0, 50.5, 0, -1), source.Schema.Grid.Transform);
        Assert.Equal(Crs.FromEpsg(4326), source.Schema.Grid.Crs);
        Assert.Equal((5.0, true), (source.Schema.NoData!.Value, source.Schema.IsPlane));
        Assert.Equal(["height"], source.Schema.BandNames);
        Assert.Equal(OneTo16, (await Stores.Read(source)).Cells<short>().ToArray());
    }

    [Fact]
    public async Task Coordinates_that_are_not_regular_give_no_georeference_but_the_cells_are_read()
    {
        static string Axis() => Hand.Array2(("shape", "[4]"), ("chunks", "[4]"), ("dtype", "\"|i1\""));
        var store = Hand.Store((".zgroup", """{"zarr_format": 2}"""), ("a/.zarray", Hand.Array2()),
            ("a/.zattrs", """{"_ARRAY_DIMENSIONS": ["y", "x"]}"""),
            ("a/0.0", Rows01), ("a/1.0", Rows23), ("x/.zarray", Axis()), ("x/0", "hex: 01 02 04 08"), ("y/.zarray", Axis()),
            ("y/0", "hex: 01 02 03 04"));
        var source = await ZarrStore.OpenAsync(store);
        Assert.Equal((Affine.Identity, null), (source.Schema.Grid.Transform, source.Schema.Grid.Crs));
        Assert.Equal(OneTo16, (await Stores.Read(source)).Cells<short>().ToArray());
    }

    [Fact]
    public async Task Bare_NaN_of_Python_is_understood()
    {
        var store = Hand.Store((".zarray", Hand.Array2(("dtype", "\"<f4\""), ("fill_value", "NaN"))),
            (".zattrs", """{"a": "NaN \" NaN", "missing_value": -Infinity}"""));
        var source = await ZarrStore.OpenAsync(store);
        Assert.Equal(double.NegativeInfinity, source.Schema.NoData);
        Assert.All((await Stores.Read(source)).Cells<float>().ToArray(),
            cell => Assert.Equal(0x7fc00000u, BitConverter.SingleToUInt32Bits(cell)));
    }
}
