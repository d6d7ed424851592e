using NetTopologySuite.Geometries;
using Xunit;

namespace Pyramids.Tests.Zonal;

public class ZonalTests
{
    private static readonly Statistic[] All = ["count", "sum", "mean", "std", "min", "max", "nodata"];

    [Fact]
    public void Any_chunks_and_threads_and_an_array_in_memory_give_the_same_bits()
    {
        var random = new Random(1);
        var cells = Enumerable.Range(0, 2 * 700 * 900).Select(_ => random.Next(9) == 0 ? float.NaN : random.NextSingle() * 50).ToArray();
        var array = NDArray.From(new GridSpec(700, 900, Affine.NorthUp(0, 700, 1, 1)), cells);
        var zones = new FeatureCollection(Enumerable.Range(0, 25)
            .Select(_ => (Geometry?)Shapes.Star(random, 900 * random.NextDouble(), 700 * random.NextDouble(), 300, 50, true)));
        foreach (var method in Enum.GetValues<ZonalMethod>())
        {
            var options = new ZonalOptions { Method = method };
            var expected = Values(array.ZonalStats(zones, options, All));
            foreach (var threads in new[] { 1, 2, 8 })
                foreach (var chunks in new Pyramids.Chunks[] { 64, 301, Pyramids.Chunks.Whole })
                {
                    using var scope = Engine.Configure(threads: threads);
                    Assert.Equal(expected, Values(array.ToLazy(chunks).ZonalStats(zones, options, All)));
                }
        }
    }

    [Fact]
    public void Operations_stream_into_statistics()
    {
        var array = NDArray.From(new GridSpec(2, 2, Affine.NorthUp(0, 2, 1, 1)), [1f, 2, 3, float.NaN]);
        var zones = Raster.Zones("POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0))");
        Assert.Equal([3L, 60.0, 1L], Values((array.ToLazy() * 10).ZonalStats(zones, "count", "sum", "nodata")));
    }

    [Fact]
    public void The_nodata_value_of_integers_is_missing()
    {
        var array = NDArray.From(new GridSpec(2, 2, Affine.NorthUp(0, 2, 1, 1)), new short[] { 1, 2, 3, 4 }, noData: 4);
        Assert.Equal([3L, 6.0, 1L],
            Values(array.ZonalStats(Raster.Zones("POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0))"), "count", "sum", "nodata")));
    }

    [Fact]
    public void Bands_are_picked_by_position()
    {
        var array = NDArray.From(new GridSpec(1, 1, Affine.Identity), [1f, 2f, 3f]).ToLazy();
        var zones = Raster.Zones("POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))");
        Assert.Equal([3.0], Values(array.ZonalStats(zones, new ZonalOptions { Bands = [2] }, "mean")));
        var both = array.ZonalStats(zones, new ZonalOptions { Bands = [2, 0] }, "mean");
        Assert.Equal([3.0, 1.0], Values(both));
        Assert.Equal(["band3_mean", "band1_mean"], both.Columns.Select(c => c.Name));
        Assert.Equal(["c_mean", "band1_mean"],
            array.WithBandNames("", "b", "c").ZonalStats(zones, new ZonalOptions { Bands = [2, 0] }, "mean").Columns.Select(c => c.Name));
        Assert.Contains("Band 2 (from 0) is asked for twice",
            Assert.Throws<ArgumentException>(() => array.ZonalStats(zones, new ZonalOptions { Bands = [2, 2] }, "mean")).Message);
        Assert.ThrowsAny<ArgumentException>(() => array.ZonalStats(zones, new ZonalOptions { Bands = [3] }, "mean"));
    }

    [Fact]
    public void Zones_beyond_the_raster_give_rows_and_a_note_and_read_nothing()
    {
        var array = NDArray.From(new GridSpec(1, 1, Affine.Identity), [1f]).ToLazy();
        var table = array.ZonalStats(Raster.Zones("POLYGON ((10 10, 11 10, 11 11, 10 10))"), "count", "mean");
        Assert.Equal([0L, null], Values(table));
        Assert.Contains("1 of 1 zones hold no cell of the raster.", table.Notes);
    }

    private static List<object?> Values(ZonalTable table)
        => [.. Enumerable.Range(0, (int)table.Rows.Count).SelectMany(r => table.Columns.Select(c => c[r]))];
}
