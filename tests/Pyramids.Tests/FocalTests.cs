using System.Globalization;
using System.Runtime.InteropServices;
using Xunit;

namespace Pyramids.Tests;

public sealed class FocalTests(ITestOutputHelper output)
{
    [Fact]
    public void The_mean_of_a_printed_grid_mirrors_cells_at_the_edge()
    {
        var mean = Given.Grid("1 2 3\n4 5 6\n7 8 9").FocalMean(1).Compute();
        Assert.Equal((1 + 1 + 2 + 1 + 1 + 2 + 4 + 4 + 5) / 9.0, mean[0, 0], 1e-6);
        Assert.Equal(5, mean[1, 1], 1e-6);
        Assert.Equal(1, Given.Grid("1 2 3\n4 5 6\n7 8 9").FocalMin(1).Compute()[1, 1]);
        Assert.Equal(5, Given.Grid("1 2 3\n4 5 6\n7 8 9").FocalMedian(1).Compute()[1, 1]);
    }

    [Fact]
    public void Results_have_the_floating_type_of_the_input_and_its_grid()
    {
        var bands = Given.Terrain<byte>(20, 30, bands: 2).ToLazy((1, 7, 7));
        var std = bands.FocalStd(2);
        Assert.Equal(DType.Float32, std.DType);
        Assert.Equal(bands.Grid, std.Grid);
        Assert.Equal(bands.Chunks, std.Chunks);
        Assert.Equal(DType.Float64, Given.Terrain<int>(20, 30).ToLazy().FocalMax(1).DType);
    }

    [Fact]
    public void A_dataset_computes_now_and_is_lazy_when_chunks_are_given()
    {
        using var dem = Dataset.ReadFile(Repository.Sample("olinda_dem_utm25s.tif"));
        Assert.Equal(dem.FocalMean(3).ToDoubles(), dem.FocalMean(3, chunks: 40).Compute().ToDoubles());
        Assert.Equal(dem.FocalMedian(2).ToDoubles(), dem.FocalMedian(2, chunks: (30, 70)).Compute().ToDoubles());
        Assert.Equal(dem.Gaussian(1.5).ToDoubles(), dem.Gaussian(1.5, chunks: 50).Compute().ToDoubles());
        Assert.Equal(dem.FocalApply(w => w[4] - w[0], 1).ToDoubles(),
            dem.FocalApply(w => w[4] - w[0], 1, chunks: 50).Compute().ToDoubles());
        Assert.Equal(dem.FocalStatistics(FocalStatistic.Majority, Footprint.Circle(2)).ToDoubles(),
            dem.FocalStatistics(FocalStatistic.Majority, Footprint.Circle(2), chunks: 50).Compute().ToDoubles());
    }

    [Fact]
    public void A_function_is_written_for_the_type_of_the_cells()
    {
        var single = Given.Terrain<float>(12, 15).ToLazy(5);
        var wide = Given.Terrain<int>(12, 15).ToLazy(5);
        Assert.Equal(single.FocalMax(2).Compute().ToDoubles(), single.FocalApply(w => Greatest(w), 2).Compute().ToDoubles());
        Assert.Equal(wide.FocalMax(1).Compute().ToDoubles(),
            wide.FocalApply<double>(w => System.Numerics.Tensors.TensorPrimitives.Max(w), 1).Compute().ToDoubles());
        Assert.Equal(single.FocalMax(2).Compute().ToDoubles(), single.FocalApply<float, Most>(default, 2).Compute().ToDoubles());
        Assert.Contains("FocalApply<double>", Assert.Throws<ArgumentException>(() => wide.FocalApply(w => w[0], 1)).Message);

        static float Greatest(ReadOnlySpan<float> window) => System.Numerics.Tensors.TensorPrimitives.Max(window);
    }

    [Fact]
    public void Mistaken_arguments_are_named_where_the_array_is_made()
    {
        var array = Given.Terrain<float>(5, 5).ToLazy();
        Assert.Contains("0 or more", Assert.Throws<ArgumentOutOfRangeException>(() => array.FocalMean(-1)).Message);
        Assert.Contains("radius 1 only", Assert.Throws<ArgumentException>(() => array.FocalMean(2, edges: EdgeMode.Extrapolate)).Message);
        Assert.Contains("odd", Assert.Throws<ArgumentException>(() => array.Convolve(new double[2, 2])).Message);
        Assert.Contains("finite", Assert.Throws<ArgumentException>(() => array.Convolve(new[,] { { double.NaN } })).Message);
        Assert.Contains("positive", Assert.Throws<ArgumentOutOfRangeException>(() => array.Gaussian(0)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => array.FocalStatistics((FocalStatistic)99, Footprint.Square(1)));
    }

    public static TheoryData<string, string> Peers => new()
    {
        { "mean 1", "uniform_filter(z, 3)" },
        { "mean 7", "uniform_filter(z, 15)" },
        { "std 3", "numpy.sqrt(numpy.maximum(uniform_filter((z - z.mean()) ** 2, 7) - uniform_filter(z - z.mean(), 7) ** 2, 0))" },
        { "min 4", "minimum_filter(z, 9)" },
        { "max 10", "maximum_filter(z, 21)" },
        { "median 1", "median_filter(z, 3)" },
        { "median 5", "median_filter(z, 11)" },
        { "median 8", "median_filter(z, 17)" },
        { "sum 2", "25 * uniform_filter(z, 5)" },
        { "var 1", "generic_filter(z, numpy.var, 3)" },
        { "range 3", "maximum_filter(z, 7) - minimum_filter(z, 7)" },
        { "majority 1", "generic_filter(numpy.round(z / 8), lambda w: min(set(w), key=lambda v: (-list(w).count(v), v)), 3)" },
        { "annulus 2",
            "generic_filter(z, numpy.median, footprint=(numpy.hypot(*numpy.mgrid[-3:4, -3:4]) <= 3) & (numpy.hypot(*numpy.mgrid[-3:4, "
                + "-3:4]) >= 2))" },
        { "custom", "generic_filter(z, numpy.mean, footprint=numpy.array([[1, 0, 1], [0, 1, 0], [0, 1, 1]]))" },
        { "apply", "percentile_filter(z, 90, 3)" },
        { "circle 3", "maximum_filter(z, footprint=numpy.hypot(*numpy.mgrid[-3:4, -3:4]) <= 3)" },
        { "gaussian 2", "gaussian_filter(z, 2)" },
        { "convolve", "correlate(z, numpy.array([[1, 2, 0], [0, 3, 1], [5, 0, 1]]))" },
    };

    [Theory, MemberData(nameof(Peers))]
    public void Values_are_those_of_scipy(string name, string expression)
    {
        var folder = Directory.CreateTempSubdirectory("focal");
        try
        {
            using var dem = Dataset.ReadFile(Repository.Sample("olinda_dem_utm25s.tif"));
            var cells = dem.ReadArray().Span<float>().ToArray();
            string input = Path.Combine(folder.FullName, "input"), raw = Path.Combine(folder.FullName, "peer");
            File.WriteAllBytes(input, MemoryMarshal.AsBytes(cells.AsSpan()).ToArray());
            ScipyPeer.Run($"""
                import sys, numpy
                from scipy.ndimage import *
                z = numpy.fromfile(sys.argv[1], 'float32').reshape({dem.Grid.Rows}, {dem.Grid.Columns}).astype('float64')
                ({expression}).astype('float64').tofile(sys.argv[2])
                """, input, raw);
            var expected = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(raw)).ToArray();
            var lazy = dem.ReadArray(64);
            var number = int.Parse(name.Split(' ').ElementAtOrDefault(1) ?? "0", CultureInfo.InvariantCulture);
            var actual = (name.Split(' ')[0] switch
            {
                "mean" => lazy.FocalMean(number),
                "std" => lazy.FocalStd(number),
                "min" => lazy.FocalMin(number),
                "max" => lazy.FocalMax(number),
                "median" => lazy.FocalMedian(number),
                "sum" => lazy.FocalSum(number),
                "var" => lazy.FocalVar(number),
                "range" => lazy.FocalRange(number),
                "majority" => (lazy / 8).Round().FocalMajority(number),
                "annulus" => lazy.FocalStatistics(FocalStatistic.Median, Footprint.Annulus(number, 3)),
                "custom" => lazy.FocalStatistics(FocalStatistic.Mean,
                    Footprint.Custom(new[,] { { true, false, true }, { false, true, false }, { false, true, true } })),
                "apply" => lazy.FocalApply(NinetiethPercentile, 1),
                "circle" => lazy.FocalStatistics(FocalStatistic.Max, Footprint.Circle(number)),
                "gaussian" => lazy.Gaussian(number),
                _ => lazy.Convolve(new double[,] { { 1, 2, 0 }, { 0, 3, 1 }, { 5, 0, 1 } }),
            }).Compute().ToDoubles();
            Assert.Equal(expected.Length, actual.Length);
            var largest = expected.Zip(actual, (x, y) => Math.Abs(x - y)).Max();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: largest difference {largest:G3}"));
            Assert.True(largest <= 1e-6 * Math.Max(1, expected.Max(Math.Abs)), $"{name} differs from scipy by {largest}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static float NinetiethPercentile(ReadOnlySpan<float> window)
    {
        Span<float> sorted = stackalloc float[9];
        window.CopyTo(sorted);
        sorted.Sort();
        return sorted[8];
    }

    private readonly struct Most : IWindowFunction<float>
    {
        public float Invoke(ReadOnlySpan<float> window) => System.Numerics.Tensors.TensorPrimitives.Max(window);
    }
}
