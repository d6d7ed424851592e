namespace Pyramids;

/// <summary>A projection with its variants brought to one form, so that sameness is a comparison of numbers: Mercator and polar
/// stereographic as variant A, spherical methods as the plain ones when the ellipsoid is a sphere.</summary>
internal readonly struct CanonicalProjection
{
    private readonly string method;
    private readonly Dictionary<string, (double Value, CrsUnitKind Kind)> parameters;

    private CanonicalProjection(string method, Dictionary<string, (double, CrsUnitKind)> parameters)
        => (this.method, this.parameters) = (method, parameters);

    public static CanonicalProjection Of(MapProjection projection, Ellipsoid ellipsoid)
    {
        var parameters = new Dictionary<string, (double Value, CrsUnitKind Kind)>();
        foreach (var parameter in projection.Parameters)
            parameters[parameter.EpsgCode?.ToString() ?? NameKey.Of(parameter.Name)] = (parameter.BaseValue, parameter.Unit.Kind);
        var code = projection.MethodCode;
        double e2 = ellipsoid.EccentricitySquared, e = Math.Sqrt(e2);

        if (code == ProjectionCodes.MercatorB)
        {
            Replace("8823", "8805",
                latitude => { var (sine, cosine) = SinCos(latitude); return cosine / Math.Sqrt(1 - e2 * sine * sine); });
            code = ProjectionCodes.MercatorA;
        }
        else if (code == ProjectionCodes.MercatorA)
            // the scale is stated at the equator, whatever a file says; EPSG and PROJ know no other
            parameters.Remove("8801");
        else if (code == ProjectionCodes.PolarStereographicB)
        {
            var pole = Math.CopySign(90, projection.Value(8832));
            Replace("8832", "8805", latitude =>
            {
                var (sine, cosine) = SinCos(Math.Abs(latitude));
                return Math.Pow(1 + e, (1 + e) / 2) * Math.Pow(1 - e, (1 - e) / 2) / Math.Sqrt(1 - e2 * sine * sine)
                    * (1 + sine) / 2 * Math.Pow((1 - e * sine) / (1 + e * sine), e / 2);
            });
            Rename("8833", "8802");
            parameters["8801"] = (pole, CrsUnitKind.Angle);
            code = ProjectionCodes.PolarStereographicA;
        }
        else if (code == ProjectionCodes.LambertConic2SP && Same("8821", "8823") && Same("8823", "8824"))
        {
            foreach (var (from, to) in ((string, string)[])[("8821", "8801"), ("8822", "8802"), ("8826", "8806"), ("8827", "8807")])
                Rename(from, to);
            parameters.Remove("8823");
            parameters.Remove("8824");
            code = ProjectionCodes.LambertConic1SP;
        }
        else if (code is ProjectionCodes.OldEquidistantCylindrical or ProjectionCodes.OldEquidistantCylindricalSpherical)
        {
            Rename("8801", "8823");
            Rename("8822", "8802");
            code = code == ProjectionCodes.OldEquidistantCylindrical
                ? ProjectionCodes.EquidistantCylindrical
                : ProjectionCodes.EquidistantCylindricalSpherical;
        }
        else if (code == ProjectionCodes.AzimuthalEquidistant)
            code = ProjectionCodes.ModifiedAzimuthalEquidistant;       // PROJ takes them for one
        if (ellipsoid.Flattening == 0 && code is { } spherical)
            code = ProjectionCodes.WithoutSphere(spherical);
        return new(code?.ToString() ?? NameKey.Of(projection.Method), parameters);

        bool Same(string one, string other) => Math.Abs(Get(one) - Get(other)) < 1e-8;
        double Get(string key) => parameters.TryGetValue(key, out var found) ? found.Value : 0;
        void Rename(string from, string to)
        {
            if (parameters.Remove(from, out var found))
                parameters[to] = found;
        }
        void Replace(string angle, string scale, Func<double, double> law)
        {
            var latitude = Get(angle);
            parameters.Remove(angle);
            parameters[scale] = (law(latitude), CrsUnitKind.Scale);
        }
        static (double, double) SinCos(double degrees) => Math.SinCos(degrees * Math.PI / 180);
    }

    /// <summary>The method alone, the same for all that <see cref="Of"/> may bring to one form.</summary>
    public static string MethodKey(MapProjection projection) => projection.MethodCode is not { } code ? NameKey.Of(projection.Method)
        : ProjectionCodes.WithoutSphere(code switch
        {
            ProjectionCodes.MercatorB => ProjectionCodes.MercatorA,
            ProjectionCodes.PolarStereographicB => ProjectionCodes.PolarStereographicA,
            ProjectionCodes.LambertConic2SP => ProjectionCodes.LambertConic1SP,
            ProjectionCodes.AzimuthalEquidistant => ProjectionCodes.ModifiedAzimuthalEquidistant,
            ProjectionCodes.OldEquidistantCylindrical => ProjectionCodes.EquidistantCylindrical,
            ProjectionCodes.OldEquidistantCylindricalSpherical => ProjectionCodes.EquidistantCylindricalSpherical,
            _ => code,
        }).ToString();

    /// <summary>Same method, and every parameter the same; one that is not given is 0, or 1 for scales.</summary>
    public bool IsSame(CanonicalProjection other)
    {
        if (method != other.method)
            return false;
        foreach (var (key, (value, kind)) in parameters)
            if (!Near(value, other.Get(key, kind), kind))
                return false;
        foreach (var (key, (value, kind)) in other.parameters)
            if (!Near(value, Get(key, kind), kind))
                return false;
        return true;
    }

    private double Get(string key, CrsUnitKind kind)
        => parameters.TryGetValue(key, out var found) ? found.Value : kind == CrsUnitKind.Scale ? 1 : 0;

    private static bool Near(double a, double b, CrsUnitKind kind) => kind switch
    {
        CrsUnitKind.Angle => Math.Abs(Math.IEEERemainder(a - b, 360)) <= 1e-8,
        CrsUnitKind.Length => Math.Abs(a - b) <= 1e-3,
        _ => Math.Abs(a - b) <= 1e-9,
    };
}
