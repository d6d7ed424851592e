using System.Buffers;
using System.Collections.Concurrent;
using System.Numerics;

namespace Pyramids;

/// <summary>The cells of an array on another grid, in the same CRS or another.</summary>
/// <param name="Grid">The grid of the result.</param>
/// <param name="Resampling">How values are found between cells.</param>
/// <param name="Outside">What cells get that lie outside the array, where its type is an integer one; null for floating
/// arrays, where they are missing.</param>
internal sealed record WarpOperation(GridSpec Grid, Resampling Resampling, double? Outside = null) : Operation
{
    public override string Label => $"warp {Resampling.ToString().ToLowerInvariant()}";

    // Nearest moves cells, and weights make stored numbers of stored numbers, which scales and units go on belonging to.
    public override bool KeepsMeaning => true;

    public override Node On(params IReadOnlyList<Node> inputs)
    {
        var schema = One(inputs).Schema;
        if (Resampling is not Resampling.Nearest) schema = schema with { Meaning = schema.Meaning?.Floating() };
        if (!schema.Type.IsFloating()
            && (Resampling is not Resampling.Nearest || Outside is not { } value || Build.Fits(value, schema.Type) is null))
            throw new ArgumentException($"'{Label}' of {schema.Type} cells takes Nearest and a {schema.Type} for those outside.");
        return DTypes.Dispatch(schema.Type,
            new Make(this, schema with { Grid = Grid, NoData = schema.Type.IsFloating() ? double.NaN : schema.NoData }, inputs[0]));
    }

    private sealed class Make(WarpOperation operation, ArraySchema schema, Node input) : IDTypeAction<Node>
    {
        public Node Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            if (operation.Resampling is Resampling.Nearest)
                return new NearestNode<T>(operation, schema, input, T.CreateTruncating(operation.Outside ?? double.NaN));
            return typeof(T) == typeof(float)
                ? new WeightedNode<float>(operation, schema, input)
                : new WeightedNode<double>(operation, schema, input);
        }
    }
}

/// <summary>Cells found at positions among others; which input cells an output window needs follows from bounds of the positions.</summary>
internal abstract class WarpNode : KernelNode
{
    private const int MostWindows = 1 << 16;
    private readonly CellMap map;
    private ConcurrentDictionary<Window, Window> windows = new();

    protected WarpNode(WarpOperation operation, ArraySchema schema, Node input) : base(operation, schema, input)
    {
        map = CellMap.Between(schema.Grid, input.Schema.Grid);
        var (columns, rows) = operation.Resampling is Resampling.Bilinear or Resampling.Cubic ? map.Scale() : (1, 1);
        if (columns > 1000 || rows > 1000)
            throw new GridException(
                $"A cell of {schema.Grid} takes {columns:0} columns and {rows:0} rows of {input.Schema.Grid}; {operation.Resampling} "
                    + "weighs at most 1000. Use Resampling.Average.",
                input.Schema.Grid, schema.Grid);
        Sampler = new(operation.Resampling, input.Schema.Grid.Columns, input.Schema.Grid.Rows, Math.Max(1, columns), Math.Max(1, rows));
    }

    protected Resampler Sampler { get; }

    public override bool IsUneven => true;

    public override double Cost => 10;

    /// <summary>A computed input is needed again and again by windows that overlap.</summary>
    public override bool KeepsInput(int input) => true;

    public override Window InputWindow(int input, Window output)
    {
        var plane = output with { Band = 0, Bands = 1 };
        var known = windows;
        if (!known.TryGetValue(plane, out var window))
        {
            window = Needed(plane);
            if (known.Count >= MostWindows) windows = known = new();
            known[plane] = window;
        }
        return window with { Band = output.Band, Bands = output.Bands };
    }

    public sealed override void Compute(ReadOnlySpan<Chunk> inputs, Chunk output)
    {
        var window = output.Window;
        if (InputWindow(0, window).IsEmpty)
        {
            FillOutside(output);
            return;
        }
        var boxes = Sampler.Method is Resampling.Average;
        var rented = ArrayPool<double>.Shared.Rent(Numbers * window.Columns);
        Span<double> x = rented.AsSpan(0, window.Columns), y = rented.AsSpan(window.Columns, window.Columns);
        Span<double> x1 = boxes ? rented.AsSpan(2 * window.Columns, window.Columns) : [],
            y1 = boxes ? rented.AsSpan(3 * window.Columns, window.Columns) : [];
        for (var row = 0; row < window.Rows; row++)
        {
            Interruption.Check();
            if (boxes) map.Boxes(window.Row + row, window.Column, x, y, x1, y1, rented.AsSpan(4 * window.Columns, 4 * window.Columns));
            else map.Positions(window.Row + row, window.Column, 0.5, 0.5, x, y);
            Row(inputs[0], output, row, x, y, x1, y1);
        }
        ArrayPool<double>.Shared.Return(rented);
    }

    public override long ScratchBytes(Window output)
        => (long)BitOperations.RoundUpToPowerOf2((uint)(Numbers * output.Columns)) * sizeof(double);

    /// <summary>Numbers kept for each cell of a row.</summary>
    private int Numbers => Sampler.Method is Resampling.Average ? 8 : 2;

    protected abstract void FillOutside(Chunk output);

    protected abstract void Row(Chunk input, Chunk output, int row, ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> x1,
        ReadOnlySpan<double> y1);

    private Window Needed(Window output)
    {
        var (left, top, right, bottom) = map.Bounds(output);
        var (columns, rows) = Sampler.Reach;
        int width = Sampler.Columns, height = Sampler.Rows;
        if (!(right >= -1 && bottom >= -1 && left <= width + 1.0 && top <= height + 1.0)) return new(0, 0, 0, 1, 0, 0);
        int column = Cell(left - columns, width), row = Cell(top - rows, height);
        return new(0, row, column, 1, Math.Min(height, Cell(bottom + rows, height) + 1) - row,
            Math.Min(width, Cell(right + columns, width) + 1) - column);

        static int Cell(double position, int length) => (int)Math.Clamp(Math.Floor(position), 0, length - 1);
    }
}

internal sealed class NearestNode<T>(WarpOperation operation, ArraySchema schema, Node input, T outside)
    : WarpNode(operation, schema, input) where T : unmanaged
{
    public override bool IsMask => Inputs[0].IsMask && ((WarpOperation)Operation).Outside is 0;

    protected override void FillOutside(Chunk output) => output.Cells<T>().Fill(Outside(output));

    protected override void Row(Chunk input, Chunk output, int row, ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> x1,
        ReadOnlySpan<double> y1)
        => Sampler.Nearest(input.Plane<T>(output.Window.Band - input.Window.Band), input.Window.Row, input.Window.Column, x, y,
            output.Plane<T>().Row(row), Outside(output));

    /// <summary>A mask or an opacity is 0 outside, whatever the other bands are.</summary>
    private T Outside(Chunk output)
        => Schema.Meaning is { } meaning && (output.Window.Band == meaning.MaskBand || output.Window.Band == meaning.AlphaBand) ? default
            : outside;
}

internal sealed class WeightedNode<T>(WarpOperation operation, ArraySchema schema, Node input) : WarpNode(operation, schema, input)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void FillOutside(Chunk output) => output.Cells<T>().Fill(T.NaN);

    protected override void Row(Chunk input, Chunk output, int row, ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> x1,
        ReadOnlySpan<double> y1)
    {
        var cells = input.Plane<T>(output.Window.Band - input.Window.Band);
        var result = output.Plane<T>().Row(row);
        if (Sampler.Method is Resampling.Average) Sampler.Average(cells, input.Window.Row, input.Window.Column, x, y, x1, y1, result);
        else Sampler.Weighted(cells, input.Window.Row, input.Window.Column, x, y, result);
    }
}
