using Xunit;
using NetTopologySuite.Features;
using NetTopologySuite.Geometries;
using static Pyramids.Tests.Zonal.Raster;

namespace Pyramids.Tests.Zonal;

public class ZonalRunTests
{
    private static readonly Statistic[] All = ["count", "sum", "mean", "std", "var", "min", "max", "range", "nodata"];

    [Fact]
    public async Task Statistics_of_a_printed_grid_are_those_by_hand()
    {
        var table = await Printed("""
            1 2 3 4
            5 . 7 8
            9 9 9 9
            """).ZonalStats(Zones("POLYGON ((0 1, 2 1, 2 3, 0 3, 0 1))", "POLYGON ((2 1, 4 1, 4 3, 2 3, 2 1))"), All);
        Assert.Equal(["count", "sum", "mean", "std", "var", "min", "max", "range", "nodata"], table.Columns.Select(c => c.Name));
        Assert.Equal([3L, 8.0, 8.0 / 3, Math.Sqrt(26.0 / 9), 26.0 / 9, 1.0, 5.0, 4.0, 1L], Row(table, 0));
        Assert.Equal([4L, 22.0, 5.5, Math.Sqrt(17.0 / 4), 17.0 / 4, 3.0, 8.0, 5.0, 0L], Row(table, 1));
    }

    [Fact]
    public async Task A_zone_without_cells_keeps_its_row_with_count_and_sum_0_and_the_rest_null()
    {
        var zones = Zones("POLYGON ((10 10, 12 10, 12 12, 10 12, 10 10))", "POLYGON ((0 0, 2 0, 2 1, 0 1, 0 0))", "POLYGON EMPTY");
        var table = await Printed("1 2").ZonalStats(zones, ["count", "sum", "mean", "min", "std"]);
        Assert.Equal([0L, 0.0, null, null, null], Row(table, 0));
        Assert.Equal([2L, 3.0, 1.5, 1.0, 0.5], Row(table, 1));
        Assert.Equal([0L, 0.0, null, null, null], Row(table, 2));
        Assert.Equal(2, table.EmptyZones);
        Assert.Contains("2 of 3 zones hold no cell of the raster.", table.Notes);
    }

    [Fact]
    public async Task A_zone_of_missing_cells_has_a_count_of_0_and_tells_how_many_are_missing()
    {
        var table = await Printed(". . .").ZonalStats(Zones("POLYGON ((0 0, 2 0, 2 1, 0 1, 0 0))"), ["count", "mean", "nodata"]);
        Assert.Equal([0L, null, 2L], Row(table, 0));
        Assert.Equal(0, table.EmptyZones);
    }

    [Fact]
    public async Task Overlapping_zones_count_their_cells_each_and_do_not_know_of_each_other()
    {
        var random = new Random(1);
        var raster = Noise(300, 700, random);
        var stars = Enumerable.Range(0, 30)
            .Select(_ => (Geometry?)Shapes.Star(random, 700 * random.NextDouble(), 300 * random.NextDouble(), 150, 40)).ToArray();
        var together = await raster.ZonalStats(new(stars), All);
        for (var i = 0; i < stars.Length; i++)
        {
            var alone = await raster.ZonalStats(new([stars[i]]), All);
            Assert.Equal(Row(alone, 0), Row(together, i));
        }
    }

    [Fact]
    public async Task The_parts_of_a_partition_add_up_to_the_whole()
    {
        var random = new Random(2);
        var cells = Enumerable.Range(0, 520 * 1100).Select(_ => random.Next(-1000, 1000)).ToArray();
        var raster = new Raster<int>(new(520, 1100, Affine.Identity), cells);
        var seed = Enumerable.Range(0, 60).Select(_ => new Coordinate(random.NextDouble() * 1100, random.NextDouble() * 520)).ToArray();
        var voronoi = new NetTopologySuite.Triangulate.VoronoiDiagramBuilder { ClipEnvelope = new(-10, 1110, -10, 530) };
        voronoi.SetSites(seed);
        var parts = voronoi.GetDiagram(new());
        var table = await raster.ZonalStats(new(Enumerable.Range(0, parts.NumGeometries).Select(i => (Geometry?)parts.GetGeometryN(i))),
            ["count", "sum"]);
        Assert.Equal(cells.LongLength, table["count"].Cast<long>().Sum());
        Assert.Equal(cells.Sum(c => (long)c), table["sum"].Cast<double>().Sum());
    }

    [Fact]
    public async Task Chunks_threads_and_order_change_no_bit()
    {
        var random = new Random(3);
        var raster = Noise(700, 1700, random, bands: 2);
        var stars = new FeatureCollection(Enumerable.Range(0, 80).Select(i =>
            (Geometry?)Shapes.Star(random, 1700 * random.NextDouble(), 700 * random.NextDouble(), i % 5 == 0 ? 900 : 90, 60, i % 4 == 0)));
        foreach (var method in new[] { ZonalMethod.Center, ZonalMethod.AllTouched })
        {
            var options = new ZonalOptions { Method = method };
            var expected = Rows(await raster.ZonalStats(stars, All, options));
            foreach (var (rows, columns, threads, seed, together) in new[] { (256, 512, 1, 1, false), (256, 512, 8, 2, true),
                (512, 1024, 2, 3, false), (256, 1 << 20, 8, 4, true), (1 << 20, 512, 2, 5, false) })
                Assert.Equal(expected, Rows(await raster.ZonalStats(stars, All, options, rows, columns, threads, seed, together)));
        }
    }

    [Fact]
    public async Task Values_agree_with_a_plain_loop_over_cells()
    {
        var random = new Random(4);
        var raster = Noise(100, 600, random);
        for (var i = 0; i < 6; i++)
        {
            var star = Shapes.Star(random, 600 * random.NextDouble(), 100 * random.NextDouble(), 90, 50, i % 2 == 0);
            var row = Row(await raster.ZonalStats(new([star]), ["count", "mean", "std", "min", "max", "nodata"]), 0);
            var cells = Enumerable.Range(0, 100 * 600).Where(at => Shapes.Contains(star, at % 600 + 0.5, at / 600 + 0.5))
                .Select(at => (double)raster.Cells[at]).ToArray();
            var valid = cells.Where(v => !double.IsNaN(v)).ToArray();
            Assert.Equal(valid.LongLength, row[0]);
            Assert.Equal(valid.Average(), (double)row[1]!, 10);
            Assert.Equal(Math.Sqrt(valid.Average(v => (v - valid.Average()) * (v - valid.Average()))), (double)row[2]!, 8);
            Assert.Equal((valid.Min(), valid.Max()), ((double)row[3]!, (double)row[4]!));
            Assert.Equal(cells.LongLength - valid.LongLength, row[5]);
        }
    }

    [Fact]
    public void Chunks_under_no_zone_are_not_wanted()
    {
        var schema = new ArraySchema(new(2048, 4096, Affine.Identity), 1, DType.Float32);
        var sink = new ZonalRun(schema, Zones("POLYGON ((600 300, 700 300, 700 900, 600 900, 600 300))"), ["mean"], new()).Sink;
        Assert.False(sink.Wants(new(0, 0, 256, 512)));
        Assert.False(sink.Wants(new(256, 0, 256, 512)));
        Assert.True(sink.Wants(new(256, 512, 256, 512)));
        Assert.True(sink.Wants(new(0, 0, 512, 1024)));
        Assert.True(sink.Wants(new(768, 512, 256, 512)));
        Assert.False(sink.Wants(new(1024, 512, 1024, 3584)));
    }

    [Fact]
    public async Task Properties_come_first_and_keep_their_order_and_kind()
    {
        var square = new GeometryFactory().ToGeometry(new Envelope(0, 1, 0, 1));
        var zones = new FeatureCollection(
        [
            new Feature(square, new AttributesTable { { "name", "a" }, { "id", 7L }, { "mean", 1.5 }, { "big", true } }),
            new Feature(square, new AttributesTable { { "name", null }, { "id", 8L }, { "mean", 2L }, { "late", "x" } }),
        ]);
        var table = await Printed("3").ZonalStats(zones, ["mean"]);
        Assert.Equal(["name", "id", "zone_mean", "big", "late", "mean"], table.Columns.Select(c => c.Name));
        Assert.Equal(["a", 7L, 1.5, true, null, 3.0], Row(table, 0));
        Assert.Equal([null, 8L, 2.0, null, "x", 3.0], Row(table, 1));
        Assert.Equal(["mean"], (await Printed("3").ZonalStats(zones, ["mean"], new() { Properties = false })).Columns.Select(c => c.Name));
    }

    [Fact]
    public async Task Bands_have_columns_of_their_own()
    {
        var raster = new Raster<short>(new(1, 2, Affine.Identity), [1, 2, 30, 40], bands: 2);
        var table = await raster.ZonalStats(Zones("POLYGON ((0 0, 2 0, 2 1, 0 1, 0 0))"), ["mean", "max"]);
        Assert.Equal(["band1_mean", "band1_max", "band2_mean", "band2_max"], table.Columns.Select(c => c.Name));
        Assert.Equal([1.5, 2.0, 35.0, 40.0], Row(table, 0));
    }

    [Fact]
    public void Another_CRS_is_an_error_that_names_both()
    {
        var schema = new ArraySchema(new(1, 1, Affine.Identity, Crs.FromEpsg(32633)), 1, DType.Float32);
        var zones = Zones("POLYGON ((0 0, 1 0, 1 1, 0 0))");
        var error = Assert.Throws<CrsException>(() => new ZonalRun(schema, zones.WithCrs(Crs.FromEpsg(4326)), ["mean"], new()));
        Assert.Contains("EPSG:4326", error.Message);
        Assert.Contains("EPSG:32633", error.Message);
        _ = new ZonalRun(schema, zones.WithCrs(Crs.FromEpsg(32633)), ["mean"], new());
        _ = new ZonalRun(schema, zones, ["mean"], new());
    }

    [Fact]
    public void Unknown_and_repeated_statistics_are_argument_errors()
    {
        var unknown = Assert.Throws<ArgumentException>(() => (Statistic)"avg");
        Assert.Contains("'avg' is no statistic; known are count, sum, mean", unknown.Message);
        var schema = new ArraySchema(new(1, 1, Affine.Identity), 1, DType.Float32);
        var twice = Assert.Throws<ArgumentException>(
            () => new ZonalRun(schema, Zones("POLYGON ((0 0, 1 0, 1 1, 0 0))"), ["mean", "max", "Mean"], new()));
        Assert.Contains("'mean' is asked for twice", twice.Message);
    }

    [Fact]
    public void Zones_that_are_no_polygons_are_argument_errors()
    {
        var schema = new ArraySchema(new(1, 1, Affine.Identity), 1, DType.Float32);
        Assert.Contains("LineString", Assert.Throws<ArgumentException>(
            () => new ZonalRun(schema, Zones("POLYGON ((0 0, 1 0, 1 1, 0 0))", "LINESTRING (0 0, 1 1)"), ["mean"], new())).Message);
        Assert.Contains("hold no polygon",
            Assert.Throws<ArgumentException>(() => new ZonalRun(schema, Zones("POLYGON EMPTY"), ["mean"], new())).Message);
    }

    private static Raster<float> Noise(int rows, int columns, Random random, int bands = 1)
        => new(new(rows, columns, Affine.Identity), [.. Enumerable.Range(0, rows * columns * bands)
            .Select(_ => random.Next(20) == 0 ? float.NaN : 1000 + random.NextSingle() * 100)], bands);

    private static object?[] Row(ZonalTable table, int row) => [.. table.Columns.Select(c => c[row])];

    private static List<object?> Rows(ZonalTable table) => [.. Enumerable.Range(0, (int)table.Rows.Count).SelectMany(r => Row(table, r))];
}
