using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Pyramids.Tests;

/// <summary>How a test fills what lies outside a raster.</summary>
internal enum Outside { Symmetric, Extrapolated, Missing }

/// <summary>A raster of one band, small enough to hold; kernels are run on it whole or in pieces.</summary>
internal sealed class TestRaster<T>(int rows, int columns) where T : unmanaged, INumber<T>
{
    public int Rows { get; } = rows;

    public int Columns { get; } = columns;

    public T[] Cells { get; } = new T[rows * columns];

    public T this[int row, int column]
    {
        get => Cells[row * Columns + column];
        set => Cells[row * Columns + column] = value;
    }

    /// <summary>Rows of numbers as printed; a dot is a missing cell.</summary>
    public static TestRaster<T> Parse(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToArray();
        var raster = new TestRaster<T>(lines.Length, lines[0].Length);
        for (var i = 0; i < raster.Cells.Length; i++)
        {
            var word = lines[i / raster.Columns][i % raster.Columns];
            raster.Cells[i] =
                word == "." ? T.CreateTruncating(double.NaN) : T.CreateTruncating(double.Parse(word, CultureInfo.InvariantCulture));
        }
        return raster;
    }

    public static TestRaster<T> Of(int rows, int columns, Func<int, int, double> value)
    {
        var raster = new TestRaster<T>(rows, columns);
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++) raster[row, column] = T.CreateTruncating(value(row, column));
        return raster;
    }

    /// <summary>Hills, noise, and a share of missing cells in blots and alone: the same for the same seed.</summary>
    public static TestRaster<T> Hills(int rows, int columns, int seed = 1, double missing = 0)
    {
        var random = new Random(seed);
        var raster = Of(rows, columns, (r, c) => 500 + 200 * Math.Sin(r * 0.11) * Math.Cos(c * 0.07) + 20 * random.NextDouble());
        for (var spot = 0; spot < missing * rows * columns / 5; spot++)
        {
            int row = random.Next(rows), column = random.Next(columns), size = random.Next(1, 4);
            for (var r = row; r < Math.Min(rows, row + size); r++)
                for (var c = column; c < Math.Min(columns, column + size); c++) raster[r, c] = T.CreateTruncating(double.NaN);
        }
        return raster;
    }

    /// <summary>A cell of the raster or of what is taken to lie around it.</summary>
    public T At(int row, int column, Outside outside)
    {
        if (row >= 0 && row < Rows && column >= 0 && column < Columns) return this[row, column];
        switch (outside)
        {
            case Outside.Symmetric:
                return this[Mirror(row, Rows), Mirror(column, Columns)];
            case Outside.Extrapolated:
                if (row < 0) return Beyond(At(0, column, outside), At(Math.Min(1, Rows - 1), column, outside));
                if (row >= Rows) return Beyond(At(Rows - 1, column, outside), At(Math.Max(Rows - 2, 0), column, outside));
                return column < 0
                    ? Beyond(this[row, 0], this[row, Math.Min(1, Columns - 1)])
                    : Beyond(this[row, Columns - 1], this[row, Math.Max(Columns - 2, 0)]);
            default:
                return T.CreateTruncating(double.NaN);
        }
    }

    /// <summary>Runs a kernel on pieces of at most <paramref name="rows"/> by <paramref name="columns"/> cells; 0 takes
    /// the whole.</summary>
    public TestRaster<TOut> Run<TOut>(FocalKernel kernel, Outside outside = Outside.Symmetric, int rows = 0, int columns = 0)
        where TOut : unmanaged, INumber<TOut>
    {
        var result = new TestRaster<TOut>(Rows, Columns);
        int stepRows = rows == 0 ? Rows : rows, stepColumns = columns == 0 ? Columns : columns;
        for (var row = 0; row < Rows; row += stepRows)
        {
            for (var column = 0; column < Columns; column += stepColumns)
            {
                var window = new Window(row, column, Math.Min(stepRows, Rows - row), Math.Min(stepColumns, Columns - column));
                var padded = Chunk.Allocate(window.Expand(kernel.Halo), DTypes.Of<T>());
                var plane = padded.Plane<T>();
                for (var r = 0; r < plane.Rows; r++)
                    for (var c = 0; c < plane.Columns; c++) plane[r, c] = At(padded.Window.Row + r, padded.Window.Column + c, outside);
                var output = Chunk.Allocate(window, DTypes.Of<TOut>());
                kernel.Apply(padded, output);
                for (var r = 0; r < window.Rows; r++)
                    output.Plane<TOut>().Row(r).CopyTo(result.Cells.AsSpan((row + r) * Columns + column));
            }
        }
        return result;
    }

    /// <summary>The cells' bit patterns, so that NaN equals NaN and 0 does not equal -0.</summary>
    public byte[] Bits() => MemoryMarshal.AsBytes(Cells.AsSpan()).ToArray();

    private static T Beyond(T edge, T inner) => edge + edge - inner;

    private static int Mirror(int index, int count)
    {
        var period = 2 * count;
        var i = ((index % period) + period) % period;
        return i < count ? i : period - 1 - i;
    }
}
