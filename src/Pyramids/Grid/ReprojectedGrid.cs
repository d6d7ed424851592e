namespace Pyramids;

/// <summary>The grid that a raster gets in another CRS: north-up square cells over all of it, about as many along the
/// diagonal as before, as gdalwarp chooses.</summary>
internal static class ReprojectedGrid
{
    private const int Steps = 20;
    private const long MostCells = int.MaxValue;

    /// <param name="source">Where the cells lie.</param>
    /// <param name="crs">The CRS of the result.</param>
    /// <param name="cell">Width and height of a cell in the CRS's unit; chosen when null.</param>
    /// <param name="extent">What the result covers, in the CRS's unit; the whole raster when null.</param>
    /// <exception cref="GridException">The raster has no CRS, or no place in the new one.</exception>
    public static GridSpec Of(GridSpec source, Crs crs, (double Width, double Height)? cell, Extent? extent)
    {
        var from = source.Crs
            ?? throw new GridException($"A raster without a CRS cannot be brought into {crs}: {source}. Give it one first.", source);
        if (cell is { } size && !(size.Width > 0 && size.Height > 0 && double.IsFinite(size.Width) && double.IsFinite(size.Height)))
            throw new ArgumentOutOfRangeException(nameof(cell), cell,
                $"A cell has a positive width and height; {size.Width} by {size.Height} was given.");
        if (extent is { } given && !(given.Width > 0 && given.Height > 0 && double.IsFinite(given.Width) && double.IsFinite(given.Height)))
            throw new ArgumentOutOfRangeException(nameof(extent), extent, $"An extent has a positive width and height; {given} was given.");
        var transform = CrsTransform.Create(from, crs);
        var turn = crs.Horizontal.IsGeographic ? 360 / crs.Horizontal.DegreesPerUnit : 0;
        var edges = Points(source, Edge(), transform);
        var box = Around(edges, turn);
        if (double.IsNaN(box.Diagonal)) box = Around(Points(source, Inside(), transform), turn) with { Diagonal = double.NaN };
        if (double.IsNaN(box.MinX) || !(box.MaxX > box.MinX && box.MaxY > box.MinY))
            throw new GridException($"{source} has no place in {crs}; take a part of it that lies in the area of that CRS.", source);
        if (turn > 0) box = Poles(source, transform, turn, box, edges);
        if (extent is { } asked && !Meets(asked, new(box.MinX, box.MinY, box.MaxX, box.MaxY), turn))
            throw new GridException($"The extent {asked} lies outside of the raster, which covers {new Extent(box.MinX, box.MinY, box.MaxX, box.MaxY)} in {crs}. "
                + "Give one in the unit of that CRS that meets it.", source);
        var diagonal = double.IsNaN(box.Diagonal) ? Math.Sqrt(Square(box.MaxX - box.MinX) + Square(box.MaxY - box.MinY)) : box.Diagonal;
        var pixel = diagonal / Math.Sqrt(Square(source.Columns) + Square(source.Rows));
        // once around the Earth and no farther
        if (turn > 0 && box.MaxX - box.MinX == turn) pixel = turn / Math.Round(turn / pixel);
        var (width, height) = cell ?? (pixel, pixel);
        var area = extent ?? new Extent(box.MinX, box.MinY, box.MaxX, box.MaxY);
        double columns = Math.Max(1, Math.Floor(area.Width / width + 0.5)), rows = Math.Max(1, Math.Floor(area.Height / height + 0.5));
        if (columns > MostCells || rows > MostCells)
            throw new GridException(
                $"Cells of {width} by {height} make {columns} columns and {rows} rows over {area}; give larger cells or a smaller extent.",
                source);
        return new((int)rows, (int)columns, Affine.NorthUp(area.MinX, area.MaxY, width, height), crs);
    }

    /// <summary>Whether two extents overlap; in degrees, also when one of them is counted a turn farther.</summary>
    private static bool Meets(Extent a, Extent b, double turn)
        => ((double[])(turn > 0 ? [-turn, 0, turn] : [0])).Any(
            shift => b.Intersects(a with { MinX = a.MinX + shift, MaxX = a.MaxX + shift }));

    private static double Square(double x) => x * x;

    /// <summary>Points along the four sides as shares of columns and rows: the first is the upper left corner and the
    /// last the lower right one.</summary>
    private static IEnumerable<(double, double)> Edge()
    {
        for (var i = 0; i <= Steps; i++)
        {
            var share = (double)i / Steps;
            yield return (share, 0);
            yield return (share, 1);
            yield return (0, share);
            yield return (1, share);
        }
    }

    private static IEnumerable<(double, double)> Inside()
    {
        for (var i = 0; i <= Steps; i++)
            for (var j = 0; j <= Steps; j++) yield return ((double)j / Steps, (double)i / Steps);
    }

    private static (double X, double Y)[] Points(GridSpec source, IEnumerable<(double, double)> shares, CrsTransform transform)
        => shares.Select(share =>
        {
            var (x, y) = source.Transform.ToCrs(share.Item1 * source.Columns, share.Item2 * source.Rows);
            return transform.Apply(x, y);
        }).ToArray();

    /// <summary>The box of the points that have a place; its diagonal is that between the first and the last, NaN when
    /// one of them has none or they share a coordinate.</summary>
    private static (double MinX, double MinY, double MaxX, double MaxY, double Diagonal) Around((double X, double Y)[] points, double turn)
    {
        var bounds = new CellBounds();
        var (first, last) = (points[0], points[^1]);
        // Longitudes on both sides of the antimeridian, none of them far from it, go on beyond 180 degrees.
        var split = turn > 0 && points.Any(p => p.X < -turn / 4) && points.Any(p => p.X > turn / 4)
            && !points.Any(p => Math.Abs(p.X) < turn / 4);
        foreach (var (x, y) in points) bounds.Add(split && x < 0 ? x + turn : x, y);
        double dx = Shifted(last.X) - Shifted(first.X), dy = last.Y - first.Y;
        var whole = points.All(p => double.IsFinite(p.X) && double.IsFinite(p.Y)) && dx != 0 && dy != 0;
        return (bounds.Box.Left, bounds.Box.Top, bounds.Box.Right, bounds.Box.Bottom, whole ? Math.Sqrt(dx * dx + dy * dy) : double.NaN);

        double Shifted(double x) => split && x < 0 ? x + turn : x;
    }

    /// <summary>A raster with a pole inside reaches around the Earth, up to that pole.</summary>
    private static (double MinX, double MinY, double MaxX, double MaxY, double Diagonal) Poles(
        GridSpec source, CrsTransform transform, double turn, (double MinX, double MinY, double MaxX, double MaxY, double Diagonal) box,
        (double X, double Y)[] edges)
    {
        if (edges.Any(edge => double.IsNaN(edge.X))) return box;
        var back = transform.Invert();
        foreach (var pole in (ReadOnlySpan<double>)[turn / 4, -turn / 4])
        {
            var (x, y) = back.Apply(0, pole);
            var (column, row) = source.Transform.ToCells(x, y);
            if (!(column >= 0 && row >= 0 && column <= source.Columns && row <= source.Rows)) continue;
            box = (-turn / 2, Math.Min(box.MinY, pole), turn / 2, Math.Max(box.MaxY, pole), box.Diagonal);
        }
        return box;
    }
}
