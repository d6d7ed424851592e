namespace Pyramids;

/// <summary>The way of coordinates from one system to another. Immutable; any number of threads may use it at once.</summary>
/// <remarks>Projections are computed to well below a millimetre. Between datums the shift is that which the definition carries
/// (<see cref="GeodeticDatum.ToWgs84"/>), or EPSG's most general one by at most seven parameters, whose accuracy
/// <see cref="AccuracyMetres"/> tells; grids of shifts are not used.</remarks>
public sealed class CrsTransform
{
    private readonly CrsPlane? source, target;
    private readonly DatumShift? toWgs84, fromWgs84;

    private CrsTransform(Crs from, Crs to)
    {
        (From, To) = (from, to);
        foreach (var crs in (Crs[])[from, to])
            if (!crs.IsGeographic && !crs.IsProjected)
                throw new CrsException(
                    $"{crs} is of kind {crs.Horizontal.Kind}; coordinates are transformed between geographic and projected systems.");
        if (from.Horizontal == to.Horizontal)
            return;
        (source, target) = (new(from), new(to));
        if (CrsDefinition.HasSameDatum(from.Datum!, to.Datum!))
            return;
        var (forth, forthAccuracy) = Shift(from, from, to);
        var (back, backAccuracy) = Shift(to, from, to);
        AccuracyMetres = Math.Sqrt(forthAccuracy * forthAccuracy + backAccuracy * backAccuracy);
        if (forth is not null)
            toWgs84 = DatumShift.ToWgs84(from.Datum!, forth);
        if (back is not null)
            fromWgs84 = DatumShift.FromWgs84(to.Datum!, back);
    }

    /// <summary>The transformation between two systems; of compound ones, that of their horizontal parts.</summary>
    /// <exception cref="CrsException">A system is neither geographic nor projected, its projection method is not one of those computed
    /// here, or no shift is known between the datums. The message names it.</exception>
    public static CrsTransform Create(Crs from, Crs to) => new(from, to);

    /// <summary>The system that coordinates come from.</summary>
    public Crs From { get; }

    /// <summary>The system that they become coordinates of.</summary>
    public Crs To { get; }

    /// <summary>Whether nothing changes, because both systems are the same by definition.</summary>
    public bool IsIdentity => source is null;

    /// <summary>How far results may be off in metres: 0 within one datum, NaN where EPSG or the definition do not say.</summary>
    public double AccuracyMetres { get; }

    /// <summary>Transforms coordinates in place: x is east or longitude, y north or latitude, in the units of the systems.
    /// A point without an image, or with NaN, becomes NaN in both.</summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public void Apply(Span<double> x, Span<double> y)
    {
        if (x.Length != y.Length)
            throw new ArgumentException($"There are {x.Length} x and {y.Length} y; as many of each are expected.", nameof(y));
        if (source is null)
            return;
        source.ToGeographic(x, y);
        toWgs84?.Apply(x, y);
        fromWgs84?.Apply(x, y);
        target!.FromGeographic(x, y);
    }

    /// <summary>Transforms one point.</summary>
    public (double X, double Y) Apply(double x, double y)
    {
        Apply(new Span<double>(ref x), new Span<double>(ref y));
        return (x, y);
    }

    /// <summary>The way back.</summary>
    public CrsTransform Invert() => new(To, From);

    /// <summary>Parameters to WGS 84, null where there is nothing to do, and their accuracy.</summary>
    private static (IReadOnlyList<double>? Parameters, double Accuracy) Shift(Crs crs, Crs from, Crs to)
    {
        var datum = crs.Datum!;
        if (datum.ToWgs84 is { } given)
            return (IsIdle(given, datum.Ellipsoid) ? null : given, double.NaN);
        if (datum.EpsgCode == Wgs84)
            return (null, 0);
        if (datum.EpsgCode is { } code && EpsgTable.Shared.ShiftToWgs84(code) is var (parameters, accuracy))
            return (IsIdle(parameters, datum.Ellipsoid) ? null : parameters, accuracy);
        throw new CrsException(
            $"No shift is known between the datums of {from} and {to}: '{datum.Name}' has no way to WGS 84 by parameters. Give one in "
                + "its definition (TOWGS84 in WKT 1), or transform the data with GDAL first.");
    }

    /// <summary>No shift between ellipsoids that differ by a tenth of a millimetre, as those of WGS 84 and GRS 1980.</summary>
    private static bool IsIdle(IReadOnlyList<double> parameters, Ellipsoid ellipsoid) => parameters.All(value => value == 0)
        && Math.Abs(ellipsoid.SemiMajorMetres - Ellipsoid.Wgs84.SemiMajorMetres) < 5e-4
        && Math.Abs(ellipsoid.SemiMinorMetres - Ellipsoid.Wgs84.SemiMinorMetres) < 5e-4;

    private const int Wgs84 = 6326;
}
