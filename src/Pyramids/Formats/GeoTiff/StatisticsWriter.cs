using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>Statistics of every tile, merged in the order of tiles: the result depends neither on chunks nor on threads.</summary>
internal sealed class StatisticsWriter(GeoTiffWriterLayout layout)
{
    private readonly Moments[] parts = new Moments[layout.Levels[0].Tiles * layout.Samples];
    private readonly ITileStatistics tile = DTypes.Dispatch(layout.Schema.Type,
        new MakeStatistics(layout.NoData, layout.HasMask ? layout.Samples : null));

    /// <summary>Takes in the cells of a tile that begins at a row and column of a chunk.</summary>
    public void Add(int ordinal, Chunk chunk, int band, int row, int column)
    {
        var window = chunk.Window;
        var (rows, columns) = (Math.Min(layout.BlockRows, window.Rows - row), Math.Min(layout.BlockColumns, window.Columns - column));
        for (var sample = 0; sample < layout.Samples; sample++)
            parts[(long)ordinal * layout.Samples + sample] = tile.Of(chunk,
                ((long)(band + sample) * window.Rows + row) * window.Columns + column, rows, columns);
    }

    /// <summary>Those of a tile that is not taken in.</summary>
    public Moments Of(Chunk chunk) => tile.Of(chunk, 0, chunk.Window.Rows, chunk.Window.Columns);

    public Moments[] Bands()
    {
        var bands = new Moments[layout.Schema.Bands];
        for (var band = 0; band < bands.Length; band++) bands[band] = Moments.Empty;
        var perPlane = parts.Length / layout.Samples / layout.Levels[0].Planes;
        for (var i = 0; i < parts.Length; i++)
            bands[layout.Pixel ? i % layout.Samples : i / perPlane].Merge(parts[i]);
        return bands;
    }

    private interface ITileStatistics
    {
        Moments Of(Chunk chunk, long first, int rows, int columns);
    }

    private readonly struct MakeStatistics(double? noData, int? maskBand) : IDTypeAction<ITileStatistics>
    {
        public ITileStatistics Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
            => typeof(T) == typeof(byte) && maskBand is null
                ? new ByteStatistics(GeoTiffNoData.Of<byte>(noData))
                : new TileStatistics<T>(GeoTiffNoData.Of<T>(noData), maskBand);
    }

    private sealed class TileStatistics<T>(T? missing, int? maskBand) : ITileStatistics where T : unmanaged, INumber<T>
    {
        private static readonly bool Floating = T.IsNaN(T.CreateTruncating(double.NaN));

        public Moments Of(Chunk chunk, long first, int rows, int columns)
        {
            var lanes = new MomentLanes();
            var none = missing is { } value && !T.IsNaN(value);
            var same = Floating && none && maskBand is null ? new T[columns] : null;
            var wide = same is null && (none || maskBand is not null) ? new double[columns] : null;
            var plane = chunk.Window.Rows * chunk.Window.Columns;
            for (var row = 0; row < rows; row++, first += chunk.Window.Columns)
            {
                var cells = MemoryMarshal.Cast<byte, T>(chunk.Bytes).Slice(checked((int)first), columns);
                if (same is not null)
                {
                    cells.CopyTo(same);
                    Missing.Replace(same, missing.GetValueOrDefault(), T.CreateTruncating(double.NaN));
                    lanes.Add<T>(same, columns);
                    continue;
                }
                if (wide is null)
                {
                    lanes.Add<T>(cells, columns);
                    continue;
                }
                if (none) Missing.Row(cells, wide, missing.GetValueOrDefault());
                else Conversion.Row(cells, wide);
                if (maskBand is { } mask)
                {
                    var valid = chunk.Band(mask).Cells<T>().Slice((int)(first % plane), columns);
                    for (var i = 0; i < columns; i++)
                        if (T.IsZero(valid[i])) wide[i] = double.NaN;
                }
                lanes.Add<double>(wide, columns);
            }
            return lanes.ToMoments();
        }
    }

    /// <summary>Bytes are counted by value: exact, and a count says all.</summary>
    private sealed class ByteStatistics(byte? missing) : ITileStatistics
    {
        public Moments Of(Chunk chunk, long first, int rows, int columns)
        {
            Span<int> counts = stackalloc int[4 * 256];
            counts.Clear();
            for (var row = 0; row < rows; row++, first += chunk.Window.Columns)
                Count(chunk.Bytes.Slice(checked((int)first), columns), counts);
            var result = Moments.Empty;
            long cells = 0, sum = 0, squares = 0;
            for (var value = 0; value < 256; value++)
            {
                long count = counts[value] + counts[256 + value] + counts[512 + value] + counts[768 + value];
                if (count == 0 || value == missing) continue;
                cells += count;
                sum += count * value;
                squares += count * value * value;
                result.Min = Math.Min(result.Min, value);
                result.Max = value;
            }
            return Moments.FromShifted(cells, 0, sum, squares, result.Min, result.Max);
        }

        // Four tables, so that a run of one value does not wait for its own count.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Count(ReadOnlySpan<byte> cells, Span<int> counts)
        {
            foreach (var four in MemoryMarshal.Cast<byte, uint>(cells))
            {
                counts[(int)(four & 255)]++;
                counts[(int)(256 | four >> 8 & 255)]++;
                counts[(int)(512 | four >> 16 & 255)]++;
                counts[(int)(768 | four >> 24)]++;
            }
            foreach (var cell in cells[(cells.Length & ~3)..]) counts[cell]++;
        }
    }
}
