using NetTopologySuite.Geometries;
using Xunit;
using static Pyramids.Tests.Zonal.Raster;

namespace Pyramids.Tests.Zonal;

public class ZonalColumnsTests
{
    private static readonly Statistic[] Every =
    [
        "count", "sum", "mean", "std", "var", "min", "max", "range", "nodata", "outside", "median", "quantile(0.9)", "majority",
        "minority", "variety",
        "fraction", "histogram(0,10,20)", "weighted_mean", "weighted_sum", Statistic.Define<Last>("last"),
    ];

    [Fact]
    public async Task Values_and_classes_of_a_printed_grid_are_those_by_hand()
    {
        var table = await Printed("""
            1 2 2 3
            . 5 5 5
            """).ZonalStats(Zones("POLYGON ((0 0, 4 0, 4 2, 0 2, 0 0))", "POLYGON ((9 9, 10 9, 10 10, 9 9))"),
            ["median", "quantile(0.25)", "majority", "minority", "variety", "histogram(0,3,5)", "fraction"]);
        Assert.Equal(["median", "quantile(0.25)", "majority", "minority", "variety", "histogram[0,3)", "histogram[3,5]", "fraction_1",
            "fraction_2", "fraction_3", "fraction_5"],
            table.Columns.Select(c => c.Name));
        Assert.Equal([3.0, 2.0, 5.0, 1.0, 4L, 3L, 4L, 1.0 / 7, 2.0 / 7, 1.0 / 7, 3.0 / 7], table.Columns.Select(c => c[0]));
        Assert.Equal([null, null, null, null, null, 0L, 0L, null, null, null, null], table.Columns.Select(c => c[1]));
        Assert.Equal([0, 0], table.ValueErrors);
    }

    [Fact]
    public async Task Shares_weigh_every_statistic()
    {
        var table = await Printed("10 20 40").ZonalStats(Zones("POLYGON ((0.5 0, 2.25 0, 2.25 1, 0.5 1, 0.5 0))"),
            ["count", "sum", "mean", "median", "majority", "histogram(0,15,50)", "fraction"], new() { Method = ZonalMethod.Fractional });
        Assert.Equal([1.75, 35.0, 20.0, 20.0, 20.0, 0.5, 1.25, 0.5 / 1.75, 1 / 1.75, 0.25 / 1.75], table.Columns.Select(c => c[0]));
    }

    [Fact]
    public async Task The_outside_share_is_of_the_area()
    {
        var table = await Printed("1 2\n3 4").ZonalStats(Zones(
            "POLYGON ((1 1, 4 1, 4 3, 1 3, 1 1))", "POLYGON ((0 0, 1 0, 1 1, 0 0))", "POLYGON ((5 5, 6 5, 6 6, 5 5))",
            "POLYGON ((-1 -1, 3 3, 3 -1, -1 3, -1 -1))"), ["outside"]);
        Assert.Equal([1 - 1.0 / 6, 0, 1, 1 - 2.0 / 8], table["outside"].Cast<double>(), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public async Task A_zone_that_crosses_itself_is_counted_even_odd_and_reported()
    {
        var table = await Printed("1 1 1 1\n1 1 1 1\n1 1 1 1\n1 1 1 1").ZonalStats(Zones("POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))",
            "POLYGON ((0 0, 4 4, 4 0, 0 4, 0 0))"),
            ["count"], new() { Method = ZonalMethod.Fractional });
        Assert.Equal(8, (double)table["count"][1], 1e-9);
        Assert.Contains(table.Notes, n => n.StartsWith("1 of 2 zones are no valid polygons") && n.EndsWith("Zones, from 0: 1."));
    }

    [Fact]
    public void A_raster_weighs_cells()
    {
        var grid = new GridSpec(1, 4, Affine.Identity, Crs.FromEpsg(3857));
        var values = NDArray.From(grid, new byte[] { 1, 2, 3, 4 });
        var weights = NDArray.From(grid, [1f, 0.5f, 2f, float.NaN]);
        var table = values.ZonalStats(Zones("POLYGON ((0 0, 4 0, 4 1, 0 1, 0 0))"), new ZonalOptions { Weights = weights }, "count",
            "weighted_mean", "weighted_sum", "mean");
        Assert.Equal([4L, 8 / 3.5, 8.0, 2.5], table.Columns.Select(c => c[0]));
        var area = values.ZonalStats(Zones("POLYGON ((0 0, 2 0, 2 1, 0 1, 0 0))"), new ZonalOptions { Weights = ZonalWeights.CellArea },
            "weighted_sum");
        Assert.Equal(3.0, area["weighted_sum"][0]);
        var error = Assert.Throws<ArgumentException>(
            () => values.ZonalStats(Zones("POLYGON ((0 0, 2 0, 2 1, 0 1, 0 0))"), "weighted_mean"));
        Assert.Contains("'weighted_mean' needs weights", error.Message);
    }

    [Fact]
    public void Areas_of_all_cells_of_the_globe_add_up_to_the_ellipsoid()
    {
        var grid = new GridSpec(180, 360, Affine.NorthUp(-180, 90, 1, 1), Crs.FromEpsg(4326));
        var ones = NDArray.From(grid, Enumerable.Repeat((byte)1, 180 * 360).ToArray());
        var zones = Zones("POLYGON ((-180 -90, 180 -90, 180 90, -180 90, -180 -90))");
        foreach (var method in Enum.GetValues<ZonalMethod>())
        {
            var table = ones.ZonalStats(zones, new ZonalOptions { Weights = ZonalWeights.CellArea, Method = method }, "weighted_sum");
            Assert.Equal(1, (double)table["weighted_sum"][0] / 510_065_621_724_089, 1e-12);
        }
    }

    [Fact]
    public async Task A_statistic_of_ones_own_sees_cells_in_block_order()
    {
        var cells = Enumerable.Range(0, 600 * 1100).Select(i => (float)i).ToArray();
        var raster = new Raster<float>(new(600, 1100, Affine.Identity), cells);
        var zones = Zones("POLYGON ((0 0, 1100 0, 1100 600, 0 600, 0 0))");
        foreach (var (rows, columns, threads, seed) in new[] { (256, 512, 8, 1), (1 << 20, 1 << 20, 1, 2) })
        {
            var table = await raster.ZonalStats(zones, ["max", Statistic.Define<Last>("last")], null, rows, columns, threads, seed);
            Assert.Equal(table["max"][0], table["last"][0]);
        }
    }

    [Fact]
    public void Every_statistic_has_the_same_bits_for_any_chunks_and_threads()
    {
        var random = new Random(3);
        var grid = new GridSpec(600, 1300, Affine.NorthUp(10, 50, 0.01, 0.01), Crs.FromEpsg(4326));
        var values = NDArray.From(grid, Enumerable.Range(0, 2 * 600 * 1300)
            .Select(i => random.Next(15) == 0 ? float.NaN : i < 600 * 1300 ? random.Next(20) : random.Next(30)).ToArray());
        var weights = NDArray.From(grid, Enumerable.Range(0, 600 * 1300).Select(_ => random.NextDouble()).ToArray());
        var zones = new FeatureCollection(Enumerable.Range(0, 12).Select(
            _ => (Geometry?)Shapes.Star(random, 10 + 13 * random.NextDouble(), 50 - 6 * random.NextDouble(), 4, 40, true)), grid.Crs);
        foreach (var method in Enum.GetValues<ZonalMethod>())
        {
            List<object?>? expected = null;
            foreach (var (chunks, threads) in new (Pyramids.Chunks, int)[] { (Pyramids.Chunks.Whole, 1), (64, 8), (333, 2),
                (Pyramids.Chunks.Auto, 8) })
            {
                using var scope = Engine.Configure(threads: threads);
                var table = values.ToLazy(chunks).ZonalStats(zones, new ZonalOptions { Method = method, Weights = weights }, Every);
                List<object?> all = [.. table.Columns.SelectMany(c => Enumerable.Range(0, 12).Select(r => c[r]))];
                expected ??= all;
                Assert.Equal(expected, all);
            }
        }
    }

    [Fact]
    public async Task Values_that_do_not_fit_are_rounded_and_the_table_says_by_how_much()
    {
        var random = new Random(5);
        var raster = new Raster<double>(new(300, 300, Affine.Identity),
            [.. Enumerable.Range(0, 90_000).Select(_ => random.NextDouble() * 1000)]);
        var zones = Zones("POLYGON ((0 0, 300 0, 300 300, 0 300, 0 0))", "POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0))");
        Statistic[] statistics = ["median", "variety", "count"];
        var exact = await raster.ZonalStats(zones, statistics);
        var rounded = await raster.ZonalStats(zones, statistics, new() { ValueBytes = 24_000 });
        Assert.Equal([0, 0], exact.ValueErrors);
        Assert.Equal(90_000L, exact["variety"][0]);
        Assert.Equal(0, rounded.ValueErrors[1]);
        Assert.InRange(rounded.ValueErrors[0], 1e-9, 50);
        Assert.InRange(Math.Abs((double)rounded["median"][0] - (double)exact["median"][0]), 0, rounded.ValueErrors[0]);
        Assert.Null(rounded["variety"][0]);
        Assert.Equal(exact["median"][1], rounded["median"][1]);
        Assert.Contains(rounded.Notes, n => n.StartsWith("1 of 2 zones have more different values than memory holds"));
    }

    [Fact]
    public async Task Columns_have_the_unit_that_the_raster_states()
    {
        var raster = Raster.Printed("1 2\n3 4");
        var schema = raster.Schema with
            { Meaning = new() { Items = [new(null, "UNITTYPE", "unittype", "ft"), new(0, "UNITTYPE", "unittype", "m")] } };
        using var run = new ZonalRun(schema, Zones("POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0))"),
            ["count", "mean", "var", "quantile(0.9)", "variety", "sum"], new());
        await raster.FeedAsync(run.Sink);
        var units = run.ToTable().Units;
        Assert.Equal("mean m, quantile(0.9) m, sum m, var (m)²",
            string.Join(", ", units.OrderBy(u => u.Key).Select(u => $"{u.Key} {u.Value}")));
        using var bare = new ZonalRun(raster.Schema, Zones("POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0))"), ["mean"], new());
        await raster.FeedAsync(bare.Sink);
        Assert.Empty(bare.ToTable().Units);
    }

    [Fact]
    public void Bands_of_one_name_or_none_are_told_apart_by_their_number()
    {
        var values = NDArray.From(new GridSpec(1, 1, Affine.Identity), [1f, 2, 3, 4]).ToLazy();
        string[] Names(params string[] bands)
            => [.. values.WithBandNames(bands).ZonalStats(Zones("POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))"), "max").Columns.Select(c => c.Name)];
        Assert.Equal(["a_max", "elev_band2_max", "elev_band3_max", "band4_max"], Names("a", "elev", "elev", ""));
        Assert.Equal(["band1_max", "band2_max", "band3_max", "band4_max"], Names("x", "x", "x_band1", "y"));
    }

    [Fact]
    public void Weights_that_no_statistic_uses_are_noted()
    {
        var grid = new GridSpec(1, 1, Affine.Identity, Crs.FromEpsg(3857));
        var (values, zones) = (NDArray.From(grid, [1f]), Zones("POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))").WithCrs(grid.Crs));
        var options = new ZonalOptions { Weights = ZonalWeights.CellArea };
        Assert.Contains("No statistic uses the weights", Assert.Single(values.ZonalStats(zones, options, "mean").Notes));
        Assert.Empty(values.ZonalStats(zones, options, "mean", "weighted_sum").Notes);
    }

    [Fact]
    public async Task Fractions_of_too_many_values_are_refused()
    {
        var raster = new Raster<float>(new(100, 100, Affine.Identity), [.. Enumerable.Range(0, 10_000).Select(i => (float)i)]);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => raster.ZonalStats(Zones("POLYGON ((0 0, 100 0, 100 100, 0 100, 0 0))"), ["fraction"]));
        Assert.Contains("more than 4096 different values", error.Message);
    }

    /// <summary>The cell that comes last: depends on the order of merges.</summary>
    private struct Last : IZonalAccumulator<Last>
    {
        private double? last;

        public readonly double? Result => last;

        public void Add(double value, double share) => last = value;

        public void Merge(Last later) => last = later.last ?? last;
    }
}
