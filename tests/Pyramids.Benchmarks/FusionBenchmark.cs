using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Pyramids.Benchmarks;

/// <summary>A chain of local operations against the same formula written by hand in one parallel loop over vectors:
/// what the graph costs.</summary>
/// <remarks>Both read one array in memory and make another, newly allocated one; results are compared bit for bit.</remarks>
internal static class FusionBenchmark
{
    private const float Threshold = 1200;

    /// <summary>Arguments: side of the raster (8192), threads (2), rounds (9).</summary>
    public static Task<int> Run(string[] args)
    {
        int side = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 8192;
        int threads = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 2;
        int rounds = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 9;
        var cells = new float[side * side];
        Parallel.For(0, side, row =>
        {
            for (var column = 0; column < side; column++)
                cells[row * side + column] =
                    (float)(1200 + 300 * Math.Sin(row * 0.013) * Math.Cos(column * 0.017) + 40 * Math.Sin(row * 0.21 + column * 0.37));
        });
        var a = NDArray.From(new GridSpec(side, side, Affine.NorthUp(0, 0, 30, 30)), cells).ToLazy();
        using var scope = Engine.Configure(threads: threads);
        Console.WriteLine(
            $"((a - mean) / std).Where(a > t, 0), {side} x {side} Float32 in memory, {threads} threads, medians of {rounds} rounds");
        float mean = (float)a.Mean().Compute().Value, std = (float)a.Std().Compute().Value;
        Compare("mean and std given", rounds, () => ((a - mean) / std).Where(a > Threshold, 0).Compute(),
            () => Formula(cells, mean, std, threads));
        Compare("mean and std computed", rounds, () => ((a - a.Mean()) / a.Std()).Where(a > Threshold, 0).Compute(), () =>
        {
            var (computedMean, computedStd) = Statistics(cells, side, threads);
            return Formula(cells, computedMean, computedStd, threads);
        });
        return Task.FromResult(0);
    }

    private static void Compare(string name, int rounds, Func<NDArray> engine, Func<float[]> byHand)
    {
        List<double> times = [], handTimes = [], ratios = [], workRatios = [];
        var differing = 0L;
        for (var round = -2; round < rounds; round++)                     // the first rounds warm up
        {
            var (result, time, work) = Time(engine);
            var (expected, handTime, handWork) = Time(byHand);
            if (round < 0)
            {
                var found = MemoryMarshal.Cast<float, int>(result.Span<float>());
                var wanted = MemoryMarshal.Cast<float, int>(expected.AsSpan());
                for (var i = 0; i < wanted.Length; i++) differing += found[i] == wanted[i] ? 0 : 1;
                continue;
            }
            times.Add(time);
            handTimes.Add(handTime);
            ratios.Add(time / handTime);
            workRatios.Add(work / handWork);
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-22} engine {Median(times) * 1e3,6:F0} ms, by hand {Median(handTimes) * 1e3,6:F0} ms: {Median(ratios):F2}x (CPU {Median(workRatios):F2}x), {differing} cells differ"));
    }

    private static float[] Formula(float[] cells, float mean, float std, int threads)
    {
        var result = GC.AllocateUninitializedArray<float>(cells.Length);
        InParts(cells.Length, threads, (start, count) =>
        {
            ReadOnlySpan<float> from = cells.AsSpan(start, count);
            var to = result.AsSpan(start, count);
            ReadOnlySpan<Vector<float>> x = MemoryMarshal.Cast<float, Vector<float>>(from);
            var y = MemoryMarshal.Cast<float, Vector<float>>(to);
            Vector<float> centre = new(mean), scale = new(std), least = new(Threshold);
            for (var i = 0; i < x.Length; i++)
                y[i] = Vector.ConditionalSelect(Vector.GreaterThan(x[i], least), (x[i] - centre) / scale, Vector<float>.Zero);
            for (var i = x.Length * Vector<float>.Count; i < count; i++) to[i] = from[i] > Threshold ? (from[i] - mean) / std : 0;
        });
        return result;
    }

    /// <summary>Mean and population standard deviation: a sum, then squares of deviations, each in one parallel loop.</summary>
    private static (float Mean, float Std) Statistics(float[] cells, int side, int threads)
    {
        var partial = new double[side];
        InParts(side, threads, (row, rows) =>
        {
            for (var r = row; r < row + rows; r++)
            {
                var sum = Vector<double>.Zero;
                foreach (var vector in MemoryMarshal.Cast<float, Vector<float>>(cells.AsSpan(r * side, side)))
                {
                    Vector.Widen(vector, out var low, out var high);
                    sum += low + high;
                }
                partial[r] = Vector.Sum(sum);
            }
        });
        var mean = partial.Sum() / cells.Length;
        InParts(side, threads, (row, rows) =>
        {
            var centre = new Vector<double>(mean);
            for (var r = row; r < row + rows; r++)
            {
                var sum = Vector<double>.Zero;
                foreach (var vector in MemoryMarshal.Cast<float, Vector<float>>(cells.AsSpan(r * side, side)))
                {
                    Vector.Widen(vector, out var low, out var high);
                    low -= centre;
                    high -= centre;
                    sum += low * low + high * high;
                }
                partial[r] = Vector.Sum(sum);
            }
        });
        return ((float)mean, (float)Math.Sqrt(partial.Sum() / cells.Length));
    }

    private static void InParts(int count, int threads, Action<int, int> work)
        => Parallel.For(0, threads, part =>
        {
            int start = (int)((long)count * part / threads), end = (int)((long)count * (part + 1) / threads);
            work(start, end - start);
        });

    private static (T Result, double Wall, double Work) Time<T>(Func<T> action)
    {
        GC.Collect();
        var work = Process.GetCurrentProcess().TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        var result = action();
        return (result, clock.Elapsed.TotalSeconds, (Process.GetCurrentProcess().TotalProcessorTime - work).TotalSeconds);
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
