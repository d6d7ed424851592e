using Microsoft.Data.Analysis;
using NetTopologySuite.Features;
using NetTopologySuite.Geometries;

namespace Pyramids.Interactive.Tests.Display;

/// <summary>Things to show.</summary>
internal static class Given
{
    /// <summary>What a hostile file may put into its strings.</summary>
    public const string Hostile = "<script>alert('x')</script>\"'&><img src=http://evil.example/x onerror=alert(1)>\u202Etxt.\0\u0007 ]]>";

    public static GridSpec Utm(int rows, int columns, double cell = 90)
        => new(rows, columns, Affine.NorthUp(288776, 9120761, cell, cell), Crs.FromEpsg(31985));

    public static GridSpec Degrees(int rows, int columns)
        => new(rows, columns, Affine.NorthUp(-84.41, 36.73, 1 / 1200.0, 1 / 1200.0), Crs.FromEpsg(4269));

    public static ArraySchema Plane(GridSpec grid, DType type = DType.Float32, params string[] bands)
        => new(grid, 1, type) { IsPlane = true, NoData = type.IsFloating() ? -9999 : null, BandNames = bands };

    /// <summary>Hills with a lake that has no value.</summary>
    public static PreviewData Hills(int rows = 220, int columns = 300, GridSpec? grid = null, string name = "hills", bool hole = true)
    {
        var cells = new float[rows * columns];
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++)
            {
                double x = column * 12.0 / columns, y = row * 12.0 / columns, height = 0, size = 420;
                for (var octave = 0; octave < 6; octave++)
                {
                    height += size * Math.Sin(x * 1.1 + 1.7 * octave + Math.Sin(y * 1.3 + octave))
                        * Math.Cos(y * .9 + octave * 2.1 + Math.Sin(x * .7));
                    (x, y, size) = (x * 1.9 + 3.1, y * 1.9 + 1.3, size * .46);
                }
                var (dx, dy) = ((column - columns * .7) / columns, (row - rows * .6) / columns);
                cells[row * columns + column] = hole && dx * dx + dy * dy * 2 < .006 ? float.NaN : (float)(800 + height);
            }
        grid ??= Utm(rows, columns);
        return new(cells, grid, Plane(grid, DType.Float32, "elevation"), name);
    }

    public static GraphView Terrain() => new(
    [
        new(0, "olinda.tif", "source", 6, 791_200) { ProjectedBytes = 262_144, Detail = "Float32" },
        new(1, "slope", "focal", 6, 791_200) { ProjectedBytes = 524_288, Stage = 1 },
        new(2, "slope > 30", "local", 6, 197_800) { ProjectedBytes = 65_536, Stage = 1 },
        new(3, "dem > 150", "local", 6, 197_800) { ProjectedBytes = 65_536, Stage = 1 },
        new(4, "&", "local", 6, 197_800) { ProjectedBytes = 65_536, Stage = 1 },
    ], [new(0, 1) { Chunks = 6, Halo = 1 }, new(1, 2) { Chunks = 6 }, new(0, 3) { Chunks = 6 }, new(2, 4) { Chunks = 6 },
        new(3, 4) { Chunks = 6 }]);

    /// <summary>A long chain of operations on several sources.</summary>
    public static GraphView Large(int operations)
    {
        string[] kinds = ["add", "multiply", "slope", "focal mean", "where"];
        var nodes = new List<GraphNode>();
        var edges = new List<GraphEdge>();
        for (var i = 0; i < operations; i++)
        {
            var source = i < 4;
            nodes.Add(new(i, source ? $"scene{i}.tif" : $"{kinds[i % kinds.Length]} {i}", source ? "source" : kinds[i % kinds.Length], 64,
                1L << 20 + i % 7));
            if (source) continue;
            edges.Add(new(i - 1, i) { Chunks = 64 });
            if (i % 3 == 0) edges.Add(new(i - 4, i) { Chunks = 64 });
        }
        return new(nodes, edges);
    }

    public static DataFrame Counties(int rows = 5)
    {
        string[] names = ["Scott", "Campbell", "Claiborne", "Union", "Anderson"];
        var (county, count, mean, std, date) = (new StringDataFrameColumn("county", rows), new Int64DataFrameColumn("count", rows),
            new DoubleDataFrameColumn("elevation_mean", rows), new DoubleDataFrameColumn("slope_mean", rows),
            new BooleanDataFrameColumn("inside", rows));
        for (var i = 0; i < rows; i++)
        {
            county[i] = rows > names.Length ? $"{names[i % names.Length]} {i}" : names[i];
            (count[i], mean[i], std[i], date[i]) = (12_345L * (i % 7 + 1), i == 3 ? null : 300 + 97.123 * (i % 5),
                2.5 * (i % 4) + .125, i % 2 == 0);
        }
        return new(county, count, mean, std, date);
    }

    public static NDArray HillsInMemory(int rows = 220, int columns = 300)
    {
        var hills = Hills(rows, columns);
        return NDArray.From(hills.Grid, hills.Cells);
    }

    public static LazyArray LazyHills(int rows = 220, int columns = 300, int chunk = 128) => HillsInMemory(rows, columns).ToLazy(chunk);

    /// <summary>Three zones side by side, one with a hole, and one feature without a geometry.</summary>
    public static FeatureCollection Zones(string name = "zone")
    {
        var factory = new GeometryFactory();
        Polygon Box(double x, double y, double width, double height)
            => factory.CreatePolygon([new(x, y), new(x + width, y), new(x + width, y + height), new(x, y + height), new(x, y)]);
        IFeature Feature(Geometry? geometry, int number)
            => new Feature(geometry, new AttributesTable { { "name", $"{name} {number}" }, { "area", number * 1.5 } });
        return new([Feature(Box(289_000, 9_100_000, 9_000, 12_000), 1),
            Feature(Box(298_000, 9_100_000, 7_000, 12_000).Difference(Box(300_000, 9_103_000, 3_000, 3_000)), 2),
            Feature(factory.CreateLineString([new(289_000, 9_098_000), new(300_000, 9_099_500), new(305_000, 9_097_000)]), 3),
            Feature(null, 4)],
            Crs.FromEpsg(31985));
    }

    /// <summary>A file of the samples.</summary>
    public static string Sample(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Pyramids.Interactive.sln"))) folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? throw new InvalidOperationException("The tests run outside the repository."),
            "samples", "data", name);
    }

    /// <summary>The samples, shown.</summary>
    public static IEnumerable<(string Name, object Value)> RealValues()
    {
        var (olinda, jacksboro, landsat) = (Dataset.ReadFile(Sample("olinda_dem_utm25s.tif")),
            Dataset.ReadFile(Sample("jacksboro_geo.tif")), Dataset.ReadFile(Sample("L7_ETMs.tif")));
        yield return ("olinda", olinda);
        yield return ("olinda, relief", olinda.Relief());
        yield return ("jacksboro", jacksboro);
        yield return ("jacksboro, relief", jacksboro.Relief());
        yield return ("jacksboro, hillshade", jacksboro.HillshadePreview());
        yield return ("jacksboro, high ground", (jacksboro.ReadArray(128) > 500f).Preview());
        yield return ("landsat", landsat);
        yield return ("landsat, false colours", landsat.PreviewRgb(3, 2, 1));
        var (red, infrared) = (landsat.ReadArray((1, 128, 128)).Band(2), landsat.ReadArray((1, 128, 128)).Band(3));
        var vegetation = (infrared - red) / (infrared + red);
        yield return ("landsat, vegetation", vegetation);
        yield return ("landsat, vegetation index", vegetation.Preview(Colormap.Vegetation));
        yield return ("landsat, vegetation graph", vegetation.Graph());
        yield return ("landsat, vegetation plan", vegetation.Explain());
        var elevation = jacksboro.ReadArray(chunks: 128);
        yield return ("jacksboro, slope", elevation.Slope());
        yield return ("jacksboro, slope preview", elevation.Slope().Preview(Colormap.Magma, title: "Slope of Jacksboro, degrees"));
        yield return ("jacksboro, aspect preview", elevation.Aspect().Preview());
        yield return ("jacksboro, hillshade of the engine", elevation.Hillshade().Preview());
        yield return ("jacksboro, slope graph", elevation.Slope().Graph());
        yield return ("jacksboro, histogram", Notebook.Histogram(jacksboro));
        yield return ("counties, statistics",
            Notebook.ZonalAsync(jacksboro, Sample("jacksboro_counties.geojson"), "count,mean,std,max").GetAwaiter().GetResult());
        yield return ("counties", FeatureCollection.ReadFile(Sample("jacksboro_counties.geojson")));
    }

    /// <summary>A value of every type that is shown by a formatter of ours.</summary>
    public static IEnumerable<(string Name, object Value)> Values()
    {
        var lazy = LazyHills();
        yield return ("lazy array", (lazy - 32f) * 2f > 900f);
        yield return ("lazy value", lazy.Mean());
        yield return ("array in memory", HillsInMemory());
        yield return ("integers in memory",
            NDArray.From(Utm(4, 6), Enumerable.Range(0, 24).Select(i => (short)(i % 5 == 0 ? -1 : i)).ToArray(), noData: -1));
        yield return ("chunk specification", (Chunks)512);
        yield return ("chunk grid", lazy.Chunks);
        yield return ("schema", lazy.Schema);
        yield return ("grid", lazy.Grid);
        yield return ("extent", lazy.Grid.Extent);
        yield return ("system", lazy.Crs!);
        yield return ("run", new RunReport(TimeSpan.FromSeconds(4.218), 44_800_000, 179_200_000, 219_000_000, 260_000_000));
        yield return ("graph", ((lazy - 32f) * 2f > 900f).Graph());
        yield return ("plan", (lazy > lazy.Mean()).Explain());
        var write = Dataset.ReadFile(Sample("L7_ETMs.tif")).ReadArray(128).ToGeoTiff(Path.Combine(Path.GetTempPath(), "never-written.tif"),
            compute: false);
        yield return ("write", write);
        yield return ("plan document", write.Plan());
        yield return ("features", Zones());
        yield return ("picture", lazy.Relief());
        yield return ("viewer", RasterViewer.Of(Hills(), null, 300));
        yield return ("progress",
            new ProgressState("Slope", new(120, 280, 1_300_000_000, TimeSpan.FromSeconds(4.2), 220_000_000) { BytesTotal = 3_100_000_000 })
                { Budget = 512_000_000, Outputs = [States(ChunkGrid.Regular(1, 5600, 8000, 1, 400, 400), 120, 131, 137)] });
        yield return ("progress, done", new ProgressState("Slope", new(280, 280, 3_100_000_000, TimeSpan.FromSeconds(9.7), 240_000_000,
            true)) { Budget = 512_000_000, Outputs = [States(ChunkGrid.Regular(1, 5600, 8000, 1, 400, 400), 280, 280, 280)] });
        yield return ("progress, stopped", new ProgressState("Slope", new(120, 280, 1_300_000_000, TimeSpan.FromSeconds(4.2), 220_000_000)
            { Stopped = true }) { Outputs = [States(ChunkGrid.Regular(1, 5600, 8000, 1, 400, 400), 120, 120, 120, ChunkState.Failed)] });
        yield return ("progress, cube", new ProgressState("Mean of a cube", new(900, 6570, 1_300_000_000, TimeSpan.FromSeconds(4.2),
            220_000_000) { Passes = 2 }) { Outputs = [States(ChunkGrid.Regular(365, 720, 1440, 1, 256, 256), 900, 940, 960)] });
        yield return ("progress, fine",
            new ProgressState("Slope", new(50_000, 154_000, 1_300_000_000, TimeSpan.FromSeconds(40), 220_000_000))
                { Outputs = [States(ChunkGrid.Regular(1, 200_000, 100_000, 1, 256, 512), 50_000, 50_400, 50_800, ChunkState.Skipped)] });
        yield return ("table", Counties());
        yield return ("zonal statistics",
            lazy.ZonalStats(new FeatureCollection(Zones().Take(2), Zones().Crs), Statistic.Count, Statistic.Mean));
        yield return ("histogram", Notebook.Histogram(lazy));
        yield return ("about", Notebook.About());
        yield return ("dataset", Dataset.ReadFile(Sample("L7_ETMs.tif")));
    }

    /// <summary>Chunks that are done, computed and read, in this order, up to these; the last is in a state of its own.</summary>
    public static ChunkStates States(ChunkGrid grid, int done, int computing, int reading, ChunkState? last = null)
        => new("slope", grid, [.. Enumerable.Range(0, (int)grid.Count).Select(i => i == grid.Count - 1 && last is { } state ? state
            : i < done ? ChunkState.Done
            : i < computing ? ChunkState.Computing
            : i < reading ? ChunkState.Reading
            : ChunkState.Waiting)]);

    /// <summary>A source that does something at one of its windows.</summary>
    public sealed class StubbornSource(ArraySchema schema, int failsAt) : IChunkSource
    {
        private int reads;

        public Action Reached { get; init; } = () => { };

        public bool Throws { get; init; }

        public string Name => "stubborn";

        public ArraySchema Schema => schema;

        public BlockShape Block => new(1, 10, schema.Grid.Columns);

        public ValueTask ReadAsync(Chunk destination, CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Interlocked.Increment(ref reads) < failsAt) return default;
            Reached();
            return Throws ? throw new IOException("the disk is gone") : default;
        }
    }
}
