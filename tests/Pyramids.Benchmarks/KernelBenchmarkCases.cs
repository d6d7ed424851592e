namespace Pyramids.Benchmarks;

internal static partial class KernelBenchmark
{
    private static IEnumerable<(string Name, int Halo, int Strip, Kernel Kernel)> Kernels(int side)
    {
        var cells = CellSizes.Projected(new GridSpec(side, side, Affine.NorthUp(0, 0, 30, 30)));
        var horn = new Surface<float, HornGradient<float>>(cells, 1);
        var nearest = new Surface<float, ZevenbergenThorneGradient<float>>(cells, 1);
        yield return ("gradient (Horn)", 1, 64, (p, o, row, _) => Focal3x3.Apply(p, o, new SlopeRatio<float, HornGradient<float>>(horn, 1), row));
        yield return ("slope percent (Z-T)", 1, 64, (p, o, row, _) => Focal3x3.Apply(p, o, new SlopeRatio<float, ZevenbergenThorneGradient<float>>(nearest, 100), row));
        yield return ("slope degrees", 1, 64, (p, o, row, _) => Focal3x3.Apply(p, o, new SlopeAngle<float, HornGradient<float>>(horn, 57.2957795f), row));
        yield return ("aspect", 1, 64, (p, o, row, _) => Focal3x3.Apply(p, o, new Aspect<float, HornGradient<float>>(horn, (0, 1), true, double.NaN), row));
        yield return ("hillshade", 1, 64, (p, o, row, _) => Focal3x3.Apply(p, o, new Hillshade<float, HornGradient<float>>(horn, 315, 45, Grey.Full), row));
        yield return ("hillshade multidirectional", 1, 64, (p, o, row, _) => Focal3x3.Apply(p, o, new MultidirectionalHillshade<float, HornGradient<float>>(horn, 45, Grey.Full), row));
        yield return ("hillshade combined", 1, 64, (p, o, row, _) => Focal3x3.Apply(p, o, new CombinedHillshade<float, HornGradient<float>>(horn, 315, 45, Grey.Full), row));
        yield return ("hillshade Igor", 1, 64, (p, o, row, _) => Focal3x3.Apply(p, o, new IgorHillshade<float, HornGradient<float>>(horn, 315), row));
            foreach (var radius in new[] { 1, 2, 5, 10, 30, 100 })
        {
            var mean = new BoxKernel<float>(BoxStatistic.Mean, radius, NoDataPolicy.Skip);
            var std = new BoxKernel<float>(BoxStatistic.Std, radius, NoDataPolicy.Skip);
            yield return ($"focal mean, radius {radius}", radius, 1024, mean.Apply);
            yield return ($"focal std, radius {radius}", radius, 1024, std.Apply);
        }
    }
}
