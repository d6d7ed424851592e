using System.Numerics;
using Xunit;

namespace Pyramids.Tests;

public class Focal3x3Tests
{
    private static readonly CellSizes Square = CellSizes.Projected(new GridSpec(9, 9, Affine.NorthUp(0, 0, 25, 20)));

    [Fact]
    public void Every_lane_gives_the_same_bits()
    {
        SameBits<float>();
        SameBits<double>();
    }

    [Fact]
    public void A_missing_middle_cell_is_missing_though_the_formula_skips_it()
    {
        var z = TestRaster<float>.Parse("""
            1 2 3
            1 . 3
            1 2 3
            """);
        var output = new float[1];
        Focal3x3.Apply(new Plane<float>(z.Cells, 3, 3, 3), new Plane<float>(output, 1, 1, 1),
            new SlopeRatio<float, HornGradient<float>>(new(Square, 1), 1));
        Assert.Equal(float.NaN, output[0]);
    }

    [Fact]
    public void A_halo_of_the_wrong_size_is_refused()
        => Assert.Throws<ArgumentException>(() =>
            Focal3x3.Apply(new Plane<float>(new float[12], 3, 4, 4), new Plane<float>(new float[1], 1, 1, 1), new Roughness<float>()));

    private static void SameBits<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var horn = new Surface<T, HornGradient<T>>(Square, 1.5);
        var nearest = new Surface<T, ZevenbergenThorneGradient<T>>(Square, 1.5);
        Check<T, SlopeRatio<T, HornGradient<T>>>(new(horn, T.One));
        Check<T, SlopeRatio<T, ZevenbergenThorneGradient<T>>>(new(nearest, T.One));
        Check<T, SlopeAngle<T, HornGradient<T>>>(new(horn, T.CreateTruncating(57.29577951308232)));
        Check<T, Aspect<T, HornGradient<T>>>(new(horn, (0, 1), true, double.NaN));
        Check<T, Aspect<T, ZevenbergenThorneGradient<T>>>(new(nearest, (1, 0), false, -1));
        Check<T, Hillshade<T, HornGradient<T>>>(new(horn, 300, 40, Grey.Full));
        Check<T, MultidirectionalHillshade<T, HornGradient<T>>>(new(horn, 45, Grey.AboveZero));
        Check<T, CombinedHillshade<T, HornGradient<T>>>(new(horn, 300, 40, Grey.AboveZero));
        Check<T, IgorHillshade<T, HornGradient<T>>>(new(horn, 300));
        Check<T, PositionIndex<T>>(new());
        Check<T, WilsonRuggedness<T>>(new());
        Check<T, RileyRuggedness<T>>(new());
        Check<T, Roughness<T>>(new());
        Check<T, SurfaceCurvature<T, HornGradient<T>, ProfileCurvature<T>>>(new(Square, 1));
        Check<T, SurfaceCurvature<T, ZevenbergenThorneGradient<T>, PlanCurvature<T>>>(new(Square, 1));
        Check<T, SurfaceCurvature<T, HornGradient<T>, TangentialCurvature<T>>>(new(Square, 1));
        Check<T, SurfaceCurvature<T, HornGradient<T>, TotalCurvature<T>>>(new(Square, 1));
    }

    private static void Check<T, TOp>(TOp op) where T : unmanaged, IBinaryFloatingPointIeee754<T> where TOp : struct, IFocal3x3<TOp, T>
    {
        const int Rows = 40, Columns = 61;                                    // no multiple of any lane
        var z = TestRaster<T>.Hills(Rows + 2, Columns + 2, missing: 0.02);
        for (var i = 0; i < 200; i++) z.Cells[i + 900] = T.CreateTruncating(100);                   // some of it is flat
        var scalar = Values<Scalar<T>, T, TOp>(z, op, Rows, Columns);
        Assert.Equal(scalar, Values<Simd<T>, T, TOp>(z, op, Rows, Columns));
        Assert.Equal(scalar, Values<Wide<T>, T, TOp>(z, op, Rows, Columns));
        Assert.Contains(scalar, v => v != 0);
    }

    private static ulong[] Values<TLane, T, TOp>(TestRaster<T> z, TOp op, int rows, int columns)
        where TLane : struct, ILane<TLane, T> where T : unmanaged, IBinaryFloatingPointIeee754<T> where TOp : struct, IFocal3x3<TOp, T>
    {
        var output = new T[rows * columns];
        Focal3x3.Apply<TLane, T, T, TOp, AsIs<T>>(new(z.Cells, z.Rows, z.Columns, z.Columns), new(output, rows, columns, columns), op);
        return [.. output.Select(
            v => v is float f ? BitConverter.SingleToUInt32Bits(f) : BitConverter.DoubleToUInt64Bits(double.CreateTruncating(v)))];
    }
}
