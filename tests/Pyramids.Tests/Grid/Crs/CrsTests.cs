using Xunit;

namespace Pyramids.Tests;

public class CrsTests
{
    [Fact] public void A_projected_code_gives_its_whole_definition()
    {
        var utm = Crs.FromEpsg(32633);
        Assert.Equal("WGS 84 / UTM zone 33N", utm.Name);
        Assert.Equal("EPSG:32633", utm.ToString());
        Assert.True(utm is { IsProjected: true, IsGeographic: false, MetresPerUnit: 1, Kind: CrsKind.Projected });
        Assert.Equal((6378137, 298.257223563), (utm.Ellipsoid!.SemiMajorMetres, utm.Ellipsoid.InverseFlattening));
        Assert.Equal("Transverse Mercator", utm.Projection!.Method);
        Assert.Equal([0, 15, 0.9996, 500000, 0], utm.Projection.Parameters.Select(p => p.BaseValue));
        Assert.Equal("EPSG:4326", utm.Base!.ToString());
    }

    [Theory, InlineData(2263, 0.30480060960121924), InlineData(2222, 0.3048), InlineData(4326, double.NaN), InlineData(27200, 1)]
    public void Metres_per_unit_are_those_of_the_axes(int code, double metres) => Assert.Equal(metres, Crs.FromEpsg(code).MetresPerUnit);

    [Fact] public void Grads_and_the_Paris_meridian_are_kept()
    {
        var paris = Crs.FromEpsg(4807);
        Assert.Equal(0.9, paris.DegreesPerUnit);
        Assert.Equal(2.33722917, paris.PrimeMeridian!.LongitudeDegrees, 1e-12);
    }

    [Fact] public void A_compound_system_answers_for_its_horizontal_part()
    {
        var crs = Crs.FromEpsg(7405);                               // British National Grid and Newlyn heights
        Assert.Equal(CrsKind.Compound, crs.Kind);
        Assert.True(crs.IsProjected);
        Assert.Equal(Crs.FromEpsg(27700), crs.Horizontal);
        Assert.Equal("Ordnance Datum Newlyn", crs.VerticalDatum!.Name);
    }

    [Fact] public void An_unknown_code_is_an_error_that_names_the_dataset()
    {
        var error = Assert.Throws<CrsException>(() => Crs.FromEpsg(99999));
        Assert.Contains("EPSG:99999", error.Message);
        Assert.Contains("v10.", error.Message);
        Assert.False(Crs.TryFromEpsg(-1, out _));
    }

    [Theory]
    [InlineData(4326, 4269)]        // another datum, nearly the same ellipsoid
    [InlineData(4326, 4979)]        // three dimensions
    [InlineData(2263, 32118)]       // feet and metres
    [InlineData(4807, 4275)]        // Paris and Greenwich
    [InlineData(32633, 32634)]      // central meridian
    [InlineData(32633, 32733)]      // false northing
    [InlineData(32633, 25833)]      // ETRS89
    [InlineData(3857, 3395)]        // spherical and ellipsoidal Mercator
    [InlineData(5513, 5514)]        // axes south and west, or east and north
    public void Systems_that_differ_are_different(int one, int other)
    {
        Assert.NotEqual(Crs.FromEpsg(one), Crs.FromEpsg(other));
        Assert.True(Crs.FromEpsg(one) != Crs.FromEpsg(other));
    }

    [Theory]
    [InlineData(3857, 900913)]      // the same under two codes
    [InlineData(32661, 5041)]       // axis order alone
    public void Systems_that_say_the_same_are_equal(int one, int other)
    {
        Assert.Equal(Crs.FromEpsg(one), Crs.FromEpsg(other));
        Assert.Equal(Crs.FromEpsg(one).GetHashCode(), Crs.FromEpsg(other).GetHashCode());
    }

    [Fact] public void Every_system_of_the_dataset_is_made_and_identified()
    {
        var wrong = new List<string>();
        foreach (var section in "gpvk")
            foreach (var code in EpsgTable.Shared.Codes(section))
            {
                var crs = Crs.FromEpsg(code);
                if (crs.ToEpsg() != code || crs.ToString() != $"EPSG:{code}" || crs.Axes.Count == 0
                    || crs.Axes.Any(axis => !(axis.Unit.Factor > 0)))
                    wrong.Add(crs.ToString());
            }
        Assert.Empty(wrong);
    }
}
