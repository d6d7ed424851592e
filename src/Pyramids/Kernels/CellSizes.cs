namespace Pyramids;

/// <summary>How far it is on the ground from a cell to the next one: east to the next column, north to the next row,
/// with their signs.</summary>
/// <remarks>Signs carry the orientation: a north-up grid has a negative <c>North</c>, a grid that runs westward a
/// negative <c>East</c>.</remarks>
internal abstract class CellSizes
{
    /// <summary>Signed lengths in a row of the raster, which may lie outside it.</summary>
    public abstract (double East, double North) At(int row);

    /// <summary>Whether every row has the same sizes.</summary>
    public virtual bool AreConstant => false;

    /// <summary>Sizes of a grid: in metres on the ellipsoid when its CRS is geographic, in the unit of its coordinates otherwise.</summary>
    /// <exception cref="GridException">The grid is rotated.</exception>
    public static CellSizes Of(GridSpec grid) => grid.Crs is { IsGeographic: true } crs
        ? Geographic(grid, crs.Horizontal.Ellipsoid ?? Ellipsoid.Wgs84, crs.Horizontal.DegreesPerUnit)
        : Projected(grid);

    /// <summary>Sizes of a projected or local grid, in the unit of its coordinates.</summary>
    /// <exception cref="GridException">The grid is rotated.</exception>
    public static CellSizes Projected(GridSpec grid)
    {
        CheckUnrotated(grid);
        return new Constant(grid.Transform.XPerColumn, grid.Transform.YPerRow);
    }

    /// <summary>Sizes in metres on an ellipsoid, row by row; coordinates are longitude and latitude. NaN in rows at a
    /// pole or beyond.</summary>
    /// <exception cref="GridException">The grid is rotated.</exception>
    public static CellSizes Geographic(GridSpec grid, Ellipsoid ellipsoid, double degreesPerUnit = 1)
    {
        CheckUnrotated(grid);
        return new OnEllipsoid(grid.Transform, ellipsoid, degreesPerUnit);
    }

    private static void CheckUnrotated(GridSpec grid)
    {
        if (grid.Transform.IsRotated)
            throw new GridException(
                $"The grid is rotated ({grid.Transform}), so its rows and columns are not the axes of the CRS and slopes cannot be "
                    + "taken along them. Warp it to an unrotated grid first.", grid);
    }

    private sealed class Constant(double east, double north) : CellSizes
    {
        public override bool AreConstant => true;

        public override (double East, double North) At(int row) => (east, north);
    }

    private sealed class OnEllipsoid(Affine transform, Ellipsoid ellipsoid, double degreesPerUnit) : CellSizes
    {
        public override (double East, double North) At(int row)
        {
            var latitude = (transform.OriginY + (row + 0.5) * transform.YPerRow) * degreesPerUnit;
            // no way is east at a pole, and nothing lies beyond it
            if (Math.Abs(latitude) > 90 - 1e-9) return (double.NaN, double.NaN);
            return (transform.XPerColumn * degreesPerUnit * ellipsoid.MetresPerDegreeLongitude(latitude),
                transform.YPerRow * degreesPerUnit * ellipsoid.MetresPerDegreeLatitude(latitude));
        }
    }
}
