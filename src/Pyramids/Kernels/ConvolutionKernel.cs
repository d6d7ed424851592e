using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pyramids;

/// <summary>Weighted sums of windows. Weights that are a column times a row are applied one after the other.</summary>
/// <remarks>
/// A weight of 0 leaves its cell out: whether that one is missing or infinite does not show.
/// Every weighted sum is taken over the whole window in one order. Where cells are missing and weights do not sum to 0, the sum of those
/// that are there is scaled up by what the missing ones would weigh; where weights sum to 0, as in a derivative, the result is missing.
/// </remarks>
internal sealed class ConvolutionKernel<T> : FocalKernel<T, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly (int Row, int Column, double Weight)[] taps;             // weights other than 0
    private readonly (int At, double Weight)[] down, across;                  // of the factors; empty when the weights are no product
    private readonly int rows, columns;
    private readonly double total;
    private readonly bool propagate;

    public ConvolutionKernel(double[,] weights, NoDataPolicy policy) : base(Math.Max(weights.GetLength(0), weights.GetLength(1)) / 2)
    {
        (rows, columns) = (weights.GetLength(0), weights.GetLength(1));
        taps = [.. from i in Enumerable.Range(0, weights.Length) let at = (Row: i / columns, Column: i % columns)
                   where weights[at.Row, at.Column] != 0 select (at.Row, at.Column, weights[at.Row, at.Column])];
        var factors = Factors(weights);
        (down, across) = (Taps(factors.Down), Taps(factors.Across));
        double sum = 0, size = 0;
        foreach (var weight in weights) (sum, size) = (sum + weight, size + Math.Abs(weight));
        total = Math.Abs(sum) <= 1e-12 * size ? 0 : sum;
        propagate = policy is NoDataPolicy.Propagate || total == 0;
    }

    /// <summary>Whether the weights are a column times a row.</summary>
    public bool IsSeparable => down.Length > 0;

    public override void Apply(Plane<T> padded, Plane<T> output, int row, int column)
    {
        if (Vector512.IsHardwareAccelerated && output.Columns >= Wide<double>.Count) Run<Wide<double>>(padded, output);
        else if (Vector.IsHardwareAccelerated && output.Columns >= Simd<double>.Count) Run<Simd<double>>(padded, output);
        else Run<Scalar<double>>(padded, output);
    }

    public override double Cost => IsSeparable ? 2 + down.Length + across.Length : 2 + taps.Length;

    public override long ScratchBytes(int rows, int columns) => Rented(2L * (columns + 2 * Halo), sizeof(double));

    /// <summary>The column and the row whose product the weights are, to within rounding; empty when there is none.</summary>
    internal static (double[] Down, double[] Across) Factors(double[,] weights)
    {
        int rows = weights.GetLength(0), columns = weights.GetLength(1), pivotRow = 0, pivotColumn = 0;
        for (var r = 0; r < rows; r++)
            for (var c = 0; c < columns; c++)
                if (Math.Abs(weights[r, c]) > Math.Abs(weights[pivotRow, pivotColumn])) (pivotRow, pivotColumn) = (r, c);
        var pivot = weights[pivotRow, pivotColumn];
        if (pivot == 0 || rows == 1 || columns == 1) return ([], []);
        var down = Enumerable.Range(0, rows).Select(r => weights[r, pivotColumn] / pivot).ToArray();
        var across = Enumerable.Range(0, columns).Select(c => weights[pivotRow, c]).ToArray();
        for (var r = 0; r < rows; r++)
            for (var c = 0; c < columns; c++)
            {
                var product = down[r] * across[c];
                if (Math.Abs(weights[r, c] - product) > 1e-14 * Math.Abs(pivot) || (weights[r, c] == 0 && product != 0)) return ([], []);
            }
        return (down, across);
    }

    private static (int At, double Weight)[] Taps(double[] factor) => [.. factor.Index().Where(tap => tap.Item != 0)];

    private void Run<TLane>(Plane<T> padded, Plane<T> output) where TLane : struct, ILane<TLane, double>
    {
        Focal3x3.CheckHalo(padded.Rows, padded.Columns, output.Rows, output.Columns, Halo);
        if (IsSeparable) Separately<TLane>(padded, output);
        else Together<TLane>(padded, output);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Together<TLane>(Plane<T> padded, Plane<T> output) where TLane : struct, ILane<TLane, double>
    {
        int top = Halo - rows / 2, left = Halo - columns / 2;
        nuint count = (nuint)TLane.Count, last = (nuint)output.Columns - count;
        for (var r = 0; r < output.Rows; r++)
        {
            Interruption.Check();
            ref var window = ref padded[r + top, left];
            ref var middle = ref padded[r + Halo, Halo];
            ref var to = ref output[r, 0];
            for (nuint c = 0; ; c += count)
            {
                if (c > last) c = last;                                       // the last lane may repeat some
                var value = Sum<TLane>(ref window, (nuint)padded.Stride, c, masked: false);
                Deliver(value, !propagate && HasNaN(value) ? Sum<TLane>(ref window, (nuint)padded.Stride, c, masked: true) : value,
                    ref middle, ref to, c);
                if (c == last) break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TLane Sum<TLane>(ref T window, nuint stride, nuint column, bool masked) where TLane : struct, ILane<TLane, double>
    {
        TLane sum = TLane.Splat(0), weight = TLane.Splat(0);
        foreach (var tap in taps)
        {
            var z = Doubles.Load<TLane, T>(ref window, (nuint)tap.Row * stride + column + (nuint)tap.Column);
            var w = TLane.Splat(tap.Weight);
            if (masked)
            {
                var there = TLane.Same(z, z);
                z &= there;
                weight += w & there;
            }
            sum = TLane.Fma(z, w, sum);
        }
        return masked ? sum * (TLane.Splat(total) / weight) : sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Separately<TLane>(Plane<T> padded, Plane<T> output) where TLane : struct, ILane<TLane, double>
    {
        int top = Halo - rows / 2, left = Halo - columns / 2, width = output.Columns + columns - 1;
        nuint count = (nuint)TLane.Count, last = (nuint)output.Columns - count, stride = (nuint)padded.Stride;
        var rented = Scratch.Rent<double>(2 * width, out var scratch);
        Span<double> sums = scratch[..width], shares = scratch[width..];
        for (var r = 0; r < output.Rows; r++)
        {
            Interruption.Check();
            ref var window = ref padded[r + top, left];
            ref var middle = ref padded[r + Halo, Halo];
            ref var to = ref output[r, 0];
            Down<TLane>(ref window, stride, sums, masked: false);
            var hasShares = false;
            for (nuint c = 0; ; c += count)
            {
                if (c > last) c = last;
                TLane value = Across<TLane>(ref MemoryMarshal.GetReference(sums), c), repaired = value;
                if (!propagate && HasNaN(value))
                {
                    if (!hasShares) Down<TLane>(ref window, stride, shares, masked: true);
                    hasShares = true;
                    repaired = Masked<TLane>(ref window, stride, c)
                        * (TLane.Splat(total) / Across<TLane>(ref MemoryMarshal.GetReference(shares), c));
                }
                Deliver(value, repaired, ref middle, ref to, c);
                if (c == last) break;
            }
        }
        Scratch.Return(rented);
    }

    /// <summary>Weighted sums of columns: of cells, or of the weights of cells that are there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Down<TLane>(ref T window, nuint stride, Span<double> sums, bool masked) where TLane : struct, ILane<TLane, double>
    {
        ref var to = ref MemoryMarshal.GetReference(sums);
        nuint count = (nuint)TLane.Count, last = (nuint)sums.Length - count;
        for (nuint c = 0; ; c += count)
        {
            if (c > last) c = last;
            var sum = TLane.Splat(0);
            foreach (var (at, weight) in down)
            {
                var z = Doubles.Load<TLane, T>(ref window, (nuint)at * stride + c);
                var w = TLane.Splat(weight);
                sum = masked ? sum + (w & TLane.Same(z, z)) : TLane.Fma(z, w, sum);
            }
            sum.Store(ref to, c);
            if (c == last) return;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TLane Across<TLane>(ref double sums, nuint column) where TLane : struct, ILane<TLane, double>
    {
        var sum = TLane.Splat(0);
        foreach (var (at, weight) in across) sum = TLane.Fma(TLane.Load(in sums, column + (nuint)at), TLane.Splat(weight), sum);
        return sum;
    }

    /// <summary>Weighted sums of the cells that are there.</summary>
    private TLane Masked<TLane>(ref T window, nuint stride, nuint column) where TLane : struct, ILane<TLane, double>
    {
        var sum = TLane.Splat(0);
        foreach (var (right, factor) in across)
        {
            var part = TLane.Splat(0);
            foreach (var (below, weight) in down)
            {
                var z = Doubles.Load<TLane, T>(ref window, (nuint)below * stride + column + (nuint)right);
                part = TLane.Fma(z & TLane.Same(z, z), TLane.Splat(weight), part);
            }
            sum = TLane.Fma(part, TLane.Splat(factor), sum);
        }
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool HasNaN<TLane>(TLane value) where TLane : struct, ILane<TLane, double> => !TLane.IsSet(TLane.Same(value, value));

    /// <summary>A lane of results; those that are NaN are taken from a second try.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Deliver<TLane>(TLane value, TLane repaired, ref T middle, ref T to, nuint column)
        where TLane : struct, ILane<TLane, double>
    {
        var centre = Doubles.Load<TLane, T>(ref middle, column);
        value = TLane.Select(TLane.Same(value, value), value, repaired);
        var good = TLane.Ordered(centre, value);
        Doubles.Store(TLane.Select(good, value, TLane.Splat(double.NaN)), ref to, column);
    }
}
