namespace Pyramids.Tests;

/// <summary>Focal and terrain operations that the laws are tested on.</summary>
internal static class TerrainOperations
{
    public static (string Name, Func<LazyArray, LazyArray> Apply)[] All { get; } =
    [
        ("slope", a => a.Slope()),
        ("slope, percent, Zevenbergen-Thorne", a => a.Slope(SlopeUnits.Percent, Gradient.ZevenbergenThorne, zFactor: 2)),
        ("slope without edges", a => a.Slope(SlopeUnits.Radians, edges: EdgeMode.NoData)),
        ("aspect", a => a.Aspect()),
        ("aspect from east, counterclockwise", a => a.Aspect(zero: AspectZero.East, direction: AngleDirection.Counterclockwise)),
        ("aspect from south", a => a.Aspect(Gradient.ZevenbergenThorne, zero: AspectZero.South)),
        ("aspect from west", a => a.Aspect(edges: EdgeMode.NoData, zero: AspectZero.West, flat: -1)),
        ("hillshade", a => a.Hillshade()),
        ("hillshade, bytes", a => a.Hillshade(bytes: true)),
        ("hillshade, multidirectional", a => a.Hillshade(shading: Shading.Multidirectional)),
        ("slope of a part", a => a[3..30, 7..49].Slope()),
        ("slope of slope", a => a.Slope().Slope()),
        ("mean of steep cells", a => a.Where(a.Slope() > 20, double.NaN).Mean()),
        ("slope by four neighbours without edges", a => a.Slope(SlopeUnits.Percent, Gradient.ZevenbergenThorne, EdgeMode.NoData, 2)),
        ("hillshade, Igor", a => a.Hillshade(shading: Shading.Igor, bytes: true)),
        ("hillshade, combined", a => a.Hillshade(shading: Shading.Combined, gradient: Gradient.ZevenbergenThorne)),
        ("curvature", a => a.Curvature(CurvatureKind.Profile)),
        ("curvature, plan", a => a.Curvature(CurvatureKind.Plan, Gradient.ZevenbergenThorne)),
        ("curvature, tangential", a => a.Curvature(CurvatureKind.Tangential)),
        ("curvature, total", a => a.Curvature()),
        ("tri, Riley", a => a.Tri(edges: EdgeMode.NoData)),
        ("tri", a => a.Tri(Ruggedness.Wilson)),
        ("roughness", a => a.Roughness()),
        ("tpi", a => a.Tpi()),
        ("focal mean", a => a.FocalMean(2)),
        ("focal std", a => a.FocalStd(9)),
        ("focal var", a => a.FocalVar(45, edges: EdgeMode.Nearest)),
        ("focal sum", a => a.FocalSum(1)),
        ("focal min", a => a.FocalMin(3)),
        ("focal max", a => a.FocalMax(20, NoDataPolicy.Propagate)),
        ("focal range", a => a.FocalRange(1)),
        ("focal median", a => a.FocalMedian(2)),
        ("focal median of a large window", a => a.FocalMedian(7)),
        ("focal median of an annulus", a => a.FocalStatistics(FocalStatistic.Median, Footprint.Annulus(1, 2))),
        ("focal majority", a => a.FocalMajority(1)),
        ("focal mean of a circle", a => a.FocalStatistics(FocalStatistic.Mean, Footprint.Circle(2.5))),
        ("gaussian", a => a.Gaussian(1)),
        ("convolve, propagate", a => a.Convolve(new double[,] { { -1, 0, 1 }, { -2, 0, 2 }, { -1, 0, 1 } }, NoDataPolicy.Propagate)),
        ("convolve", a => a.Convolve(new double[,] { { 0, 1, 0 }, { 1, 3, 2 }, { 0, 1, 0 } })),
        ("slope, focal mean, threshold", a => a.Slope().FocalMean(3, NoDataPolicy.Propagate) > 20),
    ];
}
