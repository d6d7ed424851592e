using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>Cells in memory, with their grid: the result of a computation.</summary>
/// <remarks>Cells are row-major in (band, row, column) order. Floating arrays hold NaN where a cell is missing.</remarks>
[TypeFormatterSource]
public sealed partial class NDArray
{
    private readonly Array cells;

    internal NDArray(ArraySchema schema, Array cells) => (Schema, this.cells) = (schema, cells);

    /// <summary>Grid, bands, cell type, nodata and names.</summary>
    public ArraySchema Schema { get; }

    /// <summary>Rows, columns, transform and CRS.</summary>
    public GridSpec Grid => Schema.Grid;

    /// <summary>The coordinate reference system; null when the array has none.</summary>
    public Crs? Crs => Grid.Crs;

    /// <summary>Cell type.</summary>
    public DType DType => Schema.Type;

    /// <summary>Lengths of the axes: (rows, columns), (bands, rows, columns), or fewer after a reduction.</summary>
    public IReadOnlyList<int> Shape => Schema.Shape;

    /// <summary>Number of cells.</summary>
    public long Count => cells.LongLength;

    /// <summary>The cells, typed.</summary>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not the cell type.</exception>
    public Span<T> Span<T>() where T : unmanaged => cells is T[] typed && DTypes.Of<T>() == DType
        ? typed
        : throw new InvalidOperationException(
            $"The array holds {DType}; Span<{typeof(T).Name}> was asked for. Use Span of the cell type, or AsType first.");

    /// <summary>A cell of the first band, as a double.</summary>
    public double this[int row, int column] => this[0, row, column];

    /// <summary>A cell, as a double. 64-bit integers beyond 2^53 are rounded; use <see cref="Span{T}"/> for them.</summary>
    public double this[int band, int row, int column]
    {
        get
        {
            var (bands, rows, columns) = (Schema.Bands, Grid.Rows, Grid.Columns);
            if ((uint)band >= (uint)bands || (uint)row >= (uint)rows || (uint)column >= (uint)columns)
                throw new ArgumentOutOfRangeException(nameof(row),
                    $"Cell [{band}, {row}, {column}] lies outside an array of {bands} bands, {rows} rows and {columns} columns.");
            return ValueAt(((long)band * rows + row) * columns + column);
        }
    }

    /// <summary>The only cell of a result that has one.</summary>
    /// <exception cref="InvalidOperationException">The array has more cells.</exception>
    public double Value
        => Count == 1 ? ValueAt(0)
            : throw new InvalidOperationException($"The array has {Count} cells; a single value was asked for. Use an index.");

    /// <summary>All cells as doubles, in order.</summary>
    public double[] ToDoubles()
    {
        var result = new double[Count];
        for (long i = 0; i < result.LongLength; i++) result[i] = ValueAt(i);
        return result;
    }

    /// <summary>A copy of the cells in (row, column, band) order: the bands of a pixel side by side, as pictures and
    /// many models take them.</summary>
    /// <typeparam name="T">The array's cell type, as C# calls it.</typeparam>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not the cell type.</exception>
    public T[] ToBandLast<T>() where T : unmanaged
    {
        ReadOnlySpan<T> from = Span<T>();
        var (bands, plane) = (Schema.Bands, Grid.Rows * Grid.Columns);
        var result = new T[from.Length];
        for (var band = 0; band < bands; band++)
        {
            var cells = from.Slice(band * plane, plane);
            for (var i = 0; i < cells.Length; i++) result[i * bands + band] = cells[i];
        }
        return result;
    }

    /// <summary>An array from cells in (band, row, column) order.</summary>
    /// <typeparam name="T">A cell type.</typeparam>
    /// <param name="grid">Rows, columns and where they lie.</param>
    /// <param name="cells">As many cells as the grid has, times a whole number of bands. Not copied.</param>
    /// <param name="noData">The value that marks a missing cell in an integer array; floating arrays use NaN.</param>
    /// <exception cref="ArgumentException">The number of cells does not fit the grid.</exception>
    public static NDArray From<T>(GridSpec grid, T[] cells, double? noData = null) where T : unmanaged
    {
        var plane = (long)grid.Rows * grid.Columns;
        if (cells.LongLength == 0 || cells.LongLength % plane != 0)
            throw new ArgumentException(
                $"{cells.LongLength} cells do not fill whole bands of {grid.Rows} rows and {grid.Columns} columns ({plane} cells).",
                nameof(cells));
        var bands = checked((int)(cells.LongLength / plane));
        return new(new(grid, bands, DTypes.Of<T>()) { NoData = noData, IsPlane = bands == 1 }, cells);
    }

    /// <summary>A band from a matrix of rows and columns, on cells of size 1 without a CRS unless a grid is given.</summary>
    public static NDArray From<T>(T[,] cells, GridSpec? grid = null, double? noData = null) where T : unmanaged
    {
        int rows = cells.GetLength(0), columns = cells.GetLength(1);
        var flat = new T[rows * columns];
        for (var r = 0; r < rows; r++)
            for (var c = 0; c < columns; c++)
                flat[r * columns + c] = cells[r, c];
        return From(grid ?? new(rows, columns, Affine.Identity), flat, noData);
    }

    /// <summary>A single value, as a number.</summary>
    public static explicit operator double(NDArray array) => array.Value;

    /// <summary>Shape and cell type; of a few cells, their values.</summary>
    public override string ToString()
    {
        const int few = 8;
        var kind = $"NDArray ({string.Join(", ", Shape)}) {DType}";
        return Count > few ? kind
            : FormattableString.Invariant(
                $"{kind}: {string.Join(", ", ToDoubles().Select(value => value.ToString("G7", CultureInfo.InvariantCulture)))}");
    }

    internal static NDArray Allocate(ArraySchema schema)
        => new(schema, DTypes.Dispatch(schema.Type, new AllocateCells(schema.Whole.Cells)));

    /// <summary>The cells of one band as bytes, from a row on; for copying between arrays and chunks of the same cell type.</summary>
    internal Span<byte> RowBytes(int band, int row, int column, int count)
    {
        var size = DType.Size();
        var first = (((long)band * Grid.Rows + row) * Grid.Columns + column) * size;
        ref var start = ref Unsafe.AddByteOffset(ref MemoryMarshal.GetArrayDataReference(cells), (nint)first);
        if (first < 0 || first + (long)count * size > cells.LongLength * size) throw new ArgumentOutOfRangeException(nameof(column));
        return MemoryMarshal.CreateSpan(ref start, count * size);
    }

    private double ValueAt(long index) => DType switch              // not by the array's type: the runtime takes sbyte[] for byte[]
    {
        DType.Float32 => ((float[])cells)[index],
        DType.Float64 => ((double[])cells)[index],
        DType.UInt8 => ((byte[])cells)[index],
        DType.Int8 => ((sbyte[])cells)[index],
        DType.UInt16 => ((ushort[])cells)[index],
        DType.Int16 => ((short[])cells)[index],
        DType.UInt32 => ((uint[])cells)[index],
        DType.Int32 => ((int[])cells)[index],
        DType.UInt64 => ((ulong[])cells)[index],
        _ => ((long[])cells)[index],
    };

    private sealed class AllocateCells(long count) : IDTypeAction<Array>
    {
        public Array Invoke<T>() where T : unmanaged, System.Numerics.INumber<T>, System.Numerics.IMinMaxValue<T>
        {
            if (count > Array.MaxLength)
                throw new ArgumentException(
                    $"An array in memory holds at most {Array.MaxLength} cells; {count} were asked for. Write to a file with ToGeoTiff "
                        + "or ToZarr, or take a part.");
            var cells = GC.AllocateUninitializedArray<T>((int)count);
            HugePages.Ask(cells);
            return cells;
        }
    }
}
