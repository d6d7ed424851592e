using Xunit;

namespace Pyramids.Tests;

/// <summary>What is unknown or hostile is refused with the file and the member.</summary>
public sealed class ZarrRefusalTests
{
    public static TheoryData<string, string, string> Members3() => new()
    {
        { "data_type", "\"complex64\"", "complex64" },
        { "data_type", """{"name": "datetime64", "configuration": {}}""", "datetime64" },
        { "data_type", "7", "data_type" },
        { "shape", "[4]", "axes" },
        { "shape", "[4, -1]", "shape" },
        { "shape", "[4, 1e3]", "shape" },
        { "shape", "[4, 0]", "shape" },
        { "shape", "\"4x4\"", "shape" },
        { "chunk_grid", """{"name": "rectangular", "configuration": {}}""", "rectangular" },
        { "chunk_grid", """{"name": "regular", "configuration": {"chunk_shape": [0, 4]}}""", "chunk_shape" },
        { "chunk_grid", """{"name": "regular", "configuration": {"chunk_shape": [2]}}""", "chunk_shape" },
        { "chunk_grid", """{"name": "regular", "configuration": {"chunk_shape": [2000000, 2000000]}}""", "MiB" },
        { "chunk_grid", """{"name": "regular", "configuration": {"chunk_shape": [9000000000, 2]}}""", "chunk_shape" },
        { "chunk_key_encoding", """{"name": "fancy"}""", "fancy" },
        { "chunk_key_encoding", """{"name": "default", "configuration": {"separator": "-"}}""", "separator" },
        { "fill_value", "70000", "fill_value" },
        { "fill_value", "0.5", "fill_value" },
        { "fill_value", "\"zero\"", "fill_value" },
        { "fill_value", "[0]", "fill_value" },
        { "codecs", "[]", "bytes" },
        { "codecs", "{}", "codecs" },
        { "codecs", """[{"name": "bytes"}]""", "endian" },
        { "codecs", """[{"name": "bytes", "configuration": {"endian": "middle"}}]""", "endian" },
        { "codecs", """[{"name": "bytes", "configuration": {"endian": "little"}}, {"name": "lzma"}]""", "lzma" },
        { "codecs", """[{"name": "vlen-utf8"}]""", "vlen-utf8" },
        { "codecs", """[{"name": "bytes", "configuration": {"endian": "little"}}, {"name": "gzip"}, {"name": "zstd"}]""",
            "after the compressor" },
        { "codecs",
            """[{"name": "transpose", "configuration": {"order": [0, 0]}}, {"name": "bytes", "configuration": {"endian": "little"}}]""",
            "order" },
        { "codecs", """[{"name": "sharding_indexed", "configuration": {"chunk_shape": [3, 4], "codecs": [], "index_codecs": []}}]""",
            "multiple" },
        {
            "codecs",
            """
            [{"name": "sharding_indexed", "configuration": {"chunk_shape": [1, 4],
              "codecs": [{"name": "bytes", "configuration": {"endian": "little"}}],
              "index_codecs": [{"name": "bytes", "configuration": {"endian": "little"}}, {"name": "gzip"}]}}]
            """,
            "index_codecs"
        },
        { "storage_transformers", """[{"name": "x"}]""", "storage_transformers" },
        { "hologram", """{"name": "x", "must_understand": true}""", "hologram" },
        { "hologram", "1", "hologram" },
        { "zarr_format", "4", "zarr_format" },
        { "node_type", "\"table\"", "node_type" },
        { "codecs", "", "codecs" },
        { "shape", "", "shape" },
    };

    public static TheoryData<string, string, string> Members2() => new()
    {
        { "dtype", "\"<c8\"", "<c8" },
        { "dtype", "\"f4\"", "dtype" },
        { "dtype", """[["a", "<f4"]]""", "a" },
        { "compressor", """{"id": "lzma"}""", "lzma" },
        { "compressor", """{"level": 5}""", "id" },
        { "compressor", """{"id": "blosc", "shuffle": 7}""", "shuffle" },
        { "compressor", """{"id": "zstd", "level": "high"}""", "level" },
        { "filters", """[{"id": "categorize", "dtype": "|O"}]""", "categorize" },
        { "order", "\"Z\"", "order" },
        { "dimension_separator", "\"_\"", "dimension_separator" },
        { "chunks", "[2]", "chunks" },
        { "chunks", "", "chunks" },
    };

    [Theory, MemberData(nameof(Members3))]
    public void Version_3(string member, string json, string named) => Refused("zarr.json", Hand.Array3((member, json)), named);

    [Theory, MemberData(nameof(Members2))]
    public void Version_2(string member, string json, string named) => Refused(".zarray", Hand.Array2((member, json)), named);

    [Theory]
    [InlineData("zarr.json", """{"zarr_format": "https://purl.org/zarr/spec/protocol/core/3.0", "metadata_key_suffix": ".json"}""",
        "draft of Zarr 3")]
    [InlineData("zarr.json", "{")]
    [InlineData("zarr.json", "[]")]
    [InlineData("zarr.json", "")]
    [InlineData("zarr.json", """{"zarr_format": 3, "zarr_format": 3}""")]
    [InlineData(".zmetadata", """{"zarr_consolidated_format": 2, "metadata": {}}""")]
    [InlineData(".zmetadata", """{"zarr_consolidated_format": 1, "metadata": {"../../etc/.zarray": {}}}""")]
    [InlineData("zarr.json",
        """{"zarr_format": 3, "node_type": "group", "consolidated_metadata": {"kind": "elsewhere", "metadata": {}}}""")]
    [InlineData("zarr.json",
        """{"zarr_format": 3, "node_type": "group", "consolidated_metadata": {"kind": "inline", "metadata": {"a/../../b": {}}}}""")]
    public void Documents(string key, string text, string named = "") => Refused(key, text, named);

    [Fact]
    public void Members_that_need_not_be_understood_are_passed_over()
        => Assert.Equal(16,
            Hand.Cells<short>(Hand.Store(("zarr.json", Hand.Array3(("hologram", """{"must_understand": false}"""))))).Length);

    [Theory, InlineData("../b"), InlineData("a/../../b"), InlineData("a\\b"), InlineData("c:/b"), InlineData("a//b")]
    public async Task No_path_leaves_the_store(string path)
        => await Assert.ThrowsAsync<RasterFormatException>(
            async () => await ZarrStore.OpenAsync(Hand.Store(("zarr.json", Hand.Array3())), path));

    [Fact]
    public void A_chunk_of_the_wrong_length_is_refused_before_anything_is_allocated_for_it()
    {
        const string Chain = """
            [{"name": "bytes", "configuration": {"endian": "little"}}, {"name": "zstd", "configuration": {"level": 1, "checksum": false}}]
            """;
        var zstd = ("codecs", Chain);
        foreach (var (codecs, content) in new[] { (("fill_value", "0"), "hex: 0102"), (("fill_value", "0"), "hex:" + new string('0', 200)),
            (zstd, "hex: 28B52FFD"), (zstd, "hex:" + new string('0', 40000)) })
        {
            var error = Assert.Throws<RasterFormatException>(
                () => Hand.Cells<short>(Hand.Store(("zarr.json", Hand.Array3(codecs)), ("c/0/0", content))));
            Assert.Contains("Chunk [0, 0] could not be decoded", error.Message);
        }
    }

    private static void Refused(string key, string text, string named)
    {
        var error = Assert.Throws<RasterFormatException>(() => Hand.Cells<short>(Hand.Store((key, text))));
        Assert.Contains(named, error.Message);
        Assert.NotNull(error.Key);
    }
}
