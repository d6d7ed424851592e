namespace Pyramids.Tests;

public sealed class PlanDocumentTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("plans");
    private readonly ZarrOptions options = new() { Chunks = new(1, 32, 48), Mode = ZarrMode.Overwrite };

    public void Dispose() => folder.Delete(recursive: true);

    private string this[string name] => Path.Combine(folder.FullName, name);

    [Fact]
    public void A_plan_that_went_through_JSON_writes_the_same_bytes()
    {
        var plan = Risk().ToZarr(this["planned.zarr"], options, compute: false).Plan();
        Assert.False(Directory.Exists(this["planned.zarr"]));
        plan.Save(this["plan.json"]);
        var read = PlanDocument.ReadFile(this["plan.json"]);
        Assert.Equal((plan.Key, plan.ToJson(), 4 * 3), (read.Key, read.ToJson(), read.Chunks));
        read.Run();
        Risk().ToZarr(this["direct.zarr"], options);
        Assert.Equal(Objects(this["direct.zarr"]), Objects(this["planned.zarr"]));
        Assert.Equal(["dem.tif", "direct.zarr", "plan.json", "planned.zarr"], Names());
    }

    [Fact]
    public void Ranges_in_any_order_and_repeated_write_the_store_of_a_single_run()
    {
        var plan = Risk().ToZarr(this["a.zarr"], options with { Overviews = OverviewResampling.Average }, compute: false).Plan();
        plan.Run();
        var expected = Files(this["a.zarr"]);
        var random = new Random(3);
        for (var round = 0; round < 4; round++)
        {
            Directory.Delete(this["a.zarr"], recursive: true);
            (long First, long Last)[] ranges = [(0, 1), (2, 2), (3, 6), (7, 7), (8, 9), (10, 10), (11, 11), (2, 2), (4, 8)];
            random.Shuffle(ranges);
            if (round == 3) Parallel.ForEach(ranges, range => plan.Run(range.First, range.Last));
            else foreach (var (first, last) in ranges) plan.Run(first, last);
            Assert.Equal(expected, Files(this["a.zarr"]));
            Assert.Equal(["a.zarr", "dem.tif"], Names());
        }
        plan.Run(3, 5);                                // after the end: nothing is touched
        Assert.Equal(expected, Files(this["a.zarr"]));
    }

    [Fact]
    public void The_store_appears_with_its_last_chunk_and_a_new_one_takes_the_place_of_an_old_one()
    {
        (Risk() * 2).ToZarr(this["a.zarr"], options);
        var old = Files(this["a.zarr"]);
        var plan = Risk().ToZarr(this["a.zarr"], options, compute: false).Plan();
        plan.Run(0, 4);
        plan.Run(6, 11);
        Assert.Equal(old, Files(this["a.zarr"]));
        plan.Run(5, 5);
        Assert.NotEqual(old, Files(this["a.zarr"]));
        Assert.Equal(Risk().Compute().ToDoubles(), Dataset.ReadFile(this["a.zarr"]).ReadArray().ToDoubles());
    }

    [Fact]
    public void A_file_that_is_read_twice_is_one_source_and_equal_operations_are_one_node()
    {
        var twice = Risk() + Risk();
        var plan = twice.ToZarr(this["a.zarr"], options, compute: false).Plan();
        Assert.Single(plan.Sources);
        Assert.Equal(Risk().Graph().Nodes.Count + 1, twice.Graph().Nodes.Count);
        Assert.Contains($"{Risk().Graph().Nodes.Count} operations on {this["dem.tif"]}", plan.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void GeoTIFF_and_COG_are_planned_and_run_whole()
    {
        var geoTiff = Risk().ToGeoTiff(this["a.tif"],
            new() { BlockSize = 64, Metadata = new Dictionary<string, string> { ["by"] = "test" } }, compute: false).Plan();
        var cog = Risk().ToCog(this["b.tif"], new() { BlockSize = 64, Overviews = OverviewResampling.Mode }, compute: false).Plan();
        PlanDocument.Parse(geoTiff.ToJson()).Run();
        PlanDocument.Parse(cog.ToJson()).Run();
        Risk().ToGeoTiff(this["c.tif"], new() { BlockSize = 64, Metadata = new Dictionary<string, string> { ["by"] = "test" } });
        Risk().ToCog(this["d.tif"], new() { BlockSize = 64, Overviews = OverviewResampling.Mode });
        Assert.Equal(File.ReadAllBytes(this["c.tif"]), File.ReadAllBytes(this["a.tif"]));
        Assert.Equal(File.ReadAllBytes(this["d.tif"]), File.ReadAllBytes(this["b.tif"]));
        Assert.Contains("A GeoTIFF is written whole", Assert.Throws<ArgumentOutOfRangeException>(() => geoTiff.Run(0, 1)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_source_is_an_error()
    {
        var plan = Risk().ToZarr(this["a.zarr"], options, compute: false).Plan();
        Given.Terrain<float>(100, 140, seed: 9).ToGeoTiff(this["dem.tif"]);
        var problem = Assert.Throws<PlanException>(() => plan.Run());
        Assert.Contains($"'{this["dem.tif"]}' has changed since the plan was made", problem.Message, StringComparison.Ordinal);
        Assert.NotEqual(plan.Key, Risk().ToZarr(this["a.zarr"], options, compute: false).Plan().Key);
    }

    [Fact]
    public void A_changed_region_of_a_store_changes_its_fingerprint()
    {
        Risk().ToZarr(this["in.zarr"], options);
        LazyArray Read() => Dataset.ReadFile(this["in.zarr"]).ReadArray(Chunks.Auto);
        var plan = (Read() + 1).ToZarr(this["out.zarr"], compute: false).Plan();
        (Read() * 3)[..32, ..48].ToZarr(this["in.zarr"], new() { Mode = ZarrMode.Region });
        Assert.Contains("has changed", Assert.Throws<PlanException>(() => plan.Run()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Arrays_in_memory_and_functions_without_a_name_are_refused()
    {
        var memory = Assert.Throws<PlanException>(() => Given.Terrain<float>(8, 8).ToLazy().ToZarr(this["a.zarr"], compute: false).Plan());
        Assert.Contains("Write it to a file or store first", memory.Message, StringComparison.Ordinal);
        var lambda = Assert.Throws<PlanException>(
            () => Risk().FocalApply(window => window[0], 1).ToZarr(this["a.zarr"], compute: false).Plan());
        Assert.Contains("'focal apply' runs a function that has no name", lambda.Message, StringComparison.Ordinal);
        Assert.Contains("Engine.Register(\"relief\"", lambda.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Functions_with_a_name_are_planned()
    {
        var relief = Engine.Register("relief of a window", window => window[^1] - window[0]);
        var scale = Engine.Register("scaled middle", new Scale(3));
        var half = Engine.Register<float, float>("half",
            (cells, result) => { for (var i = 0; i < cells.Length; i++) result[i] = cells[i] / 2; });
        var root = Engine.Register<Func<float, double>>("root", cell => Math.Sqrt(cell));
        var both = Engine.Register<Func<double, float, float>>("both", (x, y) => (float)x + y);
        var around = Engine.Register<OverlapFunction<float, float>>("around", (cells, result) => result[0, 0] = cells[0, 0]);
        var array = Risk().FocalApply(relief, 2).FocalApply<float, Scale>(scale, 1).MapBlocks(half);
        array = array.MapBlocks(root).MapBlocks(array, both).MapOverlap(around, (1, 2), Boundary.Periodic).MapTiles(around, 32, 32);
        var json = array.ToZarr(this["a.zarr"], options, compute: false).Plan().ToJson();
        Assert.Contains("\"function\": \"relief of a window\"", json, StringComparison.Ordinal);
        PlanDocument.Parse(json).Run();
        Assert.Equal(array.Compute().ToDoubles(), Dataset.ReadFile(this["a.zarr"]).ReadArray().ToDoubles());

        Engine.Register("half of another program", half);
        json = Risk().MapBlocks(half).ToZarr(this["b.zarr"], options, compute: false).Plan().ToJson();
        Assert.Contains("half", json, StringComparison.Ordinal);
        Assert.Contains("register the one that it was made with",
            Assert.Throws<PlanException>(() => new NamedMapOperation("scaled middle").On(Risk().Node)).Message, StringComparison.Ordinal);
        Assert.Contains("Engine.Register(\"nothing\"",
            Assert.Throws<PlanException>(() => new NamedMapOperation("nothing").On(Risk().Node)).Message, StringComparison.Ordinal);
    }

    private readonly struct Scale(float factor) : IWindowFunction<float>
    {
        public float Invoke(ReadOnlySpan<float> window) => window[window.Length / 2] * factor;
    }

    [Theory]
    [InlineData("{", "cannot be read")]
    [InlineData("[]", "This is no plan")]
    [InlineData("{\"format\":\"other\"}", "This is no plan")]
    [InlineData("{\"format\":\"pyramids.plan\",\"version\":2}", "version 2")]
    [InlineData("{\"format\":\"pyramids.plan\",\"version\":1}", "cannot be read")]
    public void What_is_no_plan_is_refused(string text, string message)
        => Assert.Contains(message, Assert.Throws<PlanException>(() => PlanDocument.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_plan_that_was_changed_by_hand_is_refused()
    {
        var json = Risk().ToZarr(this["a.zarr"], options, compute: false).Plan().ToJson();
        foreach (var (from, to) in new[] { ("\"number\": 20", "\"number\": 21"), ("dem.tif", "den.tif"), ("a.zarr", "b.zarr"),
            ("\"BloscZstd\"", "\"Gzip\""), ("\"number\": 20", "\"nomber\": 20") })
        {
            Assert.Contains(from, json, StringComparison.Ordinal);
            Assert.Contains("changed after it was made",
                Assert.Throws<PlanException>(() => PlanDocument.Parse(json.Replace(from, to, StringComparison.Ordinal))).Message,
                StringComparison.Ordinal);
        }
    }

    /// <summary>Steep and high cells, of a file that is opened anew.</summary>
    private LazyArray Risk()
    {
        if (!File.Exists(this["dem.tif"])) Given.Terrain<float>(100, 140, holes: 0.01).ToGeoTiff(this["dem.tif"], new() { BlockSize = 32 });
        var dem = Dataset.ReadFile(this["dem.tif"]).ReadArray(64);
        return dem.Slope().Where(dem.FocalMean(2) > 20, double.NaN) / dem.Std();
    }

    private string[] Names() => folder.EnumerateFileSystemInfos().Select(info => info.Name).Order(StringComparer.Ordinal).ToArray();

    private static SortedDictionary<string, string> Files(string root)
        => new(Directory.GetFiles(root, "*", SearchOption.AllDirectories).ToDictionary(path => Path.GetRelativePath(root, path),
            path => Convert.ToHexString(File.ReadAllBytes(path))));

    /// <summary>All but the group's own metadata, which name the plan.</summary>
    private static SortedDictionary<string, string> Objects(string root)
    {
        var files = Files(root);
        Assert.True(files.Remove("zarr.json"));
        return files;
    }
}
