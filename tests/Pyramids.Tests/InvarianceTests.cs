namespace Pyramids.Tests;

/// <summary>The contract that no other system keeps: any chunking, any number of threads, eager or lazy, gives the same bits.</summary>
public sealed class InvarianceTests(ITestOutputHelper output)
{
    private const int Rows = 37, Columns = 53;
    private static readonly Chunks[] Chunkings = [1, 7, Chunks.Whole, (1, 13, 29)];
    private static readonly int[] ThreadCounts = [1, 2, 8];

    internal static readonly (string Name, Func<LazyArray, LazyArray> Apply)[] Operations =
    [
        ("add", a => a + a),
        ("subtract scalar", a => a - 3),
        ("multiply", a => a * a),
        ("divide", a => a / (a + 1.5)),
        ("negate", a => -a),
        ("minimum", a => a.Minimum(50)),
        ("compare", a => a > 60),
        ("masks", a => (a > 40) & !(a > 80)),
        ("where", a => a.Where(a > 60, 0)),
        ("where array", a => a.Where(a < 60, a * 2)),
        ("clip", a => a.Clip(30, 90)),
        ("cast", a => a.AsType(DType.Float64)),
        ("slice", a => a[5..30, 9..^3]),
        ("slice with steps", a => a.Slice(.., 1.., 2.., 3, 5)),
        ("bands", a => a.Bands(1, 0)),
        ("stack", a => LazyArray.Stack(a, a.Band(1))),
        ("mask", a => a.Mask(Polygons(a.Grid))),
        ("mask of all touched, inverted", a => a.Mask(Polygons(a.Grid), ZonalMethod.AllTouched, invert: true)),
        ("clip to polygons", a => a.Clip(Polygons(a.Grid))),
        ("shares of cells", a => a * Polygons(a.Grid).Rasterize(a.Grid, new() { Method = ZonalMethod.Fractional })),
        .. TerrainOperations.All,
        .. MathsOperations.All,
        .. ReductionOperations.All,
        .. ArrayOperations.All,
    ];

    /// <summary>Cell types with every cell valid, with NaN, and for integers with a declared nodata value that becomes NaN.</summary>
    private static IEnumerable<(DType Type, double Holes)> Inputs => DTypes.All.SelectMany(type => new[] { (type, 0.0), (type, 0.08) });

    private static readonly (string Name, Func<Dataset, NDArray> Eager, Func<LazyArray, LazyArray> Lazy)[] EagerOperations =
    [
        ("read", d => d.ReadArray(), a => a),
        ("slope", d => d.Slope(), a => a.Slope()),
        ("aspect", d => d.Aspect(), a => a.Aspect()),
        ("hillshade", d => d.Hillshade(), a => a.Hillshade()),
        ("curvature", d => d.Curvature(), a => a.Curvature()),
        ("roughness", d => d.Roughness(), a => a.Roughness()),
        ("focal mean", d => d.FocalMean(2), a => a.FocalMean(2)),
        ("focal std", d => d.FocalStd(3), a => a.FocalStd(3)),
        ("focal max", d => d.FocalMax(1), a => a.FocalMax(1)),
        ("focal median", d => d.FocalMedian(1), a => a.FocalMedian(1)),
        ("focal median of a larger window", d => d.FocalMedian(4), a => a.FocalMedian(4)),
        ("gaussian", d => d.Gaussian(1.5), a => a.Gaussian(1.5)),
    ];

    [Fact]
    public void Any_chunks_and_threads_lazy_or_eager_give_the_same_bits()
    {
        var cases = new Cases();
        Parallel.ForEach(Inputs, new() { MaxDegreeOfParallelism = 2, CancellationToken = TestContext.Current.CancellationToken }, input =>
        {
            EveryOperation(DTypes.Dispatch(input.Type, new MakeCells(input.Holes, Rows, Columns)), cases);
            EagerAndLazy(DTypes.Dispatch(input.Type, new MakeCells(input.Holes, Rows, Columns)), cases);
            if (input is (DType.Int32, 0) or (DType.Float32, > 0))
                ReductionsOfManyBlocks(DTypes.Dispatch(input.Type,
                    new MakeCells(input.Holes, 2 * Gathering.BlockRows + 9, 2 * Gathering.BlockColumns + 7)), cases);
        });
        output.WriteLine($"{cases.Count} cases, {cases.Differing.Count} differing");
        Assert.Empty(cases.Differing);
        Assert.InRange(cases.Count, 10_000, int.MaxValue);
    }

    /// <summary>From memory, and from stored blocks of odd shapes; a small budget cuts the work into many tasks.</summary>
    private static void EveryOperation(NDArray cells, Cases cases)
    {
        foreach (var (name, apply) in Operations)
        {
            var expected = Bits(Run(apply(Masked(cells.ToLazy(Chunks.Whole))), threads: 1, memory: "1GiB"));
            foreach (var chunks in Chunkings)
                foreach (var threads in ThreadCounts)
                {
                    var source = new CountingSource(cells, threads == 2 ? new(1, 16, 16) : new(2, 5, Columns));
                    var actual = Run(apply(Masked(threads == 8 ? cells.ToLazy(chunks) : LazyArray.From(source, chunks))), threads,
                        threads == 1 ? "1GiB" : "8MiB");
                    cases.Add(expected, actual, $"{name} of {cells}, nodata {cells.Schema.NoData}, chunks {chunks}, {threads} threads");
                }
        }
    }

    // A star with a hole and one that reaches beyond the raster.
    private static FeatureCollection Polygons(GridSpec grid)
    {
        var random = new Random(1);
        var stars = new[] { Zonal.Shapes.Star(random, 50, 40, 35, 30, hole: true), Zonal.Shapes.Star(random, 95, 60, 30, 12) };
        foreach (var star in stars) star.Apply(new Zonal.Shapes.Mapped(c => grid.Transform.ToCrs(c.X, c.Y)));
        return new((IEnumerable<NetTopologySuite.Geometries.Geometry?>)stars, grid.Crs);
    }

    /// <summary>Blocks that are merged, in the order in which they come and in another.</summary>
    private static void ReductionsOfManyBlocks(NDArray cells, Cases cases)
    {
        var reductions = ReductionOperations.All;
        var expected = RunAll(Masked(cells.ToLazy(Chunks.Whole)), threads: 1, memory: "1GiB");
        foreach (var (block, threads, memory) in new[] { (new BlockShape(2, cells.Grid.Rows, 64), 2, "64MiB"),
            (new BlockShape(1, 7, cells.Grid.Columns), 8, "64MiB") })
        {
            var actual = RunAll(Masked(LazyArray.From(new CountingSource(cells, block), 100)), threads, memory);
            for (var i = 0; i < reductions.Length; i++)
                cases.Add(Bits(expected[i]), actual[i],
                    $"{reductions[i].Name} of {cells}, nodata {cells.Schema.NoData}, stored in {block}, {threads} threads");
        }

        NDArray[] RunAll(LazyArray array, int threads, string memory)
        {
            using (Engine.Configure(threads: threads, memory: memory))
                return reductions.Select(reduction => reduction.Apply(array).Compute()).ToArray();
        }
    }

    /// <summary>Operations of a file, computed at once, against lazy ones in chunks.</summary>
    private static void EagerAndLazy(NDArray cells, Cases cases)
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.tif");
        try
        {
            cells.ToGeoTiff(path);
            using var file = Dataset.ReadFile(path);
            foreach (var (name, eager, lazy) in EagerOperations)
            {
                var expected = Bits(eager(file));
                foreach (var chunks in Chunkings)
                    cases.Add(expected, Run(lazy(file.ReadArray(chunks)), threads: 3, memory: "32MiB"),
                        $"{name} of {cells} in a file, nodata {cells.Schema.NoData}, eager and in chunks {chunks}");
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static LazyArray Masked(LazyArray array) => array.With(Build.MaskNoData(array.Node));

    private static NDArray Run(LazyArray array, int threads, string memory)
    {
        using (Engine.Configure(threads: threads, memory: memory)) return array.Compute();
    }

    private static byte[] Bits(NDArray array)
    {
        var bytes = new List<byte>();
        for (var band = 0; band < array.Schema.Bands; band++)
            for (var row = 0; row < array.Grid.Rows; row++)
                bytes.AddRange(array.RowBytes(band, row, 0, array.Grid.Columns));
        return [.. bytes];
    }

    private sealed class Cases
    {
        private int count;

        public int Count => count;

        public System.Collections.Concurrent.ConcurrentBag<string> Differing { get; } = [];

        public void Add(byte[] expected, NDArray actual, string what)
        {
            Interlocked.Increment(ref count);
            if (!expected.AsSpan().SequenceEqual(Bits(actual))) Differing.Add(what);
        }
    }

    private sealed class MakeCells(double holes, int rows, int columns) : IDTypeAction<NDArray>
    {
        public NDArray Invoke<T>() where T : unmanaged, System.Numerics.INumber<T>, System.Numerics.IMinMaxValue<T>
        {
            var cells = Given.Terrain<T>(rows, columns, bands: 2, holes: holes, seed: (int)DTypes.Of<T>());
            if (DTypes.Of<T>().IsFloating() || holes == 0) return cells;
            var random = new Random(7);
            var noData = T.CreateChecked(113);                                    // no height is as high
            foreach (ref var cell in cells.Span<T>())
                if (random.NextDouble() < holes) cell = noData;
            return new(cells.Schema with { NoData = 113 }, cells.Span<T>().ToArray());
        }
    }
}
