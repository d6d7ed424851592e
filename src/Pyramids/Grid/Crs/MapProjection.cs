namespace Pyramids;

/// <summary>A map projection with its parameters, as the conversion of a projected <see cref="Crs"/>.</summary>
/// <param name="Name">Such as <c>UTM zone 33N</c>; it does not count for equality.</param>
/// <param name="Method">Name of the method, EPSG's where it has one, such as <c>Transverse Mercator</c>.</param>
/// <param name="MethodCode">Code of the method in the EPSG dataset, or null when it is none of EPSG's.</param>
/// <param name="Parameters">Its parameters, in EPSG's order where the method is known.</param>
/// <param name="EpsgCode">Code of the whole conversion in the EPSG dataset, if known.</param>
public sealed record MapProjection(string Name, string Method, int? MethodCode, IReadOnlyList<ProjectionParameter> Parameters,
    int? EpsgCode = null)
{
    /// <summary>A parameter's value in degrees, metres or ones, or <paramref name="otherwise"/> when it is not given.</summary>
    internal double Value(int parameterCode, double otherwise = 0)
    {
        foreach (var parameter in Parameters)
            if (parameter.EpsgCode == parameterCode)
                return parameter.BaseValue;
        return otherwise;
    }
}

/// <summary>One parameter of a <see cref="MapProjection"/>.</summary>
/// <param name="Name">EPSG's name where it has one, such as <c>Latitude of natural origin</c>.</param>
/// <param name="EpsgCode">Code in the EPSG dataset, or null when it is none of EPSG's.</param>
/// <param name="Value">The value, in <paramref name="Unit"/>.</param>
/// <param name="Unit">Its unit.</param>
public sealed record ProjectionParameter(string Name, int? EpsgCode, double Value, CrsUnit Unit)
{
    /// <summary>The value in degrees, metres or ones.</summary>
    public double BaseValue => Unit.ToBase(Value);
}
