using Xunit;

namespace Pyramids.Tests;

public class EllipsoidTests
{
    private static readonly Ellipsoid Sphere = new("sphere", 6371000, 0);

    [Fact] public void A_degree_has_the_lengths_that_geodesy_tables_give()
    {
        // short geodesics by PROJ (geod)
        Assert.Equal(111319.491, Ellipsoid.Wgs84.MetresPerDegreeLongitude(0), 1e-3);
        Assert.Equal(110574.276, Ellipsoid.Wgs84.MetresPerDegreeLatitude(0), 1e-3);
        Assert.Equal(111693.980, Ellipsoid.Wgs84.MetresPerDegreeLatitude(90), 1e-3);
        Assert.Equal(78846.835, Ellipsoid.Wgs84.MetresPerDegreeLongitude(45), 1e-3);
        Assert.Equal(111131.778, Ellipsoid.Wgs84.MetresPerDegreeLatitude(-45), 1e-3);
        Assert.Equal(0, Ellipsoid.Wgs84.MetresPerDegreeLongitude(-90));
    }

    [Fact] public void A_cell_has_the_area_of_its_densified_geodesic_polygon()
        => Assert.Equal(7892218857.99, Ellipsoid.Wgs84.AreaSquareMetres(0, 50, 1, 51), 0.02);      // PROJ's geod, 200,000 edges

    [Fact] public void The_whole_surface_has_the_known_area()
    {
        Assert.Equal(510065621724088.5, Ellipsoid.Wgs84.AreaSquareMetres(-180, -90, 180, 90), 1e-13 * 5e14);
        Assert.Equal(4 * Math.PI * 6371000d * 6371000d, Sphere.AreaSquareMetres(0, -90, 360, 90), 1e-13 * 5e14);
    }

    [Theory, InlineData(0, 1e-9), InlineData(51.3, 1e-6), InlineData(-89.9, 1e-3), InlineData(30, 1e-12)]
    public void A_tiny_cell_is_height_times_width(double latitude, double size)
    {
        double north = latitude + size, middle = (latitude + north) / 2;
        var expected = Ellipsoid.Grs80.MetresPerDegreeLatitude(middle) * (north - latitude)
            * Ellipsoid.Grs80.MetresPerDegreeLongitude(middle) * size;
        Assert.Equal(1, Ellipsoid.Grs80.AreaSquareMetres(10, latitude, 10 + size, north) / expected * (size / (10 + size - 10)), 1e-9);
    }

    [Fact] public void Cells_add_up_to_their_zone()
    {
        var sum = 0.0;
        for (var row = 0; row < 1000; row++)
            sum += Ellipsoid.Wgs84.AreaSquareMetres(5, row * 0.09, 6, (row + 1) * 0.09);
        Assert.Equal(1, sum / Ellipsoid.Wgs84.AreaSquareMetres(5, 0, 6, 90), 1e-13);
    }
}
