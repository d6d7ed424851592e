using Xunit;

namespace Pyramids.Tests;

public class TerrainKernelsTests
{
    public static TheoryData<string> Names => new(Kernels(Heights(10, 10)).Keys);

    [Fact]
    public void Slope_of_a_plane_is_its_gradient()
    {
        var plane = TestRaster<float>.Parse("""
            0  3  6  9
            4  7 10 13
            8 11 14 17
            """);
        var heights = Heights(3, 4, cellWidth: 1, cellHeight: 1);
        var radians = plane.Run<float>(TerrainKernels.Slope(heights, SlopeUnits.Radians), Outside.Extrapolated);
        Assert.Equal(Math.Atan(5), radians[1, 1], 1e-6);
        Assert.Equal(Math.Atan(5), radians[0, 1], 1e-6);                      // the outer ring is extrapolated
        var percent = plane.Run<float>(TerrainKernels.Slope(heights, SlopeUnits.Percent), Outside.Extrapolated);
        Assert.Equal(500, percent[1, 2], 1e-4);
        var nearest = plane.Run<float>(
            TerrainKernels.Slope(heights with { Gradient = Gradient.ZevenbergenThorne, ZFactor = 2 }, SlopeUnits.Percent), Outside.Missing);
        Assert.Equal(1000, nearest[1, 2], 1e-4);
        Assert.Equal(float.NaN, nearest[0, 2]);
    }

    [Theory]
    [InlineData(1, 0, 270)]    // rising to the east, it faces west
    [InlineData(-1, 0, 90)]
    [InlineData(0, 1, 180)]    // rising to the north, it faces south
    [InlineData(0, -1, 0)]
    [InlineData(1, 1, 225)]
    [InlineData(-1, 1, 135)]
    [InlineData(-1, -1, 45)]
    [InlineData(1, -1, 315)]
    public void Aspect_is_the_bearing_of_steepest_descent_whichever_way_the_grid_runs(double east, double north, double expected)
    {
        foreach (var (x, y) in new[] { (10.0, -10.0), (10, 10), (-10, -10), (-10, 10), (10, -5), (3, 40) })
        {
            var grid = new GridSpec(5, 6, new Affine(1000, x, 0, 2000, 0, y));
            var plane = TestRaster<float>.Of(5, 6, (r, c) => east * x * c + north * y * r + 100);
            foreach (var gradient in Enum.GetValues<Gradient>())
            {
                var heights = new Heights(DType.Float32, grid, CellSizes.Projected(grid), gradient);
                var aspect = plane.Run<float>(TerrainKernels.Aspect(heights), Outside.Extrapolated);
                Assert.Equal(expected, aspect[2, 3], 2e-5);
                var mathematical = plane.Run<float>(TerrainKernels.Aspect(heights, AspectZero.East, AngleDirection.Counterclockwise),
                    Outside.Extrapolated);
                Assert.Equal((450 - expected) % 360, mathematical[2, 3], 2e-5);
                var fromWest = plane.Run<float>(TerrainKernels.Aspect(heights, AspectZero.West), Outside.Extrapolated);
                Assert.Equal((expected + 90) % 360, fromWest[2, 3], 2e-5);
                var fromSouth = plane.Run<float>(TerrainKernels.Aspect(heights, AspectZero.South, AngleDirection.Counterclockwise),
                    Outside.Extrapolated);
                Assert.Equal((540 - expected) % 360, fromSouth[2, 3], 2e-5);
            }
        }
    }

    [Fact]
    public void Aspect_of_a_flat_cell_is_missing_or_the_value_asked_for()
    {
        var flat = TestRaster<float>.Of(3, 3, (_, _) => 7);
        Assert.Equal(float.NaN, flat.Run<float>(TerrainKernels.Aspect(Heights(3, 3)))[1, 1]);
        Assert.Equal(-1f, flat.Run<float>(TerrainKernels.Aspect(Heights(3, 3), flat: -1))[1, 1]);
        flat[0, 0] = float.NaN;
        Assert.Equal(float.NaN, flat.Run<float>(TerrainKernels.Aspect(Heights(3, 3), flat: -1))[1, 1]);
    }

    [Fact]
    public void Slopes_and_aspects_of_a_cone_are_the_same_all_round()
    {
        const int Side = 81, Middle = 40;
        var cone = TestRaster<double>.Of(Side, Side,
            (r, c) => 1000 - 0.5 * 10 * Math.Sqrt((r - Middle) * (r - Middle) + (c - Middle) * (c - Middle)));
        var heights = Heights(Side, Side, type: DType.Float64);
        var slope = cone.Run<double>(TerrainKernels.Slope(heights, SlopeUnits.Degrees));
        var aspect = cone.Run<double>(TerrainKernels.Aspect(heights));
        for (var r = 1; r < Side - 1; r++)
        {
            for (var c = 1; c < Side - 1; c++)
            {
                if (Math.Abs(r - Middle) + Math.Abs(c - Middle) < 20) continue;
                Assert.Equal(Math.Atan(0.5) * 180 / Math.PI, slope[r, c], 0.05);
                var outward = (Math.Atan2(c - Middle, Middle - r) * 180 / Math.PI + 360) % 360;
                Assert.Equal(0, Math.IEEERemainder(aspect[r, c] - outward, 360), 0.1);
            }
        }
    }

    [Fact]
    public void Hillshade_of_level_ground_and_of_planes_is_known()
    {
        var flat = TestRaster<float>.Of(3, 3, (_, _) => 7);
        Assert.Equal(180.312229, flat.Run<float>(TerrainKernels.Hillshade(Heights(3, 3)))[1, 1], 1e-4);
        Assert.Equal(255 * Math.Sin(Math.PI / 6),
            flat.Run<float>(TerrainKernels.Hillshade(Heights(3, 3), altitudeDegrees: 30))[1, 1], 1e-4);
        Assert.Equal((byte)181, flat.Run<byte>(TerrainKernels.Hillshade(Heights(3, 3), bytes: true))[1, 1]);

        // A slope of 45 degrees that faces the light is fully lit, the opposite one is dark.
        var facing = TestRaster<float>.Of(3, 3, (r, c) => 10 * (c + r) / Math.Sqrt(2));
        Assert.Equal(255, facing.Run<float>(TerrainKernels.Hillshade(Heights(3, 3)), Outside.Extrapolated)[1, 1], 1e-3);
        var away = TestRaster<float>.Of(3, 3, (r, c) => -10 * (c + r) / Math.Sqrt(2) * 1.01);
        Assert.Equal(0, away.Run<float>(TerrainKernels.Hillshade(Heights(3, 3)), Outside.Extrapolated)[1, 1], 1e-3);
        Assert.Equal((byte)1, away.Run<byte>(TerrainKernels.Hillshade(Heights(3, 3), bytes: true), Outside.Extrapolated)[1, 1]);
    }

    [Fact]
    public void Hillshade_in_bytes_is_one_plus_254_times_the_light_and_0_where_missing()
    {
        var z = TestRaster<float>.Hills(50, 2100, missing: 0.01);
        foreach (var shading in new[] { Shading.Plain, Shading.Multidirectional })
        {
            var bytes = z.Run<byte>(TerrainKernels.Hillshade(Heights(50, 2100), shading, bytes: true), Outside.Extrapolated);
            var grey = z.Run<float>(TerrainKernels.Hillshade(Heights(50, 2100), shading), Outside.Extrapolated);
            for (var i = 0; i < bytes.Cells.Length; i++)
            {
                if (float.IsNaN(grey.Cells[i])) Assert.Equal(0, bytes.Cells[i]);
                else Assert.Equal(1 + 254 * grey.Cells[i] / 255, bytes.Cells[i], 0.501);
            }
        }
    }

    [Fact]
    public void Indices_of_a_printed_window_are_as_counted_by_hand()
    {
        var z = TestRaster<float>.Parse("""
            1 2 3
            4 9 6
            7 8 5
            """);
        Assert.Equal(9 - 36 / 8f, z.Run<float>(TerrainKernels.Tpi(Heights(3, 3)))[1, 1]);
        Assert.Equal(36 / 8f, z.Run<float>(TerrainKernels.Tri(Heights(3, 3), Ruggedness.Wilson))[1, 1]);
        Assert.Equal(MathF.Sqrt(64 + 49 + 36 + 25 + 9 + 4 + 1 + 16),
            z.Run<float>(TerrainKernels.Tri(Heights(3, 3), Ruggedness.Riley))[1, 1]);
        Assert.Equal(8, z.Run<float>(TerrainKernels.Roughness(Heights(3, 3)))[1, 1]);
    }

    [Fact]
    public void Indices_of_a_plane_are_as_theory_says()
    {
        var plane = TestRaster<float>.Of(5, 6, (r, c) => 3 * c + 5 * r);
        Assert.Equal(0, plane.Run<float>(TerrainKernels.Tpi(Heights(5, 6)), Outside.Extrapolated)[2, 3]);
        Assert.Equal(2 * (3 + 5 + 8 + 2) / 8f,
            plane.Run<float>(TerrainKernels.Tri(Heights(5, 6), Ruggedness.Wilson), Outside.Extrapolated)[2, 3]);
        Assert.Equal(Math.Sqrt(6 * (3 * 3 + 5 * 5)),
            plane.Run<float>(TerrainKernels.Tri(Heights(5, 6), Ruggedness.Riley), Outside.Extrapolated)[2, 3], 1e-5);
        Assert.Equal(2 * (3 + 5), plane.Run<float>(TerrainKernels.Roughness(Heights(5, 6)), Outside.Extrapolated)[2, 3]);
    }

    [Fact]
    public void Shadings_of_a_printed_slope_are_known()
    {
        // 45 degrees, facing north-west: full light from there.
        var facing = TestRaster<double>.Of(3, 3, (r, c) => 10 * (c + r) / Math.Sqrt(2));
        var away = TestRaster<double>.Of(3, 3, (r, c) => -10 * (c + r) / Math.Sqrt(2));
        var flat = TestRaster<double>.Parse("5 5 5\n5 5 5\n5 5 5");
        double Grey(TestRaster<double> z, Shading shading)
            => z.Run<double>(TerrainKernels.Hillshade(Heights(3, 3, type: DType.Float64), shading))[1, 1];
        Assert.Equal(255, Grey(facing, Shading.Combined), 1e-3);              // no angle to the light
        Assert.Equal(127.5, Grey(away, Shading.Combined), 1e-3);              // (90 * 45) / (90 * 90)
        Assert.Equal(255, Grey(flat, Shading.Combined), 1e-3);                // no slope
        Assert.Equal(255, Grey(facing, Shading.Igor), 1e-3);
        Assert.Equal(127.5, Grey(away, Shading.Igor), 1e-3);                  // half of 90 degrees, straight away from the light
        Assert.Equal(255, Grey(flat, Shading.Igor), 1e-3);
        Assert.Equal(180.312229, Grey(flat, Shading.Multidirectional), 1e-5);
    }

    [Theory, InlineData(0.3, 0.1), InlineData(-1.2, 0.4), InlineData(0.05, -2), InlineData(-0.7, -0.7)]
    public void Shadings_of_planes_are_as_their_angles_say(double east, double north)
    {
        var plane = TestRaster<double>.Of(3, 3, (r, c) => 10 * (east * c - north * r));
        double slope = Math.Atan(Math.Sqrt(east * east + north * north)), facing = Math.Atan2(-east, -north), light = 315 * Math.PI / 180;
        double Grey(Shading shading) => plane.Run<double>(TerrainKernels.Hillshade(Heights(3, 3, type: DType.Float64), shading))[1, 1];
        double Lit(double azimuth) => Math.Max(0, Math.Sqrt(0.5) * (Math.Cos(slope) + Math.Sin(slope) * Math.Cos(azimuth - facing)));
        var many = new[] { 225, 270, 315, 360 }.Select(degrees => degrees * Math.PI / 180)
            .Sum(azimuth => Math.Pow(Math.Cos(facing - azimuth), 2) * Lit(azimuth)) / 2;
        Assert.Equal(255 * many, Grey(Shading.Multidirectional), 1e-5);
        var toLight = Math.Acos(Math.Sqrt(0.5) * (Math.Cos(slope) + Math.Sin(slope) * Math.Cos(light - facing)));
        Assert.Equal(255 * (1 - toLight * slope / Math.Pow(Math.PI / 2, 2)), Grey(Shading.Combined), 1e-5);
        var turned = Math.Abs(Math.IEEERemainder(light - facing, 2 * Math.PI));
        Assert.Equal(255 * (1 - slope / (Math.PI / 2) * turned / Math.PI), Grey(Shading.Igor), 1e-5);
    }

    [Fact]
    public void Curvatures_of_a_printed_ridge_are_known()
    {
        // Across the ridge the surface bends by -2 in 10 metres of 10; along it not at all.
        var ridge = TestRaster<double>.Parse("""
            4 5 4
            4 5 4
            4 5 4
            """);
        var heights = Heights(3, 3, type: DType.Float64);
        Assert.Equal(0.02, ridge.Run<double>(TerrainKernels.Curvature(heights, CurvatureKind.Total))[1, 1], 1e-12);
        foreach (var kind in new[] { CurvatureKind.Profile, CurvatureKind.Plan, CurvatureKind.Tangential })
            Assert.Equal(0, ridge.Run<double>(TerrainKernels.Curvature(heights, kind))[1, 1]);      // level on top: no direction of descent
    }

    [Theory]
    [InlineData(Gradient.Horn)]
    [InlineData(Gradient.ZevenbergenThorne)]
    public void Curvature_of_a_sphere_and_a_saddle_is_as_theory_says(Gradient gradient)
    {
        const double Radius = 1e5;
        var heights = Heights(41, 41, cellWidth: 100, cellHeight: 100, type: DType.Float64) with { Gradient = gradient };
        var dome = TestRaster<double>.Of(41, 41,
            (r, c) => Math.Sqrt(Radius * Radius - Math.Pow(100 * (c - 5), 2) - Math.Pow(100 * (r - 8), 2)));
        var profile = dome.Run<double>(TerrainKernels.Curvature(heights, CurvatureKind.Profile));
        var tangential = dome.Run<double>(TerrainKernels.Curvature(heights, CurvatureKind.Tangential));
        var plan = dome.Run<double>(TerrainKernels.Curvature(heights, CurvatureKind.Plan));
        Assert.Equal(1 / Radius, profile[30, 30], 1e-9);                      // every normal section of a sphere is a great circle
        Assert.Equal(1 / Radius, tangential[30, 30], 1e-9);
        Assert.Equal(1 / (100 * Math.Sqrt(25 * 25 + 22 * 22)), plan[30, 30], 1e-8);   // contours are circles around the summit

        var bowl = TestRaster<double>.Of(41, 41, (r, c) => 1e-4 * (Math.Pow(100 * c, 2) + 2 * Math.Pow(100 * r, 2)));
        Assert.Equal(-6e-4, bowl.Run<double>(TerrainKernels.Curvature(heights, CurvatureKind.Total))[20, 20], 1e-10);
        var flat = TestRaster<double>.Of(3, 3, (_, _) => 5);
        Assert.Equal(0, flat.Run<double>(TerrainKernels.Curvature(heights, CurvatureKind.Profile))[1, 1]);
    }

    [Fact]
    public void Geographic_cells_are_metres_on_the_ellipsoid_row_by_row()
    {
        // One degree of latitude is 110574 m at the equator and 111694 m at the pole; of longitude 111320 m and 78847 m at 45 degrees.
        var equator = CellSizes.Geographic(new GridSpec(1, 4, Affine.NorthUp(0, 0.005, 0.01, 0.01)), Ellipsoid.Wgs84).At(0);
        Assert.Equal(1113.195, equator.East, 0.01);
        Assert.Equal(-1105.743, equator.North, 0.01);
        var middle = CellSizes.Geographic(new GridSpec(1, 4, Affine.NorthUp(0, 45.005, 0.01, 0.01)), Ellipsoid.Wgs84).At(0);
        Assert.Equal(788.468, middle.East, 0.01);
        Assert.Equal(-1111.318, middle.North, 0.01);

        var grid = new GridSpec(60, 30, Affine.NorthUp(10, 61, 0.01, 0.01));
        var heights = new Heights(DType.Float64, grid, CellSizes.Geographic(grid, Ellipsoid.Wgs84));
        var east = TestRaster<double>.Of(60, 30, (r, c) => 0.1 * c * CellSizes.Geographic(grid, Ellipsoid.Wgs84).At(30).East);
        var slope = east.Run<double>(TerrainKernels.Slope(heights, SlopeUnits.Percent), Outside.Extrapolated);
        Assert.Equal(10, slope[30, 15], 1e-9);
        Assert.True(slope[0, 15] > slope[30, 15] && slope[59, 15] < slope[30, 15], "cells are narrower in the north");
    }

    [Fact]
    public void A_rotated_grid_is_refused()
    {
        var grid = new GridSpec(3, 3, new Affine(0, 1, 0.1, 0, 0.1, -1));
        Assert.Contains("Warp it", Assert.Throws<GridException>(() => CellSizes.Projected(grid)).Message);
    }

    [Theory, MemberData(nameof(Names))]
    public void No_division_into_pieces_changes_a_bit(string name)
    {
        var grid = new GridSpec(37, 83, Affine.NorthUp(5, 47, 0.001, 0.0012));
        foreach (var cells in new[] { CellSizes.Projected(grid), CellSizes.Geographic(grid, Ellipsoid.Wgs84) })
        {
            Check<float>(Kernels(new(DType.Float32, grid, cells))[name], TestRaster<float>.Hills(37, 83, missing: 0.02));
            Check<double>(Kernels(new(DType.Float64, grid, cells))[name], TestRaster<double>.Hills(37, 83, missing: 0.02));
        }

        static void Check<T>(FocalKernel kernel, TestRaster<T> z) where T : unmanaged, System.Numerics.INumber<T>
        {
            byte[] Bits(int rows, int columns) => kernel.OutputType is DType.UInt8
                ? z.Run<byte>(kernel, Outside.Extrapolated, rows, columns).Bits()
                : z.Run<T>(kernel, Outside.Extrapolated, rows, columns).Bits();
            var whole = Bits(0, 0);
            foreach (var (rows, columns) in new[] { (1, 1), (1, 83), (37, 1), (7, 7), (5, 64), (16, 17), (36, 82) })
                Assert.Equal(whole, Bits(rows, columns));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void A_missing_cell_is_missing_in_every_window_that_needs_it(string name)
    {
        var z = TestRaster<float>.Hills(9, 40);
        z[4, 20] = float.NaN;
        foreach (var gradient in Enum.GetValues<Gradient>())
        {
            var kernel = Kernels(Heights(9, 40) with { Gradient = gradient })[name];
            // Four neighbours and the cell itself are all that slopes by Zevenbergen and Thorne need; the rest need all nine.
            var four = gradient is Gradient.ZevenbergenThorne
                && !new[] { "tpi", "wilson", "riley", "roughness", "profile", "plan", "tangential" }.Contains(name);
            bool Missing(int r, int c) => kernel.OutputType is DType.UInt8
                ? z.Run<byte>(kernel)[r, c] == 0 : float.IsNaN(z.Run<float>(kernel)[r, c]);
            for (var r = 2; r < 7; r++)
            {
                for (var c = 18; c < 23; c++)
                {
                    int down = Math.Abs(r - 4), across = Math.Abs(c - 20);
                    var needed = down <= 1 && across <= 1 && !(four && down + across == 2);
                    Assert.True(needed == Missing(r, c), $"{name} by {gradient} at {r}, {c}: expected {(needed ? "missing" : "a value")}");
                }
            }
        }
    }

    internal static Dictionary<string, FocalKernel> Kernels(Heights h) => new()
    {
        ["degrees"] = TerrainKernels.Slope(h, SlopeUnits.Degrees),
        ["percent"] = TerrainKernels.Slope(h, SlopeUnits.Percent),
        ["radians"] = TerrainKernels.Slope(h, SlopeUnits.Radians),
        ["aspect"] = TerrainKernels.Aspect(h),
        ["hillshade"] = TerrainKernels.Hillshade(h),
        ["hillshade bytes"] = TerrainKernels.Hillshade(h, bytes: true),
        ["multidirectional"] = TerrainKernels.Hillshade(h, Shading.Multidirectional),
        ["combined"] = TerrainKernels.Hillshade(h, Shading.Combined),
        ["igor"] = TerrainKernels.Hillshade(h, Shading.Igor),
        ["profile"] = TerrainKernels.Curvature(h, CurvatureKind.Profile),
        ["plan"] = TerrainKernels.Curvature(h, CurvatureKind.Plan),
        ["tangential"] = TerrainKernels.Curvature(h, CurvatureKind.Tangential),
        ["total"] = TerrainKernels.Curvature(h, CurvatureKind.Total),
        ["tpi"] = TerrainKernels.Tpi(h),
        ["wilson"] = TerrainKernels.Tri(h, Ruggedness.Wilson),
        ["riley"] = TerrainKernels.Tri(h, Ruggedness.Riley),
        ["roughness"] = TerrainKernels.Roughness(h),
    };

    private static Heights Heights(int rows, int columns, double cellWidth = 10, double cellHeight = 10, DType type = DType.Float32)
    {
        var grid = new GridSpec(rows, columns, Affine.NorthUp(500, 900, cellWidth, cellHeight));
        return new(type, grid, CellSizes.Projected(grid));
    }
}
