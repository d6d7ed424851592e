using System.Numerics.Tensors;

namespace Pyramids.Tests;

public sealed class LazyArrayMappingTests
{
    private const double Missing = double.NaN;
    private static readonly PythonPeer NumPy = new("import numpy", "NumPy is not installed; apt-get install python3-numpy");
    private static readonly LazyArray A = Given.Grid("1 2 3 4\n5 6 . 8\n9 10 11 12", chunks: 2);

    [Fact]
    public void A_function_of_cells_may_change_their_type()
    {
        var squares = A.MapBlocks<float, double>(x => (double)x * x);
        Assert.Equal(DType.Float64, squares.DType);
        Assert.Equal([1d, 4, 9, 16, 25, 36, Missing, 64, 81, 100, 121, 144], squares.Compute().ToDoubles());
        Assert.Equal([2d, 4, 6, 8], A.MapBlocks<float>(x => 2 * x)[..1, ..].Compute().ToDoubles());
        var classes = A.MapBlocks<float, byte>(x => float.IsNaN(x) ? (byte)255 : (byte)(x / 4));
        Assert.Null(classes.NoData);
        Assert.Equal([0d, 0, 0, 1, 1, 1, 255, 2, 2, 2, 2, 3], classes.Compute().ToDoubles());
    }

    [Fact]
    public void A_function_of_runs_of_cells_is_given_spans()
    {
        var roots = A.MapBlocks<float, float>((cells, result) => TensorPrimitives.Sqrt(cells, result));
        Assert.Equal(A.Sqrt().Compute().ToDoubles(), roots.Compute().ToDoubles());
        Assert.Equal(roots.Compute().ToDoubles(), A.MapBlocks<float, float, Root>(default).Compute().ToDoubles());
        Assert.Equal(new double[12], A.MapBlocks<float, short>((_, _) => { }).Compute().ToDoubles());
    }

    [Fact]
    public void A_function_of_two_arrays_takes_their_cells_or_a_statistic()
    {
        var ratio = A.MapBlocks<float, byte, int>(A > 6, (x, mask) => mask == 1 ? (int)x : 0);
        Assert.Equal([0d, 0, 0, 0, 0, 0, 0, 8, 9, 10, 11, 12], ratio.Compute().ToDoubles());
        Assert.Equal([-11d, -10, -9, -8], A.MapBlocks<float, float, float>(A.Max(), (x, most) => x - most)[..1, ..].Compute().ToDoubles());
        Assert.Throws<GridException>(() => A.MapBlocks<float, float, float>(A[..2, ..], (x, y) => x));
    }

    [Fact]
    public void Other_cells_than_the_function_takes_are_refused()
    {
        Assert.Contains("AsType(DType.Float64)", Assert.Throws<ArgumentException>(() => A.MapBlocks<double, double>(x => x)).Message);
        Assert.Contains("MapOverlap for Float32", Assert.Throws<ArgumentException>(() => A.MapOverlap<int, int>((_, _) => { }, 1)).Message);
        Assert.Contains("MapTiles for Float32", Assert.Throws<ArgumentException>(() => A.MapTiles<int, int>((_, _) => { }, 1, 1)).Message);
        Assert.Throws<NotSupportedException>(() => A.MapBlocks<float, char>(x => 'a'));
    }

    [Fact]
    public void A_function_sees_as_many_cells_around_each_as_the_depth_says()
    {
        var above = A.MapOverlap<float, float>((z, result) =>
        {
            Assert.Equal((1, 0, 0, 2), (z.Top, z.Bottom, z.Left, z.Right));
            for (var row = 0; row < z.Rows; row++)
                for (var column = 0; column < z.Columns; column++) result[row, column] = z[row - 1, column] * 100 + z[row, column + 2];
        }, new Depth(Top: 1, Bottom: 0, Left: 0, Right: 2));
        // Mirrored: the row above the first is the first, the columns beyond the last two are 4 3.
        Assert.Equal([103d, 204, 304, 403, Missing, 208, 308, Missing, 511, 612, Missing, 811], above.Compute().ToDoubles());
    }

    public static TheoryData<string, double[]> Boundaries => new()
    {
        { "reflect", [2, 1, 1, 2, 3, 4, 4, 3] },
        { "nearest", [1, 1, 1, 2, 3, 4, 4, 4] },
        { "periodic", [3, 4, 1, 2, 3, 4, 1, 2] },
        { "constant 9", [9, 9, 1, 2, 3, 4, 9, 9] },
        { "missing", [Missing, Missing, 1, 2, 3, 4, Missing, Missing] },
        { "none", [1, 2, 3, 4] },
    };

    [Theory, MemberData(nameof(Boundaries))]
    public void Beyond_the_edge_lies_what_the_boundary_says(string name, double[] expected)
    {
        var boundary = name switch
        {
            "reflect" => Boundary.Reflect,
            "nearest" => Boundary.Nearest,
            "periodic" => Boundary.Periodic,
            "constant 9" => Boundary.Constant(9),
            "missing" => Boundary.Missing,
            _ => Boundary.None,
        };
        Assert.Equal(name, boundary.ToString());
        Check(Given.Grid("1 2 3 4"), (0, 2));
        Check(Given.Grid("1\n2\n3\n4"), (2, 0));

        void Check(LazyArray line, Depth depth)
        {
            float[] seen = [];
            line.MapOverlap<float, float>((z, _) =>
            {
                var cells = new List<float>();
                for (var row = -z.Top; row < z.Rows + z.Bottom; row++) cells.AddRange(z.Row(row));
                seen = [.. cells];
            }, depth, boundary).Compute();
            Assert.Equal(expected, seen.Select(x => (double)x));
        }
    }

    [Theory, InlineData("reflect"), InlineData("nearest"), InlineData("periodic"), InlineData("constant 5")]
    public void Windows_beyond_the_edge_equal_those_of_numpy(string mode)
    {
        var cells = Given.Terrain<double>(17, 23);
        var (boundary, padding) = mode switch
        {
            "reflect" => (Boundary.Reflect, "symmetric"),
            "nearest" => (Boundary.Nearest, "edge"),
            "periodic" => (Boundary.Periodic, "wrap"),
            _ => (Boundary.Constant(5), "constant"),
        };
        // Weights all differ, and the window is wider to the left and below than the other way; one is deeper than the raster.
        foreach (var (top, bottom, left, right) in new[] { (1, 3, 4, 0), (30, 2, 1, 50) })
        {
            var ours = cells.ToLazy((1, 5, 6)).MapOverlap<double, double>((z, result) =>
            {
                for (var row = 0; row < z.Rows; row++)
                    for (var column = 0; column < z.Columns; column++)
                    {
                        double sum = 0;
                        for (var r = -top; r <= bottom; r++)
                            for (var c = -left; c <= right; c++) sum += z[row + r, column + c] * (1 + (r + top) * 0.1 + (c + left) * 0.01);
                        result[row, column] = sum;
                    }
            }, new Depth(top, bottom, left, right), boundary).Compute();
            var text = NumPy.Run($"""
                import numpy
                a = numpy.array([{string.Join(",", cells.ToDoubles().Select(x => x.ToString("R", System.Globalization.CultureInfo.InvariantCulture)))}]).reshape(17, 23)
                k = 1 + numpy.arange({top + bottom + 1})[:, None] * 0.1 + numpy.arange({left + right + 1}) * 0.01
                p = numpy.pad(a, (({top}, {bottom}), ({left}, {right})), mode='{padding}'{(padding == "constant" ? ", constant_values=5" : "")}) if '{padding}' != 'wrap' else a[numpy.arange(-{top}, 17 + {bottom})[:, None] % 17, numpy.arange(-{left}, 23 + {right}) % 23]
                w = numpy.lib.stride_tricks.sliding_window_view(p, k.shape)
                print(' '.join(repr(float(x)) for x in (w * k).sum(axis=(2, 3)).ravel()))
                """, []);
            var expected = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                .Select(x => double.Parse(x, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
            var actual = ours.ToDoubles();
            Assert.Equal(expected.Length, actual.Length);
            for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-11 * Math.Abs(expected[i]));
        }
    }

    [Fact]
    public void Bands_around_a_band_are_seen_and_bounded_alike()
    {
        var cube = NDArray.From(new GridSpec(1, 1, Affine.Identity), new[] { 1, 2, 3 }).ToLazy();
        int[] Seen(Boundary boundary)
        {
            var all = new int[3];
            cube.MapOverlap<int, int>((z, _) =>
            {
                var digits = 0;
                for (var band = -z.BandsBefore; band <= z.BandsAfter; band++) digits = digits * 10 + z[band, 0, 0];
                lock (all) all[z.Window.Band + z.BandsBefore] = digits;
            }, ((2, 1), (0, 0), (0, 0)), boundary).Compute();
            return all;
        }
        Assert.Equal([2112, 1123, 1233], Seen(Boundary.Reflect));
        Assert.Equal([2312, 3123, 1231], Seen(Boundary.Periodic));
        Assert.Equal([1112, 1123, 1233], Seen(Boundary.Nearest));
        Assert.Equal([7712, 7123, 1237], Seen(Boundary.Constant(7)));
        Assert.Equal([12, 123, 123], Seen(Boundary.None));
    }

    [Fact]
    public void A_function_that_looks_farther_than_it_said_is_told()
    {
        var error = Assert.ThrowsAny<Exception>(() => A.MapOverlap<float, float>((z, result) => result[0, 0] = z[-2, 0], 1).Compute());
        Assert.Contains("Give MapOverlap a larger depth", error.Message);
        Assert.Contains("0 to 16383",
            Assert.Throws<ArgumentOutOfRangeException>(() => A.MapOverlap<float, float>((_, _) => { }, -1)).Message);
    }

    [Fact]
    public void Integers_have_no_missing_cells_beyond_the_edge()
    {
        var bytes = NDArray.From(new byte[,] { { 1, 2 } }).ToLazy();
        Assert.Contains("Boundary.Constant with a UInt8",
            Assert.Throws<ArgumentException>(() => bytes.MapOverlap<byte, byte>((_, _) => { }, 1, Boundary.Missing)).Message);
        Assert.Contains("256 is no UInt8",
            Assert.Throws<ArgumentException>(() => bytes.MapOverlap<byte, byte>((_, _) => { }, 1, Boundary.Constant(256))).Message);
    }

    [Fact]
    public void Tiles_are_whole_whatever_the_chunks_are_and_each_is_computed_once()
    {
        var cells = Given.Terrain<float>(50, 70);
        var seen = new System.Collections.Concurrent.ConcurrentBag<Window>();
        var tiled = cells.ToLazy(13).MapTiles<float, int>((z, result) =>
        {
            seen.Add(z.Window);
            result[0, 0] = z.Rows * 100 + z.Columns;
        }, 20, 30);
        var values = (tiled + 0).Compute();
        Assert.Equal(9, seen.Distinct().Count());
        Assert.Equal(9, seen.Count);
        Assert.Equal(2030, values[20, 30]);
        Assert.Equal(1010, values[40, 60]);
        Assert.Equal(0, values[41, 60]);
        Assert.Contains("tiles have 1 to",
            Assert.Throws<ArgumentException>(() => cells.ToLazy().MapTiles<float, int>((_, _) => { }, 0, 5)).Message);
    }

    [Fact]
    public void Periodic_windows_of_a_stored_raster_read_each_block_once()
    {
        var source = new CountingSource(Given.Terrain<float>(100, 130), new(1, 16, 16));
        var periodic = LazyArray.From(source, 16).FocalMean(3, edges: EdgeMode.Periodic).Compute();
        Assert.All(source.Reads.Values, reads => Assert.Equal(1, reads));
        var padded = LazyArray.From(source, 16).MapOverlap<float, float>((z, result) =>
        {
            for (var row = 0; row < z.Rows; row++)
                for (var column = 0; column < z.Columns; column++)
                {
                    double sum = 0;
                    for (var r = -3; r <= 3; r++)
                        for (var c = -3; c <= 3; c++) sum += z[row + r, column + c];
                    result[row, column] = (float)(sum / 49);
                }
        }, 3, Boundary.Periodic).Compute();
        var (expected, actual) = (padded.ToDoubles(), periodic.ToDoubles());
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-5 * expected[i]);
    }

    private readonly struct Root : IBlockKernel<float, float>
    {
        public void Invoke(ReadOnlySpan<float> cells, Span<float> result) => TensorPrimitives.Sqrt(cells, result);
    }
}
