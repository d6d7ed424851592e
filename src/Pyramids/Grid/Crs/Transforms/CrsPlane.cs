namespace Pyramids;

/// <summary>The way from a system's x and y to longitude and latitude off Greenwich in degrees, and back: unit, axes,
/// projection, meridian.</summary>
internal sealed class CrsPlane
{
    private readonly MapProjector? projector;
    private readonly double xFactor, yFactor, meridian;
    private readonly bool isSwapped;

    public CrsPlane(Crs crs)
    {
        var plane = crs.Horizontal;
        meridian = plane.PrimeMeridian!.LongitudeDegrees;
        if (plane.IsGeographic)
        {
            xFactor = yFactor = plane.DegreesPerUnit;
            return;
        }
        var projection = plane.Projection!;
        projector = MapProjector.Create(projection, plane.Ellipsoid!) ?? throw new CrsException(
            $"{crs} is projected by '{projection.Method}'{(projection.MethodCode is { } code ? $" (EPSG method {code})" : "")}, "
                + "which this engine cannot compute. Transform the data with GDAL first.");
        // formulas give east and north, or what their method is named for; axes may run the other way
        var native = projection.MethodCode switch
        {
            ProjectionCodes.TransverseMercatorSouth => "west,south",
            ProjectionCodes.Krovak => "south,west",
            ProjectionCodes.LambertConicWest => "west,north",
            _ => "east,north",
        };
        var (x, y) = (native.Split(',')[0], native.Split(',')[1]);
        var axes = CrsDefinition.Directions(plane).Split(',');
        isSwapped = IsUpright(axes[0]) != IsUpright(x);
        xFactor = Sign(axes[isSwapped ? 1 : 0], x) * plane.Unit.Factor;
        yFactor = Sign(axes[isSwapped ? 0 : 1], y) * plane.Unit.Factor;

        static bool IsUpright(string direction) => direction is "north" or "south";
        double Sign(string axis, string formula) => axis == formula ? 1 : IsUpright(axis) == IsUpright(formula) ? -1
            : throw new CrsException(
                $"The axes of {crs} run {string.Join(" and ", plane.Axes.Select(a => a.Direction))}; east or west and north or south "
                    + "are expected.");
    }

    /// <summary>x and y become longitude and latitude.</summary>
    public void ToGeographic(Span<double> x, Span<double> y)
    {
        Scale(isSwapped ? y : x, xFactor);
        Scale(isSwapped ? x : y, yFactor);
        if (isSwapped)
            Swap(x, y);
        projector?.Unproject(x, y);
        Turn(x, meridian);
    }

    /// <summary>Longitude and latitude become x and y.</summary>
    public void FromGeographic(Span<double> x, Span<double> y)
    {
        Turn(x, -meridian);
        projector?.Project(x, y);
        if (isSwapped)
            Swap(x, y);
        Scale(isSwapped ? y : x, 1 / xFactor);
        Scale(isSwapped ? x : y, 1 / yFactor);
    }

    private static void Scale(Span<double> values, double factor)
    {
        if (factor != 1)
            System.Numerics.Tensors.TensorPrimitives.Multiply(values, factor, values);
    }

    private static void Turn(Span<double> longitudes, double degrees)
    {
        if (degrees == 0)
            return;
        foreach (ref var longitude in longitudes)
        {
            longitude += degrees;
            if (Math.Abs(longitude) > 180)
                longitude = Math.IEEERemainder(longitude, 360);
        }
    }

    private static void Swap(Span<double> x, Span<double> y)
    {
        for (var i = 0; i < x.Length; i++)
            (x[i], y[i]) = (y[i], x[i]);
    }
}
