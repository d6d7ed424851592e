using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>A function of the cells of a window, for as many neighbouring windows at once as a vector has lanes: the
/// fast form of <see cref="IWindowFunction{T}"/>.</summary>
/// <typeparam name="T">Cell type: float or double.</typeparam>
/// <example><code>
/// readonly struct Highest : IVectorWindowFunction&lt;float&gt;
/// {
///     public Vector&lt;float&gt; Invoke(VectorWindow&lt;float&gt; window)
///     {
///         var highest = window[0, 0];
///         for (var row = -window.Radius; row &lt;= window.Radius; row++)
///             for (var column = -window.Radius; column &lt;= window.Radius; column++)
///                 highest = Vector.ConditionalSelect(Vector.GreaterThan(window[row, column], highest), window[row, column], highest);
///         return highest;
///     }
/// }
/// var peaks = heights.FocalApply&lt;float, Highest&gt;(default, radius: 2);
/// </code></example>
public interface IVectorWindowFunction<T> : IWindowFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The results of neighbouring windows, one in each lane. It is called from many threads at once.</summary>
    /// <param name="window">Cells by their row and column from the middle; missing ones are NaN. Each lane must be
    /// treated alone, whatever the others hold.</param>
    Vector<T> Invoke(VectorWindow<T> window);

    T IWindowFunction<T>.Invoke(ReadOnlySpan<T> window)
    {
        var side = (int)Math.Sqrt(window.Length);
        var stride = side - 1 + Vector<T>.Count;
        var cells = new T[side * stride];
        for (var row = 0; row < side; row++) window.Slice(row * side, side).CopyTo(cells.AsSpan(row * stride));
        return Invoke(new VectorWindow<T>(in cells[side / 2 * stride + side / 2], stride, side / 2))[0];
    }
}

/// <summary>The cells of neighbouring windows: each place of the window for all of them.</summary>
/// <typeparam name="T">Cell type.</typeparam>
public readonly ref struct VectorWindow<T> where T : unmanaged
{
    private readonly ref readonly T middle;
    private readonly int stride;

    /// <summary>Windows around the cell given and those right of it. Whoever makes one sees to it that all their cells are there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal VectorWindow(ref readonly T middle, int stride, int radius)
    {
        this.middle = ref middle;
        this.stride = stride;
        Radius = radius;
    }

    /// <summary>Cells from the middle to the side.</summary>
    public int Radius { get; }

    /// <summary>The cells so many rows below and columns right of the middles; both from -<see cref="Radius"/> to
    /// <see cref="Radius"/>.</summary>
    public Vector<T> this[int row, int column]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if ((uint)(row + Radius) > (uint)(2 * Radius) || (uint)(column + Radius) > (uint)(2 * Radius)) Throw(row, column);
            return Vector.LoadUnsafe(in Unsafe.Add(ref Unsafe.AsRef(in middle), row * stride + column));
        }
    }

    private void Throw(int row, int column)
        => throw new ArgumentOutOfRangeException(nameof(row),
            $"A window of radius {Radius} has no cell [{row}, {column}]; give FocalApply a larger radius.");
}

/// <summary>A function of the cells of square windows, run on vectors.</summary>
internal sealed class VectorFunctionKernel<T, TFunction>(TFunction function, int radius, NoDataPolicy policy) : FocalKernel<T, T>(radius)
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TFunction : struct, IVectorWindowFunction<T>
{
    public override double Cost => 2 + (2.0 * Halo + 1) * (2 * Halo + 1) / 8;

    public override long ScratchBytes(int rows, int columns)
        => (policy is NoDataPolicy.Propagate ? Rented(columns + 2L * Halo, sizeof(int)) : 0)
            + (columns >= Vector<T>.Count ? 0
                : ((rows + 2L * Halo) * (Vector<T>.Count + 2L * Halo) + (long)rows * Vector<T>.Count) * Unsafe.SizeOf<T>());

    // compiled once, fully: short runs are over before the runtime finds out
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Apply(Plane<T> padded, Plane<T> output, int row, int column)
    {
        if (output.Columns < Vector<T>.Count)
        {
            Narrow(padded, output);
            return;
        }
        var side = 2 * Halo + 1;
        for (var r = 0; r < output.Rows; r++)
        {
            Interruption.Check();
            var to = output.Row(r);
            ReadOnlySpan<T> cells = padded.Slice(r, 0, side, padded.Columns).Cells;
            int stride = padded.Stride, last = to.Length - Vector<T>.Count;
            ref var first = ref MemoryMarshal.GetReference(to);
            for (var c = 0; c < last; c += Vector<T>.Count) Cells(cells[c..], stride, ref first, c);
            // The last lanes end with the row and may repeat cells of those before: the same cells give the same bits.
            Cells(cells[last..], stride, ref first, last);
        }
        if (policy is NoDataPolicy.Propagate) Windows.Propagate(padded, output, Halo);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Cells(ReadOnlySpan<T> cells, int stride, ref T to, int column)
    {
        ref readonly var first = ref cells[Halo * stride + Halo];
        var middle = Vector.LoadUnsafe(in first);
        var value = function.Invoke(new VectorWindow<T>(in first, stride, Halo));
        // A missing middle cell gives a missing result, and every missing result is one bit pattern.
        Vector.ConditionalSelect(Vector.Equals(middle, middle) & Vector.Equals(value, value), value, new(T.NaN))
            .StoreUnsafe(ref to, (nuint)column);
    }

    /// <summary>Rows shorter than a vector are computed with some more cells beside them.</summary>
    private void Narrow(Plane<T> padded, Plane<T> output)
    {
        var width = Vector<T>.Count + 2 * Halo;
        var wider = new Plane<T>(new T[padded.Rows * width], padded.Rows, width, width);
        var result = new Plane<T>(new T[output.Rows * Vector<T>.Count], output.Rows, Vector<T>.Count, Vector<T>.Count);
        padded.CopyTo(wider.Slice(0, 0, padded.Rows, padded.Columns));
        Apply(wider, result, 0, 0);
        result.Slice(0, 0, output.Rows, output.Columns).CopyTo(output);
    }
}
