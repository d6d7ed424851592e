using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pyramids;

/// <summary>Count, range, mean and sum of squared deviations of valid cells; parts merge (Chan, Golub and LeVeque, 1983).</summary>
internal struct BandStatistics
{
    public long Count;
    public double Minimum, Maximum, Mean, SumOfSquares;

    /// <summary>Population standard deviation, as GDAL's.</summary>
    public readonly double Deviation => Count == 0 ? double.NaN : Math.Sqrt(SumOfSquares / Count);

    public void Merge(BandStatistics other)
    {
        if (other.Count == 0) return;
        if (Count == 0)
        {
            this = other;
            return;
        }
        var total = Count + other.Count;
        var delta = other.Mean - Mean;
        Mean += delta * other.Count / total;
        SumOfSquares += other.SumOfSquares + delta * delta * Count * other.Count / total;
        (Count, Minimum, Maximum) = (total, Math.Min(Minimum, other.Minimum), Math.Max(Maximum, other.Maximum));
    }
}

/// <summary>Statistics of every tile, merged in the order of tiles: the result depends neither on chunks nor on threads.</summary>
internal sealed class StatisticsWriter(GeoTiffWriterLayout layout)
{
    private readonly BandStatistics[] parts = new BandStatistics[layout.Levels[0].Tiles * layout.Samples];
    private readonly ITileStatistics tile = DTypes.Dispatch(layout.Schema.Type, new MakeStatistics(layout.NoData));

    /// <summary>Takes in the cells of a tile that begins at a row and column of a chunk.</summary>
    public void Add(int ordinal, Chunk chunk, int band, int row, int column)
    {
        var rows = Math.Min(layout.BlockSize, chunk.Window.Rows - row);
        var columns = Math.Min(layout.BlockSize, chunk.Window.Columns - column);
        for (var sample = 0; sample < layout.Samples; sample++)
        {
            var part = default(BandStatistics);
            for (var i = 0; i < rows; i++)
                part.Merge(tile.Of(chunk, ((long)(band + sample) * chunk.Window.Rows + row + i) * chunk.Window.Columns + column, columns));
            parts[(long)ordinal * layout.Samples + sample] = part;
        }
    }

    public BandStatistics[] Bands()
    {
        var bands = new BandStatistics[layout.Schema.Bands];
        var perPlane = parts.Length / layout.Samples / layout.Levels[0].Planes;
        for (var i = 0; i < parts.Length; i++)
            bands[layout.Pixel ? i % layout.Samples : i / perPlane].Merge(parts[i]);
        return bands;
    }

    private interface ITileStatistics
    {
        BandStatistics Of(Chunk chunk, long first, int count);
    }

    private readonly struct MakeStatistics(double? noData) : IDTypeAction<ITileStatistics>
    {
        public ITileStatistics Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => new TileStatistics<T>(noData);
    }

    private sealed class TileStatistics<T>(double? noData) : ITileStatistics where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        // A missing cell equals this; NaN equals nothing, and is left out anyway.
        private readonly double missing = GeoTiffNoData.Of<T>(noData) is { } value ? double.CreateTruncating(value) : double.NaN;

        public BandStatistics Of(Chunk chunk, long first, int count)
        {
            var result = default(BandStatistics);
            Span<double> values = stackalloc double[512];
            var cells = MemoryMarshal.Cast<byte, T>(chunk.Bytes).Slice(checked((int)first), count);
            for (; cells.Length > 0; cells = cells[Math.Min(512, cells.Length)..])
            {
                var part = values[..Math.Min(512, cells.Length)];
                TensorPrimitives.ConvertTruncating<T, double>(cells[..part.Length], part);
                result.Merge(Of(part, missing));
            }
            return result;
        }

        // Eight lanes on every machine, so that sums are the same everywhere.
        private static BandStatistics Of(ReadOnlySpan<double> values, double missing)
        {
            Vector512<double> sum = default, count = default, skip = Vector512.Create(missing), one = Vector512.Create(1.0);
            var least = Vector512.Create(double.PositiveInfinity);
            var most = -least;
            Span<double> tail = stackalloc double[8];
            for (var i = 0; i < values.Length; i += 8)
            {
                var x = Load(values, i, tail);
                var valid = Vector512.Equals(x, x) & ~Vector512.Equals(x, skip);
                sum += x & valid;
                count += one & valid;
                least = Vector512.ConditionalSelect(valid & Vector512.LessThan(x, least), x, least);
                most = Vector512.ConditionalSelect(valid & Vector512.GreaterThan(x, most), x, most);
            }
            var cells = Sum(count);
            if (cells == 0) return default;
            var mean = Sum(sum) / cells;
            Vector512<double> squares = default, centre = Vector512.Create(mean);
            for (var i = 0; i < values.Length; i += 8)
            {
                var x = Load(values, i, tail);
                var valid = Vector512.Equals(x, x) & ~Vector512.Equals(x, skip);
                squares += (x - centre) * (x - centre) & valid;
            }
            double low = least[0], high = most[0];
            for (var i = 1; i < 8; i++) (low, high) = (Math.Min(low, least[i]), Math.Max(high, most[i]));
            return new() { Count = (long)cells, Minimum = low, Maximum = high, Mean = mean, SumOfSquares = Sum(squares) };
        }

        private static Vector512<double> Load(ReadOnlySpan<double> values, int index, Span<double> tail)
        {
            if (index + 8 <= values.Length) return Vector512.Create(values[index..]);
            tail.Fill(double.NaN);
            values[index..].CopyTo(tail);
            return Vector512.Create<double>(tail);
        }

        private static double Sum(Vector512<double> lanes)
            => lanes[0] + lanes[1] + (lanes[2] + lanes[3]) + (lanes[4] + lanes[5] + (lanes[6] + lanes[7]));
    }
}
