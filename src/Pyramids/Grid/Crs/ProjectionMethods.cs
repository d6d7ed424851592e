namespace Pyramids;

/// <summary>A projection method: its names in WKT 2 and WKT 1, and its parameters in order.</summary>
internal sealed record ProjectionMethod(int? Code, string Name, string Wkt1Name, IReadOnlyList<MethodParameter> Parameters);

/// <summary>A parameter of a method: EPSG code, if it has one, and names in WKT 2 and WKT 1.</summary>
internal sealed record MethodParameter(int? Code, string Name, string Wkt1Name);

/// <summary>The projection methods known by name. Others are carried through as they are named.</summary>
internal static class ProjectionMethods
{
    /// <summary>Code, WKT 2 name (EPSG's own where empty), WKT 1 name, parameters. A parameter is an EPSG code; c after it picks the WKT 1
    /// name "of center", p the name "standard parallel"; a parameter that EPSG does not have is given by its names in both.</summary>
    private const string Catalogue = """
        9807||Transverse_Mercator|8801 8802 8805 8806 8807
        9808||Transverse_Mercator_South_Orientated|8801 8802 8805 8806 8807
        9801||Lambert_Conformal_Conic_1SP|8801 8802 8805 8806 8807
        9802||Lambert_Conformal_Conic_2SP|8821 8822 8823 8824 8826 8827
        9803||Lambert_Conformal_Conic_2SP_Belgium|8821 8822 8823 8824 8826 8827
        9822||Albers_Conic_Equal_Area|8821c 8822c 8823 8824 8826 8827
        9804||Mercator_1SP|8801 8802 8805 8806 8807
        9805||Mercator_2SP|8823 8802 8806 8807
        1024||Popular_Visualisation_Pseudo_Mercator|8801 8802 8806 8807
        9810||Polar_Stereographic|8801 8802 8805 8806 8807
        9829||Polar_Stereographic|8832 8833 8806 8807
        9809||Oblique_Stereographic|8801 8802 8805 8806 8807
        |Stereographic|Stereographic|8801 8802 8805 8806 8807
        9820||Lambert_Azimuthal_Equal_Area|8801c 8802c 8806 8807
        9832||Azimuthal_Equidistant|8801c 8802c 8806 8807
        1125|Azimuthal Equidistant|Azimuthal_Equidistant|8801c 8802c 8806 8807
        9835||Cylindrical_Equal_Area|8823 8802 8806 8807
        1028||Equirectangular|8823 8802 8806 8807
        9806||Cassini_Soldner|8801 8802 8806 8807
        9812||Hotine_Oblique_Mercator|8811 8812 8813 8814 8815 8806 8807
        9815||Hotine_Oblique_Mercator_Azimuth_Center|8811 8812 8813 8814 8815 8816 8817
        |Hotine Oblique Mercator Two Point Natural Origin|Hotine_Oblique_Mercator_Two_Point_Natural_Origin|8811 Latitude_of_1st_point=latitude_of_point_1 Longitude_of_1st_point=longitude_of_point_1 Latitude_of_2nd_point=latitude_of_point_2 Longitude_of_2nd_point=longitude_of_point_2 8815 8816 8817
        9813||Laborde_Oblique_Mercator|8811 8812 8813 8815 8806 8807
        9819||Krovak|8811 8833c 1036 8818 8819 8806 8807
        1041||Krovak|8811 8833c 1036 8818 8819 8806 8807
        9811||New_Zealand_Map_Grid|8801 8802 8806 8807
        9816||Tunisia_Mapping_Grid|8821 8822 8826 8827
        9818||Polyconic|8801 8802 8806 8807
        9827|Bonne|Bonne|8801p 8802 8806 8807
        9840|Orthographic|Orthographic|8801 8802 8806 8807
        |Gnomonic|Gnomonic|8801 8802 8806 8807
        |Equidistant Conic|Equidistant_Conic|8801c 8802c 8823 8824 8806 8807
        1078||Equal_Earth|8802 8806 8807
        |Two Point Equidistant|Two_Point_Equidistant|Latitude_of_1st_point=Latitude_Of_1st_Point Longitude_of_1st_point=Longitude_Of_1st_Point Latitude_of_2nd_point=Latitude_Of_2nd_Point Longitude_of_2nd_point=Longitude_Of_2nd_Point 8806 8807
        |International Map of the World Polyconic|International_Map_of_the_World_Polyconic|8802 Latitude_of_1st_point=Latitude_Of_1st_Point Latitude_of_2nd_point=Latitude_Of_2nd_Point 8806 8807
        |Geostationary Satellite (Sweep Y)|Geostationary_Satellite|8802 Satellite_Height=satellite_height 8806 8807
        |Geostationary Satellite (Sweep X)|Geostationary_Satellite_Sweep_X|8802 Satellite_Height=satellite_height 8806 8807
        |Gauss Schreiber Transverse Mercator|Gauss_Schreiber_Transverse_Mercator|8801 8802 8805 8806 8807
        |Quadrilateralized Spherical Cube|Quadrilateralized_Spherical_Cube|8801 8802 8806 8807
        |Loximuthal|Loximuthal|8801 8802 8806 8807
        |Winkel Tripel|Winkel_Tripel|8802 8823 8806 8807
        |Robinson|Robinson|8802c 8806 8807
        |Sinusoidal|Sinusoidal|8802c 8806 8807
        |Miller Cylindrical|Miller_Cylindrical|8802c 8806 8807
        |Mollweide|Mollweide|8802 8806 8807
        |Van Der Grinten|VanDerGrinten|8802 8806 8807
        |Gall Stereographic|Gall_Stereographic|8802 8806 8807
        |Goode Homolosine|Goode_Homolosine|8802 8806 8807
        |Interrupted Goode Homolosine|Interrupted_Goode_Homolosine|8802 8806 8807
        |Eckert I|Eckert_I|8802 8806 8807
        |Eckert II|Eckert_II|8802 8806 8807
        |Eckert III|Eckert_III|8802 8806 8807
        |Eckert IV|Eckert_IV|8802 8806 8807
        |Eckert V|Eckert_V|8802 8806 8807
        |Eckert VI|Eckert_VI|8802 8806 8807
        |Natural Earth|Natural_Earth|8802 8806 8807
        """;

    private static readonly ProjectionMethod[] All = [.. Catalogue.Split('\n').Select(Read)];
    private static readonly Dictionary<int, ProjectionMethod> ByCode = All.Where(m => m.Code is not null).ToDictionary(m => m.Code!.Value);
    private static readonly ILookup<string, ProjectionMethod> ByName = All.SelectMany(
        method => (string[])[NameKey.Of(method.Name), NameKey.Of(method.Wkt1Name)], (method, key) => (method, key))
        .Distinct().ToLookup(pair => pair.key, pair => pair.method);

    /// <summary>The method of an EPSG code; null when WKT 1 has no name for it.</summary>
    public static ProjectionMethod? OfCode(int code) => ByCode.GetValueOrDefault(code);

    /// <summary>The method of a WKT 1 or WKT 2 name; the first where WKT 1 uses one name for several.</summary>
    public static ProjectionMethod? OfName(string name) => ByName[NameKey.Of(name)].FirstOrDefault();

    /// <summary>What a parameter of this EPSG code, or failing that of this name, measures.</summary>
    public static CrsUnitKind KindOf(int? code, string name) => code switch
    {
        8805 or 8815 or 8819 or 1038 => CrsUnitKind.Scale,
        8806 or 8807 or 8816 or 8817 or 8826 or 8827 or 1039 or 8836 or 8840 => CrsUnitKind.Length,
        not null => CrsUnitKind.Angle,
        null => NameKey.Of(name) switch
        {
            var key when key.Contains("scale") => CrsUnitKind.Scale,
            var key when key.Contains("easting") || key.Contains("northing") || key.Contains("height") => CrsUnitKind.Length,
            _ => CrsUnitKind.Angle,
        },
    };

    /// <summary>EPSG's name of a parameter in WKT 1's dialects; null where it is none of WKT 1's.</summary>
    public static string? Wkt1Name(int code) => code switch
    {
        8801 or 8821 or 8832 => "latitude_of_origin",
        8802 or 8822 or 8833 => "central_meridian",
        8811 => "latitude_of_center",
        8812 => "longitude_of_center",
        8805 or 8815 or 8819 => "scale_factor",
        8806 or 8816 or 8826 => "false_easting",
        8807 or 8817 or 8827 => "false_northing",
        8813 or 1036 => "azimuth",
        8814 => "rectified_grid_angle",
        8818 => "pseudo_standard_parallel_1",
        8823 => "standard_parallel_1",
        8824 => "standard_parallel_2",
        _ => null,
    };

    private static ProjectionMethod Read(string line)
    {
        var fields = line.Trim().Split('|');
        int? code = fields[0].Length > 0 ? int.Parse(fields[0]) : null;
        return new(code, fields[1].Length > 0 ? fields[1] : EpsgTable.Shared.MethodName(code!.Value)!, fields[2],
            [.. fields[3].Split(' ').Select(Parameter)]);
    }

    private static MethodParameter Parameter(string word)
    {
        if (word.IndexOf('=') is var at and > 0)
            return new(null, word[..at].Replace('_', ' '), word[(at + 1)..]);
        var code = int.Parse(word[..4]);
        var name = Wkt1Name(code)!;
        return new(code, EpsgTable.Shared.ParameterName(code)!, word[4..] switch
        {
            "c" => name is "latitude_of_origin" ? "latitude_of_center" : "longitude_of_center",
            "p" => "standard_parallel_1",
            _ => name,
        });
    }
}
