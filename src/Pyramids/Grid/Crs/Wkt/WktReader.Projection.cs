namespace Pyramids;

internal sealed partial class WktReader
{
    private static MapProjection Projection(WktNode system, CrsUnit angle, CrsUnit length, IReadOnlyList<CrsAxis> axes)
    {
        var conversion = system.Child("CONVERSION");
        var holder = conversion ?? system;
        var node = holder.Child("METHOD", "PROJECTION") ?? throw Lacks(holder, conversion is null ? "PROJECTION" : "METHOD");
        var given = holder.All("PARAMETER").ToList();
        var (method, extra) = conversion is null ? Wkt1Method(system, node.Name, given, axes) : (Wkt2Method(node), []);
        List<ProjectionParameter> parameters = [];
        foreach (var parameter in given)
        {
            var value = parameter.Number(1);
            var match = Parameter(method, parameter, conversion is null);
            if (match is null)
                if (value == 0 || conversion is null && IsIdle(parameter.Name))
                    continue;
                else
                    match = new(EpsgCode(parameter), parameter.Name, parameter.Name);
            if (parameters.Any(p => p.Name == match.Name))
                continue;
            var kind = ProjectionMethods.KindOf(match.Code, match.Name);
            var unit = parameter.Child("ANGLEUNIT", "LENGTHUNIT", "SCALEUNIT", "UNIT") is { } own ? Unit(own, kind)
                : kind switch { CrsUnitKind.Angle => angle, CrsUnitKind.Length => length, _ => CrsUnit.Unity };
            parameters.Add(new(match.Name, match.Code, value, unit));
        }
        parameters.AddRange(extra.Where(implied => parameters.All(p => p.EpsgCode != implied.EpsgCode)));
        if (method.Code is ProjectionCodes.HotineA or ProjectionCodes.HotineB && parameters.All(p => p.EpsgCode != 8814)
            && parameters.Find(p => p.EpsgCode == 8813) is { } azimuth)
            parameters.Add(azimuth with { EpsgCode = 8814, Name = EpsgTable.Shared.ParameterName(8814)! });
        return new(conversion?.Name ?? "unnamed", method.Name, method.Code, Sorted(method, parameters));
    }

    private static IReadOnlyList<ProjectionParameter> Sorted(ProjectionMethod method, List<ProjectionParameter> parameters)
    {
        var order = method.Parameters.Select(p => p.Name).ToList();
        return [.. parameters.OrderBy(p => order.IndexOf(p.Name) is var at and >= 0 ? at : int.MaxValue)];
    }

    private static ProjectionMethod Wkt2Method(WktNode node)
    {
        if (EpsgCode(node) is { } code && (ProjectionMethods.OfCode(code)?.Name ?? EpsgTable.Shared.MethodName(code)) is { } name)
            return ProjectionMethods.OfCode(code) ?? new(code, name, "", []);
        return ProjectionMethods.OfName(node.Name) is { } known ? known
            : EpsgTable.Shared.MethodNamed(node.Name) is { } other ? new(other, EpsgTable.Shared.MethodName(other)!, "", [])
            : new(null, node.Name, "", []);
    }

    /// <summary>The method's parameter that a PARAMETER node means, by code, by either name, or by the families of WKT 1 names.</summary>
    private static MethodParameter? Parameter(ProjectionMethod method, WktNode node, bool isWkt1)
    {
        if (EpsgCode(node) is { } code && EpsgTable.Shared.ParameterName(code) is { } name)
            return new(code, name, "");
        var key = NameKey.Of(node.Name);
        foreach (var parameter in method.Parameters)
            if (NameKey.Of(parameter.Name) == key || NameKey.Of(parameter.Wkt1Name) == key)
                return parameter;
        if (isWkt1 && Family(key) is { } family)
            foreach (var parameter in method.Parameters)
                if (Family(NameKey.Of(parameter.Wkt1Name)) == family)
                    return parameter;
        return EpsgTable.Shared.ParameterNamed(node.Name) is { } other ? new(other, EpsgTable.Shared.ParameterName(other)!, "") : null;
    }

    /// <summary>WKT 1 names that different writers use for the same.</summary>
    private static string? Family(string key) => key switch
    {
        "latitudeoforigin" or "latitudeofcenter" or "latitudeofcentre" or "latitudeofnaturalorigin" => "latitude",
        "centralmeridian" or "longitudeoforigin" or "longitudeofcenter" or "longitudeofcentre" or "longitudeofnaturalorigin" => "longitude",
        "standardparallel1" or "pseudostandardparallel1" => "parallel",
        "rectifiedgridangle" or "xyplanerotation" => "rotation",
        "scalefactor" => "scale",
        _ => null,
    };

    /// <summary>Parameters of ESRI's that say nothing beside the method's name.</summary>
    private static bool IsIdle(string name)
        => NameKey.Of(name) is "auxiliaryspheretype" or "xscale" or "yscale" or "xyplanerotation" or "scalefactor" or "option";

    private static (ProjectionMethod Method, ProjectionParameter[] Implied) Wkt1Method(WktNode system, string name, List<WktNode> given,
        IReadOnlyList<CrsAxis> axes)
    {
        return NameKey.Of(name) switch
        {
            "polarstereographic" => (Code(Math.Abs(Value("latitude")) >= 90 - 1e-10 || !Has("latitude")
                ? ProjectionCodes.PolarStereographicA
                : ProjectionCodes.PolarStereographicB), []),
            "stereographicnorthpole" => (Pole, [Latitude(8832, 90)]),
            "stereographicsouthpole" => (Pole, [Latitude(8832, -90)]),
            "mercator1sp" when system.Child("EXTENSION") is { Children: [_, { Text: var proj }, ..] } && proj.Contains("+nadgrids=@null")
                => (Code(ProjectionCodes.WebMercator), []),
            "mercatorauxiliarysphere" => (Code(ProjectionCodes.WebMercator), []),
            "mercator" => (Code(ProjectionCodes.MercatorB), []),
            "lambertconformalconic" when !given.Any(p => NameKey.Of(p.Name) == "standardparallel2")
                => Has("parallel") && Math.Abs(Value("parallel") - Value("latitude")) > 1e-8
                    ? (VariantB(), []) : (WithIdleParallel(Code(ProjectionCodes.LambertConic1SP)), []),
            "lambertconformalconic" when Has("scale") && Math.Abs(Value("scale") - 1) > 1e-10 =>
                (new(ProjectionCodes.LambertConicMichigan, EpsgTable.Shared.MethodName(ProjectionCodes.LambertConicMichigan)!, "",
                    [.. Code(ProjectionCodes.LambertConic2SP).Parameters,
                        new(1038, EpsgTable.Shared.ParameterName(1038)!, "scale_factor")]), []),
            "lambertconformalconic" => (Code(ProjectionCodes.LambertConic2SP), []),
            "albers" => (Code(ProjectionCodes.Albers), []),
            "gausskruger" or "transversemercatorcomplex" => (Code(ProjectionCodes.TransverseMercator), []),
            "doublestereographic" => (Code(ProjectionCodes.ObliqueStereographic), []),
            "equidistantcylindrical" or "platecarree" => (Code(ProjectionCodes.EquidistantCylindrical), []),
            "behrmann" => (Code(ProjectionCodes.CylindricalEqualArea), [Latitude(8823, 30)]),
            "cassini" => (Code(ProjectionCodes.CassiniSoldner), []),
            "vandergrinteni" => (ProjectionMethods.OfName("Van Der Grinten")!, []),
            "hotineobliquemercatorazimuthnaturalorigin" or "rectifiedskeworthomorphicnaturalorigin" => (Code(ProjectionCodes.HotineA), []),
            "rectifiedskeworthomorphiccenter" => (Code(ProjectionCodes.HotineB), []),
            "swissobliquecylindrical" or "swissobliquemercator"
                => (Code(ProjectionCodes.HotineB), [Latitude(8813, 90), Latitude(8814, 90)]),
            "igacplanocartesiano" => (Urban(), []),
            "krovak" => (Code(axes.Count > 0 ? axes[0].Direction is "south" or "west" ? ProjectionCodes.Krovak : ProjectionCodes.KrovakNorth
                : given.Any(p => NameKey.Of(p.Name) == "xyplanerotation"
                    && p.Number(1) == 0) ? ProjectionCodes.Krovak : ProjectionCodes.KrovakNorth), []),
            _ => (ProjectionMethods.OfName(name) ?? Named(), []),
        };

        static ProjectionMethod Code(int code) => ProjectionMethods.OfCode(code)!;
        ProjectionMethod Named() => EpsgTable.Shared.MethodNamed(name) is { } code ? new(code, EpsgTable.Shared.MethodName(code)!, "", [])
            : new(null, name.Replace('_', ' '), "", []);
        static ProjectionMethod Urban()
            => new(ProjectionCodes.ColombiaUrban, EpsgTable.Shared.MethodName(ProjectionCodes.ColombiaUrban)!, "",
                [.. Code(ProjectionCodes.NewZealandMapGrid).Parameters, new(1039, EpsgTable.Shared.ParameterName(1039)!, "height")]);
        static ProjectionMethod WithIdleParallel(ProjectionMethod method)           // ESRI repeats the latitude of origin
            => method with { Parameters = [.. method.Parameters, method.Parameters[0] with { Wkt1Name = "standard_parallel_1" }] };
        static ProjectionMethod VariantB() => new(ProjectionCodes.LambertConic1SPB, "Lambert Conic Conformal (1SP variant B)", "",
            [new(8801, EpsgTable.Shared.ParameterName(8801)!, "standard_parallel_1"),
                new(8821, EpsgTable.Shared.ParameterName(8821)!, "latitude_of_origin"),
                .. Code(ProjectionCodes.LambertConic1SP).Parameters.Skip(1)]);
        bool Has(string family) => given.Any(p => Family(NameKey.Of(p.Name)) == family);
        double Value(string family) => given.Find(p => Family(NameKey.Of(p.Name)) == family)?.Number(1) ?? 0;
        static ProjectionParameter Latitude(int code, double degrees)
            => new(EpsgTable.Shared.ParameterName(code)!, code, degrees, CrsUnit.Degree);
    }

    /// <summary>Polar stereographic by its standard parallel, which ESRI calls Standard_Parallel_1.</summary>
    private static readonly ProjectionMethod Pole = StandardParallel(ProjectionMethods.OfCode(ProjectionCodes.PolarStereographicB)!);

    private static ProjectionMethod StandardParallel(ProjectionMethod method)
        => method with { Parameters = [method.Parameters[0] with { Wkt1Name = "standard_parallel_1" }, .. method.Parameters.Skip(1)] };
}
