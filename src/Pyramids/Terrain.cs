using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>Terrain operations: slopes, aspects, shaded relief, curvatures and ruggedness of a surface of heights.</summary>
/// <remarks>
/// On an array the result is lazy. On a dataset it is computed now, unless <c>chunks</c> is given; the cells are the same bits either way.
/// On a geographic CRS cell sizes are metres on the ellipsoid, row by row; elsewhere they are those of the grid, in the CRS's unit.
/// A cell is missing where any cell that the formula needs is.
/// Formulas multiply differences of heights in the type of the result, and what it does not hold becomes infinite or missing as IEEE 754
/// has it, or black in a relief: in Float32 where neighbours differ by more than about 1e12 cell sizes, as beside a nodata value such as
/// -3.4e38 that the file does not declare. Make it missing by <c>Where</c>, or compute in Float64 by <c>AsType</c>.
/// </remarks>
public static partial class Terrain
{
    /// <summary>Steepest slope of a surface.</summary>
    /// <param name="elevation">Heights in metres, or in the CRS's unit times <paramref name="zFactor"/>. Any dtype, one
    /// or more bands.</param>
    /// <param name="units">Unit of the result. Degrees lie in [0, 90).</param>
    /// <param name="gradient">How first derivatives are taken.</param>
    /// <param name="edges">What lies beyond the raster: extrapolated as gdaldem -compute_edges does, or missing, which
    /// leaves the outer ring missing.</param>
    /// <param name="zFactor">What heights are multiplied by to be in the unit of the cell sizes.</param>
    /// <returns>Same grid and chunks; Float32 (Float64 for 32-bit integers and Float64). NaN wherever a cell the
    /// formula needs is missing.</returns>
    /// <exception cref="GridException">The grid is rotated, so rows and columns are not the axes of the CRS.</exception>
    /// <remarks>Horn (1981), Proceedings of the IEEE 69(1); Zevenbergen and Thorne (1987), Earth Surface Processes and
    /// Landforms 12(1).</remarks>
    public static LazyArray Slope(this LazyArray elevation, SlopeUnits units = SlopeUnits.Degrees, Gradient gradient = Gradient.Horn,
        EdgeMode edges = EdgeMode.Extrapolate, double zFactor = 1)
        => Focal(elevation, new SlopeOperation(units, gradient, edges, zFactor));

    /// <inheritdoc cref="Slope(LazyArray, SlopeUnits, Gradient, EdgeMode, double)"/>
    public static NDArray Slope(this Dataset elevation, SlopeUnits units = SlopeUnits.Degrees, Gradient gradient = Gradient.Horn,
        EdgeMode edges = EdgeMode.Extrapolate, double zFactor = 1)
        => elevation.ReadArray(Chunks.Auto).Slope(units, gradient, edges, zFactor).Compute();

    /// <inheritdoc cref="Slope(LazyArray, SlopeUnits, Gradient, EdgeMode, double)"/>
    public static LazyArray Slope(this Dataset elevation, [Optional, DefaultParameterValue(SlopeUnits.Degrees)] SlopeUnits units,
        [Optional, DefaultParameterValue(Gradient.Horn)] Gradient gradient, [Optional,
            DefaultParameterValue(EdgeMode.Extrapolate)] EdgeMode edges,
        [Optional, DefaultParameterValue(1.0)] double zFactor, Chunks chunks)
        => elevation.ReadArray(chunks).Slope(units, gradient, edges, zFactor);

    /// <summary>Azimuth of steepest descent, in degrees in [0, 360): a surface rising to the east faces west, 270.</summary>
    /// <param name="elevation">Heights; any dtype, one or more bands.</param>
    /// <param name="gradient">How first derivatives are taken.</param>
    /// <param name="edges">What lies beyond the raster: extrapolated as gdaldem -compute_edges does, or missing, which
    /// leaves the outer ring missing.</param>
    /// <param name="zero">Where an aspect of 0 looks.</param>
    /// <param name="direction">Which way angles grow.</param>
    /// <param name="flat">What a level cell gets: NaN, or a number such as -1.</param>
    /// <returns>Same grid and chunks; Float32 (Float64 for 32-bit integers and Float64). NaN wherever a cell the
    /// formula needs is missing.</returns>
    /// <exception cref="GridException">The grid is rotated.</exception>
    public static LazyArray Aspect(this LazyArray elevation, Gradient gradient = Gradient.Horn, EdgeMode edges = EdgeMode.Extrapolate,
        AspectZero zero = AspectZero.North, AngleDirection direction = AngleDirection.Clockwise, double flat = double.NaN)
        => Focal(elevation, new AspectOperation(zero, direction, flat, gradient, edges));

    /// <inheritdoc cref="Aspect(LazyArray, Gradient, EdgeMode, AspectZero, AngleDirection, double)"/>
    public static NDArray Aspect(this Dataset elevation, Gradient gradient = Gradient.Horn, EdgeMode edges = EdgeMode.Extrapolate,
        AspectZero zero = AspectZero.North, AngleDirection direction = AngleDirection.Clockwise, double flat = double.NaN)
        => elevation.ReadArray(Chunks.Auto).Aspect(gradient, edges, zero, direction, flat).Compute();

    /// <inheritdoc cref="Aspect(LazyArray, Gradient, EdgeMode, AspectZero, AngleDirection, double)"/>
    public static LazyArray Aspect(this Dataset elevation, [Optional, DefaultParameterValue(Gradient.Horn)] Gradient gradient,
        [Optional, DefaultParameterValue(EdgeMode.Extrapolate)] EdgeMode edges, [Optional,
            DefaultParameterValue(AspectZero.North)] AspectZero zero,
        [Optional, DefaultParameterValue(AngleDirection.Clockwise)] AngleDirection direction,
        [Optional, DefaultParameterValue(double.NaN)] double flat, Chunks chunks)
        => elevation.ReadArray(chunks).Aspect(gradient, edges, zero, direction, flat);

    /// <summary>Shaded relief: clip(255 * (n . light), 0, 255), n the unit normal of the surface; level ground at an
    /// altitude of 45 gives 180.312229.</summary>
    /// <param name="elevation">Heights in metres, or in the CRS's unit times <paramref name="zFactor"/>. Any dtype, one
    /// or more bands.</param>
    /// <param name="azimuth">Where the light comes from, degrees clockwise from north.</param>
    /// <param name="altitude">How high the light stands, degrees above the horizon.</param>
    /// <param name="zFactor">What heights are multiplied by to be in the unit of the cell sizes.</param>
    /// <param name="shading">How the surface is lit.</param>
    /// <param name="gradient">How first derivatives are taken.</param>
    /// <param name="edges">What lies beyond the raster: extrapolated as gdaldem -compute_edges does, or missing, which
    /// leaves the outer ring missing.</param>
    /// <param name="bytes">Whether the result is UInt8, 1 to 255 with 0 for missing cells, as gdaldem writes it.</param>
    /// <returns>Same grid and chunks; Float32 (Float64 for 32-bit integers and Float64) with NaN for missing cells, or
    /// UInt8 with nodata 0.</returns>
    /// <exception cref="GridException">The grid is rotated.</exception>
    /// <exception cref="ArgumentException">The altitude is not in [0, 90], or a number is not finite.</exception>
    public static LazyArray Hillshade(this LazyArray elevation, double azimuth = 315, double altitude = 45, double zFactor = 1,
        Shading shading = Shading.Plain,
        Gradient gradient = Gradient.Horn, EdgeMode edges = EdgeMode.Extrapolate, bool bytes = false)
    {
        if (!double.IsFinite(azimuth))
            throw new ArgumentException($"The azimuth is {azimuth}; degrees clockwise from north were expected.", nameof(azimuth));
        if (!(altitude is >= 0 and <= 90))
            throw new ArgumentException($"The altitude is {altitude}; degrees above the horizon, 0 to 90, were expected.",
                nameof(altitude));
        return Focal(elevation, new HillshadeOperation(azimuth, altitude, shading, bytes, gradient, edges, zFactor));
    }

    /// <inheritdoc cref="Hillshade(LazyArray, double, double, double, Shading, Gradient, EdgeMode, bool)"/>
    public static NDArray Hillshade(this Dataset elevation, double azimuth = 315, double altitude = 45, double zFactor = 1,
        Shading shading = Shading.Plain,
        Gradient gradient = Gradient.Horn, EdgeMode edges = EdgeMode.Extrapolate, bool bytes = false)
        => elevation.ReadArray(Chunks.Auto).Hillshade(azimuth, altitude, zFactor, shading, gradient, edges, bytes).Compute();

    /// <inheritdoc cref="Hillshade(LazyArray, double, double, double, Shading, Gradient, EdgeMode, bool)"/>
    public static LazyArray Hillshade(this Dataset elevation, [Optional, DefaultParameterValue(315.0)] double azimuth, [Optional,
        DefaultParameterValue(45.0)] double altitude,
        [Optional, DefaultParameterValue(1.0)] double zFactor, [Optional, DefaultParameterValue(Shading.Plain)] Shading shading,
        [Optional, DefaultParameterValue(Gradient.Horn)] Gradient gradient, [Optional,
            DefaultParameterValue(EdgeMode.Extrapolate)] EdgeMode edges,
        [Optional, DefaultParameterValue(false)] bool bytes, Chunks chunks)
        => elevation.ReadArray(chunks).Hillshade(azimuth, altitude, zFactor, shading, gradient, edges, bytes);

    private static LazyArray Focal(LazyArray elevation, SurfaceOperation operation)
    {
        if (!double.IsFinite(operation.ZFactor) || operation.ZFactor == 0)
            throw new ArgumentException(
                $"The zFactor is {operation.ZFactor}; it must be a number other than 0, such as 1 or 0.3048 for heights in feet on a "
                    + "grid of metres.",
                nameof(operation.ZFactor));
        return Focal(elevation, (FocalOperation)operation);
    }

    private static LazyArray Focal(LazyArray elevation, FocalOperation operation)
    {
        ArgumentNullException.ThrowIfNull(elevation);
        if (operation.Edges is not (EdgeMode.Extrapolate or EdgeMode.NoData))
            throw new ArgumentException($"Edges of a terrain operation are Extrapolate or NoData; {operation.Edges} was given.",
                nameof(operation.Edges));
        return elevation.Windowed(operation);
    }
}
