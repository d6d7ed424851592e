using System.Runtime.InteropServices;

namespace Pyramids;

public static partial class Terrain
{
    /// <summary>Curvature of a surface; convex is positive.</summary>
    /// <param name="elevation">Heights in metres, or in the CRS's unit times <paramref name="zFactor"/>. Any dtype, one
    /// or more bands.</param>
    /// <param name="kind">Which curvature.</param>
    /// <param name="gradient">First derivatives; second ones are central differences with Zevenbergen and Thorne, and
    /// take GRASS's weights of all nine cells with Horn.</param>
    /// <param name="edges">What lies beyond the raster: extrapolated, or missing, which leaves the outer ring missing.</param>
    /// <param name="zFactor">What heights are multiplied by to be in the unit of the cell sizes.</param>
    /// <returns>
    /// Same grid and chunks; Float32 (Float64 for 32-bit integers and Float64), in one over the unit of length. 0 where
    /// the ground is level and the curvature has no direction. NaN wherever one of the nine cells is missing; the total
    /// by Zevenbergen and Thorne reads no corners and needs only the other five.
    /// </returns>
    /// <exception cref="GridException">The grid is rotated, so rows and columns are not the axes of the CRS.</exception>
    /// <remarks>Zevenbergen and Thorne (1987), Earth Surface Processes and Landforms 12(1); profile and tangential
    /// curvature by Horn are those of GRASS r.slope.aspect.</remarks>
    public static LazyArray Curvature(this LazyArray elevation, CurvatureKind kind = CurvatureKind.Total, Gradient gradient = Gradient.Horn,
        EdgeMode edges = EdgeMode.Extrapolate, double zFactor = 1)
        => Focal(elevation, new CurvatureOperation(kind, gradient, edges, zFactor));

    /// <inheritdoc cref="Curvature(LazyArray, CurvatureKind, Gradient, EdgeMode, double)"/>
    public static NDArray Curvature(this Dataset elevation, CurvatureKind kind = CurvatureKind.Total, Gradient gradient = Gradient.Horn,
        EdgeMode edges = EdgeMode.Extrapolate, double zFactor = 1)
        => elevation.ReadArray(Chunks.Auto).Curvature(kind, gradient, edges, zFactor).Compute();

    /// <inheritdoc cref="Curvature(LazyArray, CurvatureKind, Gradient, EdgeMode, double)"/>
    public static LazyArray Curvature(this Dataset elevation, [Optional, DefaultParameterValue(CurvatureKind.Total)] CurvatureKind kind,
        [Optional, DefaultParameterValue(Gradient.Horn)] Gradient gradient, [Optional,
            DefaultParameterValue(EdgeMode.Extrapolate)] EdgeMode edges,
        [Optional, DefaultParameterValue(1.0)] double zFactor, Chunks chunks)
        => elevation.ReadArray(chunks).Curvature(kind, gradient, edges, zFactor);

    /// <summary>Topographic position index: each cell less the mean of its eight neighbours.</summary>
    /// <param name="elevation">Heights. Any dtype, one or more bands, any grid.</param>
    /// <param name="edges">What lies beyond the raster: extrapolated as gdaldem -compute_edges does, or missing, which
    /// leaves the outer ring missing.</param>
    /// <returns>Same grid and chunks; Float32 (Float64 for 32-bit integers and Float64), in the unit of the heights.
    /// NaN wherever one of the nine cells is missing.</returns>
    /// <remarks>Weiss (2001); gdaldem TPI.</remarks>
    public static LazyArray Tpi(this LazyArray elevation, EdgeMode edges = EdgeMode.Extrapolate)
        => Focal(elevation, new TpiOperation(edges));

    /// <inheritdoc cref="Tpi(LazyArray, EdgeMode)"/>
    public static NDArray Tpi(this Dataset elevation, EdgeMode edges = EdgeMode.Extrapolate)
        => elevation.ReadArray(Chunks.Auto).Tpi(edges).Compute();

    /// <inheritdoc cref="Tpi(LazyArray, EdgeMode)"/>
    public static LazyArray Tpi(this Dataset elevation,
        [Optional, DefaultParameterValue(EdgeMode.Extrapolate)] EdgeMode edges, Chunks chunks)
        => elevation.ReadArray(chunks).Tpi(edges);

    /// <summary>Terrain ruggedness index: how far each cell differs from its eight neighbours.</summary>
    /// <param name="elevation">Heights. Any dtype, one or more bands, any grid.</param>
    /// <param name="index">Which index.</param>
    /// <param name="edges">What lies beyond the raster: extrapolated as gdaldem -compute_edges does, or missing, which
    /// leaves the outer ring missing.</param>
    /// <returns>Same grid and chunks; Float32 (Float64 for 32-bit integers and Float64), in the unit of the heights.
    /// NaN wherever one of the nine cells is missing.</returns>
    /// <remarks>Riley, DeGloria and Elliot (1999), Intermountain Journal of Sciences 5; Wilson and others (2007),
    /// Marine Geodesy 30; gdaldem TRI.</remarks>
    public static LazyArray Tri(this LazyArray elevation, Ruggedness index = Ruggedness.Riley, EdgeMode edges = EdgeMode.Extrapolate)
        => Focal(elevation, new TriOperation(index, edges));

    /// <inheritdoc cref="Tri(LazyArray, Ruggedness, EdgeMode)"/>
    public static NDArray Tri(this Dataset elevation, Ruggedness index = Ruggedness.Riley, EdgeMode edges = EdgeMode.Extrapolate)
        => elevation.ReadArray(Chunks.Auto).Tri(index, edges).Compute();

    /// <inheritdoc cref="Tri(LazyArray, Ruggedness, EdgeMode)"/>
    public static LazyArray Tri(this Dataset elevation, [Optional, DefaultParameterValue(Ruggedness.Riley)] Ruggedness index,
        [Optional, DefaultParameterValue(EdgeMode.Extrapolate)] EdgeMode edges, Chunks chunks)
        => elevation.ReadArray(chunks).Tri(index, edges);

    /// <summary>Roughness: the greatest height less the least of a cell and its eight neighbours.</summary>
    /// <param name="elevation">Heights. Any dtype, one or more bands, any grid.</param>
    /// <param name="edges">What lies beyond the raster: extrapolated as gdaldem -compute_edges does, or missing, which
    /// leaves the outer ring missing.</param>
    /// <returns>Same grid and chunks; Float32 (Float64 for 32-bit integers and Float64), in the unit of the heights.
    /// NaN wherever one of the nine cells is missing.</returns>
    /// <remarks>Wilson and others (2007), Marine Geodesy 30; gdaldem roughness.</remarks>
    public static LazyArray Roughness(this LazyArray elevation, EdgeMode edges = EdgeMode.Extrapolate)
        => Focal(elevation, new RoughnessOperation(edges));

    /// <inheritdoc cref="Roughness(LazyArray, EdgeMode)"/>
    public static NDArray Roughness(this Dataset elevation, EdgeMode edges = EdgeMode.Extrapolate)
        => elevation.ReadArray(Chunks.Auto).Roughness(edges).Compute();

    /// <inheritdoc cref="Roughness(LazyArray, EdgeMode)"/>
    public static LazyArray Roughness(this Dataset elevation,
        [Optional, DefaultParameterValue(EdgeMode.Extrapolate)] EdgeMode edges, Chunks chunks)
        => elevation.ReadArray(chunks).Roughness(edges);
}
