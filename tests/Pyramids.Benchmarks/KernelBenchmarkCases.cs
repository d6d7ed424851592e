namespace Pyramids.Benchmarks;

internal static partial class KernelBenchmark
{
    private static IEnumerable<(string Name, int Halo, int Strip, Kernel Kernel)> Kernels(int side)
    {
        var cells = CellSizes.Projected(new GridSpec(side, side, Affine.NorthUp(0, 0, 30, 30)));
        var horn = new Surface<float, HornGradient<float>>(cells, 1);
        var nearest = new Surface<float, ZevenbergenThorneGradient<float>>(cells, 1);
        yield return ("gradient (Horn)", 1, 64,
            (p, o, row, _) => Focal3x3.Apply(p, o, new SlopeRatio<float, HornGradient<float>>(horn, 1), row));
        yield return ("slope percent (Z-T)", 1, 64,
            (p, o, row, _) => Focal3x3.Apply(p, o, new SlopeRatio<float, ZevenbergenThorneGradient<float>>(nearest, 100), row));
        yield return ("slope degrees", 1, 64,
            (p, o, row, _) => Focal3x3.Apply(p, o, new SlopeAngle<float, HornGradient<float>>(horn, 57.2957795f), row));
        yield return ("aspect", 1, 64,
            (p, o, row, _) => Focal3x3.Apply(p, o, new Aspect<float, HornGradient<float>>(horn, (0, 1), true, double.NaN), row));
        yield return ("hillshade", 1, 64,
            (p, o, row, _) => Focal3x3.Apply(p, o, new Hillshade<float, HornGradient<float>>(horn, 315, 45, Grey.Full), row));
        yield return ("hillshade multidirectional", 1, 64,
            (p, o, row, _) => Focal3x3.Apply(p, o, new MultidirectionalHillshade<float, HornGradient<float>>(horn, 45, Grey.Full), row));
        yield return ("hillshade combined", 1, 64,
            (p, o, row, _) => Focal3x3.Apply(p, o, new CombinedHillshade<float, HornGradient<float>>(horn, 315, 45, Grey.Full), row));
        yield return ("hillshade Igor", 1, 64,
            (p, o, row, _) => Focal3x3.Apply(p, o, new IgorHillshade<float, HornGradient<float>>(horn, 315), row));
        var heights = new Heights(DType.Float32, new GridSpec(side, side, Affine.NorthUp(0, 0, 30, 30)), cells);
        var shade = (FocalKernel<float, byte>)TerrainKernels.Hillshade(heights, bytes: true);
        yield return ("hillshade in bytes", 1, 64, (p, o, row, column) => shade.Apply(p, Bytes(o), row, column));
        foreach (var radius in new[] { 1, 2, 5, 10, 30, 100 })
        {
            yield return ($"focal mean, radius {radius}", radius, 1024,
                new BoxKernel<float>(BoxStatistic.Mean, radius, NoDataPolicy.Skip).Apply);
            yield return ($"focal std, radius {radius}", radius, 1024,
                new BoxKernel<float>(BoxStatistic.Std, radius, NoDataPolicy.Skip).Apply);
            yield return ($"focal max, radius {radius}", radius, 1024,
                new ExtremeKernel<float>(ExtremeStatistic.Max, radius, NoDataPolicy.Skip).Apply);
        }
        foreach (var radius in new[] { 1, 2, 5, 10, 100 })
        {
            yield return ($"focal mean, 1% missing, radius {radius}", radius, 1024,
                new BoxKernel<float>(BoxStatistic.Mean, radius, NoDataPolicy.Skip).Apply);
            yield return ($"focal std, 1% missing, radius {radius}", radius, 1024,
                new BoxKernel<float>(BoxStatistic.Std, radius, NoDataPolicy.Skip).Apply);
        }
        foreach (var radius in new[] { 1, 2, 3, 4, 5, 10, 25, 48, 100 })
            yield return ($"focal median, radius {radius}", radius, 256,
                new RankKernel<float>(RankStatistic.Median, Footprint.Square(radius), NoDataPolicy.Skip).Apply);
        foreach (var radius in new[] { 1, 2, 5, 10 })
            yield return ($"focal majority, radius {radius}", radius, 256,
                new RankKernel<float>(RankStatistic.Majority, Footprint.Square(radius), NoDataPolicy.Skip).Apply);
        foreach (var radius in new[] { 2, 5, 10, 30, 100 })
            yield return ($"focal majority of classes, radius {radius}", radius, 256,
                new RankKernel<float>(RankStatistic.Majority, Footprint.Square(radius), NoDataPolicy.Skip).Apply);
        yield return ("gaussian, sigma 2", 8, 256, new ConvolutionKernel<float>(FocalKernels.Gaussian(2, 8), NoDataPolicy.Skip).Apply);
    }

    /// <summary>The first quarter of each row's memory, as bytes.</summary>
    private static Plane<byte> Bytes(Plane<float> plane)
        => new(System.Runtime.InteropServices.MemoryMarshal.AsBytes(plane.Cells), plane.Rows, plane.Columns, plane.Stride * sizeof(float));
}
