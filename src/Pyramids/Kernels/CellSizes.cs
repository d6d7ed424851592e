namespace Pyramids;

/// <summary>How far it is on the ground from a cell to the next one: east to the next column, north to the next row, with their signs.</summary>
/// <remarks>Signs carry the orientation: a north-up grid has a negative <c>North</c>, a grid that runs westward a negative <c>East</c>.</remarks>
internal abstract class CellSizes
{
    /// <summary>Signed lengths in a row of the raster, which may lie outside it.</summary>
    public abstract (double East, double North) At(int row);

    /// <summary>Whether every row has the same sizes.</summary>
    public virtual bool AreConstant => false;

    /// <summary>Sizes of a projected or local grid, in the unit of the CRS times <paramref name="unit"/> metres.</summary>
    /// <exception cref="GridException">The grid is rotated.</exception>
    public static CellSizes Projected(GridSpec grid, double unit = 1)
    {
        CheckUnrotated(grid);
        return new Constant(grid.Transform.XPerColumn * unit, grid.Transform.YPerRow * unit);
    }

    /// <summary>Sizes in metres on an ellipsoid, row by row; coordinates are longitude and latitude.</summary>
    /// <param name="grid">The grid, not rotated.</param>
    /// <param name="semiMajor">Semi-major axis in metres.</param>
    /// <param name="inverseFlattening">Inverse flattening; 0 or infinity for a sphere.</param>
    /// <param name="radians">Radians in the unit of the coordinates.</param>
    /// <exception cref="GridException">The grid is rotated.</exception>
    public static CellSizes Geographic(GridSpec grid, double semiMajor = 6378137, double inverseFlattening = 298.257223563, double radians = Math.PI / 180)
    {
        CheckUnrotated(grid);
        var flattening = inverseFlattening == 0 ? 0 : 1 / inverseFlattening;
        return new Ellipsoidal(grid.Transform, semiMajor, flattening * (2 - flattening), radians);
    }

    private static void CheckUnrotated(GridSpec grid)
    {
        if (grid.Transform.IsRotated)
            throw new GridException($"The grid is rotated ({grid.Transform}), so its rows and columns are not the axes of the CRS and slopes cannot be "
                + "taken along them. Warp it to an unrotated grid first.", grid);
    }

    private sealed class Constant(double east, double north) : CellSizes
    {
        public override bool AreConstant => true;

        public override (double East, double North) At(int row) => (east, north);
    }

    private sealed class Ellipsoidal(Affine transform, double semiMajor, double eccentricitySquared, double radians) : CellSizes
    {
        public override (double East, double North) At(int row)
        {
            var latitude = (transform.OriginY + (row + 0.5) * transform.YPerRow) * radians;
            var (sine, cosine) = Math.SinCos(latitude);
            var w2 = 1 - eccentricitySquared * sine * sine;
            var primeVertical = semiMajor / Math.Sqrt(w2);
            var meridian = primeVertical * (1 - eccentricitySquared) / w2;
            return (transform.XPerColumn * radians * primeVertical * cosine, transform.YPerRow * radians * meridian);
        }
    }
}
