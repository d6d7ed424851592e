namespace Pyramids.Tests;

/// <summary>Every expression of the section on lazy arrays in the guide of the Python library that this one follows,
/// and its line here.</summary>
public sealed class InteractingTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("interacting");
    private readonly NDArray cells = Given.Terrain<float>(90, 120, bands: 3, holes: 0.05);
    private readonly Dataset ds;
    private readonly LazyArray lazy;

    public InteractingTests()
    {
        // ds = Dataset.read_file("scene.tif"): values around 100, so that the mask below has both answers
        ds = Dataset.ReadFile(Written("scene.tif", cells.ToLazy() + 40));
        // lazy = ds.read_array(chunks=(1024, 1024)), with the band axis that max(axis=(1, 2)) below needs
        lazy = ds.ReadArray(chunks: (1, 1024, 1024));
    }

    private double[] All => cells.ToDoubles().Select(value => (double)((float)value + 40f)).ToArray();

    private double[] Valid => All.Where(value => !double.IsNaN(value)).ToArray();

    [Fact]
    public void Reading_is_eager_without_chunks_and_lazy_with_them()
    {
        // eager = ds.read_array()
        NDArray eager = ds.ReadArray();
        Assert.Equal(All, eager.ToDoubles());
        // lazy.shape
        Assert.Equal([3, 90, 120], lazy.Shape);
        // lazy.chunks
        Assert.Equal([90], lazy.Chunks.Rows.ToArray());
        Assert.Equal([1, 1, 1], lazy.Chunks.Bands.ToArray());
        // lazy = ds.read_array(chunks=(512, 512)) of one band
        using var band = Dataset.ReadFile(Written("band.tif", cells.ToLazy().Band(0)));
        var plane = band.ReadArray(chunks: (512, 512));
        Assert.Equal([90, 120], plane.Shape);
        Assert.Equal(cells.ToLazy().Band(0).Compute().ToDoubles(), plane.Compute().ToDoubles());
        // lazy.compute()
        Assert.Equal(All, lazy.Compute().ToDoubles());
        // ds.read_array(chunks="auto"), -1, 512, (1, 512, 512), {0: 1, 1: 512, 2: 512}
        foreach (var chunks in new Chunks[] { Chunks.Auto, Chunks.Whole, 512, (1, 512, 512),
            new Dictionary<int, int> { [0] = 1, [1] = 512, [2] = 512 } })
            Assert.Equal(All, ds.ReadArray(chunks: chunks).Compute().ToDoubles());
    }

    [Fact]
    public void Reductions()
    {
        // lazy.mean().compute()
        Assert.Equal(Valid.Average(), (double)lazy.Mean().Compute(), 1e-9);
        // lazy.max(axis=(1, 2)).compute()
        var perBand = lazy.Max(1, 2).Compute();
        Assert.Equal([3], perBand.Shape);
        for (var band = 0; band < 3; band++)
            Assert.Equal(All.Skip(band * 90 * 120).Take(90 * 120).Where(value => !double.IsNaN(value)).Max(), perBand.ToDoubles()[band]);
        // peak = lazy.max().compute()
        Assert.Equal(Valid.Max(), (double)lazy.Max().Compute());
        // .sum(axis=0)
        var sums = lazy.Sum(0).Compute();
        Assert.Equal([90, 120], sums.Shape);
        Assert.Equal(Enumerable.Range(0, 3).Select(band => All[band * 90 * 120]).Where(value => !double.IsNaN(value)).Sum(),
            sums[0, 0], 1e-9);
    }

    [Fact]
    public void Arithmetic_builds_a_graph_and_reads_nothing()
    {
        // normalised = (lazy - lazy.mean()) / lazy.std()
        var normalised = (lazy - lazy.Mean()) / lazy.Std();
        Assert.True(normalised.IsLazy());
        double mean = Valid.Average(), std = Math.Sqrt(Valid.Average(value => (value - mean) * (value - mean)));
        var values = normalised.Compute().ToDoubles();
        for (var i = 0; i < values.Length; i++) Assert.Equal((All[i] - mean) / std, values[i], 1e-5);
    }

    [Fact]
    public void A_mask_chooses_cell_by_cell()
    {
        // mask = lazy > 100
        var mask = lazy > 100;
        Assert.Equal(DType.UInt8, mask.DType);
        // masked = lazy.where(mask, other=0)
        var masked = lazy.Where(mask, other: 0).Compute().ToDoubles();
        Assert.Equal(All.Select(value => value > 100 ? value : 0), masked);
        Assert.Contains(0d, masked);
        Assert.Contains(masked, value => value > 100);
    }

    [Fact]
    public void Rechunking_and_persisting_keep_the_array_lazy()
    {
        // rechunked = lazy.rechunk((1, 2048, 2048))
        var rechunked = lazy.Rechunk((1, 2048, 2048));
        Assert.Equal(3, rechunked.Chunks.Count);
        Assert.Same(lazy.Node, rechunked.Node);
        // lazy_persisted = lazy.persist()
        var persisted = lazy.Persist();
        Assert.True(persisted.IsLazy());
        Assert.Equal("read", persisted.Operation);
        Assert.Equal(All, persisted.Compute().ToDoubles());
        Assert.Equal(lazy.Grid, persisted.Grid);
    }

    [Fact]
    public void Lazy_arrays_are_told_from_others_and_become_arrays_in_memory()
    {
        // result = ds.read_array(chunks="auto")
        object result = ds.ReadArray(chunks: Chunks.Auto);
        // if is_lazy(result): result = as_numpy(result)
        Assert.True(result.IsLazy());
        if (result.IsLazy()) result = result.AsNDArray();
        Assert.False(result.IsLazy());
        // as_numpy of an array in memory does nothing
        Assert.Same(result, result.AsNDArray());
        Assert.Equal(All, ((NDArray)result).ToDoubles());
    }

    [Fact]
    public void Windows_around_cells_take_the_same_chunks()
    {
        // slope_eager = dem.slope(); slope_lazy = dem.slope(chunks=(1024, 1024)); slope_lazy.compute()
        Assert.Equal(ds.Slope().ToDoubles(), ds.Slope(chunks: (1, 1024, 1024)).Compute().ToDoubles());
        // big_max = ds.focal_apply(np.max, radius=2, chunks=(512, 512))
        var most = lazy.FocalApply(window => window.ToArray().Where(value => !float.IsNaN(value)).Max(), radius: 2);
        Assert.Equal(lazy.FocalMax(2).Compute().ToDoubles(), most.Compute().ToDoubles());
        // dask.array.map_overlap(func, depth=1, boundary="reflect")
        var highest = lazy.MapOverlap<float, float>((z, result) =>
        {
            for (var row = 0; row < z.Rows; row++)
                for (var column = 0; column < z.Columns; column++) result[row, column] = MathF.Max(z[row - 1, column], z[row + 1, column]);
        }, depth: 1, Boundary.Reflect);
        Assert.Equal(lazy.Shape, highest.Compute().Shape);
    }

    private string Written(string name, LazyArray array)
    {
        var path = Path.Combine(folder.FullName, name);
        array.ToGeoTiff(path, new() { BlockSize = 32 });
        return path;
    }

    public void Dispose()
    {
        ds.Dispose();
        folder.Delete(recursive: true);
    }
}
