using Xunit;

namespace Pyramids.Tests;

public class GeoKeysTests
{
    private static Crs? RoundTrip(Crs crs)
    {
        var (directory, doubles, ascii) = GeoKeys.Write(crs);
        return GeoKeys.Read(directory, doubles, ascii).Crs;
    }

    /// <summary>The same system with another origin, so that it has no code.</summary>
    private static Crs Moved(Crs crs)
    {
        var projection = crs.Projection!;
        return new(CrsKind.Projected, "moved")
        {
            Base = crs.Base, Datum = crs.Datum, Axes = crs.Axes, Unit = crs.Unit,
            Projection = projection with { Parameters =
                [.. projection.Parameters.Select(p => p.EpsgCode is 8806 or 8816 or 8826 ? p with { Value = p.Value + 12345.25 } : p)] },
        };
    }

    [Fact] public void Every_system_of_EPSG_comes_back_from_its_keys()
    {
        var wrong = "gpk".SelectMany(section => EpsgTable.Shared.Codes(section)).Select(Crs.FromEpsg).Where(crs => RoundTrip(crs) != crs);
        Assert.Empty(wrong);
    }

    [Fact] public void Every_projected_system_comes_back_from_its_parameters()
    {
        var wrong = EpsgTable.Shared.Codes('p').Select(Crs.FromEpsg).Select(Moved).Where(crs => RoundTrip(crs) != crs)
            .Select(crs => crs.ToWkt());
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("""GEOGCS["own",DATUM["own datum",SPHEROID["own ellipsoid",6400000,300.5],TOWGS84[1,2,3,0,0,0,0]],PRIMEM["own meridian",2.5],UNIT["grad",0.015707963267948967]]""")]
    [InlineData("""PROJCS["own",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Albers_Conic_Equal_Area"],PARAMETER["latitude_of_center",23],PARAMETER["longitude_of_center",-96],PARAMETER["standard_parallel_1",29.5],PARAMETER["standard_parallel_2",45.5],PARAMETER["false_easting",7],PARAMETER["false_northing",8],UNIT["own foot",0.3]]""")]
    [InlineData("""LOCAL_CS["site grid",UNIT["metre",1]]""")]
    [InlineData("""PROJCS["eck",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Eckert_IV"],PARAMETER["central_meridian",10],UNIT["metre",1]]""")]
    [InlineData("""COMPD_CS["both",PROJCS["x",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Sinusoidal"],PARAMETER["longitude_of_center",10],UNIT["metre",1]],VERT_CS["tide",VERT_DATUM["own tide gauge",2005],UNIT["foot",0.3048],AXIS["Up",UP]]]""")]
    [InlineData("""COMPD_CS["both",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],VERT_CS["depth",VERT_DATUM["own tide gauge",2005],UNIT["own fathom",1.8],AXIS["Depth",DOWN]]]""")]
    [InlineData("EPSG:25832+7837")]
    [InlineData("EPSG:4979")]
    public void A_system_without_a_code_comes_back(string text)
    {
        var crs = Crs.FromUserInput(text);
        Assert.Equal(crs, RoundTrip(crs));
        Assert.Equal(crs.Datum?.ToWgs84, RoundTrip(crs)!.Datum?.ToWgs84);
    }

    [Theory]
    [InlineData("LOCAL_CS[\"unnamed\",UNIT[\"metre\",1]]", "", 1024, 0, 1, 1)]
    [InlineData("LOCAL_CS[\"mine\",UNIT[\"metre\",1]]", "mine|", 1024, 0, 1, 32767, 1026, 34737, 5, 0, 3072, 0, 1, 32633)]
    [InlineData("LOCAL_CS[\"mine\",UNIT[\"metre\",1]]", "mine|", 1026, 34737, 5, 0, 2048, 0, 1, 4326, 3072, 0, 1, 32767)]
    [InlineData("EPSG:32633", "", 3072, 0, 1, 32633)]
    [InlineData("GEOGCS[\"unknown\",DATUM[\"unknown\",SPHEROID[\"WGS "
        + "84\",6378137,298.257223563]],PRIMEM[\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433]]",
        "", 1024, 0, 1, 2)]
    [InlineData("EPSG:3857", "WGS_1984_Web_Mercator|", 1024, 0, 1, 1, 1026, 34737, 22, 0, 2048, 0, 1, 4326, 3072, 0, 1, 32767, 3075, 0, 1,
        7, 3076, 0, 1, 9001)]
    [InlineData("EPSG:26916", "", 1024, 0, 1, 1, 3072, 0, 1, 26916, 4096, 0, 1, 32767, 4098, 0, 1, 32767, 4099, 0, 1, 32771)]
    public void Keys_that_say_little_mean_what_libgeotiff_takes_them_for(string expected, string ascii, params int[] keys)
    {
        ushort[] directory = [1, 1, 0, (ushort)(keys.Length / 4), .. keys.Select(key => (ushort)key)];
        Assert.Equal(Crs.FromUserInput(expected), GeoKeys.Read(directory, [], ascii).Crs);
    }

    [Fact] public void IMAGINE_writes_units_into_the_citation()
    {
        const string citation =
            "IMAGINE GeoTIFF Support\nCopyright\n@(#)$RCSfile: egtf.c $\nProjection Name = x\nUnits = feet\nGeoTIFF Units = "
                + "international_feet|";
        var crs = GeoKeys.Read([1, 1, 0, 3, 1024, 0, 1, 1, 1026, 34737, (ushort)citation.Length, 0, 3072, 0, 1, 2838], [], citation).Crs!;
        Assert.Equal(0.3048, crs.MetresPerUnit);
        Assert.Equal(Crs.FromEpsg(2838).Projection, crs.Projection);
    }

    [Fact] public void Heights_above_the_ellipsoid_are_a_third_axis_of_a_projected_system()
    {
        var crs = GeoKeys.Read([1, 1, 1, 3, 1024, 0, 1, 1, 3072, 0, 1, 32631, 4096, 0, 1, 4979], [], "").Crs!;
        Assert.Equal(["east", "north", "up"], crs.Axes.Select(axis => axis.Direction));
        Assert.NotEqual(Crs.FromEpsg(32631), crs);
        Assert.Equal(crs, Crs.FromUserInput(crs.ToWkt()));
    }

    [Fact] public void Codes_are_written_as_codes()
    {
        var (directory, doubles, ascii) = GeoKeys.Write(Crs.FromEpsg(2263), pixelIsPoint: true);
        Assert.Equal([1, 1, 0, 7, 1024, 0, 1, 1, 1025, 0, 1, 2, 1026, 34737, 36, 0, 2049, 34737, 6, 36, 2054, 0, 1, 9102, 3072, 0, 1, 2263,
            3076, 0, 1, 9003], directory);
        Assert.Empty(doubles);
        Assert.Equal("NAD83 / New York Long Island (ftUS)|NAD83|", ascii);
        Assert.True(GeoKeys.Read(directory, doubles, ascii).PixelIsPoint);
    }

    [Fact] public void Another_linear_unit_than_the_codes_is_kept()
    {
        var (crs, isPoint) = GeoKeys.Read([1, 1, 0, 3, 1024, 0, 1, 1, 3072, 0, 1, 32633, 3076, 0, 1, 9003], [], "");
        Assert.False(isPoint);
        Assert.Equal(0.30480060960121924, crs!.MetresPerUnit);
        Assert.Null(crs.ToEpsg());
        Assert.Equal(500000, crs.Projection!.Value(8806));
    }

    [Fact] public void A_conversion_code_stands_for_the_projection()
        => Assert.Equal(Crs.FromEpsg(32633), GeoKeys.Read(
            [1, 1, 0, 5, 1024, 0, 1, 1, 2048, 0, 1, 4326, 3072, 0, 1, 32767, 3074, 0, 1, 16033, 3076, 0, 1, 9001], [], "").Crs);

    [Fact] public void A_code_that_nobody_knows_is_carried_through()
    {
        var crs = GeoKeys.Read([1, 1, 0, 2, 1024, 0, 1, 1, 3072, 0, 1, 12345], [], "").Crs!;
        Assert.Equal((CrsKind.Unknown, "EPSG:12345"), (crs.Kind, crs.ToString()));
        Assert.Equal(crs, RoundTrip(crs));
    }

    [Fact] public void No_keys_are_no_system() => Assert.Null(GeoKeys.Read([1, 1, 0, 1, 1025, 0, 1, 2], [], "").Crs);

    [Theory]
    [InlineData(new ushort[] { 1, 1, 0 }, "34735")]
    [InlineData(new ushort[] { 2, 1, 0, 0 }, "version 2")]
    [InlineData(new ushort[] { 1, 1, 0, 9, 1024, 0, 1, 1 }, "announces 9 keys")]
    [InlineData(new ushort[] { 1, 1, 0, 1, 2057, 34736, 1, 4 }, "GeoKey 2057")]
    [InlineData(new ushort[] { 1, 1, 0, 1, 1026, 34737, 65535, 65535 }, "GeoKey 1026")]
    [InlineData(new ushort[] { 1, 1, 0, 1, 1024, 77, 1, 1 }, "tag 77")]
    [InlineData(new ushort[] { 1, 1, 0, 3, 1024, 0, 1, 2, 2048, 0, 1, 32767, 2057, 34736, 1, 1 }, "NaN")]
    [InlineData(new ushort[] { 1, 1, 0, 3, 1024, 0, 1, 2, 2048, 0, 1, 32767, 2057, 34736, 1, 0 }, "semi-major axis -1")]
    [InlineData(new ushort[] { 1, 1, 0, 5, 1024, 0, 1, 1, 2048, 0, 1, 4326, 3072, 0, 1, 32767, 3075, 0, 1, 99, 3076, 0, 1, 9001 },
        "GeoKey 3075 (ProjMethod) is 99")]
    public void Damaged_keys_are_an_error_that_names_them(ushort[] directory, string named)
    {
        var error = Assert.Throws<RasterFormatException>(() => GeoKeys.Read(directory, [-1, double.NaN], "text", "dem.tif"));
        Assert.Contains(named, error.Message);
        Assert.Equal("dem.tif", error.Key);
    }

    [Fact] public void Mutated_keys_give_a_system_or_a_format_error() => Mutations.Survives(FuzzTargets.GeoKeys, 20_000);
}
