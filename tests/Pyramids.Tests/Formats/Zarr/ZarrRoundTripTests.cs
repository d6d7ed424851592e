using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Pyramids.Tests;

/// <summary>Any raster, cut any way, comes back bit by bit.</summary>
public sealed class ZarrRoundTripTests
{
    private sealed record Case(DType Type, ZarrCodec Codec, int Version, int Bands, int Rows, int Columns, BlockShape Chunks,
        int ShardFactor, double? NoData, bool SkipEmpty, int Seed)
    {
        public BlockShape? Shards
            => ShardFactor == 0 || Version == 2 ? null : new(Chunks.Bands, Chunks.Rows * ShardFactor, Chunks.Columns * ShardFactor);
    }

    [Fact]
    public void Over_types_codecs_versions_chunks_shards_and_fill_values()
    {
        var cases = from type in Gen.Elements(DTypes.All.ToArray())
                    from codec in Gen.Elements(Enum.GetValues<ZarrCodec>())
                    from version in Gen.Elements(2, 3)
                    from bands in Gen.Choose(1, 4)
                    from rows in Gen.Choose(1, 40)
                    from columns in Gen.Choose(1, 40)
                    from chunkBands in Gen.Choose(1, 4)
                    from chunkRows in Gen.Choose(1, 45)
                    from chunkColumns in Gen.Choose(1, 45)
                    from shard in Gen.Choose(0, 3)
                    from noData in Gen.Elements<double?>(null, 0, 7, double.NaN)
                    from skip in Gen.Elements(true, false)
                    from seed in Gen.Choose(0, 1000)
                    select new Case(type, codec, version, bands, rows, columns,
                        new(Math.Min(chunkBands, bands), Math.Min(chunkRows, rows), Math.Min(chunkColumns, columns)), shard,
                        noData is { } value && double.IsNaN(value) && !type.IsFloating() ? null : noData, skip, seed);
        Prop.ForAll(cases.ToArbitrary(), Holds).Check(Law.Cases(400));
    }

    private static bool Holds(Case c)
    {
        using var folder = new QuickFolder();
        var schema = Stores.Schema(c.Rows, c.Columns, c.Bands,
            c.Type) with { NoData = c.NoData, IsPlane = c.Bands == 1 && c.Seed % 2 == 0 };
        var cells = Written.Cells(schema, c.Seed);
        if (c.Seed % 3 == 0) cells.Bytes[..(cells.Bytes.Length / 2 / 8 * 8)].Clear();
        var options = new ZarrOptions
            { Version = c.Version, Codec = c.Codec, Chunks = c.Chunks, Shards = c.Shards, SkipEmptyChunks = c.SkipEmpty };
        Written.Write(ZarrSink.Create(folder["a.zarr"], schema, options), schema, cells, blocks: 1 + c.Seed % 2).GetAwaiter().GetResult();
        var source = Stores.Open(folder["a.zarr"]).AsTask().GetAwaiter().GetResult();
        Stores.Equal(cells, source).GetAwaiter().GetResult();
        Assert.Equal(c.NoData, source.Schema.NoData);
        Assert.Equal((schema.Grid, schema.IsPlane, c.Chunks), (source.Schema.Grid, source.Schema.IsPlane, source.Block));
        source.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return true;
    }
}
