using System.Text;

namespace Pyramids.Benchmarks;

internal static partial class SurfaceConformance
{
    private sealed record Operation(string Name, Func<LazyArray, EdgeMode, LazyArray> Ours, string? GdalDem = null, string? SciPy = null,
        string? Grass = null, string? Page = null)
    {
        public bool IsAngle { get; init; }

        public bool GrassAspect { get; init; }

        /// <summary>Whether GRASS computes a value for a missing middle cell.</summary>
        public bool GrassFills { get; init; }

        /// <summary>Cells at the edge that GRASS sees otherwise.</summary>
        public int Margin { get; init; } = 1;
    }

    private static Operation[] Operations { get; } =
    [
        new("slope, degrees", (z, edges) => z.Slope(edges: edges), "dem('slope')", Grass: Slope("slope"),
            Page: "numpy.degrees(numpy.arctan(numpy.hypot(*numpy.gradient(z, transform[5], transform[1]))))"),
        new("slope, percent", (z, edges) => z.Slope(SlopeUnits.Percent, edges: edges), "dem('slope', slopeFormat='percent')",
            Grass: Slope("slope", "format=percent ")),
        new("slope, radians", (z, edges) => z.Slope(SlopeUnits.Radians, edges: edges), "numpy.radians(dem('slope'))",
            Grass: $"numpy.radians({Slope("slope")})"),
        new("slope, z 2", (z, edges) => z.Slope(edges: edges, zFactor: 2), "dem('slope', scale=0.5)", Grass: Slope("slope", "zscale=2 ")),
        new("slope, Zevenbergen-Thorne", (z, edges) => z.Slope(gradient: Gradient.ZevenbergenThorne, edges: edges),
            "dem('slope', alg='ZevenbergenThorne')"),
        new("aspect", (z, edges) => z.Aspect(edges: edges), "dem('aspect')", Grass: Slope("aspect")) { IsAngle = true, GrassAspect = true },
        new("aspect, from east, counterclockwise",
            (z, edges) => z.Aspect(edges: edges, zero: AspectZero.East, direction: AngleDirection.Counterclockwise),
            "dem('aspect', trigonometric=True)") { IsAngle = true },
        new("aspect, from south", (z, edges) => z.Aspect(edges: edges, zero: AspectZero.South),
            "(dem('aspect') + 180) % 360") { IsAngle = true },
        new("aspect, from west", (z, edges) => z.Aspect(edges: edges, zero: AspectZero.West),
            "(dem('aspect') + 90) % 360") { IsAngle = true },
        new("aspect, 0 where flat", (z, edges) => z.Aspect(edges: edges, flat: 0), "dem('aspect', zeroForFlat=True)") { IsAngle = true },
        new("aspect, Zevenbergen-Thorne", (z, edges) => z.Aspect(Gradient.ZevenbergenThorne, edges),
            "dem('aspect', alg='ZevenbergenThorne')") { IsAngle = true },
        new("hillshade", (z, edges) => z.Hillshade(bytes: true, edges: edges), "dem('hillshade')"),
        new("hillshade, z 5, from 200 at 30", (z, edges) => z.Hillshade(200, 30, 5, bytes: true, edges: edges),
            "dem('hillshade', azimuth=200, altitude=30, zFactor=5)"),
        new("hillshade, Zevenbergen-Thorne", (z, edges) => z.Hillshade(gradient: Gradient.ZevenbergenThorne, bytes: true, edges: edges),
            "dem('hillshade', alg='ZevenbergenThorne')"),
        new("hillshade, multidirectional", (z, edges) => z.Hillshade(shading: Shading.Multidirectional, bytes: true, edges: edges),
            "dem('hillshade', multiDirectional=True)"),
        new("hillshade, combined", (z, edges) => z.Hillshade(shading: Shading.Combined, bytes: true, edges: edges),
            "dem('hillshade', combined=True)"),
        new("hillshade, combined, Zevenbergen-Thorne",
            (z, edges) => z.Hillshade(shading: Shading.Combined, gradient: Gradient.ZevenbergenThorne, bytes: true, edges: edges),
            "dem('hillshade', combined=True, alg='ZevenbergenThorne')"),
        new("hillshade, multidirectional, Zevenbergen-Thorne",
            (z, edges) => z.Hillshade(shading: Shading.Multidirectional, gradient: Gradient.ZevenbergenThorne, bytes: true, edges: edges),
            "dem('hillshade', multiDirectional=True, alg='ZevenbergenThorne')"),
        new("hillshade, Igor, Zevenbergen-Thorne",
            (z, edges) => z.Hillshade(shading: Shading.Igor, gradient: Gradient.ZevenbergenThorne, bytes: true, edges: edges),
            "dem('hillshade', igor=True, alg='ZevenbergenThorne')"),
        new("hillshade, Igor", (z, edges) => z.Hillshade(shading: Shading.Igor, bytes: true, edges: edges), "dem('hillshade', igor=True)"),
        new("curvature, profile", (z, edges) => z.Curvature(CurvatureKind.Profile, edges: edges), Grass: Slope("pcurvature")),
        new("curvature, tangential", (z, edges) => z.Curvature(CurvatureKind.Tangential, edges: edges), Grass: Slope("tcurvature")),
        new("TPI", (z, edges) => z.Tpi(edges), "dem('TPI')"),
        new("TRI, Riley", (z, edges) => z.Tri(edges: edges), "dem('TRI', alg='Riley')"),
        new("TRI, Wilson", (z, edges) => z.Tri(Ruggedness.Wilson, edges), "dem('TRI', alg='Wilson')"),
        new("roughness", (z, edges) => z.Roughness(edges), "dem('Roughness')"),
        new("focal mean, radius 1", (z, _) => z.FocalMean(1), SciPy: "nd.uniform_filter(z, 3)", Grass: Neighbors("average", 3),
            Page: "nd.uniform_filter(z, 3)") { GrassFills = true },
        new("focal mean, radius 10", (z, _) => z.FocalMean(10), SciPy: "nd.uniform_filter(z, 21)", Grass: Neighbors("average", 21),
            Page: "nd.uniform_filter(z, 21)") { GrassFills = true, Margin = 10 },
        new("focal sum, radius 2", (z, _) => z.FocalSum(2), SciPy: "25 * nd.uniform_filter(z, 5)",
            Grass: Neighbors("sum", 5)) { GrassFills = true, Margin = 2 },
        new("focal std, radius 3", (z, _) => z.FocalStd(3), SciPy: "nd.generic_filter(z, numpy.std, 7)", Grass: Neighbors("stddev", 7),
            Page: "numpy.sqrt(nd.uniform_filter((z - nd.uniform_filter(z, 7)) ** 2, 7))") { GrassFills = true, Margin = 3 },
        new("focal variance, radius 1", (z, _) => z.FocalVar(1), SciPy: "nd.generic_filter(z, numpy.var, 3)",
            Grass: Neighbors("variance", 3)) { GrassFills = true },
        new("focal min, radius 4", (z, _) => z.FocalMin(4), SciPy: "nd.minimum_filter(z, 9)",
            Grass: Neighbors("minimum", 9)) { GrassFills = true, Margin = 4 },
        new("focal max, radius 10", (z, _) => z.FocalMax(10), SciPy: "nd.maximum_filter(z, 21)",
            Grass: Neighbors("maximum", 21)) { GrassFills = true, Margin = 10 },
        new("focal range, radius 1", (z, _) => z.FocalRange(1), SciPy: "nd.maximum_filter(z, 3) - nd.minimum_filter(z, 3)",
            Grass: Neighbors("range", 3)) { GrassFills = true },
        new("focal median, radius 1", (z, _) => z.FocalMedian(1), SciPy: "nd.median_filter(z, 3)",
            Grass: Neighbors("median", 3)) { GrassFills = true },
        new("focal median, radius 5", (z, _) => z.FocalMedian(5), SciPy: "nd.median_filter(z, 11)",
            Grass: Neighbors("median", 11)) { GrassFills = true, Margin = 5 },
        new("focal majority, radius 1", (z, _) => z.FocalMajority(1),
            SciPy: "nd.generic_filter(z, lambda w: min(set(w), key=lambda v: (-list(w).count(v), v)), 3)") { GrassFills = true },
        new("focal median, radius 8", (z, _) => z.FocalMedian(8), SciPy: "nd.median_filter(z, 17)",
            Grass: Neighbors("median", 17)) { GrassFills = true, Margin = 8 },
        new("focal mean, annulus of 2 to 3", (z, _) => z.FocalStatistics(FocalStatistic.Mean, Footprint.Annulus(2, 3)),
            SciPy: "nd.generic_filter(z, numpy.mean, footprint=(numpy.hypot(*numpy.mgrid[-3:4, -3:4]) <= 3) & "
                + "(numpy.hypot(*numpy.mgrid[-3:4, -3:4]) >= 2))"),
        new("focal std, custom shape", (z, _) => z.FocalStatistics(FocalStatistic.Std,
            Footprint.Custom(new[,] { { true, false, true }, { false, true, false }, { false, true, true } })),
            SciPy: "nd.generic_filter(z, numpy.std, footprint=numpy.array([[1, 0, 1], [0, 1, 0], [0, 1, 1]]))"),
        new("focal max, circle of radius 3", (z, _) => z.FocalStatistics(FocalStatistic.Max, Footprint.Circle(3)),
            SciPy: "nd.maximum_filter(z, footprint=numpy.hypot(*numpy.mgrid[-3:4, -3:4]) <= 3)"),
        new("convolve", (z, _) => z.Convolve(new double[,] { { 1, 2, 0 }, { 0, 3, 1 }, { 5, 0, 1 } }),
            SciPy: "nd.correlate(z, numpy.array([[1, 2, 0], [0, 3, 1], [5, 0, 1]]))"),
        new("gaussian, sigma 2", (z, _) => z.Gaussian(2), SciPy: "nd.gaussian_filter(z, 2)"),
        new("focal apply, 90th percentile", (z, _) => z.FocalApply(NinetiethPercentile, 1), SciPy: "nd.percentile_filter(z, 90, 3)"),
    ];

    private static string Slope(string output, string options = "")
        => $"grass('r.slope.aspect --o precision=DCELL {options}elevation=dem {output}=result')";

    private static string Neighbors(string method, int size)
        => $"grass('r.neighbors --o input=dem output=result method={method} size={size}')";

    private static float NinetiethPercentile(ReadOnlySpan<float> window)
    {
        Span<float> sorted = stackalloc float[9];
        window.CopyTo(sorted);
        sorted.Sort();
        return sorted[(int)(9 * 0.9)];
    }

    /// <summary>Rasters of one row, one column and one cell.</summary>
    private static string Thin()
    {
        var text = new StringBuilder(
            "Rasters of one row, one column and one cell: gdaldem leaves them missing. Here slopes along the missing direction are 0, "
                + "and with missing edges all is missing.\n\n");
        text.AppendLine("| operation | 1 x 40 | 40 x 1 | 1 x 1 |").AppendLine("|---|---|---|---|");
        foreach (var op in Operations)
        {
            string Of(int rows, int columns)
            {
                var z = Surface(rows, columns).ToLazy().AsType(DType.Float32);
                var filled = Cells(op.Ours(z, EdgeMode.Extrapolate)).Count(double.IsFinite);
                var strict = op.GdalDem is null && op.Grass?.Contains("slope", StringComparison.Ordinal) != true ? ""
                    : $", {Cells(op.Ours(z, EdgeMode.NoData)).Count(double.IsFinite)} with missing edges";
                return $"{filled} of {rows * columns} finite{strict}";
            }
            text.AppendLine(Line(op.Name, Of(1, 40), Of(40, 1), Of(1, 1)));
        }
        return text.ToString();
    }

    /// <summary>Against the derivatives of a surface that is known as a formula.</summary>
    private static string Theory()
    {
        const int Side = 200;
        var z = Surface(Side, Side).ToLazy();
        var text = new StringBuilder(
            "Against theory: 100 + 0.05 x + 200 sin(x / 900) cos(y / 700) on cells of 30 m, Float64; largest error inside the edge. "
                + "What is left is the error of differences over 30 m, not of arithmetic.\n\n");
        text.AppendLine("| operation | Horn | Zevenbergen-Thorne |").AppendLine("|---|---|---|");
        Row("slope, degrees", gradient => z.Slope(gradient: gradient), d => Math.Atan(Math.Sqrt(d.P * d.P + d.Q * d.Q)) * 180 / Math.PI);
        Row("slope, percent", gradient => z.Slope(SlopeUnits.Percent, gradient), d => 100 * Math.Sqrt(d.P * d.P + d.Q * d.Q));
        Row("aspect (slopes over 1 degree)", gradient => z.Aspect(gradient),
            d => d.P * d.P + d.Q * d.Q < 3e-4 ? double.NaN : (Math.Atan2(-d.P, -d.Q) * 180 / Math.PI + 360) % 360);
        Row("hillshade, 0 to 255", gradient => z.Hillshade(gradient: gradient),
            d => Math.Max(0, 255 * (Math.Sqrt(0.5) + 0.5 * d.P - 0.5 * d.Q) / Math.Sqrt(1 + d.P * d.P + d.Q * d.Q)));
        Row("curvature, profile (slopes over 1 degree)", gradient => z.Curvature(CurvatureKind.Profile, gradient),
            d => Steep(d, -(d.P * d.P * d.R + 2 * d.P * d.Q * d.S + d.Q * d.Q * d.T) / Math.Pow(1 + d.P * d.P + d.Q * d.Q, 1.5)));
        Row("curvature, plan (slopes over 1 degree)", gradient => z.Curvature(CurvatureKind.Plan, gradient),
            d => Steep(d, -(d.Q * d.Q * d.R - 2 * d.P * d.Q * d.S + d.P * d.P * d.T) / Math.Sqrt(d.P * d.P + d.Q * d.Q)));
        Row("curvature, tangential (slopes over 1 degree)", gradient => z.Curvature(CurvatureKind.Tangential, gradient),
            d => Steep(d, -(d.Q * d.Q * d.R - 2 * d.P * d.Q * d.S + d.P * d.P * d.T) / Math.Sqrt(1 + d.P * d.P + d.Q * d.Q)));
        Row("curvature, total", gradient => z.Curvature(CurvatureKind.Total, gradient), d => -(d.R + d.T));
        return text.ToString();

        static double Steep((double P, double Q, double R, double S, double T) d, double value)
            => d.P * d.P + d.Q * d.Q is var steep && steep < 3e-4 ? double.NaN : value / steep;

        void Row(string name, Func<Gradient, LazyArray> ours, Func<(double P, double Q, double R, double S, double T), double> exact)
        {
            string Error(Gradient gradient)
            {
                var cells = ours(gradient).Compute();
                double largest = 0;
                for (var row = 1; row < Side - 1; row++)
                    for (var column = 1; column < Side - 1; column++)
                    {
                        var expected = exact(Derivatives(row, column));
                        if (double.IsNaN(expected)) continue;
                        var error = Math.Abs(cells[row, column] - expected);
                        largest = Math.Max(largest,
                            name.StartsWith("aspect", StringComparison.Ordinal) ? Math.Min(error, 360 - error) : error);
                    }
                return Number(largest);
            }
            text.AppendLine(Line(name, Error(Gradient.Horn), Error(Gradient.ZevenbergenThorne)));
        }
    }

    private static NDArray Surface(int rows, int columns)
    {
        var cells = new double[rows * columns];
        for (var i = 0; i < cells.Length; i++)
        {
            double x = 30 * (i % columns), y = -30 * (i / columns);
            cells[i] = 100 + 0.05 * x + 200 * Math.Sin(x / 900) * Math.Cos(y / 700);
        }
        return NDArray.From(new GridSpec(rows, columns, Affine.NorthUp(-15, 15, 30, 30)), cells);
    }

    private static (double P, double Q, double R, double S, double T) Derivatives(int row, int column)
    {
        double x = 30 * column, y = -30 * row;
        var (sx, cx) = Math.SinCos(x / 900);
        var (sy, cy) = Math.SinCos(y / 700);
        return (0.05 + 200.0 / 900 * cx * cy, -200.0 / 700 * sx * sy, -200.0 / 810_000 * sx * cy, -200.0 / 630_000 * cx * sy,
            -200.0 / 490_000 * sx * cy);
    }
}
