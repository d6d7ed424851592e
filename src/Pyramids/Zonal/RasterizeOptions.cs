namespace Pyramids;

/// <summary>How polygons are drawn into cells.</summary>
public sealed record RasterizeOptions
{
    /// <summary>Which cells belong to a polygon. <see cref="ZonalMethod.Fractional"/> gives Float32 shares of cells, and no
    /// values.</summary>
    public ZonalMethod Method { get; init; } = ZonalMethod.Center;

    /// <summary>Property that holds the value of each polygon; null draws <see cref="Value"/>.</summary>
    public string? Property { get; init; }

    /// <summary>Value of every polygon when no property is named.</summary>
    public double Value { get; init; } = 1;

    /// <summary>Value of the cells outside all polygons; NaN makes them missing and needs a floating type.</summary>
    public double Background { get; init; }

    /// <summary>Type of the cells; null takes UInt8 for values that fit, otherwise Int32 or Float64.</summary>
    public DType? Type { get; init; }
}
