namespace Pyramids.Tests;

/// <summary>The contract that no other system keeps: any chunking, any number of threads, eager or lazy, gives the same bits.</summary>
public sealed class InvarianceTests(ITestOutputHelper output)
{
    private const int Rows = 83, Columns = 101;
    private static readonly Chunks[] Chunkings = [1, 7, 64, Chunks.Whole, (1, 13, 29)];
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
        ("slice", a => a[5..70, 9..^3]),
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

    public static TheoryData<DType, double> Inputs => new(DTypes.All.SelectMany(type => type.IsFloating() ? new[] { (type, 0.0), (type, 0.08) } : [(type, 0.0)]));

    [Theory, MemberData(nameof(Inputs))]
    public void Every_operation_gives_the_same_bits_for_any_chunks_and_threads(DType type, double holes)
    {
        var cells = DTypes.Dispatch(type, new MakeCells(holes));
        var cases = 0;
        foreach (var (name, apply) in Operations)
        {
            var expected = Bits(Run(apply(cells.ToLazy(Chunks.Whole)), threads: 1, memory: "1GiB"));
            foreach (var chunks in Chunkings)
                foreach (var threads in ThreadCounts)
                {
                    // From memory, and from stored blocks of odd shapes; a small budget cuts the work into many tasks.
                    var source = new CountingSource(cells, threads == 2 ? new(1, 16, 16) : new(2, 5, Columns));
                    var actual = Run(apply(threads == 8 ? cells.ToLazy(chunks) : LazyArray.From(source, chunks)), threads, threads == 1 ? "1GiB" : "8MiB");
                    Assert.True(expected.AsSpan().SequenceEqual(Bits(actual)), $"{name} of {type} differs with chunks {chunks} and {threads} threads");
                    cases++;
                }
        }
        output.WriteLine($"{cases} cases of {type}, 0 differ");
        Assert.Equal(Operations.Length * Chunkings.Length * ThreadCounts.Length, cases);
    }

    // A star with a hole and one that reaches beyond the raster.
    private static FeatureCollection Polygons(GridSpec grid)
    {
        var random = new Random(1);
        var stars = new[] { Zonal.Shapes.Star(random, 50, 40, 35, 30, hole: true), Zonal.Shapes.Star(random, 95, 60, 30, 12) };
        foreach (var star in stars) star.Apply(new Zonal.Shapes.Mapped(c => grid.Transform.ToCrs(c.X, c.Y)));
        return new((IEnumerable<NetTopologySuite.Geometries.Geometry?>)stars, grid.Crs);
    }

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

    private sealed class MakeCells(double holes) : IDTypeAction<NDArray>
    {
        public NDArray Invoke<T>() where T : unmanaged, System.Numerics.INumber<T>, System.Numerics.IMinMaxValue<T>
            => Given.Terrain<T>(Rows, Columns, bands: 2, holes: holes, seed: (int)DTypes.Of<T>());
    }
}
