namespace Pyramids.Tests;

/// <summary>Every terrain and focal operation and convention, once: a line that lacks a value does not compile.</summary>
internal static class SurfaceCases
{
    /// <summary>Cells of 10 by 10. Slopes east and north in the middle: 0.05, -0.25 by Horn; 0.1, -0.3 by Zevenbergen and Thorne.</summary>
    public const string Printed = "1 2 3\n4 9 6\n7 8 5";

    private const string All = "111111111", Cross = "010111010", Middle = "000010000";

    private static readonly bool[,] Shape = { { true, false, true }, { false, true, false }, { false, true, true } };

    /// <summary>Slopes of 0.3 east and -0.4 north in the middle cell, second derivatives of 0.002, -0.001 and 0.003
    /// everywhere: differences are exact on it.</summary>
    public static LazyArray Bent => From(7, 7, (row, column) =>
    {
        double x = 10 * (column - 3), y = -10 * (row - 3);
        return 100 + 0.3 * x - 0.4 * y + 0.001 * x * x - 0.001 * x * y + 0.0015 * y * y;
    });

    /// <summary>1 more in each column and 100 more in each row; 1012 in the middle cell.</summary>
    public static LazyArray Plane => From(7, 7, (row, column) => 1012 + 100 * (row - 3) + (column - 3));

    /// <summary>
    /// Computes jobs by the formulas of the papers and not by those of the engine: a file of cells, one of a
    /// <see cref="SurfaceJob.Line"/> each, and where the results go.
    /// </summary>
    public const string Python = """
        import sys, warnings
        from numpy import *
        warnings.simplefilter('ignore')
        h = 10.0
        def ring(z, edges):
            if edges == 'Extrapolate':                      # the line through the two outermost cells; in the corners that of the outer column
                line = lambda a, b: 2 * a - b
                tall = concatenate([line(z[:1], z[min(1, len(z) - 1):][:1]), z, line(z[-1:], z[max(0, len(z) - 2):][:1])])
                wide = pad(tall, ((0, 0), (1, 1)), 'edge')
                wide[1:-1, 0], wide[1:-1, -1] = line(z[:, 0], z[:, min(1, z.shape[1] - 1)]), line(z[:, -1], z[:, max(0, z.shape[1] - 2)])
                return wide
            return pad(z, 1, {'Symmetric': 'symmetric', 'Nearest': 'edge', 'Periodic': 'wrap'}.get(edges, 'constant'),
                **({'constant_values': nan} if edges == 'NoData' else {'constant_values': 0} if edges == 'Constant' else {}))
        def windows(z, edges, kind):
            rows, columns = z.shape
            shifted = lambda around: stack([around[i:i + rows, j:j + columns] for i in range(3) for j in range(3)])
            around = ring(z, edges)
            n = shifted(around)
            if kind == 'terrain' and edges == 'Extrapolate':        # in the first and last row gdaldem repeats the outer columns
                n[:, [0, -1]] = shifted(pad(around[:, 1:-1], ((0, 0), (1, 1)), 'edge'))[:, [0, -1]]
            return n
        def missing(value): return where(isfinite(n.sum(0)), value, nan)
        def horn(): return missing(((n[2] + 2 * n[5] + n[8]) - (n[0] + 2 * n[3] + n[6])) / (8 * h)), missing(((n[0] + 2 * n[1] + n[2]) - (n[6] + 2 * n[7] + n[8])) / (8 * h))
        def near(): return (n[5] - n[3]) / (2 * h) + 0 * (n[1] + n[7] + n[4]), (n[1] - n[7]) / (2 * h) + 0 * (n[3] + n[5] + n[4])
        def slope(g): return hypot(*g)
        def flat(g, value): return where(slope(g) == 0, nan, value)
        def aspect(g): return flat(g, degrees(arctan2(-g[0], -g[1])) % 360)
        def lit(g, azimuth=315, altitude=45):
            a, b = radians(azimuth), radians(altitude)
            return (-g[0] * sin(a) * cos(b) - g[1] * cos(a) * cos(b) + sin(b)) / sqrt(1 + g[0] ** 2 + g[1] ** 2)
        def shade(value): return 255 * maximum(0, value)
        def many(g): return shade(sum(stack([cos(where(slope(g) == 0, radians(a), arctan2(-g[0], -g[1])) - radians(a)) ** 2 * maximum(0, lit(g, a)) * where(slope(g) == 0, 0.5, 1) for a in (225, 270, 315, 360)]), axis=0) / 2)
        def combined(g): return 255 * (1 - arccos(clip(lit(g), -1, 1)) * arctan(slope(g)) / (pi / 2) ** 2)
        def igor(g):
            turned = abs((radians(315) - arctan2(-g[0], -g[1]) + pi) % (2 * pi) - pi)
            return 255 * (1 - arctan(slope(g)) / (pi / 2) * turned / pi)
        def seconds(weighted):
            cross = (n[2] - n[0] - n[8] + n[6]) / (4 * h * h)
            if not weighted: return (n[3] + n[5] - 2 * n[4]) / h ** 2, cross, (n[1] + n[7] - 2 * n[4]) / h ** 2
            corners = n[0] + n[2] + n[6] + n[8] - 8 * n[4]
            return (corners + 4 * (n[3] + n[5]) - 2 * (n[1] + n[7])) / (6 * h * h), cross, (corners + 4 * (n[1] + n[7]) - 2 * (n[3] + n[5])) / (6 * h * h)
        def curvature(kind, g, weighted):
            (p, q), (r, s, t) = g, seconds(weighted)
            steep = p * p + q * q
            if kind == 'total': return -(r + t) + 0 * (p + q)
            along, across = -(p * p * r + 2 * p * q * s + q * q * t), -(q * q * r - 2 * p * q * s + p * p * t)
            value = {'profile': along / (steep * (1 + steep) ** 1.5), 'plan': across / steep ** 1.5, 'tangential': across / (steep * (1 + steep) ** 0.5)}[kind]
            return missing(where(steep == 0, 0, value))
        def window(function, shape=ones(9), strict=False):
            cells = n[array(shape, bool)]
            value = function(cells, axis=0)
            return where(isnan(n[4]) | (isnan(cells).any(0) if strict else isnan(cells).all(0)), nan, value)
        def majority(cells, axis):
            alike = (cells[:, None] == cells[None]).sum(0)
            return nanmin(where(alike == alike.max(0), cells, nan), 0)
        def middle(cells, axis): return nanmedian(cells, 0)
        def weighted(weights):
            weights = array(weights, float).reshape(9, 1, 1)
            there = (weights * isfinite(n)).sum(0)
            value = nansum(weights * n, 0)
            if abs(weights.sum()) < 1e-9: value = where(isfinite(n[weights.ravel() != 0]).all(0), value, nan)
            else: value = value * weights.sum() / there
            return where(isnan(n[4]), nan, value)
        def normal(sigma):
            line = exp(-0.5 * (arange(-1, 2) / sigma) ** 2)
            return outer(line / line.sum(), line / line.sum())
        cells, made = fromfile(sys.argv[1]), []
        for job in open(sys.argv[2]):
            rows, columns, edges, kind, expression = job.rstrip('\n').split('\t')
            rows, columns = int(rows), int(columns)
            z, cells = cells[:rows * columns].reshape(rows, columns), cells[rows * columns:]
            n = windows(z, edges, kind)
            made.append(broadcast_to(eval(expression), z.shape).astype('float64').ravel())
        concatenate(made).tofile(sys.argv[3])
        """;

    /// <summary>In the corner the window is -2 -2 -5, 1 1 2, 4 4 9: rows continue the line through the two outermost,
    /// and in the first row the outer column is repeated, as gdaldem does.</summary>
    public static SurfaceCase[] Terrains { get; } =
    [
        new("slope, degrees", (z, e) => z.Slope(edges: e), All, 14.302914, 21.954999, double.NaN, 26.565051177078082,
            "degrees(arctan(slope(horn())))"),
        new("slope, percent", (z, e) => z.Slope(SlopeUnits.Percent, edges: e), All, 25.495098, 40.311289, double.NaN, 50,
            "100 * slope(horn())"),
        new("slope, radians", (z, e) => z.Slope(SlopeUnits.Radians, edges: e), All, 0.24963295, 0.38318702, double.NaN, 0.4636476090008077,
            "arctan(slope(horn()))"),
        new("slope, heights doubled", (z, e) => z.Slope(SlopeUnits.Percent, edges: e, zFactor: 2), All, 50.990195, 80.622577, double.NaN,
            100, "200 * slope(horn())"),
        new("slope, Zevenbergen-Thorne", (z, e) => z.Slope(SlopeUnits.Percent, Gradient.ZevenbergenThorne, e), Cross, 31.622777, 30.413813,
            31.622777, 50, "100 * slope(near())"),
        new("aspect", (z, e) => z.Aspect(edges: e), All, 348.69007, 352.87498, double.NaN, 323.13010235415595, "aspect(horn())"),
        new("aspect, Zevenbergen-Thorne", (z, e) => z.Aspect(Gradient.ZevenbergenThorne, e), Cross, 341.56505, 350.53768, 341.56505,
            323.13010235415595, "aspect(near())"),
        new("aspect, from east, counterclockwise",
            (z, e) => z.Aspect(edges: e, zero: AspectZero.East, direction: AngleDirection.Counterclockwise), All, 101.30993, 97.12502,
            double.NaN, 126.86989764584405, "(450 - aspect(horn())) % 360"),
        new("aspect, from west", (z, e) => z.Aspect(edges: e, zero: AspectZero.West), All, 78.69007, 82.87498, double.NaN,
            53.13010235415595, "(90 + aspect(horn())) % 360"),
        new("aspect, from south", (z, e) => z.Aspect(edges: e, zero: AspectZero.South), All, 168.69007, 172.87498, double.NaN,
            143.13010235415595, "(180 + aspect(horn())) % 360"),
        new("hillshade", (z, e) => z.Hillshade(edges: e), All, 211.78749, 220.44963, double.NaN, 241.10378746533, "shade(lit(horn()))"),
        new("hillshade, Zevenbergen-Thorne", (z, e) => z.Hillshade(edges: e, gradient: Gradient.ZevenbergenThorne), Cross, 220.54756,
            215.20414, 220.54756, 241.10378746533, "shade(lit(near()))"),
        new("hillshade, bytes", (z, e) => z.Hillshade(edges: e, bytes: true), All, 212, 221, double.NaN, 241,
            "floor(1.5 + 254 * maximum(0, lit(horn())))"),
        new("hillshade, multidirectional", (z, e) => z.Hillshade(shading: Shading.Multidirectional, edges: e), All, 204.92, 209.0105,
            double.NaN, 229.62991957382167, "many(horn())"),
        new("hillshade, combined", (z, e) => z.Hillshade(shading: Shading.Combined, edges: e), All, 239.76, 234.14488, double.NaN,
            239.10817310143966, "combined(horn())"),
        new("hillshade, Igor", (z, e) => z.Hillshade(shading: Shading.Igor, edges: e), All, 247.41507, 241.91086, double.NaN,
            251.60036856766519, "igor(horn())"),
        new("hillshade, Igor, Zevenbergen-Thorne",
            (z, e) => z.Hillshade(shading: Shading.Igor, gradient: Gradient.ZevenbergenThorne, edges: e), Cross, 247.66207, 245.53708,
            247.66207, 251.60036856766519, "igor(near())"),
        new("curvature, profile", (z, e) => z.Curvature(CurvatureKind.Profile, edges: e), All, 0.058091197, -0.0040505234, double.NaN,
            -0.0025759503100797354, "curvature('profile', horn(), True)"),
        new("curvature, plan", (z, e) => z.Curvature(CurvatureKind.Plan, edges: e), All, 0.22025351, -0.012212651, double.NaN, -0.0028,
            "curvature('plan', horn(), True)"),
        new("curvature, tangential", (z, e) => z.Curvature(CurvatureKind.Tangential, edges: e), All, 0.054413255, -0.0045660445, double.NaN,
            -0.0012521980673999016, "curvature('tangential', horn(), True)"),
        new("curvature, total", (z, e) => z.Curvature(CurvatureKind.Total, edges: e), All, 0.12, -0.01, double.NaN, -0.005,
            "curvature('total', horn(), True)"),
        new("curvature, profile, Zevenbergen-Thorne", (z, e) => z.Curvature(CurvatureKind.Profile, Gradient.ZevenbergenThorne, e), All,
            0.074543439, -0.0059170619, double.NaN, -0.0025759503100797354, "curvature('profile', near(), False)"),
        new("curvature, plan, Zevenbergen-Thorne", (z, e) => z.Curvature(CurvatureKind.Plan, Gradient.ZevenbergenThorne, e), All,
            0.23400855, -0.010663718, double.NaN, -0.0028, "curvature('plan', near(), False)"),
        new("curvature, tangential, Zevenbergen-Thorne", (z, e) => z.Curvature(CurvatureKind.Tangential, Gradient.ZevenbergenThorne, e),
            All, 0.070556232, -0.0031029073, double.NaN, -0.0012521980673999016, "curvature('tangential', near(), False)"),
        new("curvature, total, Zevenbergen-Thorne", (z, e) => z.Curvature(CurvatureKind.Total, Gradient.ZevenbergenThorne, e), Cross, 0.16,
            -0.01, 0.16, -0.005, "curvature('total', near(), False)"),
        new("tpi", (z, e) => z.Tpi(e), All, 9 - 36 / 8.0, 1 - 11 / 8.0, double.NaN, -0.1875, "n[4] - delete(n, 4, 0).mean(0)"),
        new("tri, Riley", (z, e) => z.Tri(Ruggedness.Riley, e), All, 14.282857, 11.7046999, double.NaN, 12.261932963444222,
            "sqrt(((n - n[4]) ** 2).sum(0))"),
        new("tri, Wilson", (z, e) => z.Tri(Ruggedness.Wilson, e), All, 36 / 8.0, 27 / 8.0, double.NaN, 3.75, "abs(n - n[4]).sum(0) / 8"),
        new("roughness", (z, e) => z.Roughness(e), All, 9 - 1, 9 + 5, double.NaN, 107.35 - 93.35, "n.max(0) - n.min(0)"),
    ];

    /// <summary>In the corner the window is 1 1 2, 1 1 2, 4 4 9.</summary>
    public static SurfaceCase[] Focals { get; } =
    [
        new("focal mean", (z, e) => z.FocalMean(1, edges: e), Middle, 45 / 9.0, 25 / 9.0, 40 / 8.0, 1012, "window(nanmean)"),
        new("focal mean, propagate", (z, e) => z.FocalMean(1, NoDataPolicy.Propagate, e), All, 45 / 9.0, 25 / 9.0, double.NaN, 1012,
            "window(mean, strict=True)"),
        new("focal sum", (z, e) => z.FocalSum(1, edges: e), Middle, 45, 25, 40, 9 * 1012, "window(nansum)"),
        new("focal variance", (z, e) => z.FocalVar(1, edges: e), Middle, 285 / 9.0 - 25, 125 / 9.0 - 625 / 81.0, 260 / 8.0 - 25,
            10_001 * 8 / 12.0, "window(nanvar)"),
        new("focal std", (z, e) => z.FocalStd(1, edges: e), Middle, 2.58198890, 2.48451997, 2.73861279, 81.65374047362027,
            "window(nanstd)"),
        new("focal std, propagate", (z, e) => z.FocalStd(1, NoDataPolicy.Propagate, e), All, 2.58198890, 2.48451997, double.NaN,
            81.65374047362027, "window(std, strict=True)"),
        new("focal min", (z, e) => z.FocalMin(1, edges: e), Middle, 1, 1, 1, 1012 - 101, "window(nanmin)"),
        new("focal max", (z, e) => z.FocalMax(1, edges: e), Middle, 9, 9, 9, 1012 + 101, "window(nanmax)"),
        new("focal max, propagate", (z, e) => z.FocalMax(1, NoDataPolicy.Propagate, e), All, 9, 9, double.NaN, 1012 + 101,
            "window(amax, strict=True)"),
        new("focal range", (z, e) => z.FocalRange(1, edges: e), Middle, 8, 8, 8, 202, "window(nanmax) - window(nanmin)"),
        new("focal median", (z, e) => z.FocalMedian(1, edges: e), Middle, 5, 2, 5, 1012, "window(middle)"),
        new("focal majority", (z, e) => z.FocalMajority(1, edges: e), Middle, 1, 1, 1, 1012 - 101, "window(majority)"),
        new("mean of a circle", (z, e) => z.FocalStatistics(FocalStatistic.Mean, Footprint.Circle(1), edges: e), Middle,
            (2 + 4 + 9 + 6 + 8) / 5.0, (1 + 1 + 1 + 2 + 4) / 5.0, 29 / 5.0, 1012, "window(nanmean, [0, 1, 0, 1, 1, 1, 0, 1, 0])"),
        new("maximum of a circle, propagate",
            (z, e) => z.FocalStatistics(FocalStatistic.Max, Footprint.Circle(1), NoDataPolicy.Propagate, e), Cross,
            9, 4, 9, 1112, "window(amax, [0, 1, 0, 1, 1, 1, 0, 1, 0], True)"),
        new("median of an annulus", (z, e) => z.FocalStatistics(FocalStatistic.Median, Footprint.Annulus(1, 1.5), edges: e), Middle,
            4.5, 2, 4, 1012, "window(middle, [1, 1, 1, 1, 0, 1, 1, 1, 1])"),
        new("range of an annulus, propagate",
            (z, e) => z.FocalStatistics(FocalStatistic.Range, Footprint.Annulus(1, 1), NoDataPolicy.Propagate, e), Cross,
            8 - 2, 4 - 1, 8 - 2, 200, "window(amax, [0, 1, 0, 1, 0, 1, 0, 1, 0], True) - window(amin, [0, 1, 0, 1, 0, 1, 0, 1, 0], True)"),
        new("mean of a custom shape", (z, e) => z.FocalStatistics(FocalStatistic.Mean, Footprint.Custom(Shape), edges: e), Middle,
            (1 + 3 + 9 + 8 + 5) / 5.0, (1 + 2 + 1 + 4 + 9) / 5.0, 21 / 4.0, 1012.2, "window(nanmean, [1, 0, 1, 0, 1, 0, 0, 1, 1])"),
        new("variance of a custom shape", (z, e) => z.FocalStatistics(FocalStatistic.Variance, Footprint.Custom(Shape), edges: e), Middle,
            180 / 5.0 - 5.2 * 5.2, 103 / 5.0 - 3.4 * 3.4, 155 / 4.0 - 5.25 * 5.25, 40_203 / 5.0 - 0.2 * 0.2,
            "window(nanvar, [1, 0, 1, 0, 1, 0, 0, 1, 1])"),
        new("majority of a custom shape, propagate",
            (z, e) => z.FocalStatistics(FocalStatistic.Majority, Footprint.Custom(Shape), NoDataPolicy.Propagate, e), "101010011",
            1, 1, double.NaN, 1012 - 101, "window(majority, [1, 0, 1, 0, 1, 0, 0, 1, 1], True)"),
        new("convolve", (z, e) => z.Convolve(new double[,] { { 1, 2, 0 }, { 0, 3, 1 }, { 5, 0, 1 } }, edges: e), Middle,
            1 + 4 + 27 + 6 + 35 + 5, 1 + 2 + 3 + 2 + 20 + 9, 73 * 13 / 12.0, 13 * 1012 + 296, "weighted([1, 2, 0, 0, 3, 1, 5, 0, 1])"),
        new("convolve, propagate",
            (z, e) => z.Convolve(new double[,] { { 1, 2, 0 }, { 0, 3, 1 }, { 5, 0, 1 } }, NoDataPolicy.Propagate, e), "110011101",
            78, 37, double.NaN, 13 * 1012 + 296, "weighted([1, 2, 0, 0, 3, 1, 5, 0, 1]) + 0 * n[[0, 1, 4, 5, 6, 8]].sum(0)"),
        new("convolve by weights that sum to 0",
            (z, e) => z.Convolve(new double[,] { { -1, 0, 1 }, { -2, 0, 2 }, { -1, 0, 1 } }, edges: e), "101111101",
            3 + 12 + 5 - 1 - 8 - 7, 2 + 4 + 9 - 1 - 2 - 4, double.NaN, 8, "weighted([-1, 0, 1, -2, 0, 2, -1, 0, 1])"),
        new("gaussian", (z, e) => z.Gaussian(0.5, 2, edges: e), Middle, 7.43201318, 1.47140286, 7.45991784, 1012, "weighted(normal(0.5))"),
        new("focal apply, propagate", (z, e) => z.FocalApply<double>(Spread, 1, NoDataPolicy.Propagate, e), All, 9 - 1, 9 - 1, double.NaN,
            202, "window(amax, strict=True) - window(amin, strict=True)"),
        new("focal apply", (z, e) => z.FocalApply<double>(Spread, 1, edges: e), Middle, 9 - 1, 9 - 1, 9 - 1, 202,
            "window(nanmax) - window(nanmin)"),
    ];

    public static SurfaceCase[] Every { get; } = [.. Terrains.Select(terrain => terrain with { IsTerrain = true }), .. Focals];

    /// <summary>Float64 cells of 10 by 10, so that no rounding hides a difference.</summary>
    public static LazyArray From(int rows, int columns, Func<int, int, double> cell)
        => NDArray.From(new GridSpec(rows, columns, Affine.NorthUp(0, 10 * rows, 10, 10)),
            [.. Enumerable.Range(0, rows * columns).Select(i => cell(i / columns, i % columns))]).ToLazy(Chunks.Whole);

    private static double Spread(ReadOnlySpan<double> window)
    {
        double least = double.PositiveInfinity, greatest = double.NegativeInfinity;
        foreach (var cell in window)
            if (!double.IsNaN(cell)) (least, greatest) = (Math.Min(least, cell), Math.Max(greatest, cell));
        return greatest - least;
    }
}
