namespace Pyramids.Interactive;

/// <summary>Takes every so-many-th cell of an array.</summary>
internal static class PreviewReader
{
    private const long MostForStatistics = 64L << 20, MostForPicture = 256L << 20;
    private const int CentreSide = 8192;

    /// <summary>From memory.</summary>
    public static PreviewData Read(NDArray array, int band, int side, string name)
    {
        CheckBand(array.Schema, band);
        var step = Step(array.Schema, side);
        var (rows, columns) = ((array.Grid.Rows + step - 1) / step, (array.Grid.Columns + step - 1) / step);
        var cells = new float[rows * columns];
        DTypes.Dispatch(array.DType, new Sample(array, band, step, cells, columns));
        return new(cells, array.Grid.Crop(0, 0, rows, columns, step, step), array.Schema, name, band);
    }

    /// <summary>From a lazy array: only the cells kept are held in memory. Of an array of more than 2^28 cells a band
    /// only the centre is computed.</summary>
    public static async Task<PreviewData> ReadAsync(LazyArray array, int band, int side, string name, CancellationToken cancellation)
    {
        CheckBand(array.Schema, band);
        var unit = PreviewData.UnitOf(array, band);
        if ((long)array.Grid.Rows * array.Grid.Columns > MostForPicture)
        {
            array = Centre(array);
            name = $"{name}, its centre";
        }
        var step = Step(array.Schema, side);
        var plane = array.Band(band);
        var sink = new PreviewSink(plane.Schema, step);
        await Engine.RunAsync(plane, sink, null, cancellation).ConfigureAwait(false);
        var (rows, columns) = ((array.Grid.Rows + step - 1) / step, (array.Grid.Columns + step - 1) / step);
        return new(sink.Cells, array.Grid.Crop(0, 0, rows, columns, step, step), array.Schema, name, band) { Unit = unit };
    }

    private static LazyArray Centre(LazyArray array)
    {
        int rows = Math.Min(CentreSide, array.Grid.Rows), columns = Math.Min(CentreSide, array.Grid.Columns);
        int row = (array.Grid.Rows - rows) / 2, column = (array.Grid.Columns - columns) / 2;
        return array[row..(row + rows), column..(column + columns)];
    }

    /// <summary>From a file: from the smallest overview that is fine enough, else from the full cells.</summary>
    public static async Task<PreviewData> ReadAsync(Dataset dataset, int band, int side, string name, CancellationToken cancellation)
    {
        CheckBand(dataset.Schema, band);
        var overviews = dataset.OverviewSources;
        var fine = Enumerable.Range(0, overviews.Count).LastOrDefault(
            i => Math.Max(overviews[i].Schema.Grid.Rows, overviews[i].Schema.Grid.Columns) >= side
                && overviews[i].Schema.Bands == dataset.Bands, -1);
        var stored = fine < 0 ? dataset.ReadArray(Chunks.Auto) : dataset.ReadOverview(fine, Chunks.Auto);
        var data = await ReadAsync(stored, band, side, name, cancellation).ConfigureAwait(false);
        data = data with { Unit = PreviewData.StatedUnit(dataset.Schema, band) };
        return data.Source.Whole == stored.Schema.Whole ? data with { Source = dataset.Schema } : data;
    }

    /// <summary>A cell by its position, as a double.</summary>
    public static double Cell(NDArray array, int index) => DTypes.Dispatch(array.DType, new One(array, index));

    /// <summary>Counts, extremes and mean; of a sample when there are very many cells.</summary>
    public static (long Valid, long Missing, double Least, double Greatest, double Mean, bool Exact) Statistics(NDArray array)
    {
        var step = (int)Math.Max(1, array.Count / MostForStatistics);
        var (valid, missing, least, greatest, mean) = DTypes.Dispatch(array.DType, new Summary(array, step));
        return (valid, missing, least, greatest, mean, step == 1);
    }

    private static int Step(ArraySchema schema, int side)
        => Math.Max(1, (int)Math.Ceiling(Math.Max(schema.Grid.Rows, schema.Grid.Columns) / (double)side));

    private static void CheckBand(ArraySchema schema, int band)
    {
        if (schema.IsReduced)
            throw new ArgumentException($"An array of shape ({string.Join(", ", schema.Shape)}) has no rows and columns to draw.");
        if ((uint)band >= (uint)schema.Bands)
            throw new ArgumentOutOfRangeException(nameof(band), band, $"The array has {schema.Bands} bands, counted from 0.");
    }

    private static Func<double, bool> Missing(ArraySchema schema)
        => !schema.Type.IsFloating() && schema.NoData is { } nodata ? value => value == nodata : double.IsNaN;

    private sealed class Sample(NDArray array, int band, int step, float[] cells, int columns) : IDTypeAction<bool>
    {
        public bool Invoke<T>() where T : unmanaged, System.Numerics.INumber<T>, System.Numerics.IMinMaxValue<T>
        {
            var from = array.Span<T>();
            var missing = Missing(array.Schema);
            for (var i = 0; i < cells.Length; i++)
            {
                var (row, column) = Math.DivRem(i, columns);
                var value = double.CreateChecked(from[(band * array.Grid.Rows + row * step) * array.Grid.Columns + column * step]);
                cells[i] = missing(value) ? float.NaN : (float)value;
            }
            return true;
        }
    }

    private sealed class One(NDArray array, int index) : IDTypeAction<double>
    {
        public double Invoke<T>() where T : unmanaged, System.Numerics.INumber<T>, System.Numerics.IMinMaxValue<T>
            => double.CreateChecked(array.Span<T>()[index]);
    }

    private sealed class Summary(NDArray array, int step) : IDTypeAction<(long, long, double, double, double)>
    {
        public (long, long, double, double, double) Invoke<T>()
            where T : unmanaged, System.Numerics.INumber<T>, System.Numerics.IMinMaxValue<T>
        {
            var cells = array.Span<T>();
            var nodata = !array.DType.IsFloating() && array.Schema.NoData is { } declared ? declared : double.NaN;
            var (valid, missing, least, greatest, sum) = (0L, 0L, double.PositiveInfinity, double.NegativeInfinity, 0.0);
            for (var i = 0; i < cells.Length; i += step)
            {
                var value = double.CreateTruncating(cells[i]);
                if (double.IsNaN(value) || value == nodata) { missing++; continue; }
                valid++;
                sum += value;
                if (value < least) least = value;
                if (value > greatest) greatest = value;
            }
            return (valid, missing, least, greatest, valid > 0 ? sum / valid : double.NaN);
        }
    }
}
