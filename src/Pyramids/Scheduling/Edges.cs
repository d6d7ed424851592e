using System.Numerics;

namespace Pyramids;

/// <summary>Fills the part of a padded chunk that lies beyond the raster, from the cells inside.</summary>
internal static class Edges
{
    /// <param name="padded">A chunk of one band whose cells inside the raster are there already.</param>
    /// <param name="whole">The raster.</param>
    /// <param name="mode">What lies beyond; a periodic raster is padded by a node of its own.</param>
    /// <param name="value">The number, for <see cref="EdgeMode.Constant"/>; NaN is a missing cell.</param>
    public static void Fill(Chunk padded, Window whole, EdgeMode mode, double value = 0)
    {
        if (whole.Contains(padded.Window)) return;
        DTypes.Dispatch(padded.Type, new FillAction(padded, whole, mode, value));
    }

    private sealed class FillAction(Chunk padded, Window whole, EdgeMode mode, double value) : IDTypeAction<bool>
    {
        public bool Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            for (var band = 0; band < padded.Window.Bands; band++)
            {
                var window = padded.Window;
                var plane = padded.Plane<T>(band);
                var inside = window.Intersect(whole with { Band = window.Band, Bands = window.Bands });
                if (mode == EdgeMode.Constant) Fill(plane, window, inside, T.CreateTruncating(value));
                else if (mode == EdgeMode.NoData || inside.IsEmpty)
                    Fill(plane, window, inside, DTypes.Of<T>().IsFloating() ? T.CreateTruncating(double.NaN) : T.Zero);
                else if (mode == EdgeMode.Extrapolate) Extrapolate(plane, window, inside, whole);
                else Mirror(plane, window, inside, whole, mode);
            }
            return true;
        }
    }

    private static void Fill<T>(Plane<T> plane, Window window, Window inside, T value) where T : unmanaged
    {
        for (var row = 0; row < plane.Rows; row++)
        {
            var cells = plane.Row(row);
            if (inside.IsEmpty || window.Row + row < inside.Row || window.Row + row >= inside.RowEnd) cells.Fill(value);
            else
            {
                cells[..(inside.Column - window.Column)].Fill(value);
                cells[(inside.ColumnEnd - window.Column)..].Fill(value);
            }
        }
    }

    /// <summary>Columns first, then whole rows; every cell beyond has its source among the cells inside.</summary>
    private static void Mirror<T>(Plane<T> plane, Window window, Window inside, Window whole, EdgeMode mode) where T : unmanaged
    {
        for (var row = inside.Row; row < inside.RowEnd; row++)
        {
            var cells = plane.Row(row - window.Row);
            for (var c = window.Column; c < inside.Column; c++)
                cells[c - window.Column] = cells[Source(c, whole.Columns, mode) - window.Column];
            for (var c = inside.ColumnEnd; c < window.ColumnEnd; c++)
                cells[c - window.Column] = cells[Source(c, whole.Columns, mode) - window.Column];
        }
        for (var row = window.Row; row < window.RowEnd; row++)
            if (row < inside.Row || row >= inside.RowEnd)
                plane.Row(Source(row, whole.Rows, mode) - window.Row).CopyTo(plane.Row(row - window.Row));
    }

    private static int Source(int index, int length, EdgeMode mode)
    {
        if (mode == EdgeMode.Nearest) return Math.Clamp(index, 0, length - 1);
        var period = 2L * length;
        var phase = ((index % period) + period) % period;
        return (int)(phase < length ? phase : period - 1 - phase);
    }

    /// <summary>As gdaldem: columns beyond continue the line through the two outermost cells of a row; rows beyond that
    /// of a column, with the corner's column clamped.</summary>
    private static void Extrapolate<T>(Plane<T> plane, Window window, Window inside, Window whole) where T : unmanaged, INumber<T>
    {
        int left = inside.Column - window.Column, right = inside.ColumnEnd - window.Column;
        for (var row = inside.Row; row < inside.RowEnd; row++)
        {
            var cells = plane.Row(row - window.Row);
            for (var c = left - 1; c >= 0; c--) cells[c] = Beyond(cells[left], whole.Columns > 1 ? cells[left + 1] : cells[left]);
            for (var c = right; c < cells.Length; c++)
                cells[c] = Beyond(cells[right - 1], whole.Columns > 1 ? cells[right - 2] : cells[right - 1]);
        }
        int top = inside.Row - window.Row, bottom = inside.RowEnd - window.Row;
        for (var row = 0; row < plane.Rows; row++)
        {
            if (row >= top && row < bottom) continue;
            var edge = plane.Row(row < top ? top : bottom - 1);
            var inner = plane.Row(whole.Rows == 1 ? top : row < top ? top + 1 : bottom - 2);
            var cells = plane.Row(row);
            for (var c = 0; c < cells.Length; c++)
            {
                var from = Math.Clamp(c, left, right - 1);
                cells[c] = Beyond(edge[from], inner[from]);
            }
        }
    }

    private static T Beyond<T>(T edge, T inner) where T : INumber<T> => edge + edge - inner;
}
