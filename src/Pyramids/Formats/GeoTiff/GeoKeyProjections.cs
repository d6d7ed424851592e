namespace Pyramids;

/// <summary>The projection methods that GeoKeys can say (ProjMethod, formerly ProjCoordTransGeoKey), and which key
/// holds which parameter.</summary>
internal static class GeoKeyProjections
{
    /// <summary>GeoTIFF code, then EPSG code or name of the method, then pairs of EPSG parameter and GeoKey.</summary>
    private const string Catalogue = """
        1 9807 8801=3081 8802=3080 8805=3092 8806=3082 8807=3083
        3 9812 8811=3089 8812=3088 8813=3094 8814=3096 8815=3093 8806=3082 8807=3083
        5 9815 8811=3089 8812=3088 8816=3082 8817=3083
        7 9804 8801=3081 8802=3080 8805=3092 8806=3082 8807=3083
        7 9805 8823=3078 8802=3080 8806=3082 8807=3083
        8 9802 8821=3085 8822=3084 8823=3078 8824=3079 8826=3086 8827=3087
        9 9801 8801=3081 8802=3080 8805=3092 8806=3082 8807=3083
        10 9820 8801=3089 8802=3088 8806=3082 8807=3083
        11 9822 8821=3081 8822=3080 8823=3078 8824=3079 8826=3082 8827=3083
        12 9832 8801=3089 8802=3088 8806=3082 8807=3083
        13 Equidistant_Conic 8801=3081 8802=3080 8823=3078 8824=3079 8806=3082 8807=3083
        14 Stereographic 8801=3089 8802=3088 8805=3092 8806=3082 8807=3083
        15 9810 8801=3081 8802=3095 8805=3092 8806=3082 8807=3083
        15 9829 8832=3081 8833=3095 8806=3082 8807=3083
        16 9809 8801=3081 8802=3080 8805=3092 8806=3082 8807=3083
        17 1028 8823=3078 8802=3088 8806=3082 8807=3083
        18 9806 8801=3081 8802=3080 8806=3082 8807=3083
        19 Gnomonic 8801=3089 8802=3088 8806=3082 8807=3083
        20 Miller_Cylindrical 8802=3088 8806=3082 8807=3083
        21 9840 8801=3089 8802=3088 8806=3082 8807=3083
        22 9818 8801=3081 8802=3080 8806=3082 8807=3083
        23 Robinson 8802=3088 8806=3082 8807=3083
        24 Sinusoidal 8802=3088 8806=3082 8807=3083
        25 VanDerGrinten 8802=3088 8806=3082 8807=3083
        26 9811 8801=3081 8802=3080 8806=3082 8807=3083
        27 9808 8801=3081 8802=3080 8805=3092 8806=3082 8807=3083
        28 9835 8823=3078 8802=3080 8806=3082 8807=3083
        9815 9815 8811=3089 8812=3088 8813=3094 8814=3096 8815=3093 8816=3082 8817=3083
        """;

    private static readonly (ushort GeoTiff, ProjectionMethod Method, (int Parameter, ushort Key)[] Parameters)[] All = [.. Catalogue.Split(
        '\n').Select(line =>
    {
        var words = line.Trim().Split(' ');
        var method = char.IsDigit(words[1][0]) ? ProjectionMethods.OfCode(int.Parse(words[1]))! : ProjectionMethods.OfName(words[1])!;
        return (ushort.Parse(words[0]), method, words.Skip(2).Select(pair => (int.Parse(pair[..4]), ushort.Parse(pair[5..]))).ToArray());
    })];

    public static MapProjection Read(GeoKeyDirectory keys, ushort code, string name, CrsUnit length)
    {
        var pole = code == 15 && Math.Abs(First(keys, 3081) ?? 90) < 90 - 1e-8;
        var isB = pole || code == 7 && keys.Double(3078) is { } parallel && (parallel != 0 || !keys.Has(3092));
        var found = All.Where(each => each.GeoTiff == code).ToArray();
        if (found.Length == 0)
            throw keys.Error($"GeoKey 3075 (ProjMethod) is {code}; the methods known are {string.Join(", ", All.Select(each => each.GeoTiff).Distinct())}.");
        var (_, method, pairs) = found[isB ? ^1 : 0];
        List<ProjectionParameter> parameters = [];
        foreach (var (parameter, key) in pairs)
        {
            var kind = ProjectionMethods.KindOf(parameter, "");
            var value = First(keys, key) ?? (kind == CrsUnitKind.Scale ? 1 : parameter is 8814 ? First(keys, 3094) ?? 90 : 0);
            parameters.Add(Parameter(parameter, value, kind, length));
        }
        if (code == 5)                                              // the Swiss projection: along the parallel
            parameters.InsertRange(2, [Parameter(8813, 90, CrsUnitKind.Angle, length), Parameter(8814, 90, CrsUnitKind.Angle, length),
                Parameter(8815, 1, CrsUnitKind.Scale, length)]);
        return new(name, method.Name, method.Code, parameters);
    }

    /// <summary>Sets the keys of a projection; false when GeoKeys have no method for it.</summary>
    public static bool Write(GeoKeyDirectory keys, MapProjection projection, CrsUnit length)
    {
        foreach (var (code, method, pairs) in All)
        {
            var isSame = code != 5 && (method.Code is { } known
                ? known == projection.MethodCode
                : projection.MethodCode is null && method.Name == projection.Method);
            if (!isSame || projection.Parameters.Any(p => pairs.All(pair => pair.Parameter != p.EpsgCode)))
                continue;
            keys.Set(GeoKeys.Method, code);
            foreach (var (parameter, key) in pairs)
            {
                var kind = ProjectionMethods.KindOf(parameter, "");
                var value = projection.Value(parameter, kind == CrsUnitKind.Scale ? 1 : 0);
                keys.Set(key, kind == CrsUnitKind.Length ? value / length.Factor : value);
            }
            if (code == 15)
                keys.Set(3092, projection.Value(8805, 1));
            return true;
        }
        return false;
    }

    private static ProjectionParameter Parameter(int code, double value, CrsUnitKind kind, CrsUnit length)
        => new(EpsgTable.Shared.ParameterName(code)!, code, value,
            kind switch { CrsUnitKind.Angle => CrsUnit.Degree, CrsUnitKind.Length => length, _ => CrsUnit.Unity });

    /// <summary>The value of a key, or of another of its family: writers do not agree on natural origin, false origin and centre.</summary>
    private static double? First(GeoKeyDirectory keys, ushort key)
    {
        if (keys.Double(key) is { } own)
            return own;
        ReadOnlySpan<ushort> family = key switch
        {
            3081 or 3085 or 3089 => [3081, 3085, 3089],
            3080 or 3084 or 3088 or 3095 => [3080, 3084, 3088, 3095],
            3082 or 3086 => [3082, 3086, 3090],
            3083 or 3087 => [3083, 3087, 3091],
            3092 or 3093 => [3092, 3093],
            _ => [],
        };
        foreach (var other in family)
            if (keys.Double(other) is { } value)
                return value;
        return null;
    }
}
