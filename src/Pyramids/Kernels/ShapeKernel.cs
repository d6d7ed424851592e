using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pyramids;

/// <summary>Moments and extremes of windows of any shape, cell by cell of the window, four windows at a time.</summary>
/// <remarks>Variances take two passes over the window: its mean first, then the squared deviations from it.</remarks>
internal sealed class ShapeKernel<T>(FocalStatistic statistic, Footprint footprint, NoDataPolicy policy)
    : FocalKernel<T, T>(footprint.Radius)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override double Cost => 2 + footprint.Count;

    public override void Apply(Plane<T> padded, Plane<T> output, int row, int column) => Quads.Over(padded, output, Halo, Run);

    private void Run(Plane<T> padded, Plane<T> output)
    {
        for (var r = 0; r < output.Rows; r++)
        {
            Interruption.Check();
            var to = output.Row(r);
            ref var first = ref MemoryMarshal.GetReference(to);
            ref var middle = ref MemoryMarshal.GetReference(padded.Row(r + Halo));
            for (var begin = 0; begin < to.Length; begin += Quads.Count)
            {
                var c = Math.Min(begin, to.Length - Quads.Count);             // the last four may repeat some
                var value = statistic is FocalStatistic.Min or FocalStatistic.Max or FocalStatistic.Range
                    ? Extreme(padded, r, c)
                    : Moment(padded, r, c);
                var centre = Quads.Load(ref middle, c + Halo);
                Quads.Store(Vector256.ConditionalSelect(Vector256.Equals(centre, centre) & Vector256.Equals(value, value), value,
                    Vector256.Create(double.NaN)), ref first, c);
            }
        }
    }

    private Vector256<double> Moment(Plane<T> padded, int row, int column)
    {
        Vector256<double> sum = default, count = default, squares = default;
        foreach (var (down, first, last) in footprint.Runs)
        {
            ref var cells = ref MemoryMarshal.GetReference(padded.Row(row + Halo + down));
            for (var c = first; c <= last; c++)
            {
                var z = Quads.Load(ref cells, column + Halo + c);
                var there = Vector256.Equals(z, z);
                sum += z & there;
                count += Vector256<double>.One & there;
            }
        }
        var partial = Vector256.LessThan(count, Vector256.Create((double)footprint.Count));
        var spoiled = policy is NoDataPolicy.Propagate ? partial & Vector256.Create(double.NaN) : Vector256<double>.Zero;
        if (statistic is FocalStatistic.Sum) return Empty(count, sum) + spoiled;
        var mean = sum / count;
        if (statistic is FocalStatistic.Mean) return mean + spoiled;
        foreach (var (down, first, last) in footprint.Runs)
        {
            ref var cells = ref MemoryMarshal.GetReference(padded.Row(row + Halo + down));
            for (var c = first; c <= last; c++)
            {
                var z = Quads.Load(ref cells, column + Halo + c);
                var deviation = (z - mean) & Vector256.Equals(z, z);
                squares = Vector256.FusedMultiplyAdd(deviation, deviation, squares);
            }
        }
        var variance = squares / count + spoiled;
        return statistic is FocalStatistic.Variance ? variance : Vector256.Sqrt(variance);
    }

    private Vector256<double> Extreme(Plane<T> padded, int row, int column)
    {
        Vector256<double> least = Vector256.Create(double.PositiveInfinity), most = Vector256.Create(double.NegativeInfinity),
            missing = default, found = default;
        foreach (var (down, first, last) in footprint.Runs)
        {
            ref var cells = ref MemoryMarshal.GetReference(padded.Row(row + Halo + down));
            for (var c = first; c <= last; c++)
            {
                var z = Quads.Load(ref cells, column + Halo + c) + Vector256<double>.Zero;      // -0 becomes 0
                var there = Vector256.Equals(z, z);
                found |= there;
                missing |= ~there;
                least = Vector256.ConditionalSelect(Vector256.LessThan(z, least), z, least);
                most = Vector256.ConditionalSelect(Vector256.GreaterThan(z, most), z, most);
            }
        }
        var value = statistic switch { FocalStatistic.Min => least, FocalStatistic.Max => most, _ => most - least };
        if (policy is NoDataPolicy.Propagate) value = Vector256.ConditionalSelect(missing, Vector256.Create(double.NaN), value);
        return Vector256.ConditionalSelect(found, value, Vector256.Create(double.NaN));
    }

    private static Vector256<double> Empty(Vector256<double> count, Vector256<double> value)
        => Vector256.ConditionalSelect(Vector256.Equals(count, Vector256<double>.Zero), Vector256.Create(double.NaN), value);
}
