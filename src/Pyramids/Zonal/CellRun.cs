using System.Numerics;

namespace Pyramids;

/// <summary>The valid cells of a zone in one block, row by row: values, and shares and weights where there are any. Kept and used
/// again.</summary>
internal sealed class CellRun(bool shared, bool weighted)
{
    private double[] values = new double[256];
    private double[] shares = shared ? new double[256] : [];
    private double[] weights = weighted ? new double[256] : [];

    public int Count { get; private set; }

    public ReadOnlySpan<double> Values => values.AsSpan(0, Count);

    /// <summary>Empty when all are 1.</summary>
    public ReadOnlySpan<double> Shares => shared ? shares.AsSpan(0, Count) : default;

    public void Clear() => Count = 0;

    public void Add(double value, double share, double weight)
    {
        if (double.IsNaN(value)) return;
        if (Count == values.Length) Grow();
        values[Count] = value;
        if (shared) shares[Count] = share;
        if (weighted) weights[Count] = weight;
        Count++;
    }

    /// <summary>Adds whole cells of one weight; missing ones are passed over.</summary>
    public void Add<T>(ReadOnlySpan<T> cells, double weight) where T : unmanaged, INumber<T>
    {
        while (values.Length < Count + cells.Length) Grow();
        if (shared) shares.AsSpan(Count, cells.Length).Fill(1);
        if (weighted) weights.AsSpan(Count, cells.Length).Fill(weight);
        var to = values.AsSpan(Count, cells.Length);
        var n = 0;
        foreach (var cell in cells)
        {
            var value = double.CreateTruncating(cell);
            to[n] = value;
            if (!double.IsNaN(value)) n++;
        }
        Count += n;
    }

    /// <summary>Sums of shares times weights, and of these times values; cells without a weight are left out.</summary>
    public (double Weight, double Weighted) WeightedSums()
    {
        double total = 0, sum = 0;
        for (var i = 0; i < Count; i++)
        {
            var weight = shared ? weights[i] * shares[i] : weights[i];
            if (double.IsNaN(weight)) continue;
            total += weight;
            sum += weight * values[i];
        }
        return (total, sum);
    }

    private void Grow()
    {
        Array.Resize(ref values, values.Length * 2);
        if (shared) Array.Resize(ref shares, values.Length);
        if (weighted) Array.Resize(ref weights, values.Length);
    }
}
