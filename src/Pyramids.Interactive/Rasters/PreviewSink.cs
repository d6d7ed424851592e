namespace Pyramids.Interactive;

/// <summary>Keeps every step-th cell of the chunks that pass by, so that a raster of any size leaves a picture's worth
/// of cells behind.</summary>
internal sealed class PreviewSink(ArraySchema schema, int step) : IChunkSink
{
    private readonly int step = step;
    private readonly double missing = !schema.Type.IsFloating() && schema.NoData is { } nodata ? nodata : double.NaN;
    private readonly int columns = (schema.Grid.Columns + step - 1) / step;

    /// <summary>The cells kept, row by row; missing ones NaN.</summary>
    public float[] Cells { get; } = new float[(schema.Grid.Rows + step - 1) / step * ((schema.Grid.Columns + step - 1) / step)];

    public BlockShape Block => new(1, 1, 1);

    public bool Wants(Window window)
        => window.Band == 0 && RoundUp(window.Row) < window.RowEnd && RoundUp(window.Column) < window.ColumnEnd;

    public ValueTask WriteAsync(long sequence, Chunk chunk, CancellationToken cancellation)
    {
        if (chunk.Window.Band == 0) DTypes.Dispatch(chunk.Type, new Keep(this, chunk));
        return ValueTask.CompletedTask;
    }

    public ValueTask CompleteAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    public long ScratchBytes(Window window) => 0;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private int RoundUp(int cell) => (cell + step - 1) / step * step;

    private sealed class Keep(PreviewSink sink, Chunk chunk) : IDTypeAction<bool>
    {
        public bool Invoke<T>() where T : unmanaged, System.Numerics.INumber<T>, System.Numerics.IMinMaxValue<T>
        {
            var (step, window) = (sink.step, chunk.Window);
            var plane = chunk.Plane<T>();
            for (var row = sink.RoundUp(window.Row); row < window.RowEnd; row += step)
            {
                var cells = plane.Row(row - window.Row);
                for (var column = sink.RoundUp(window.Column); column < window.ColumnEnd; column += step)
                {
                    var value = double.CreateChecked(cells[column - window.Column]);
                    sink.Cells[row / step * sink.columns + column / step] = value == sink.missing ? float.NaN : (float)value;
                }
            }
            return true;
        }
    }
}
