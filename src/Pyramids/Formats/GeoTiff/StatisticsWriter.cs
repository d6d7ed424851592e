using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>Statistics of every tile, merged in the order of tiles: the result depends neither on chunks nor on threads.</summary>
internal sealed class StatisticsWriter(GeoTiffWriterLayout layout)
{
    private readonly Moments[] parts = new Moments[layout.Levels[0].Tiles * layout.Samples];
    private readonly ConcurrentBag<RunningTile> idle = [];
    private readonly SampleStatistics samples = DTypes.Dispatch(layout.Schema.Type,
        new MakeStatistics(layout.NoData, layout.HasMask ? layout.Samples : null, layout.BlockColumns));

    /// <summary>Takes in the cells of a tile that begins at a row and column of a chunk.</summary>
    public void Add(int ordinal, Chunk chunk, int band, int row, int column)
    {
        var tile = Begin();
        tile.Add(chunk, band, row, column, layout.BlockRows);
        Put(ordinal, tile);
    }

    /// <summary>Statistics of one tile, whose rows are taken in as they come.</summary>
    public RunningTile Begin()
    {
        if (idle.TryTake(out var tile)) return tile;
        var running = new IRunningStatistics[layout.Samples];
        for (var sample = 0; sample < running.Length; sample++) running[sample] = samples.Begin();
        return new(running, layout.BlockColumns);
    }

    /// <summary>Notes a tile all of whose rows are taken in.</summary>
    public void Put(int ordinal, RunningTile tile)
    {
        for (var sample = 0; sample < layout.Samples; sample++) parts[(long)ordinal * layout.Samples + sample] = tile.Take(sample);
        idle.Add(tile);
    }

    /// <summary>Bytes that the tiles under a window take while its rows come.</summary>
    public long ScratchBytes(Window window)
        => layout.TileCount(window with { Rows = 1 }) * layout.Samples * (samples.RunningBytes + layout.BlockColumns * samples.CellBytes);

    public Moments[] Bands()
    {
        var bands = new Moments[layout.Schema.Bands];
        for (var band = 0; band < bands.Length; band++) bands[band] = Moments.Empty;
        var perPlane = parts.Length / layout.Samples / layout.Levels[0].Planes;
        for (var i = 0; i < parts.Length; i++)
            bands[layout.Pixel ? i % layout.Samples : i / perPlane].Merge(parts[i]);
        return bands;
    }

    /// <summary>What is known of a tile's cells so far, sample by sample.</summary>
    public sealed class RunningTile(IRunningStatistics[] samples, int width)
    {
        /// <summary>Takes in rows of the tile that begin at a row and column of a chunk, as far as the chunk reaches.</summary>
        public void Add(Chunk chunk, int band, int row, int column, int count)
        {
            var window = chunk.Window;
            var (rows, columns) = (Math.Min(count, window.Rows - row), Math.Min(width, window.Columns - column));
            for (var sample = 0; sample < samples.Length; sample++)
                samples[sample].Add(chunk, ((long)(band + sample) * window.Rows + row) * window.Columns + column, rows, columns);
        }

        /// <summary>The statistics of a sample, which begin anew.</summary>
        public Moments Take(int sample) => samples[sample].Take();
    }

    /// <summary>Statistics of the cells that were taken in.</summary>
    public interface IRunningStatistics
    {
        void Add(Chunk chunk, long first, int rows, int columns);

        /// <summary>The statistics so far; those of the next tile begin.</summary>
        Moments Take();
    }

    /// <summary>How the statistics of a sample are made.</summary>
    /// <param name="RunningBytes">Bytes of what runs.</param>
    /// <param name="CellBytes">Bytes of the room that it has for each cell of a row.</param>
    /// <param name="Begin">Makes what runs.</param>
    private sealed record SampleStatistics(int RunningBytes, int CellBytes, Func<IRunningStatistics> Begin);

    private readonly struct MakeStatistics(double? noData, int? maskBand, int width) : IDTypeAction<SampleStatistics>
    {
        public SampleStatistics Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
            => typeof(T) == typeof(byte) && maskBand is null
                ? OfBytes(GeoTiffNoData.Of<byte>(noData))
                : OfCells(GeoTiffNoData.Of<T>(noData), maskBand, width);
    }

    private static SampleStatistics OfCells<T>(T? missing, int? maskBand, int width) where T : unmanaged, INumber<T>
        => new(512, sizeof(double), () => new RunningCells<T>(missing, maskBand, width));

    private static SampleStatistics OfBytes(byte? missing)
        => new(CountedBytes.Counts * sizeof(int), 0, () => new CountedBytes(missing));

    private sealed class RunningCells<T>(T? missing, int? maskBand, int width) : IRunningStatistics where T : unmanaged, INumber<T>
    {
        private static readonly bool Floating = T.IsNaN(T.CreateTruncating(double.NaN));
        private MomentLanes lanes;
        private T[]? same;
        private double[]? wide;

        public void Add(Chunk chunk, long first, int rows, int columns)
        {
            var none = missing is { } value && !T.IsNaN(value);
            if (Floating && none && maskBand is null) same ??= new T[width];
            else if (none || maskBand is not null) wide ??= new double[width];
            var plane = chunk.Window.Rows * chunk.Window.Columns;
            for (var row = 0; row < rows; row++, first += chunk.Window.Columns)
            {
                var cells = MemoryMarshal.Cast<byte, T>(chunk.Bytes).Slice(checked((int)first), columns);
                if (same is not null)
                {
                    cells.CopyTo(same);
                    Missing.Replace(same.AsSpan(0, columns), missing.GetValueOrDefault(), T.CreateTruncating(double.NaN));
                    lanes.Add<T>(same, columns);
                    continue;
                }
                if (wide is null)
                {
                    lanes.Add<T>(cells, columns);
                    continue;
                }
                if (none) Missing.Row(cells, wide.AsSpan(0, columns), missing.GetValueOrDefault());
                else Conversion.Row(cells, wide.AsSpan(0, columns));
                if (maskBand is { } mask)
                {
                    var valid = chunk.Band(mask).Cells<T>().Slice((int)(first % plane), columns);
                    for (var i = 0; i < columns; i++)
                        if (T.IsZero(valid[i])) wide[i] = double.NaN;
                }
                lanes.Add<double>(wide, columns);
            }
        }

        public Moments Take()
        {
            var moments = lanes.ToMoments();
            lanes = default;
            return moments;
        }
    }

    /// <summary>Bytes are counted by value: exact, and a count says all.</summary>
    private sealed class CountedBytes(byte? missing) : IRunningStatistics
    {
        public const int Counts = 4 * 256;
        private readonly int[] counts = new int[Counts];

        public void Add(Chunk chunk, long first, int rows, int columns)
        {
            for (var row = 0; row < rows; row++, first += chunk.Window.Columns)
                Count(chunk.Bytes.Slice(checked((int)first), columns), counts);
        }

        public Moments Take()
        {
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
            Array.Clear(counts);
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
