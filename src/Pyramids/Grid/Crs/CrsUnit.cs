namespace Pyramids;

/// <summary>What a <see cref="CrsUnit"/> measures.</summary>
public enum CrsUnitKind
{
    /// <summary>Lengths; the factor is in metres.</summary>
    Length,
    /// <summary>Angles; the factor is in radians.</summary>
    Angle,
    /// <summary>Pure numbers; the factor is in ones.</summary>
    Scale,
}

/// <summary>A unit of measure of axes or projection parameters.</summary>
/// <param name="Name">EPSG's name where it has one, such as <c>US survey foot</c>.</param>
/// <param name="Kind">What it measures.</param>
/// <param name="Factor">Metres, radians or ones in one unit.</param>
/// <param name="EpsgCode">Code in the EPSG dataset, if known.</param>
public sealed record CrsUnit(string Name, CrsUnitKind Kind, double Factor, int? EpsgCode = null)
{
    /// <summary>The metre.</summary>
    public static CrsUnit Metre { get; } = new("metre", CrsUnitKind.Length, 1, 9001);
    /// <summary>The degree.</summary>
    public static CrsUnit Degree { get; } = new("degree", CrsUnitKind.Angle, Math.PI / 180, 9122);
    /// <summary>The number one, the unit of scale factors.</summary>
    public static CrsUnit Unity { get; } = new("unity", CrsUnitKind.Scale, 1, 9201);

    /// <summary>Whether it measures angles.</summary>
    public bool IsAngular => Kind == CrsUnitKind.Angle;

    /// <summary>A unit read from a file: degrees and grads written with 12 digits or more become exact.</summary>
    internal static CrsUnit Of(string name, CrsUnitKind kind, double factor, int? code = null)
    {
        if (kind == CrsUnitKind.Angle)
            foreach (var exact in (ReadOnlySpan<double>)[Math.PI / 180, Math.PI / 200])
                if (Math.Abs(factor - exact) <= 1e-11 * exact)
                    factor = exact;
        return new(name, kind, factor, code);
    }

    /// <summary>Same kind and size; names do not matter.</summary>
    internal bool IsSame(CrsUnit other) => Kind == other.Kind && Math.Abs(Factor - other.Factor) <= 1e-9 * Math.Abs(Factor);

    /// <summary>The value in degrees, metres or ones.</summary>
    internal double ToBase(double value) => !IsAngular ? value * Factor
        : Factor == Math.PI / 180 ? value
        : Factor == Math.PI / 200 ? value * 0.9
        : value * Factor * 180 / Math.PI;
}
