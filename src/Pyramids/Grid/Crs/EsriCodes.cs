using System.Globalization;

namespace Pyramids;

/// <summary>The systems that people know by ESRI's codes, which EPSG does not have: maps of the world, of continents
/// and of the poles.</summary>
internal static class EsriCodes
{
    /// <summary>Code, name, geographic system (EPSG), method as WKT 1 names it, and the parameters that are not 0; in metres.</summary>
    private const string Catalogue = """
        54003|World_Miller_Cylindrical|4326|Miller_Cylindrical|
        54008|World_Sinusoidal|4326|Sinusoidal|
        54009|World_Mollweide|4326|Mollweide|
        54010|World_Eckert_VI|4326|Eckert_VI|
        54012|World_Eckert_IV|4326|Eckert_IV|
        54016|World_Gall_Stereographic|4326|Gall_Stereographic|
        54017|World_Behrmann|4326|Cylindrical_Equal_Area|standard_parallel_1=30
        54030|World_Robinson|4326|Robinson|
        54034|World_Cylindrical_Equal_Area|4326|Cylindrical_Equal_Area|
        102001|Canada_Albers_Equal_Area_Conic|4269|Albers_Conic_Equal_Area|latitude_of_center=40 longitude_of_center=-96 standard_parallel_1=50 standard_parallel_2=70
        102002|Canada_Lambert_Conformal_Conic|4269|Lambert_Conformal_Conic_2SP|latitude_of_origin=40 central_meridian=-96 standard_parallel_1=50 standard_parallel_2=70
        102003|USA_Contiguous_Albers_Equal_Area_Conic|4269|Albers_Conic_Equal_Area|latitude_of_center=37.5 longitude_of_center=-96 standard_parallel_1=29.5 standard_parallel_2=45.5
        102004|USA_Contiguous_Lambert_Conformal_Conic|4269|Lambert_Conformal_Conic_2SP|latitude_of_origin=39 central_meridian=-96 standard_parallel_1=33 standard_parallel_2=45
        102008|North_America_Albers_Equal_Area_Conic|4269|Albers_Conic_Equal_Area|latitude_of_center=40 longitude_of_center=-96 standard_parallel_1=20 standard_parallel_2=60
        102009|North_America_Lambert_Conformal_Conic|4269|Lambert_Conformal_Conic_2SP|latitude_of_origin=40 central_meridian=-96 standard_parallel_1=20 standard_parallel_2=60
        102011|Africa_Sinusoidal|4326|Sinusoidal|longitude_of_center=15
        102012|Asia_Lambert_Conformal_Conic|4326|Lambert_Conformal_Conic_2SP|central_meridian=105 standard_parallel_1=30 standard_parallel_2=62
        102013|Europe_Albers_Equal_Area_Conic|4230|Albers_Conic_Equal_Area|latitude_of_center=30 longitude_of_center=10 standard_parallel_1=43 standard_parallel_2=62
        102014|Europe_Lambert_Conformal_Conic|4230|Lambert_Conformal_Conic_2SP|latitude_of_origin=30 central_meridian=10 standard_parallel_1=43 standard_parallel_2=62
        102015|South_America_Lambert_Conformal_Conic|4618|Lambert_Conformal_Conic_2SP|latitude_of_origin=-32 central_meridian=-60 standard_parallel_1=-5 standard_parallel_2=-42
        102016|North_Pole_Azimuthal_Equidistant|4326|Azimuthal_Equidistant|latitude_of_center=90
        102017|North_Pole_Lambert_Azimuthal_Equal_Area|4326|Lambert_Azimuthal_Equal_Area|latitude_of_center=90
        102018|North_Pole_Stereographic|4326|Polar_Stereographic|latitude_of_origin=90 scale_factor=1
        102019|South_Pole_Azimuthal_Equidistant|4326|Azimuthal_Equidistant|latitude_of_center=-90
        102020|South_Pole_Lambert_Azimuthal_Equal_Area|4326|Lambert_Azimuthal_Equal_Area|latitude_of_center=-90
        102021|South_Pole_Stereographic|4326|Polar_Stereographic|latitude_of_origin=-90 scale_factor=1
        102022|Africa_Albers_Equal_Area_Conic|4326|Albers_Conic_Equal_Area|longitude_of_center=25 standard_parallel_1=20 standard_parallel_2=-23
        102024|Africa_Lambert_Conformal_Conic|4326|Lambert_Conformal_Conic_2SP|central_meridian=25 standard_parallel_1=20 standard_parallel_2=-23
        102025|Asia_North_Albers_Equal_Area_Conic|4326|Albers_Conic_Equal_Area|latitude_of_center=30 longitude_of_center=95 standard_parallel_1=15 standard_parallel_2=65
        102027|Asia_North_Lambert_Conformal_Conic|4326|Lambert_Conformal_Conic_2SP|latitude_of_origin=30 central_meridian=95 standard_parallel_1=15 standard_parallel_2=65
        102028|Asia_South_Albers_Equal_Area_Conic|4326|Albers_Conic_Equal_Area|latitude_of_center=-15 longitude_of_center=125 standard_parallel_1=7 standard_parallel_2=-32
        102030|Asia_South_Lambert_Conformal_Conic|4326|Lambert_Conformal_Conic_2SP|latitude_of_origin=-15 central_meridian=125 standard_parallel_1=7 standard_parallel_2=-32
        102033|South_America_Albers_Equal_Area_Conic|4618|Albers_Conic_Equal_Area|latitude_of_center=-32 longitude_of_center=-60 standard_parallel_1=-5 standard_parallel_2=-42
        102039|USA_Contiguous_Albers_Equal_Area_Conic_USGS_version|4269|Albers_Conic_Equal_Area|latitude_of_center=23 longitude_of_center=-96 standard_parallel_1=29.5 standard_parallel_2=45.5
        """;

    private static readonly Dictionary<int, string> Rows = Catalogue.Split('\n', StringSplitOptions.TrimEntries)
        .ToDictionary(row => int.Parse(row[..row.IndexOf('|')], CultureInfo.InvariantCulture));

    public static IReadOnlyCollection<int> All => Rows.Keys;

    /// <summary>The system of one of ESRI's codes; its old codes for Web Mercator are EPSG's.</summary>
    /// <exception cref="CrsException">It is none of those known here.</exception>
    public static Crs Of(int code)
    {
        if (code is 102100 or 102113 or 3857) return Crs.FromEpsg(3857);
        if (!Rows.TryGetValue(code, out var row))
            throw new CrsException(
                $"ESRI:{code} is not among the {Rows.Count} systems of ESRI's that are built in. Give the definition as WKT, as "
                    + $"'projinfo ESRI:{code}' or spatialreference.org prints it.");
        var parts = row.Split('|');
        var parameters = parts[4].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Split('='))
            .Select(pair => $"""PARAMETER["{pair[0]}",{pair[1]}],""");
        return WktReader.Read($"""
            PROJCS["{parts[1]}",{Crs.FromEpsg(int.Parse(parts[2], CultureInfo.InvariantCulture)).ToWkt(WktVersion.Wkt1Gdal)},PROJECTION["{parts[3]}"],{string.Concat(parameters)}UNIT["metre",1],AUTHORITY["ESRI","{code}"]]
            """);
    }
}
