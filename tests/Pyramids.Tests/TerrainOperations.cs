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
        ("hillshade", a => a.Hillshade()),
        ("hillshade, bytes", a => a.Hillshade(bytes: true)),
        ("hillshade, multidirectional", a => a.Hillshade(shading: Shading.Multidirectional)),
        ("slope of a part", a => a[3..60, 7..90].Slope()),
        ("slope of slope", a => a.Slope().Slope()),
        ("mean of steep cells", a => a.Where(a.Slope() > 20, double.NaN).Mean()),
    ];
}
