namespace Pyramids.Tests;

/// <summary>A terrain or focal operation of radius 1, with what is known of it.</summary>
/// <param name="Name">What a failing test calls it.</param>
/// <param name="Apply">The operation with the edges that it is given.</param>
/// <param name="Needs">The cells of its window that must be there, row by row; where one is missing, so is the result.</param>
/// <param name="Middle">Its value in the middle of <see cref="SurfaceCases.Printed"/>.</param>
/// <param name="Corner">Its value in the first corner, beyond which the cells follow from the default edges.</param>
/// <param name="Holed">Its value in the middle when the last corner is missing.</param>
/// <param name="Theory">Its value on a surface that is known as a formula: <see cref="SurfaceCases.Bent"/> for terrain,
/// <see cref="SurfaceCases.Plane"/> for focal operations.</param>
/// <param name="Peer">The same by NumPy: an expression of the nine shifted arrays <c>n</c>, of their gradients or of
/// the functions in <see cref="SurfaceCases.Python"/>.</param>
internal sealed record SurfaceCase(string Name, Func<LazyArray, EdgeMode, LazyArray> Apply, string Needs,
    double Middle, double Corner, double Holed, double Theory, string Peer)
{
    /// <summary>Whether cell sizes or shares of heights are meant, so that the outer ring is extrapolated rather than mirrored.</summary>
    public bool IsTerrain { get; init; }

    public EdgeMode DefaultEdges => IsTerrain ? EdgeMode.Extrapolate : EdgeMode.Symmetric;

    public IEnumerable<EdgeMode> Edges => IsTerrain ? [EdgeMode.Extrapolate, EdgeMode.NoData] : Enum.GetValues<EdgeMode>();

    /// <summary>The computed cells; a 0 of grey bytes is missing.</summary>
    public double[] Cells(LazyArray array, EdgeMode? edges = null)
    {
        var result = Apply(array, edges ?? DefaultEdges);
        var cells = result.Compute().ToDoubles();
        return result.DType is DType.UInt8 ? [.. cells.Select(grey => grey == 0 ? double.NaN : grey)] : cells;
    }

    /// <summary>Whether a window of this operation with its middle so far from a missing cell is missing itself.</summary>
    public bool Reads(int rowsBelow, int columnsRight)
        => Math.Abs(rowsBelow) <= 1 && Math.Abs(columnsRight) <= 1 && Needs[4 + 3 * rowsBelow + columnsRight] == '1';

    public override string ToString() => Name;
}

/// <summary>An operation on a raster, to be computed by NumPy too.</summary>
internal sealed record SurfaceJob(SurfaceCase Operation, int Rows, int Columns, EdgeMode Edges, double[] Cells)
{
    /// <summary>What <see cref="SurfaceCases.Python"/> reads.</summary>
    public string Line => $"{Rows}\t{Columns}\t{Edges}\t{(Operation.IsTerrain ? "terrain" : "focal")}\t{Operation.Peer}";
}
