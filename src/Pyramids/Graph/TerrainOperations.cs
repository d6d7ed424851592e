namespace Pyramids;

/// <summary>A formula on a surface of heights, whose cell sizes are those of its grid.</summary>
/// <param name="Gradient">First derivatives.</param>
/// <param name="Edges">What lies beyond the raster.</param>
/// <param name="ZFactor">What heights are multiplied by to be in the unit of the cell sizes.</param>
internal abstract record SurfaceOperation(Gradient Gradient, EdgeMode Edges, double ZFactor) : FocalOperation(Edges)
{
    protected sealed override FocalKernel Kernel(DType type, GridSpec grid)
        => Kernel(new(type, grid, CellSizes.Of(grid), Gradient, ZFactor, Edges is EdgeMode.Extrapolate));

    protected abstract FocalKernel Kernel(Heights heights);
}

/// <summary>Steepest slope.</summary>
internal sealed record SlopeOperation(SlopeUnits Units, Gradient Gradient, EdgeMode Edges, double ZFactor)
    : SurfaceOperation(Gradient, Edges, ZFactor)
{
    public override string Label => "slope";

    protected override FocalKernel Kernel(Heights heights) => TerrainKernels.Slope(heights, Units);
}

/// <summary>Azimuth of steepest descent.</summary>
internal sealed record AspectOperation(AspectZero Zero, AngleDirection Direction, double Flat, Gradient Gradient, EdgeMode Edges)
    : SurfaceOperation(Gradient, Edges, 1)
{
    public override string Label => "aspect";

    protected override FocalKernel Kernel(Heights heights) => TerrainKernels.Aspect(heights, Zero, Direction, Flat);
}

/// <summary>Shaded relief.</summary>
internal sealed record HillshadeOperation(double Azimuth, double Altitude, Shading Shading, bool Bytes, Gradient Gradient,
    EdgeMode Edges, double ZFactor)
    : SurfaceOperation(Gradient, Edges, ZFactor)
{
    public override string Label => "hillshade";

    protected override FocalKernel Kernel(Heights heights) => TerrainKernels.Hillshade(heights, Shading, Azimuth, Altitude, Bytes);
}

/// <summary>A curvature.</summary>
internal sealed record CurvatureOperation(CurvatureKind Kind, Gradient Gradient, EdgeMode Edges, double ZFactor)
    : SurfaceOperation(Gradient, Edges, ZFactor)
{
    public override string Label => $"{Kind.ToString().ToLowerInvariant()} curvature";

    protected override FocalKernel Kernel(Heights heights) => TerrainKernels.Curvature(heights, Kind);
}

/// <summary>A formula on heights that needs no cell sizes, so a rotated grid will do.</summary>
internal abstract record ReliefOperation(EdgeMode Edges) : FocalOperation(Edges)
{
    protected sealed override FocalKernel Kernel(DType type, GridSpec grid)
        => Kernel(new(type, grid, CellSizes.Projected(new(1, 1, Affine.Identity)), Extrapolated: Edges is EdgeMode.Extrapolate));

    protected abstract FocalKernel Kernel(Heights heights);
}

/// <summary>Topographic position index.</summary>
internal sealed record TpiOperation(EdgeMode Edges) : ReliefOperation(Edges)
{
    public override string Label => "tpi";

    protected override FocalKernel Kernel(Heights heights) => TerrainKernels.Tpi(heights);
}

/// <summary>Terrain ruggedness index.</summary>
internal sealed record TriOperation(Ruggedness Index, EdgeMode Edges) : ReliefOperation(Edges)
{
    public override string Label => "tri";

    protected override FocalKernel Kernel(Heights heights) => TerrainKernels.Tri(heights, Index);
}

/// <summary>Greatest less least height of nine cells.</summary>
internal sealed record RoughnessOperation(EdgeMode Edges) : ReliefOperation(Edges)
{
    public override string Label => "roughness";

    protected override FocalKernel Kernel(Heights heights) => TerrainKernels.Roughness(heights);
}
