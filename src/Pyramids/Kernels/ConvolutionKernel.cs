using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pyramids;

/// <summary>Weighted sums of windows. Weights that are a column times a row are applied one after the other.</summary>
/// <remarks>
/// Every weighted sum is taken over the whole window in one order. Where cells are missing and weights do not sum to 0, the sum of those
/// that are there is scaled up by what the missing ones would weigh; where weights sum to 0, as in a derivative, the result is missing.
/// </remarks>
internal sealed class ConvolutionKernel<T> : FocalKernel<T, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double[,] weights;
    private readonly double[] down, across;                                   // empty when the weights are no product
    private readonly double total;
    private readonly bool propagate;

    public ConvolutionKernel(double[,] weights, NoDataPolicy policy) : base(Math.Max(weights.GetLength(0), weights.GetLength(1)) / 2)
    {
        this.weights = weights;
        (down, across) = Factors(weights);
        double sum = 0, size = 0;
        foreach (var weight in weights) (sum, size) = (sum + weight, size + Math.Abs(weight));
        total = Math.Abs(sum) <= 1e-12 * size ? 0 : sum;
        propagate = policy is NoDataPolicy.Propagate || total == 0;
    }

    /// <summary>Whether the weights are a column times a row.</summary>
    public bool IsSeparable => down.Length > 0;

    public override void Apply(Plane<T> padded, Plane<T> output, int row, int column)
    {
        if (IsSeparable) Quads.Over(padded, output, Halo, Separately);
        else Quads.Over(padded, output, Halo, Together);
    }

    public override double Cost => IsSeparable ? 2 + down.Length + across.Length : 2 + weights.Length;

    public override long ScratchBytes(int rows, int columns) => Rented(2L * (columns + 2 * Halo), sizeof(double)) + (columns < Quads.Count ? 64L * (rows + 2 * Halo) : 0);

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
                if (Math.Abs(weights[r, c] - down[r] * across[c]) > 1e-14 * Math.Abs(pivot)) return ([], []);
        return (down, across);
    }

    private void Together(Plane<T> padded, Plane<T> output)
    {
        int top = Halo - weights.GetLength(0) / 2, left = Halo - weights.GetLength(1) / 2;
        for (var r = 0; r < output.Rows; r++)
        {
            Interruption.Check();
            var to = output.Row(r);
            for (var begin = 0; begin < to.Length; begin += Quads.Count)
            {
                var c = Math.Min(begin, to.Length - Quads.Count);
                var value = Sum(padded, r + top, c + left, masked: false);
                Deliver(padded, r, c, value, !propagate && HasNaN(value) ? Sum(padded, r + top, c + left, masked: true) : value, to);
            }
        }
    }

    private Vector256<double> Sum(Plane<T> padded, int row, int column, bool masked)
    {
        Vector256<double> sum = default, weight = default;
        for (var i = 0; i < weights.GetLength(0); i++)
        {
            ref var cells = ref MemoryMarshal.GetReference(padded.Row(row + i));
            for (var j = 0; j < weights.GetLength(1); j++)
            {
                var z = Quads.Load(ref cells, column + j);
                var w = Vector256.Create(weights[i, j]);
                if (masked)
                {
                    var there = Vector256.Equals(z, z);
                    z &= there;
                    weight += w & there;
                }
                sum = Vector256.FusedMultiplyAdd(z, w, sum);
            }
        }
        return masked ? sum * (Vector256.Create(total) / weight) : sum;
    }

    private void Separately(Plane<T> padded, Plane<T> output)
    {
        int top = Halo - down.Length / 2, left = Halo - across.Length / 2, width = output.Columns + across.Length - 1;
        var rented = ArrayPool<double>.Shared.Rent(2 * width);
        Span<double> sums = rented.AsSpan(0, width), counts = rented.AsSpan(width, width);
        for (var r = 0; r < output.Rows; r++)
        {
            Interruption.Check();
            Down(padded, r + top, left, sums, masked: false);
            var to = output.Row(r);
            var hasCounts = false;
            for (var begin = 0; begin < to.Length; begin += Quads.Count)
            {
                var c = Math.Min(begin, to.Length - Quads.Count);
                var value = Across(sums, c);
                var repaired = value;
                if (!propagate && HasNaN(value))
                {
                    if (!hasCounts)
                    {
                        Down(padded, r + top, left, counts, masked: true);
                        hasCounts = true;
                    }
                    repaired = Masked(padded, r + top, left + c, counts, c);
                }
                Deliver(padded, r, c, value, repaired, to);
            }
        }
        ArrayPool<double>.Shared.Return(rented);
    }

    /// <summary>Weighted sums of columns: of cells, or of the weights of cells that are there.</summary>
    private void Down(Plane<T> padded, int row, int left, Span<double> sums, bool masked)
    {
        ref var to = ref MemoryMarshal.GetReference(sums);
        for (var begin = 0; begin < sums.Length; begin += Quads.Count)
        {
            var c = Math.Min(begin, sums.Length - Quads.Count);
            Vector256<double> sum = default;
            for (var i = 0; i < down.Length; i++)
            {
                var z = Quads.Load(ref MemoryMarshal.GetReference(padded.Row(row + i)), left + c);
                var w = Vector256.Create(down[i]);
                sum = masked ? sum + (w & Vector256.Equals(z, z)) : Vector256.FusedMultiplyAdd(z, w, sum);
            }
            sum.StoreUnsafe(ref to, (nuint)c);
        }
    }

    private Vector256<double> Across(ReadOnlySpan<double> sums, int column)
    {
        ref var from = ref MemoryMarshal.GetReference(sums);
        Vector256<double> sum = default;
        for (var j = 0; j < across.Length; j++) sum = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref from, (nuint)(column + j)), Vector256.Create(across[j]), sum);
        return sum;
    }

    /// <summary>Four windows of which some have missing cells.</summary>
    private Vector256<double> Masked(Plane<T> padded, int row, int column, ReadOnlySpan<double> counts, int at)
    {
        Vector256<double> sum = default;
        for (var j = 0; j < across.Length; j++)
        {
            Vector256<double> part = default;
            for (var i = 0; i < down.Length; i++)
            {
                var z = Quads.Load(ref MemoryMarshal.GetReference(padded.Row(row + i)), column + j);
                part = Vector256.FusedMultiplyAdd(z & Vector256.Equals(z, z), Vector256.Create(down[i]), part);
            }
            sum = Vector256.FusedMultiplyAdd(part, Vector256.Create(across[j]), sum);
        }
        return sum * (Vector256.Create(total) / Across(counts, at));
    }

    private static bool HasNaN(Vector256<double> value) => !Vector256.EqualsAll(value, value);

    /// <summary>Four results; those that are NaN are taken from a second try.</summary>
    private void Deliver(Plane<T> padded, int row, int column, Vector256<double> value, Vector256<double> repaired, Span<T> to)
    {
        var centre = Quads.Load(ref MemoryMarshal.GetReference(padded.Row(row + Halo)), column + Halo);
        value = Vector256.ConditionalSelect(Vector256.Equals(value, value), value, repaired);
        var good = Vector256.Equals(centre, centre) & Vector256.Equals(value, value);
        Quads.Store(Vector256.ConditionalSelect(good, value, Vector256.Create(double.NaN)), ref MemoryMarshal.GetReference(to), column);
    }
}
