using System.Runtime.CompilerServices;
using NetTopologySuite.Features;
using NetTopologySuite.Geometries;

namespace Pyramids.Tests.Zonal;

/// <summary>Zones that come one by one are let go, and lie in a temporary file when memory has no room for their corners.</summary>
public sealed class ZoneStreamTests
{
    private static readonly GridSpec Grid = new(1024, 1024, Affine.NorthUp(0, 1024, 1, 1));

    private static readonly Statistic[] Statistics = ["count", "sum", "mean", "std", "min", "max", "nodata", "outside"];

    [Theory]
    [InlineData(ZonalMethod.Center)]
    [InlineData(ZonalMethod.AllTouched)]
    [InlineData(ZonalMethod.Fractional)]
    public async Task Zones_that_memory_has_no_room_for_have_the_same_statistics(ZonalMethod method)
    {
        var array = Cells();
        var options = new ZonalOptions { Method = method };
        var all = new FeatureCollection(Features(20_000, 17));
        var expected = await array.ZonalStatsAsync(all, Statistics, options, cancellation: TestContext.Current.CancellationToken);
        using var little = Engine.Configure(new EngineOptions { MemoryBytes = 24 << 20, Threads = 2 });
        using (var index = ZoneIndex.Build(Grid, all.Select(f => f.Geometry), method))
            Assert.True(index.SpilledBytes > 1 << 20, $"only {index.SpilledBytes} bytes were spilled");
        var streamed = await array.ZonalStatsAsync(Come(Features(20_000, 17)), null, Statistics, options,
            cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(Text(expected), Text(streamed));
    }

    [Fact]
    public void What_is_held_does_not_grow_with_the_corners_of_zones()
    {
        using var little = Engine.Configure(new EngineOptions { MemoryBytes = 8 << 20 });
        long Held(int zones, int corners)
        {
            using var index = ZoneIndex.Build(Grid, Features(zones, corners).Select(f => f.Geometry), ZonalMethod.Center);
            return index.HeldBytes - 4L * zones;
        }

        Assert.InRange(Held(8_000, 33), 1, 2 << 20);
        Assert.InRange(Held(24_000, 33), 1, 2 << 20);
        Assert.InRange(Held(8, 50_001), 1, 2 << 20);
    }

    [Fact]
    public void A_zone_is_let_go_once_it_was_taken_in()
    {
        using var run = new ZonalRun(new(Grid, 1, DType.Float32) { IsPlane = true }, null, false, Statistics, new());
        var first = AddAll(run);
        run.Begin();
        GC.Collect();
        Assert.False(first.TryGetTarget(out _), "The first of 5,000 zones is still held.");
        Assert.Equal(5000, run.Sink.Zones);
    }

    [Fact]
    public async Task An_error_among_many_zones_tells_the_zone()
    {
        var features = Features(5000, 9).ToList();
        features[4321] = new Feature(new LineString([new(0, 0), new(5, 5)]), null);
        var error = await Assert.ThrowsAsync<ArgumentException>(() => Cells().ZonalStatsAsync(Come(features), null, ["mean"],
            cancellation: TestContext.Current.CancellationToken));
        Assert.Contains("A zone is a LineString", error.Message);
        Assert.Contains("(zone 4321, counted from 0)", error.Message);
    }

    [Fact]
    public void Properties_that_only_some_zones_have_are_null_elsewhere_and_change_kind_as_values_do()
    {
        var shape = new Polygon(new([new(0, 0), new(9, 0), new(9, 9), new(0, 0)]));
        Feature With(params (string, object?)[] values)
            => new(shape, new AttributesTable(values.Select(v => new KeyValuePair<string, object>(v.Item1, v.Item2!))));
        var table = Cells().ZonalStats(new FeatureCollection([
            With(("whole", 1), ("number", 7L), ("text", 5L), ("count", true)),
            With(("whole", null), ("number", 0.5f), ("text", 2.5)),
            With(("whole", 3L), ("late", false), ("text", "x"), ("price", 1.5m)),
            With(("price", 2))]), "count");
        Assert.Equal(["whole", "number", "text", "zone_count", "late", "price", "count"], table.Columns.Select(c => c.Name));
        Assert.Equal([1L, null, 3L, null], table["whole"].Cast<object?>());
        Assert.Equal([7.0, 0.5, null, null], table["number"].Cast<object?>());
        Assert.Equal(["5", "2.5", "x", null], table["text"].Cast<object?>());
        Assert.Equal([true, null, null, null], table["zone_count"].Cast<object?>());
        Assert.Equal([null, null, false, null], table["late"].Cast<object?>());
        Assert.Equal([null, null, 1.5, 2.0], table["price"].Cast<object?>());
    }

    [Fact]
    public void Dates_and_bytes_are_text_that_reads_the_same_everywhere()
    {
        var shape = new Polygon(new([new(0, 0), new(9, 0), new(9, 9), new(0, 0)]));
        var row = Cells().ZonalStats(new FeatureCollection([new Feature(shape, new AttributesTable { { "day", new DateTime(2024, 2, 1) },
            { "time", new DateTime(2024, 2, 1, 13, 5, 0, DateTimeKind.Utc) },
            { "zoned", new DateTimeOffset(2024, 2, 1, 13, 5, 0, TimeSpan.FromHours(2)) },
            { "bytes", new byte[] { 1, 255 } }, { "large", ulong.MaxValue } })]), "count").Rows[0];
        Assert.Equal(["2024-02-01", "2024-02-01T13:05:00Z", "2024-02-01T13:05:00+02:00", "01FF", "18446744073709551615"], row.Take(5));
    }

    [Fact]
    public async Task What_is_null_or_no_number_of_bytes_is_an_argument_error()
    {
        Assert.Contains("Feature 1 is null",
            Assert.Throws<ArgumentException>(() => new FeatureCollection([new Feature(null, null), null!])).Message);
        var error = await Assert.ThrowsAsync<ArgumentException>(
            () => Cells().ZonalStatsAsync(Come([.. Features(2, 5), null!]), null, ["mean"],
                cancellation: TestContext.Current.CancellationToken));
        Assert.Contains("Zone 2 is null", error.Message);
        Assert.Throws<ArgumentNullException>(() => Cells().ZonalStats(new FeatureCollection(Features(2, 5)), (Statistic[])null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ZonalOptions { ValueBytes = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ZonalOptions { Method = (ZonalMethod)9 });
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference<Geometry> AddAll(ZonalRun run)
    {
        WeakReference<Geometry>? first = null;
        foreach (var feature in Features(5000, 9))
        {
            first ??= new(feature.Geometry);
            run.Add(feature);
        }
        return first!;
    }

    private static LazyArray Cells()
    {
        var cells = new float[Grid.Rows * Grid.Columns];
        for (var i = 0; i < cells.Length; i++) cells[i] = i % 97 == 0 ? float.NaN : i % 1013 * 0.25f;
        return NDArray.From(Grid, cells).ToLazy();
    }

    // Stars of a few cells, some of them beyond the raster.
    private static IEnumerable<IFeature> Features(int count, int corners)
    {
        var random = new Random(7);
        for (var zone = 0; zone < count; zone++)
        {
            double x = random.NextDouble() * 1040 - 8, y = random.NextDouble() * 1040 - 8;
            var ring = new Coordinate[corners];
            for (var i = 0; i + 1 < corners; i++)
            {
                var (sin, cos) = Math.SinCos(2 * Math.PI * i / (corners - 1));
                var radius = 1 + 4 * random.NextDouble();
                ring[i] = new(x + radius * cos, y + radius * sin);
            }
            ring[^1] = ring[0];
            yield return new Feature(new Polygon(new(ring)), new AttributesTable { { "id", zone } });
        }
    }

    private static async IAsyncEnumerable<IFeature> Come(IEnumerable<IFeature> features)
    {
        foreach (var feature in features) yield return feature;
        await Task.CompletedTask;
    }

    private static string Text(ZonalTable table)
    {
        using var writer = new StringWriter();
        CsvWriter.Write(table, writer);
        return writer.ToString();
    }
}
