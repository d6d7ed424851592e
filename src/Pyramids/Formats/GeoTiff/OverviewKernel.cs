using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pyramids;

/// <summary>Makes cells of an overview from those of the level before.</summary>
internal interface IOverviewKernel
{
    /// <summary>Fills a rectangle of the target. Both chunks have windows in the cells of their own level; the source
    /// holds all that is needed.</summary>
    void Reduce(Chunk source, Chunk target, Window part, OverviewAxis rows, OverviewAxis columns);

    public static IOverviewKernel Of(DType type, OverviewResampling resampling, double? noData)
        => DTypes.Dispatch(type, new Make(resampling, noData));

    private readonly struct Make(OverviewResampling resampling, double? noData) : IDTypeAction<IOverviewKernel>
    {
        public IOverviewKernel Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => resampling switch
        {
            OverviewResampling.Average => new AverageOverview<T>(noData),
            OverviewResampling.Bilinear => new BilinearOverview<T>(noData),
            _ => new PickedOverview<T>(noData, mode: resampling == OverviewResampling.Mode),
        };
    }
}

/// <summary>What all kernels share: which cells are missing, and how a mean becomes a cell.</summary>
internal abstract class OverviewKernel<T>(double? noData) : IOverviewKernel where T : unmanaged, INumber<T>, IMinMaxValue<T>
{
    protected static readonly bool Floating = typeof(T) == typeof(float) || typeof(T) == typeof(double);

    // Floating cells are missing when they are NaN, whatever the file's nodata value is.
    private readonly T? missing = Floating ? null : GeoTiffNoData.Of<T>(noData);

    protected T Missing => Floating ? T.CreateTruncating(double.NaN) : missing ?? T.Zero;

    protected bool HasMissing => Floating || missing is not null;

    public void Reduce(Chunk source, Chunk target, Window part, OverviewAxis rows, OverviewAxis columns)
    {
        for (var band = 0; band < part.Bands; band++)
        {
            var from = source.Plane<T>(part.Band + band - source.Window.Band);
            var to = target.Plane<T>(part.Band + band - target.Window.Band);
            for (var row = part.Row; row < part.RowEnd; row++)
                ReduceRow(from, source.Window, row, to.Row(row - target.Window.Row).Slice(part.Column - target.Window.Column, part.Columns),
                    part.Column, rows, columns);
        }
    }

    /// <summary>Cells as doubles, NaN where they are missing or not valid.</summary>
    public void ToDoubles(ReadOnlySpan<T> cells, ReadOnlySpan<T> valid, Span<double> result)
    {
        for (var i = 0; i < cells.Length; i++)
            result[i] = T.IsZero(valid[i]) || IsMissing(cells[i]) ? double.NaN : double.CreateTruncating(cells[i]);
    }

    /// <summary>Doubles as cells, missing ones where they are NaN.</summary>
    public void FromDoubles(ReadOnlySpan<double> values, Span<T> result)
    {
        for (var i = 0; i < values.Length; i++) result[i] = double.IsNaN(values[i]) ? Missing : Cell(values[i]);
    }

    protected abstract void ReduceRow(Plane<T> source, Window at, int row, Span<T> target, int column, OverviewAxis rows,
        OverviewAxis columns);

    protected bool IsMissing(T value) => Floating ? T.IsNaN(value) : missing is { } none && value == none;

    /// <summary>Rounds half away from zero; a mean of valid cells is never made the nodata value.</summary>
    protected T Cell(double mean)
    {
        if (Floating) return T.CreateTruncating(mean);
        var cell = T.CreateSaturating(Math.Round(mean, MidpointRounding.AwayFromZero));
        return missing is { } none && cell == none ? none == T.MaxValue ? none - T.One : none + T.One : cell;
    }
}

/// <summary>The mean of valid cells by area.</summary>
internal sealed class AverageOverview<T>(double? noData) : OverviewKernel<T>(noData) where T : unmanaged, INumber<T>, IMinMaxValue<T>
{
    protected override void ReduceRow(Plane<T> source, Window at, int row, Span<T> target, int column, OverviewAxis rows,
        OverviewAxis columns)
    {
        if (!rows.IsPairs || !columns.IsPairs)
        {
            for (var i = 0; i < target.Length; i++) target[i] = Covered(source, at, row, column + i, rows, columns);
            return;
        }
        var first = 2 * column - at.Column;
        Span<T> upper = source.Row(2 * row - at.Row).Slice(first, 2 * target.Length),
            lower = source.Row(2 * row + 1 - at.Row).Slice(first, 2 * target.Length);
        if (typeof(T) == typeof(float)) PairsOfFloats(Cast<float>(upper), Cast<float>(lower), Cast<float>(target));
        else for (var i = 0; i < target.Length; i++) target[i] = Pair(upper[2 * i], upper[2 * i + 1], lower[2 * i], lower[2 * i + 1]);
    }

    private static Span<TOther> Cast<TOther>(Span<T> cells) where TOther : unmanaged
        => System.Runtime.InteropServices.MemoryMarshal.Cast<T, TOther>(cells);

    private T Covered(Plane<T> source, Window at, int row, int column, OverviewAxis rows, OverviewAxis columns)
    {
        double sum = 0, weight = 0;
        var across = columns.Weights(column);
        var down = rows.Weights(row);
        for (var y = 0; y < down.Length; y++)
        {
            var cells = source.Row(rows.Start(row) + y - at.Row).Slice(columns.Start(column) - at.Column, across.Length);
            for (var x = 0; x < across.Length; x++)
            {
                if (IsMissing(cells[x])) continue;
                var share = across[x] * down[y];
                sum += share * double.CreateTruncating(cells[x]);
                weight += share;
            }
        }
        return weight > 0 ? Cell(sum / weight) : Missing;
    }

    private T Pair(T a, T b, T c, T d)
    {
        if (!HasMissing || !(IsMissing(a) || IsMissing(b) || IsMissing(c) || IsMissing(d)))
            return Cell((double.CreateTruncating(a) + double.CreateTruncating(c)
                + (double.CreateTruncating(b) + double.CreateTruncating(d))) * 0.25);
        double sum = 0, count = 0;
        foreach (var value in (ReadOnlySpan<T>)[a, b, c, d])
            if (!IsMissing(value))
            {
                sum += double.CreateTruncating(value);
                count++;
            }
        return count > 0 ? Cell(sum / count) : Missing;
    }

    // Eight means at once, summed in the order of Pair and in double as there; where a cell is NaN, cell by cell.
    private void PairsOfFloats(ReadOnlySpan<float> upper, ReadOnlySpan<float> lower, Span<float> target)
    {
        for (var i = 0; i < target.Length; i += 8)
        {
            if (i + 8 <= target.Length)
            {
                var means = Vector256.Narrow(Means(upper[(2 * i)..], lower[(2 * i)..]), Means(upper[(2 * i + 8)..], lower[(2 * i + 8)..]));
                if (Vector256.EqualsAll(means, means))
                {
                    means.CopyTo(target[i..]);
                    continue;
                }
            }
            for (var j = i; j < Math.Min(i + 8, target.Length); j++)
                target[j] = float.CreateTruncating(Pair(T.CreateTruncating(upper[2 * j]), T.CreateTruncating(upper[2 * j + 1]),
                    T.CreateTruncating(lower[2 * j]), T.CreateTruncating(lower[2 * j + 1])));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Means(ReadOnlySpan<float> upper, ReadOnlySpan<float> lower)
    {
        var u = Vector256.Shuffle(Vector256.Create(upper), Vector256.Create(0, 2, 4, 6, 1, 3, 5, 7));       // left cells, then right ones
        var l = Vector256.Shuffle(Vector256.Create(lower), Vector256.Create(0, 2, 4, 6, 1, 3, 5, 7));
        var (left, right) = (Vector256.WidenLower(u) + Vector256.WidenLower(l), Vector256.WidenUpper(u) + Vector256.WidenUpper(l));
        return (left + right) * 0.25;
    }
}

/// <summary>One of the cells: the nearest, or the most frequent valid one (of several, the one that is the first to
/// occur so often).</summary>
internal sealed class PickedOverview<T>(double? noData, bool mode) : OverviewKernel<T>(noData)
    where T : unmanaged, INumber<T>, IMinMaxValue<T>
{
    protected override void ReduceRow(Plane<T> source, Window at, int row, Span<T> target, int column, OverviewAxis rows,
        OverviewAxis columns)
    {
        Span<T> values = stackalloc T[16];
        Span<int> counts = stackalloc int[16];
        for (var i = 0; i < target.Length; i++)
        {
            int left = columns.Start(column + i) - at.Column, right = columns.Stop(column + i) - at.Column;
            if (!mode)
            {
                target[i] = source[rows.Start(row) - at.Row, left];
                continue;
            }
            int found = 0, best = 0;
            for (var y = rows.Start(row) - at.Row; y < rows.Stop(row) - at.Row; y++)
                foreach (var value in source.Row(y)[left..right])
                {
                    if (IsMissing(value)) continue;
                    var k = values[..found].IndexOf(value);
                    if (k < 0) (values[found], counts[found], k) = (value, 0, found++);
                    if (++counts[k] > counts[best]) best = k;
                }
            target[i] = found > 0 ? values[best] : Missing;
        }
    }
}

/// <summary>A triangle of weights along rows, then along columns; missing cells leave their weight to the others.</summary>
internal sealed class BilinearOverview<T>(double? noData) : OverviewKernel<T>(noData) where T : unmanaged, INumber<T>, IMinMaxValue<T>
{
    private const double Nothing = 1e-8;

    protected override void ReduceRow(Plane<T> source, Window at, int row, Span<T> target, int column, OverviewAxis rows,
        OverviewAxis columns)
    {
        var down = rows.Weights(row);
        for (var i = 0; i < target.Length; i++)
        {
            var across = columns.Weights(column + i);
            double sum = 0, weight = 0;
            for (var y = 0; y < down.Length; y++)
            {
                var cells = source.Row(rows.Start(row) + y - at.Row).Slice(columns.Start(column + i) - at.Column, across.Length);
                double lineSum = 0, lineWeight = 0;
                for (var x = 0; x < across.Length; x++)
                {
                    if (IsMissing(cells[x])) continue;
                    lineSum += across[x] * double.CreateTruncating(cells[x]);
                    lineWeight += across[x];
                }
                if (lineWeight <= Nothing) continue;
                sum += down[y] * (lineSum / lineWeight);
                weight += down[y];
            }
            target[i] = weight > Nothing ? Cell(sum / weight) : Missing;
        }
    }
}
