using System.Numerics;

namespace Pyramids;

/// <summary>Heights and how their slopes are taken: what every terrain kernel is made from.</summary>
/// <param name="Type">Cell type the kernel computes in: Float32 or Float64.</param>
/// <param name="Grid">The grid of the whole raster.</param>
/// <param name="Cells">Cell sizes on the ground.</param>
/// <param name="Gradient">First derivatives.</param>
/// <param name="ZFactor">What heights are multiplied by to be in the unit of the cell sizes.</param>
/// <param name="Extrapolated">Whether the outer ring is extrapolated; then the corner cells are computed as gdaldem
/// -compute_edges does.</param>
internal sealed record Heights(DType Type, GridSpec Grid, CellSizes Cells, Gradient Gradient = Gradient.Horn, double ZFactor = 1,
    bool Extrapolated = true)
{
    public (int Rows, int Columns)? Corners => Extrapolated ? (Grid.Rows, Grid.Columns) : null;
}

/// <summary>Makes the kernel of each terrain operation, in the cell type and with the gradient that the heights ask for.</summary>
internal static class TerrainKernels
{
    public static FocalKernel Slope(Heights heights, SlopeUnits units) => Make(heights, new SlopeMaker(units));

    public static FocalKernel Aspect(Heights heights, AspectZero zero = AspectZero.North,
        AngleDirection direction = AngleDirection.Clockwise, double flat = double.NaN)
        => Make(heights, new AspectMaker(zero, direction, flat));

    /// <param name="heights">The surface.</param>
    /// <param name="shading">How it is lit.</param>
    /// <param name="azimuthDegrees">Where the light comes from, clockwise from north.</param>
    /// <param name="altitudeDegrees">How high the light stands.</param>
    /// <param name="bytes">Whether results are bytes 1 to 255 and 0 where missing; else floating, 0 to 255.</param>
    public static FocalKernel Hillshade(Heights heights, Shading shading = Shading.Plain, double azimuthDegrees = 315,
        double altitudeDegrees = 45, bool bytes = false)
        => Make(heights, new HillshadeMaker(shading, azimuthDegrees, altitudeDegrees, bytes));

    public static FocalKernel Curvature(Heights heights, CurvatureKind kind) => Make(heights, new CurvatureMaker(kind));

    public static FocalKernel Tpi(Heights heights) => heights.Type is DType.Float64
        ? Floating<double, PositionIndex<double>>(heights, new()) : Floating<float, PositionIndex<float>>(heights, new());

    public static FocalKernel Tri(Heights heights, Ruggedness kind) => (heights.Type is DType.Float64, kind) switch
    {
        (true, Ruggedness.Wilson) => Floating<double, WilsonRuggedness<double>>(heights, new()),
        (true, _) => Floating<double, RileyRuggedness<double>>(heights, new()),
        (_, Ruggedness.Wilson) => Floating<float, WilsonRuggedness<float>>(heights, new()),
        _ => Floating<float, RileyRuggedness<float>>(heights, new()),
    };

    public static FocalKernel Roughness(Heights heights) => heights.Type is DType.Float64
        ? Floating<double, Roughness<double>>(heights, new()) : Floating<float, Roughness<float>>(heights, new());

    private static FocalKernel Floating<T, TOp>(Heights heights, TOp op)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TOp : struct, IFocal3x3<TOp, T>
        => new TerrainKernel<T, T, TOp, AsIs<T>>(op, heights.Corners);

    private static FocalKernel Make<TMaker>(Heights heights, TMaker maker) where TMaker : IMaker => (heights.Type, heights.Gradient) switch
    {
        (DType.Float32, Gradient.Horn) => maker.Make<float, HornGradient<float>>(heights),
        (DType.Float32, Gradient.ZevenbergenThorne) => maker.Make<float, ZevenbergenThorneGradient<float>>(heights),
        (DType.Float64, Gradient.Horn) => maker.Make<double, HornGradient<double>>(heights),
        (DType.Float64, Gradient.ZevenbergenThorne) => maker.Make<double, ZevenbergenThorneGradient<double>>(heights),
        _ => throw new ArgumentOutOfRangeException(nameof(heights),
            $"Terrain kernels compute in Float32 or Float64 with a gradient of Horn or "
                + $"ZevenbergenThorne; {heights.Type} with {heights.Gradient} was asked for."),
    };

    private interface IMaker
    {
        FocalKernel Make<T, TGradient>(Heights heights)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> where TGradient : struct, IGradient<TGradient, T>;
    }

    private readonly struct SlopeMaker(SlopeUnits units) : IMaker
    {
        public FocalKernel Make<T, TGradient>(Heights heights)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> where TGradient : struct, IGradient<TGradient, T>
        {
            var surface = new Surface<T, TGradient>(heights.Cells, heights.ZFactor);
            return units switch
            {
                SlopeUnits.Percent => Floating<T, SlopeRatio<T, TGradient>>(heights, new(surface, T.CreateTruncating(100))),
                SlopeUnits.Degrees => Floating<T, SlopeAngle<T, TGradient>>(heights, new(surface, T.CreateTruncating(180 / Math.PI))),
                SlopeUnits.Radians => Floating<T, SlopeAngle<T, TGradient>>(heights, new(surface, T.One)),
                _ => throw new ArgumentOutOfRangeException(nameof(units), units, "A slope is in Degrees, Percent or Radians."),
            };
        }
    }

    private readonly struct AspectMaker(AspectZero zero, AngleDirection direction, double flat) : IMaker
    {
        public FocalKernel Make<T, TGradient>(Heights heights)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> where TGradient : struct, IGradient<TGradient, T>
        {
            (int East, int North) axis = zero switch
            {
                AspectZero.North => (0, 1),
                AspectZero.East => (1, 0),
                AspectZero.South => (0, -1),
                AspectZero.West => (-1, 0),
                _ => throw new ArgumentOutOfRangeException(nameof(zero), zero, "An aspect of 0 looks North, East, South or West."),
            };
            var surface = new Surface<T, TGradient>(heights.Cells, heights.ZFactor);
            return Floating<T, Aspect<T, TGradient>>(heights, new(surface, axis, direction is AngleDirection.Clockwise, flat));
        }
    }

    private readonly struct HillshadeMaker(Shading shading, double azimuth, double altitude, bool bytes) : IMaker
    {
        public FocalKernel Make<T, TGradient>(Heights heights)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> where TGradient : struct, IGradient<TGradient, T>
        {
            var surface = new Surface<T, TGradient>(heights.Cells, heights.ZFactor);
            var grey = bytes ? Grey.AboveZero : Grey.Full;
            return shading switch
            {
                Shading.Plain => Shade<T, Hillshade<T, TGradient>>(heights, new(surface, azimuth, altitude, grey)),
                Shading.Multidirectional => Shade<T, MultidirectionalHillshade<T, TGradient>>(heights, new(surface, altitude, grey)),
                Shading.Combined => Shade<T, CombinedHillshade<T, TGradient>>(heights, new(surface, azimuth, altitude, grey)),
                Shading.Igor => Shade<T, IgorHillshade<T, TGradient>>(heights, new(surface, azimuth)),
                _ => throw new ArgumentOutOfRangeException(nameof(shading), shading,
                    "A shading is Plain, Multidirectional, Combined or Igor."),
            };
        }

        private FocalKernel Shade<T, TOp>(Heights heights, TOp op)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> where TOp : struct, IFocal3x3<TOp, T>
            => bytes ? new TerrainKernel<T, byte, TOp, GreyBytes<T>>(op, heights.Corners) : Floating<T, TOp>(heights, op);
    }

    private readonly struct CurvatureMaker(CurvatureKind kind) : IMaker
    {
        public FocalKernel Make<T, TGradient>(Heights heights)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> where TGradient : struct, IGradient<TGradient, T>
            => kind switch
            {
                CurvatureKind.Profile
                    => Floating<T, SurfaceCurvature<T, TGradient, ProfileCurvature<T>>>(heights, new(heights.Cells, heights.ZFactor)),
                CurvatureKind.Plan
                    => Floating<T, SurfaceCurvature<T, TGradient, PlanCurvature<T>>>(heights, new(heights.Cells, heights.ZFactor)),
                CurvatureKind.Tangential
                    => Floating<T, SurfaceCurvature<T, TGradient, TangentialCurvature<T>>>(heights, new(heights.Cells, heights.ZFactor)),
                CurvatureKind.Total
                    => Floating<T, SurfaceCurvature<T, TGradient, TotalCurvature<T>>>(heights, new(heights.Cells, heights.ZFactor)),
                _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A curvature is Profile, Plan, Tangential or Total."),
            };
    }
}
