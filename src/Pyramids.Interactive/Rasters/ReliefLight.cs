namespace Pyramids.Interactive;

/// <summary>Light and shade for a picture. It works on the few cells of a preview, so slopes are those of the coarser
/// surface; measured hillshades are the engine's.</summary>
internal static class ReliefLight
{
    /// <summary>Brightness from 0 to 1 of each cell by Horn's differences (1981); NaN where a cell is missing. A
    /// missing neighbour counts as level.</summary>
    public static float[] Light(PreviewData heights, double azimuthDegrees, double altitudeDegrees, double exaggeration)
    {
        var (perX, perY) = PerStep(heights, exaggeration);
        double azimuth = azimuthDegrees * Math.PI / 180, altitude = altitudeDegrees * Math.PI / 180;
        var (east, north, up) = (Math.Sin(azimuth) * Math.Cos(altitude), Math.Cos(azimuth) * Math.Cos(altitude), Math.Sin(altitude));
        var light = new float[heights.Cells.Length];
        ForEach(heights, (index, dx, dy) =>
        {
            var (x, y) = (dx * perX, dy * perY);
            light[index] = (float)Math.Clamp((up - x * east - y * north) / Math.Sqrt(1 + x * x + y * y), 0, 1);
        }, index => light[index] = float.NaN);
        return light;
    }

    /// <summary>How much to stretch heights for slopes to show: 1 on steep ground, up to 20 on plains or coarse cells.</summary>
    public static double Exaggeration(PreviewData heights)
    {
        var (perX, perY) = PerStep(heights, 1);
        var slopes = new List<double>(heights.Cells.Length);
        ForEach(heights, (_, dx, dy) => slopes.Add(Math.Sqrt(dx * perX * dx * perX + dy * perY * dy * perY)), _ => { });
        if (slopes.Count == 0) return 1;
        slopes.Sort();
        var steep = slopes[(int)(.9 * (slopes.Count - 1))];
        var wanted = steep > 0 ? .45 / steep : 1;
        return wanted <= 1 ? 1 : Math.Min(20, wanted < 3 ? Math.Round(wanted * 2) / 2 : Math.Round(wanted));
    }

    // Without a CRS, heights are taken to be in units of the cells' size.
    private static (double X, double Y) PerStep(PreviewData heights, double exaggeration)
    {
        var metres = CellMetres.Of(heights.Grid);
        var (width, height) =
            metres.IsKnown ? (metres.Width, metres.Height) : (heights.Grid.Transform.CellWidth, heights.Grid.Transform.CellHeight);
        return (exaggeration / (8 * width), exaggeration / (8 * height));
    }

    // Hands out Horn's weighted differences to the east and to the north, eight times the difference of neighbours.
    private static void ForEach(PreviewData heights, Action<int, double, double> valid, Action<int> missing)
    {
        var (cells, rows, columns) = (heights.Cells, heights.Rows, heights.Columns);
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++)
            {
                var (index, r, c) = (row * columns + column, row, column);
                var centre = cells[index];
                if (!float.IsFinite(centre)) { missing(index); continue; }
                double At(int dr, int dc)
                {
                    int rr = r + dr, cc = c + dc;
                    if (rr >= 0 && rr < rows && cc >= 0 && cc < columns && float.IsFinite(cells[rr * columns + cc]))
                        return cells[rr * columns + cc];
                    // Beyond the edge or a hole the surface goes on as it came, from the cell on the other side.
                    int or = r - dr, oc = c - dc;
                    if (or >= 0 && or < rows && oc >= 0 && oc < columns && float.IsFinite(cells[or * columns + oc]))
                        return 2 * centre - cells[or * columns + oc];
                    return dr != 0 && dc != 0 ? At(dr, 0) + At(0, dc) - centre : centre;
                }
                var (nw, n, ne, w, e, sw, s, se) = (At(-1, -1), At(-1, 0), At(-1, 1), At(0, -1), At(0, 1), At(1, -1), At(1, 0), At(1, 1));
                valid(index, ne + 2 * e + se - nw - 2 * w - sw, nw + 2 * n + ne - sw - 2 * s - se);
            }
    }
}
