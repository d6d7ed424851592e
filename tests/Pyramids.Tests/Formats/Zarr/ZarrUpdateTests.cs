using System.Text.Json.Nodes;
using Xunit;

namespace Pyramids.Tests;

public sealed class ZarrUpdateTests
{
    private static readonly ZarrOptions Append = new() { Mode = ZarrMode.Append }, Region = new() { Mode = ZarrMode.Region };

    [Theory, InlineData(2), InlineData(3)]
    public async Task Bands_are_appended_with_their_names_and_numbers(int version)
    {
        using var folder = new ScratchFolder();
        var first = Stores.Schema(30, 20, 2, DType.Int16) with { BandNames = ["a", "b"], NoData = -1 };
        var more = first with { Bands = 3, BandNames = ["c", "d", "e"] };
        await Written.Write(ZarrSink.Create(folder["a.zarr"], first, new() { Version = version, Chunks = new(1, 16, 20) }), first,
            Written.Cells(first));
        await Written.Write(ZarrSink.Create(folder["a.zarr"], more, Append), more, Written.Cells(more, 2), threads: 2);
        await using var source = await Stores.Open(folder["a.zarr"]);
        Assert.Equal(["a", "b", "c", "d", "e"], source.Schema.BandNames);
        byte[] expected = [.. Written.Cells(first).Bytes, .. Written.Cells(more, 2).Bytes];
        await Stores.Equal(new(source.Schema.Whole, DType.Int16, expected), source);
        Assert.Equal([folder["a.zarr"]], Directory.GetFileSystemEntries(folder.Path));
        if (version == 2)
            ZarrPeer.Run("""
                import sys, xarray as xr
                for consolidated in (True, False):
                    d = xr.open_zarr(sys.argv[1], consolidated=consolidated)
                    assert d.data.shape == (5, 30, 20) and d.band.values.tolist() == [1, 2, 3, 4, 5], d
                    assert d.attrs['shape'] == [5, 30, 20] and d.attrs['band_names'] == list('abcde')
                """, folder["a.zarr"]);
    }

    [Fact]
    public async Task A_time_axis_of_xarray_is_appended_with_stated_times()
    {
        using var folder = new ScratchFolder();
        ZarrPeer.Run("""
            import sys, numpy as np, xarray as xr, pandas as pd
            d = xr.DataArray(np.arange(2 * 4 * 5, dtype='f4').reshape(2, 4, 5), dims=('time', 'y', 'x'), name='t2m',
                coords={'time': pd.to_datetime(['2020-01-01', '2020-02-01']), 'x': np.arange(5.) + .5, 'y': 4 - np.arange(4.) - .5})
            d.to_dataset().chunk({'time': 1}).to_zarr(sys.argv[1], encoding={'time': {'units': 'days since 2020-01-01', 'dtype': 'i8'}})
            """, folder["t.zarr"]);
        var schema = new ArraySchema(new(4, 5, new(0, 1, 0, 4, 0, -1)), 1, DType.Float32);
        var cells = Chunk.Allocate(schema.Whole, DType.Float32);
        cells.Cells<float>().Fill(7);
        Assert.Contains("BandCoordinates", (await Assert.ThrowsAsync<ArgumentException>(
            () => Written.Write(ZarrSink.Create(folder["t.zarr"], schema, Append), schema, cells))).Message);
        await Written.Write(ZarrSink.Create(folder["t.zarr"], schema, Append with { BandCoordinates = [60] }), schema, cells);
        ZarrPeer.Run("""
            import sys, xarray as xr
            d = xr.open_zarr(sys.argv[1]).t2m
            assert [str(t)[:10] for t in d.time.values] == ['2020-01-01', '2020-02-01', '2020-03-01'], d.time
            assert (d.values[2] == 7).all() and d.values[1, 3, 4] == 39
            """, folder["t.zarr"]);
    }

    [Fact]
    public async Task A_coordinate_in_shards_is_no_place_to_append_to_and_the_store_stays()
    {
        const string Shards = """
            [{"name": "sharding_indexed", "configuration": {"chunk_shape": [2],
              "codecs": [{"name": "bytes", "configuration": {"endian": "little"}}],
              "index_codecs": [{"name": "bytes", "configuration": {"endian": "little"}}]}}]
            """;
        using var folder = new ScratchFolder();
        static string Regular(string shape) => """{"name": "regular", "configuration": {"chunk_shape": [SHAPE]}}""".Replace("SHAPE", shape);
        foreach (var (key, content) in new[]
        {
            ("zarr.json", """{"zarr_format": 3, "node_type": "group"}"""),
            ("data/zarr.json", Hand.Array3(
                ("shape", "[2, 4, 4]"), ("chunk_grid", Regular("1, 4, 4")), ("dimension_names", """["time", "y", "x"]"""))),
            ("time/zarr.json", Hand.Array3(("shape", "[2]"), ("chunk_grid", Regular("2")), ("codecs", Shards))),
        })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder["s.zarr/" + key])!);
            await File.WriteAllTextAsync(folder["s.zarr/" + key], content, TestContext.Current.CancellationToken);
        }
        var schema = new ArraySchema(new(4, 4, Affine.Identity, null), 1, DType.Int16);
        var sink = ZarrSink.Create(folder["s.zarr"], schema, Append with { BandCoordinates = [3] });
        var error = await Assert.ThrowsAsync<ArgumentException>(() => Written.Write(sink, schema, Written.Cells(schema)));
        Assert.Contains("'time' lies in shards", error.Message);
        await using var source = await Stores.Open(folder["s.zarr"]);
        Assert.Equal(2, source.Schema.Bands);
    }

    [Fact]
    public async Task A_region_is_found_by_its_grid_and_touches_nothing_beside_it()
    {
        using var folder = new ScratchFolder();
        var schema = Stores.Schema(100, 80, 1, DType.Float32) with { IsPlane = true, NoData = -5 };
        var cells = Written.Cells(schema);
        await Written.Write(ZarrSink.Create(folder["a.zarr"], schema, new() { Chunks = new(1, 32, 16) }), schema, cells);
        var part = schema with { Grid = schema.Grid.Crop(64, 16, 36, 32) };
        var other = Written.Cells(part, 9);
        other.Cells<float>()[5] = float.NaN;
        await Written.Write(ZarrSink.Create(folder["a.zarr"], part, Region), part, other);
        other.Cells<float>()[5] = -5;
        for (var row = 0; row < 36; row++) other.Plane<float>().Row(row).CopyTo(cells.Plane<float>().Row(64 + row)[16..]);
        await using var source = await Stores.Open(folder["a.zarr"]);
        await Stores.Equal(cells, source);
    }

    [Theory]
    [InlineData(10, 16, 20, 16, "rows 0..32")]
    [InlineData(32, 8, 32, 16, "columns 0..32")]
    [InlineData(64, 0, 30, 16, "rows 64..96")]
    public async Task A_region_that_cuts_chunks_is_refused_with_one_that_does_not(int row, int column, int rows, int columns, string advice)
    {
        using var folder = new ScratchFolder();
        var schema = Stores.Schema(100, 80, 1, DType.Float32);
        await Written.Write(ZarrSink.Create(folder["a.zarr"], schema, new() { Chunks = new(1, 32, 16) }), schema, Written.Cells(schema));
        var part = schema with { Grid = schema.Grid.Crop(row, column, rows, columns) };
        Assert.Contains(advice, Assert.Throws<ArgumentException>(() => ZarrSink.Create(folder["a.zarr"], part, Region)).Message);
        Assert.Throws<GridException>(
            () => ZarrSink.Create(folder["a.zarr"], part, Region with { Region = new(0, 32, 0, 1, rows, columns) }));
        Assert.Throws<ArgumentException>(() => ZarrSink.Create(folder["a.zarr"], part with { Type = DType.Int16 }, Region));
        Assert.Equal([folder["a.zarr"]], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task An_append_that_would_cut_a_chunk_is_refused_with_advice()
    {
        using var folder = new ScratchFolder();
        var schema = Stores.Schema(10, 10, 3, DType.Int16);
        await Written.Write(ZarrSink.Create(folder["a.zarr"], schema, new() { Chunks = new(2, 10, 10) }), schema, Written.Cells(schema));
        Assert.Contains("Chunks of 1 bands",
            Assert.Throws<ArgumentException>(() => ZarrSink.Create(folder["a.zarr"], schema, Append)).Message);
        var plane = schema with { Bands = 1, IsPlane = true };
        await Written.Write(ZarrSink.Create(folder["b.zarr"], plane, new()), plane, Written.Cells(plane));
        Assert.Contains("BandAxis", Assert.Throws<ArgumentException>(() => ZarrSink.Create(folder["b.zarr"], plane, Append)).Message);
        Assert.Throws<FileNotFoundException>(() => ZarrSink.Create(folder["c.zarr"], plane, Append));
    }

    [Fact]
    public async Task Several_writers_change_parts_of_one_store_at_once()
    {
        using var folder = new ScratchFolder();
        var schema = Stores.Schema(64, 32, 1, DType.Int32);
        var cells = Written.Cells(schema, 4);
        await Written.Write(ZarrSink.Create(folder["a.zarr"], schema, new() { Chunks = new(1, 8, 8) }), schema, Written.Cells(schema));
        await Parallel.ForAsync(0, 8, async (part, _) =>
        {
            var window = schema.Whole with { Row = 8 * part, Rows = 8 };
            var some = schema with { Grid = schema.Grid.Crop(8 * part, 0, 8, 32) };
            var chunk = new Chunk(some.Whole, DType.Int32, Written.Cut(cells, window).Bytes.ToArray());
            await Written.Write(ZarrSink.Create(folder["a.zarr"], some, new() { Mode = ZarrMode.Region }), some, chunk);
        });
        await using var source = await Stores.Open(folder["a.zarr"]);
        await Stores.Equal(cells, source);
        await using var store = new FileStore(folder["a.zarr"]);
        Assert.True((await ZarrVerify.RunAsync(store, default)).IsWhole);
        Assert.Equal([folder["a.zarr"]], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task A_store_that_was_lengthened_meanwhile_is_not_lengthened_by_old_metadata()
    {
        using var folder = new ScratchFolder();
        var schema = Stores.Schema(8, 8, 1, DType.UInt8);
        await Written.Write(ZarrSink.Create(folder["a.zarr"], schema, new() { BandAxis = true }), schema, Written.Cells(schema));
        var slow = ZarrSink.Create(folder["a.zarr"], schema, Append);
        await Written.Write(ZarrSink.Create(folder["a.zarr"], schema, Append), schema, Written.Cells(schema, 2));
        var error = await Assert.ThrowsAsync<IOException>(() => Written.Write(slow, schema, Written.Cells(schema, 3)));
        Assert.Contains("was changed while this write was under way: it was 1x8x8 and is 2x8x8", error.Message);
    }

    [Fact]
    public async Task Statistics_are_those_of_all_cells_after_every_write()
    {
        using var folder = new ScratchFolder();
        var schema = Stores.Schema(40, 30, 1, DType.Float32) with { NoData = -9 };
        Chunk one = Written.Cells(schema, 5), two = Written.Cells(schema, 6);
        foreach (var chunk in new[] { one, two })
            foreach (ref var cell in chunk.Cells<float>()) cell = float.IsFinite(cell) && Math.Abs(cell) < 1e6 ? cell : float.NaN;
        await Written.Write(ZarrSink.Create(folder["a.zarr"], schema,
            new() { BandAxis = true, Chunks = new(1, 16, 16), Overviews = OverviewResampling.Average }), schema, one);
        Check([.. one.Cells<float>()]);
        await Written.Write(ZarrSink.Create(folder["a.zarr"], schema, Append), schema, two);
        Check([.. one.Cells<float>(), .. two.Cells<float>()]);

        void Check(float[] cells)
        {
            var attributes = JsonNode.Parse(
                File.ReadAllText(folder["a.zarr/zarr.json"]))!["consolidated_metadata"]!["metadata"]!["data"]!["attributes"]!;
            var valid = cells.Where(cell => !float.IsNaN(cell)).Select(cell => (double)cell).ToArray();
            var mean = valid.Average();
            Assert.Equal(valid.Min(), (double)attributes["STATISTICS_MINIMUM"]!);
            Assert.Equal(valid.Max(), (double)attributes["STATISTICS_MAXIMUM"]!);
            Assert.Equal(mean, (double)attributes["STATISTICS_MEAN"]!, 1e-9);
            Assert.Equal(Math.Sqrt(valid.Average(x => (x - mean) * (x - mean))), (double)attributes["STATISTICS_STDDEV"]!, 1e-9);
            Assert.Equal(100.0 * valid.Length / cells.Length, (double)attributes["STATISTICS_VALID_PERCENT"]!, 1e-12);
        }
    }
}
