using NetTopologySuite.Geometries;

namespace Pyramids;

/// <summary>Areas of polygons in cells: the whole, and what lies inside the raster.</summary>
internal static class ZoneAreas
{
    /// <summary>Share of a polygon's area beyond the raster, from 0 to 1; null when it has no area.</summary>
    public static double? Outside(Geometry? geometry, GridSpec grid, bool sound)
    {
        if (geometry is null or { IsEmpty: true }) return null;
        var sum = new Sum(grid.Columns, grid.Rows);
        if (sound) RingWalk.Visit(geometry, grid.Transform, ref sum, turned: true);
        else
            foreach (var edge in EvenOddSweep.Turn(geometry, grid.Transform)) sum.Visit(edge);
        return sum.Whole > 0 ? Math.Clamp(1 - sum.Inside / sum.Whole, 0, 1) : null;
    }

    // The area on the right of each edge, signed by its direction: up to a far line for the whole, up to the last column for the inside.
    private struct Sum(double columns, double rows) : IEdgeVisitor
    {
        private double origin = double.NaN;

        public double Whole { get; private set; }

        public double Inside { get; private set; }

        public void Visit(Edge edge)
        {
            if (double.IsNaN(origin)) origin = edge.X0;
            Whole += (edge.Y1 - edge.Y0) * (origin - edge.X0 + (origin - edge.X1)) / 2;
            var down = edge.Downward;
            double top = Math.Max(down.Y0, 0), bottom = Math.Min(down.Y1, rows);
            if (top >= bottom) return;
            var area = Strip(down.At(top), down.At(bottom), bottom - top);
            Inside += edge.Y0 < edge.Y1 ? area : -area;
        }

        // Area between the raster's last column and an edge that is cut at its first and last.
        private readonly double Strip(double x0, double x1, double height)
        {
            if (x0 > x1) (x0, x1) = (x1, x0);
            if (x1 - x0 == 0) return height * (columns - Math.Clamp(x0, 0, columns));
            var per = height / (x1 - x0);
            double left = Math.Clamp(x0, 0, columns), right = Math.Clamp(x1, 0, columns);
            var before = Math.Max(0, Math.Min(x1, 0) - x0) * per * columns;
            return before + (right - left) * per * (columns - (left + right) / 2);
        }
    }
}
