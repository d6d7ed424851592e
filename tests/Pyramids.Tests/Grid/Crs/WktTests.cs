using Xunit;

namespace Pyramids.Tests;

public class WktTests
{
    private const string Utm = """PROJCS["any name",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",15],PARAMETER["scale_factor",0.9996],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1]]""";

    [Fact] public void Every_system_comes_back_from_both_versions()
    {
        List<string> wrong = [];
        foreach (var crs in "gpvk".SelectMany(section => EpsgTable.Shared.Codes(section)).Select(Crs.FromEpsg))
            foreach (var version in (WktVersion[])[WktVersion.Wkt1Gdal, WktVersion.Wkt2_2019])
                if (Crs.FromUserInput(crs.ToWkt(version)) != crs)
                    wrong.Add($"{crs} {crs.ToWkt(version)}");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(20)));
    }

    [Fact] public void WKT_1_is_written_as_GDAL_writes_it() => Assert.Equal(
        """PROJCS["WGS 84 / UTM zone 33N",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",15],PARAMETER["scale_factor",0.9996],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","32633"]]""",
        Crs.FromEpsg(32633).ToWkt(WktVersion.Wkt1Gdal));

    [Fact] public void A_text_without_codes_is_identified()
    {
        var crs = Crs.FromUserInput(Utm);
        Assert.Equal((null, 32633, "any name"), (crs.Code, crs.ToEpsg(), crs.ToString()));
    }

    [Theory]
    [InlineData("any name", "another")]                             // names
    [InlineData(",", " ,\n ")]                                      // formatting
    [InlineData("500000", "5E+5")]
    [InlineData("[", "(", "]", ")")]
    [InlineData("WGS_1984", "D_WGS_1984")]                          // aliases
    [InlineData("WGS_1984", "World Geodetic System 1984")]
    [InlineData("298.257223563", "298.2572235630")]
    [InlineData("0.0174532925199433", "0.017453292519943295")]      // roundings
    [InlineData("15]", "15.000000001]")]
    [InlineData("\"metre\"", "\"Meter\"")]
    [InlineData("PROJCS", "projcs")]
    public void What_does_not_change_the_coordinates_does_not_count(params string[] changes)
        => Assert.Equal(Crs.FromEpsg(32633), Crs.FromUserInput(Changed(changes)));

    [Theory]
    [InlineData("WGS_1984", "NAD83_of_somebody")]
    [InlineData("298.257223563", "298.25")]
    [InlineData("\"Greenwich\",0", "\"Paris\",2.33722917")]
    [InlineData("15]", "15.0001]")]
    [InlineData("0.9996", "0.9999")]
    [InlineData("500000", "500001")]
    [InlineData("\"metre\",1", "\"foot\",0.3048")]
    [InlineData("Transverse_Mercator", "Cassini_Soldner")]
    public void What_changes_the_coordinates_counts(params string[] changes)
        => Assert.NotEqual(Crs.FromEpsg(32633), Crs.FromUserInput(Changed(changes)));

    private static string Changed(string[] changes)
    {
        var text = Utm;
        for (var i = 0; i < changes.Length; i += 2)
        {
            Assert.Contains(changes[i], text);
            text = text.Replace(changes[i], changes[i + 1]);
        }
        return text;
    }

    [Fact] public void Claimed_codes_do_not_stand_against_the_definition()
    {
        var crs = Crs.FromUserInput(Crs.FromEpsg(32633).ToWkt().Replace("500000", "500100"));
        Assert.Equal("EPSG:32633", crs.ToString());
        Assert.Null(crs.ToEpsg());
        Assert.NotEqual(Crs.FromEpsg(32633), crs);
    }

    [Theory]
    [InlineData("""PROJCS["NAD_1983_Albers",GEOGCS["GCS_North_American_1983",DATUM["D_North_American_1983",SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Albers"],PARAMETER["False_Easting",0.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",-96.0],PARAMETER["Standard_Parallel_1",29.5],PARAMETER["Standard_Parallel_2",45.5],PARAMETER["Latitude_Of_Origin",23.0],UNIT["Meter",1.0]]""", 5070)]
    [InlineData("""PROJCS["WGS_1984_Antarctic_Polar_Stereographic",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Stereographic_South_Pole"],PARAMETER["False_Easting",0.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",0.0],PARAMETER["Standard_Parallel_1",-71.0],UNIT["Meter",1.0]]""", 3031)]
    [InlineData("""PROJCS["WGS_1984_Web_Mercator_Auxiliary_Sphere",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Mercator_Auxiliary_Sphere"],PARAMETER["False_Easting",0.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",0.0],PARAMETER["Standard_Parallel_1",0.0],PARAMETER["Auxiliary_Sphere_Type",0.0],UNIT["Meter",1.0]]""", 3857)]
    [InlineData("""GEOGCS["GCS_NTF_Paris",DATUM["D_NTF",SPHEROID["Clarke_1880_IGN",6378249.2,293.466021293627]],PRIMEM["Paris",2.33722917],UNIT["Grad",0.0157079632679489]]""", 4807)]
    [InlineData("""PROJCS["OSGB",GEOGCS["GCS",DATUM["D_OSGB_1936",SPHEROID["Airy_1830",6377563.396,299.3249646]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",400000.0],PARAMETER["False_Northing",-100000.0],PARAMETER["Central_Meridian",-2.0],PARAMETER["Scale_Factor",0.9996012717],PARAMETER["Latitude_Of_Origin",49.0],UNIT["Meter",1.0]],VERTCS["ODN",VDATUM["Ordnance_Datum_Newlyn"],PARAMETER["Vertical_Shift",0.0],PARAMETER["Direction",1.0],UNIT["Meter",1.0]]""", 7405)]
    public void ESRI_dialect_is_read(string text, int code) => Assert.Equal(Crs.FromEpsg(code), Crs.FromUserInput(text));

    [Theory]
    [InlineData("""GEOGCS["MGI",DATUM["Militar_Geographische_Institute",SPHEROID["Bessel 1841",6377397.155,299.1528128],TOWGS84[577.326,90.129,463.919,5.137,1.474,5.297,2.4232],AUTHORITY["EPSG","6312"]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]""")]
    [InlineData("""BOUNDCRS[SOURCECRS[GEOGCRS["MGI",DATUM["Militar-Geographische Institut",ELLIPSOID["Bessel 1841",6377397.155,299.1528128]],CS[ellipsoidal,2],AXIS["lat",north],AXIS["lon",east],ANGLEUNIT["degree",0.0174532925199433]]],TARGETCRS[GEOGCRS["WGS 84",DATUM["World Geodetic System 1984",ELLIPSOID["WGS 84",6378137,298.257223563]],CS[ellipsoidal,2],AXIS["lat",north],AXIS["lon",east],ANGLEUNIT["degree",0.0174532925199433]]],ABRIDGEDTRANSFORMATION["t",METHOD["Position Vector transformation (geog2D domain)",ID["EPSG",9606]],PARAMETER["X",577.326,ID["EPSG",8605]],PARAMETER["Y",90.129,ID["EPSG",8606]],PARAMETER["Z",463.919,ID["EPSG",8607]],PARAMETER["rX",5.137,ID["EPSG",8608]],PARAMETER["rY",1.474,ID["EPSG",8609]],PARAMETER["rZ",5.297,ID["EPSG",8610]],PARAMETER["s",1.0000024232,ID["EPSG",8611]]]]""")]
    public void A_shift_to_WGS_84_is_carried_and_does_not_count(string text)
    {
        var crs = Crs.FromUserInput(text);
        Assert.Equal(Crs.FromEpsg(4312), crs);
        foreach (var again in (Crs[])[crs, Crs.FromUserInput(crs.ToWkt()), Crs.FromUserInput(crs.ToWkt(WktVersion.Wkt1Gdal))])
            Assert.Equal([577.326, 90.129, 463.919, 5.137, 1.474, 5.297, 2.4232], again.Datum!.ToWgs84!.Select(v => Math.Round(v, 6)));
    }

    [Theory]
    [InlineData("EPSG:4326", "EPSG:4326")]
    [InlineData(" epsg:32633 ", "EPSG:32633")]
    [InlineData("4326", "EPSG:4326")]
    [InlineData("urn:ogc:def:crs:EPSG::3857", "EPSG:3857")]
    [InlineData("urn:ogc:def:crs:EPSG:9.9.1:3857", "EPSG:3857")]
    [InlineData("http://www.opengis.net/def/crs/EPSG/0/25832", "EPSG:25832")]
    [InlineData("OGC:CRS84", "OGC:CRS84")]
    [InlineData("urn:ogc:def:crs:OGC:1.3:CRS84", "OGC:CRS84")]
    [InlineData("http://www.opengis.net/def/crs/OGC/1.3/CRS84", "OGC:CRS84")]
    [InlineData("WGS84", "EPSG:4326")]
    [InlineData("EPSG:25832+7837", "ETRS89 / UTM zone 32N + DHHN2016 height")]
    public void Short_names_are_read(string text, string name) => Assert.Equal(name, Crs.FromUserInput(text).ToString());

    [Fact] public void Longitude_first_is_the_same_for_data_that_are_always_so()
        => Assert.Equal(Crs.FromEpsg(4326), Crs.FromUserInput("OGC:CRS84"));

    [Theory]
    [InlineData("EPSG:99999", "EPSG:99999")]
    [InlineData("", "names no coordinate reference system")]
    [InlineData("Middle Earth", "'Middle Earth'")]
    [InlineData("IAU:30100", "'IAU:30100'")]
    [InlineData("EPSG:4326+4326", "Geographic2D and Geographic2D")]
    [InlineData("GEOGCS[\"x\"", "character 10, its end")]
    [InlineData("GEOGCS[\"x\"]", "no DATUM")]
    [InlineData("GEOGCS[\"x]", "closing quote")]
    [InlineData("ELLIPSOID[\"x\",1,2]", "'ELLIPSOID'")]
    [InlineData("GEOGCS[\"x\",DATUM[\"d\",SPHEROID[\"s\",-1,2]],UNIT[\"d\",1]]", "semi-major axis -1")]
    [InlineData("GEOGCS[\"x\",DATUM[\"d\",SPHEROID[\"s\",1,abc]],UNIT[\"d\",1]]", "no number as value 3")]
    [InlineData("{\"type\":\"Feature\"}", "Feature")]
    [InlineData("{", "PROJJSON")]
    public void What_cannot_be_read_is_an_error_that_says_where(string text, string expected)
    {
        Assert.Contains(expected, Assert.Throws<CrsException>(() => Crs.FromUserInput(text)).Message);
        Assert.False(Crs.TryFromUserInput(text, out _));
    }

    [Theory]
    [InlineData("""GEOGCRS["rotated",BASEGEOGCRS["WGS 84",DATUM["World Geodetic System 1984",ELLIPSOID["WGS 84",6378137,298.257223563]]],DERIVINGCONVERSION["Pole rotation",METHOD["Pole rotation (GRIB convention)"]],CS[ellipsoidal,2],AXIS["lat",north],AXIS["lon",east],ANGLEUNIT["degree",0.0174532925199433]]""")]
    [InlineData("""TIMECRS["t",TDATUM["d",TIMEORIGIN["1979-12-31"]],CS[temporal,1],AXIS["time (T)",future]]""")]
    public void What_cannot_be_computed_with_is_carried_through(string text)
    {
        var crs = Crs.FromUserInput(text);
        Assert.Equal((CrsKind.Unknown, text, text), (crs.Kind, crs.ToWkt(), crs.ToWkt(WktVersion.Wkt1Gdal)));
        Assert.Equal(crs, Crs.FromUserInput(text));
        Assert.Null(crs.ToEpsg());
    }

    [Fact] public void Mutated_texts_give_a_system_or_an_error_of_their_own() => Mutations.Survives(FuzzTargets.Wkt, 20_000);

    [Fact] public void Deep_nesting_is_refused() => Assert.Contains("levels", Assert.Throws<CrsException>(
        () => Crs.FromUserInput(string.Concat(Enumerable.Repeat("A[", 100000)))).Message);


    [Fact] public void PROJJSON_is_read() => Assert.Equal(25832, Crs.FromUserInput(TextSeeds.ProjJson).ToEpsg());
}
