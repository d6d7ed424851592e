using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>Any function of cells and those around them, as many on each side as a depth says.</summary>
internal sealed class OverlapNode<TIn, TOut, TKernel>(OverlapOperation<TIn, TOut, TKernel> operation, ArraySchema schema, Node input)
    : KernelNode(operation, schema, input)
    where TIn : unmanaged where TOut : unmanaged where TKernel : IOverlapKernel<TIn, TOut>
{
    private readonly TKernel kernel = operation.Kernel;
    private readonly Depth depth = operation.Depth;
    private readonly Boundary boundary = operation.Boundary;
    private readonly bool isPeriodic = operation.Boundary.Mode == EdgeMode.Periodic;

    public override int Halo => depth.Largest;

    public override double Cost => 20;                               // nobody knows what the function does

    public override double EdgeValue => boundary.Value;

    public override EdgeMode EdgeOf(int inputIndex) => boundary.Mode;

    /// <summary>The cells around the output; where the raster is mirrored, also those that are seen again beyond its edge.</summary>
    public override Window InputWindow(int inputIndex, Window output)
    {
        var whole = Inputs[0].Schema.Whole;
        var bands = Enumerable.Range(output.Band - depth.BandsBefore, output.Bands + depth.BandsBefore + depth.BandsAfter).Select(BandAt)
            .Where(band => band >= 0).ToArray();
        int firstBand = bands.Min(), bandCount = bands.Max() + 1 - firstBand;
        if (isPeriodic)
            return new(firstBand, output.Row, output.Column, bandCount, output.Rows + depth.Top + depth.Bottom,
                output.Columns + depth.Left + depth.Right);
        var (row, rowEnd) = Along(output.Row, output.RowEnd, depth.Top, depth.Bottom, whole.Rows);
        var (column, columnEnd) = Along(output.Column, output.ColumnEnd, depth.Left, depth.Right, whole.Columns);
        return new(firstBand, row, column, bandCount, rowEnd - row, columnEnd - column);
    }

    public override void Compute(ReadOnlySpan<Chunk> inputs, Chunk output)
    {
        Interruption.Check();
        var seen = Seen(output.Window);
        var shift = isPeriodic ? (Row: depth.Top, Column: depth.Left) : default;
        var from = inputs[0];
        int stride = from.Window.Columns, plane = from.Window.Rows * stride;
        var first = (seen.Row + shift.Row - from.Window.Row) * stride + seen.Column + shift.Column - from.Window.Column;
        var cells = from.Cells<TIn>();
        output.Bytes.Clear();                                        // what the function leaves out is 0, not what lay there
        if (seen.Bands == 1)
        {
            kernel.Invoke(new(cells[((seen.Band - from.Window.Band) * plane + first)..], stride, plane, seen, output.Window),
                new(output.Plane<TOut>(), output.Window));
            return;
        }
        // Bands around this one, in their order: they may be mirrored or wrapped, so their rows are gathered.
        var size = seen.Rows * seen.Columns;
        using var gathered = new NativeBuffer((long)seen.Bands * size * DTypes.Of<TIn>().Size());
        var all = MemoryMarshal.Cast<byte, TIn>(gathered.GetSpan());
        for (var band = 0; band < seen.Bands; band++)
        {
            var target = all.Slice(band * size, size);
            var at = BandAt(seen.Band + band);
            if (at < 0) target.Fill(Outside());
            else
                for (var row = 0; row < seen.Rows; row++)
                    cells.Slice((at - from.Window.Band) * plane + first + row * stride, seen.Columns)
                        .CopyTo(target[(row * seen.Columns)..]);
        }
        kernel.Invoke(new(all, seen.Columns, size, seen, output.Window), new(output.Plane<TOut>(), output.Window));
    }

    public override long ScratchBytes(Window output) => Seen(output) is { Bands: > 1 } seen ? seen.Cells * DTypes.Of<TIn>().Size() : 0;

    /// <summary>What the function is shown for an output window.</summary>
    private Window Seen(Window output)
    {
        var window = new Window(output.Band - depth.BandsBefore, output.Row - depth.Top, output.Column - depth.Left,
            output.Bands + depth.BandsBefore + depth.BandsAfter,
            output.Rows + depth.Top + depth.Bottom, output.Columns + depth.Left + depth.Right);
        return boundary.IsOpen ? window.Intersect(Schema.Whole) : window;
    }

    private (int Start, int End) Along(int start, int end, int before, int after, int length)
    {
        (start, end) = (start - before, end + after);
        if (boundary.IsOpen) return (Math.Max(0, start), Math.Min(length, end));
        if (boundary.Mode != EdgeMode.Symmetric) return (start, end);
        var (first, last) = (start, end);
        if (start < 0) last = Math.Max(end, Math.Min(length, -start));
        if (end > length) first = Math.Min(start, Math.Max(0, length - (end - length)));
        return (first, last);
    }

    /// <summary>The band that is seen at a place along the bands; -1 for none.</summary>
    private int BandAt(int band)
    {
        var bands = Schema.Bands;
        if (band >= 0 && band < bands) return band;
        return boundary.Mode switch
        {
            EdgeMode.Nearest => Math.Clamp(band, 0, bands - 1),
            EdgeMode.Periodic => (band % bands + bands) % bands,
            EdgeMode.Symmetric
                => ((band % (2 * bands)) + 2 * bands) % (2 * bands) is var phase && phase < bands ? phase : 2 * bands - 1 - phase,
            _ => -1,
        };
    }

    private TIn Outside()
        => DTypes.Dispatch(DTypes.Of<TIn>(), new OutsideAction(boundary.Mode == EdgeMode.Constant ? boundary.Value : double.NaN));

    private sealed class OutsideAction(double value) : IDTypeAction<TIn>
    {
        public TIn Invoke<T>() where T : unmanaged, System.Numerics.INumber<T>, System.Numerics.IMinMaxValue<T>
            => (TIn)(object)(double.IsNaN(value) && !DTypes.Of<T>().IsFloating() ? T.Zero : T.CreateTruncating(value));
    }
}
