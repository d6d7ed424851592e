namespace Pyramids.Tests;

/// <summary>Horn's slope in percent, beyond the edge on the line through the two outermost cells.</summary>
internal static class NaiveSlope
{
    private const double Cell = 10;

    public static NaiveArray Of(NaiveArray[] inputs)
    {
        var x = inputs[0].Cast(NaiveArray.FloatingOf(inputs[0].Type));
        var result = new NaiveArray(x.Type, x.Bands, x.Rows,
            x.Columns) { Tolerance = value => 1e-4 * Math.Abs(value) + 1e-4 * ExpressionGenerator.Magnitude(x) };
        for (var b = 0; b < x.Bands; b++)
            for (var r = 0; r < x.Rows; r++)
                for (var c = 0; c < x.Columns; c++)
                {
                    // as gdaldem has it: columns are clamped there
                    var isCorner = (r == 0 || r == x.Rows - 1) && (c == 0 || c == x.Columns - 1);
                    double Z(int row, int column) => Row(b, r + row, isCorner ? Math.Clamp(c + column, 0, x.Columns - 1) : c + column);
                    var dx = Z(-1, 1) + 2 * Z(0, 1) + Z(1, 1) - Z(-1, -1) - 2 * Z(0, -1) - Z(1, -1);
                    var dy = Z(1, -1) + 2 * Z(1, 0) + Z(1, 1) - Z(-1, -1) - 2 * Z(-1, 0) - Z(-1, 1);
                    result[b, r, c] = double.IsNaN(x[b, r, c]) ? double.NaN : 100 * Math.Sqrt(dx * dx + dy * dy) / (8 * Cell);
                }
        return result;

        // Rows beyond the edge continue that of a column, with the column of a corner clamped; columns beyond the edge that of a row.
        double Row(int b, int r, int c)
        {
            if (r >= 0 && r < x.Rows) return Column(b, r, c);
            c = Math.Clamp(c, 0, x.Columns - 1);
            return r < 0 ? 2 * x[b, 0, c] - x[b, Math.Min(1, x.Rows - 1), c] : 2 * x[b, x.Rows - 1, c] - x[b, Math.Max(0, x.Rows - 2), c];
        }

        double Column(int b, int r, int c) => c < 0 ? 2 * x[b, r, 0] - x[b, r, Math.Min(1, x.Columns - 1)]
            : c >= x.Columns ? 2 * x[b, r, x.Columns - 1] - x[b, r, Math.Max(0, x.Columns - 2)] : x[b, r, c];
    }
}
