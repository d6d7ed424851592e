using System.Numerics;

namespace Pyramids;

/// <summary>Values between cells, as gdalwarp has them: where the cell under a position is missing the value is; other
/// missing cells are left out and the weights of the rest raised.</summary>
/// <param name="Method">Which cells count, and how much.</param>
/// <param name="Columns">Columns of the source raster.</param>
/// <param name="Rows">Rows of the source raster.</param>
/// <param name="ScaleX">Source columns in a target cell, at least 1.</param>
/// <param name="ScaleY">Source rows in a target cell, at least 1.</param>
internal readonly record struct Resampler(Resampling Method, int Columns, int Rows, double ScaleX = 1, double ScaleY = 1)
{
    private const double Least = 1e-5, Nudge = 1e-10;

    /// <summary>Below this many source cells in a target cell, the plain four or sixteen cells are taken.</summary>
    public const double PlainScale = 1 / 0.95;

    private bool IsPlain => ScaleX <= PlainScale && ScaleY <= PlainScale;

    private double Support => Method is Resampling.Cubic ? 2 : 1;

    /// <summary>Cells beyond a position that a value may need, along columns and rows.</summary>
    public (int Columns, int Rows) Reach => Method switch
    {
        Resampling.Nearest or Resampling.Average => (1, 1),
        _ => ((int)Math.Ceiling(Support * ScaleX) + 1, (int)Math.Ceiling(Support * ScaleY) + 1),
    };

    /// <summary>The cell under each position; a value where there is none.</summary>
    public void Nearest<T>(Plane<T> cells, int row, int column, ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<T> result, T outside)
        where T : unmanaged
    {
        for (var i = 0; i < result.Length; i++)
        {
            if (!IsInside(x[i], y[i]))
            {
                result[i] = outside;
                continue;
            }
            int c = Math.Min((int)(x[i] + Nudge), Columns - 1), r = Math.Min((int)(y[i] + Nudge), Rows - 1);
            result[i] = cells.Row(r - row)[c - column];
        }
    }

    /// <summary>Weighted values at positions; missing where the cell under one is.</summary>
    public void Weighted<T>(Plane<T> cells, int row, int column, ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<double> weights = stackalloc double[8];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = T.NaN;
            if (!IsInside(x[i], y[i])
                || T.IsNaN(cells.Row(Math.Min((int)(y[i] + Nudge), Rows - 1) - row)[Math.Min((int)(x[i] + Nudge), Columns - 1) - column]))
                continue;
            if (!IsPlain) result[i] = T.CreateTruncating(Wide(cells, row, column, x[i], y[i]));
            else if (Method is Resampling.Cubic) result[i] = T.CreateTruncating(Cubic(cells, row, column, x[i], y[i], weights));
            else result[i] = T.CreateTruncating(Bilinear(cells, row, column, x[i], y[i]));
        }
    }

    /// <summary>Means of the boxes that stand for target cells.</summary>
    public void Average<T>(Plane<T> cells, int row, int column, ReadOnlySpan<double> x0, ReadOnlySpan<double> y0, ReadOnlySpan<double> x1,
        ReadOnlySpan<double> y1, Span<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < result.Length; i++)
        {
            double left = Math.Max(0, Whole(Math.Min(x0[i], x1[i]))), right = Math.Min(Columns, Whole(Math.Max(x0[i], x1[i])));
            double top = Math.Max(0, Whole(Math.Min(y0[i], y1[i]))), bottom = Math.Min(Rows, Whole(Math.Max(y0[i], y1[i])));
            result[i] = T.NaN;
            if (!(left < right && top < bottom)) continue;
            double sum = 0, total = 0;
            for (var r = (int)top; r < bottom; r++)
            {
                var high = Math.Min(bottom, r + 1) - Math.Max(top, r);
                ReadOnlySpan<T> line = cells.Row(r - row);
                for (var c = (int)left; c < right; c++)
                {
                    var cell = double.CreateTruncating(line[c - column]);
                    if (double.IsNaN(cell)) continue;
                    var weight = high * (Math.Min(right, c + 1) - Math.Max(left, c));
                    sum += weight * cell;
                    total += weight;
                }
            }
            if (total > 0) result[i] = T.CreateTruncating(sum / total);
        }

        static double Whole(double position) => Math.Round(position) is var whole && Math.Abs(position - whole) < 1e-7 ? whole : position;
    }

    private bool IsInside(double x, double y) => x >= -Nudge && x <= Columns + Nudge && y >= -Nudge && y <= Rows + Nudge;

    private double Bilinear<T>(Plane<T> cells, int row, int column, double x, double y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double fromX = Math.Floor(x - 0.5), fromY = Math.Floor(y - 0.5), right = x - 0.5 - fromX, below = y - 0.5 - fromY;
        int c = (int)fromX, r = (int)fromY;
        if (c >= 0 && r >= 0 && c + 1 < Columns && r + 1 < Rows)
        {
            ReadOnlySpan<T> upper = cells.Row(r - row).Slice(c - column, 2), lower = cells.Row(r + 1 - row).Slice(c - column, 2);
            var value = (double.CreateTruncating(upper[0]) * (1 - right) + double.CreateTruncating(upper[1]) * right) * (1 - below)
                + (double.CreateTruncating(lower[0]) * (1 - right) + double.CreateTruncating(lower[1]) * right) * below;
            if (!double.IsNaN(value)) return value;
        }
        double sum = 0, total = 0;
        for (var i = 0; i < 4; i++)
        {
            int atC = c + (i & 1), atR = r + (i >> 1);
            if (atC < 0 || atR < 0 || atC >= Columns || atR >= Rows) continue;
            var cell = double.CreateTruncating(cells.Row(atR - row)[atC - column]);
            var weight = ((i & 1) == 0 ? 1 - right : right) * (i >> 1 == 0 ? 1 - below : below);
            if (double.IsNaN(cell) || weight == 0) continue;
            sum += weight * cell;
            total += weight;
        }
        return total < Least ? double.NaN : sum / total;
    }

    private double Cubic<T>(Plane<T> cells, int row, int column, double x, double y, Span<double> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int c = (int)Math.Floor(x - 0.5), r = (int)Math.Floor(y - 0.5);
        if (c < 1 || r < 1 || c + 2 >= Columns || r + 2 >= Rows) return Bilinear(cells, row, column, x, y);
        for (var i = 0; i < 4; i++) (weights[i], weights[4 + i]) = (CatmullRom(c - 0.5 + i - x), CatmullRom(r - 0.5 + i - y));
        double sum = 0;
        for (var i = 0; i < 4; i++)
        {
            ReadOnlySpan<T> line = cells.Row(r - 1 + i - row).Slice(c - 1 - column, 4);
            sum += weights[4 + i] * (weights[0] * double.CreateTruncating(line[0]) + weights[1] * double.CreateTruncating(line[1])
                + weights[2] * double.CreateTruncating(line[2]) + weights[3] * double.CreateTruncating(line[3]));
        }
        return double.IsNaN(sum) ? Bilinear(cells, row, column, x, y) : sum;
    }

    /// <summary>The kernel stretched to the size of the target cell.</summary>
    private double Wide<T>(Plane<T> cells, int row, int column, double x, double y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double wideX = Math.Max(1, ScaleX), wideY = Math.Max(1, ScaleY);
        var (left, right) = Taps(x, Support * wideX, Columns);
        var (top, bottom) = Taps(y, Support * wideY, Rows);
        Span<double> weights = stackalloc double[Math.Max(0, right - left + 1)];
        for (var c = left; c <= right; c++) weights[c - left] = Kernel((c + 0.5 - x) / wideX);
        double sum = 0, total = 0;
        for (var r = top; r <= bottom; r++)
        {
            var high = Kernel((r + 0.5 - y) / wideY);
            if (high == 0) continue;
            ReadOnlySpan<T> line = cells.Row(r - row);
            for (var c = left; c <= right; c++)
            {
                var cell = double.CreateTruncating(line[c - column]);
                if (double.IsNaN(cell)) continue;
                var weight = high * weights[c - left];
                sum += weight * cell;
                total += weight;
            }
        }
        return total < Least ? double.NaN : sum / total;
    }

    private static (int First, int Last) Taps(double position, double support, int length)
        => (Math.Max(0, (int)Math.Ceiling(position - support - 0.5)), Math.Min(length - 1, (int)Math.Floor(position + support - 0.5)));

    private double Kernel(double distance) => Method is Resampling.Cubic ? CatmullRom(distance) : Math.Max(0, 1 - Math.Abs(distance));

    /// <summary>Keys (1981), a = -0.5.</summary>
    private static double CatmullRom(double distance)
    {
        var d = Math.Abs(distance);
        return d <= 1 ? d * d * (1.5 * d - 2.5) + 1 : d < 2 ? d * (d * (2.5 - 0.5 * d) - 4) + 2 : 0;
    }
}
