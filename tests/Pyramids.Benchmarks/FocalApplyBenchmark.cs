using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;

namespace Pyramids.Benchmarks;

/// <summary>A maximum of windows by the built-in, a lambda, a struct and a struct on vectors: processor seconds of
/// whole computations from memory to memory.</summary>
internal static class FocalApplyBenchmark
{
    /// <summary>Arguments: side of the raster (2048), radius (2), threads (2), rounds (5).</summary>
    public static Task<int> Run(string[] args)
    {
        int Argument(int at, int standard) => args.Length > at ? int.Parse(args[at], CultureInfo.InvariantCulture) : standard;
        int side = Argument(0, 2048), radius = Argument(1, 2), threads = Argument(2, 2), rounds = Argument(3, 5);
        var cells = new float[side * side];
        for (var i = 0; i < cells.Length; i++)
            cells[i] = (float)(1200 + 300 * Math.Sin(i / side * 0.013) * Math.Cos(i % side * 0.017) + 40 * Math.Sin(i * 0.21));
        var lazy = NDArray.From(new GridSpec(side, side, Affine.Identity), cells).ToLazy();
        (string Name, LazyArray Array)[] ways =
        [
            ("built-in", lazy.FocalMax(radius)),
            ("lambda", lazy.FocalApply(window => TensorPrimitives.MaxNumber(window), radius)),
            ("lambda with a loop", lazy.FocalApply(window =>
            {
                var greatest = float.NegativeInfinity;
                foreach (var cell in window) greatest = cell > greatest ? cell : greatest;
                return greatest;
            }, radius)),
            ("struct", lazy.FocalApply<float, One>(default, radius)),
            ("struct on vectors", lazy.FocalApply<float, Many>(default, radius)),
        ];
        using var scope = Engine.Configure(threads: threads);
        var seconds = ways.ToDictionary(way => way.Name, _ => new List<double>());
        var expected = ways[0].Array.Compute().ToDoubles();
        for (var round = 0; round <= rounds; round++)
            foreach (var (name, array) in ways)
            {
                var work = Process.GetCurrentProcess().TotalProcessorTime;
                var result = array.Compute();
                if (round > 0) seconds[name].Add((Process.GetCurrentProcess().TotalProcessorTime - work).TotalSeconds);
                else if (!result.ToDoubles().AsSpan().SequenceEqual(expected))
                    throw new InvalidOperationException($"{name} gives other cells than the built-in.");
            }
        Console.WriteLine(
            $"maximum of radius {radius} over {side} x {side} Float32, {threads} threads, median of {rounds} rounds, processor time");
        foreach (var (name, _) in ways)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name,-18} {Median(seconds[name]),9:F4} s {side * (double)side / Median(seconds[name]) / 1e6,8:F1} Mcell/s {Median(seconds[name]) / Median(seconds["built-in"]),7:F2} of built-in"));
        return Task.FromResult(0);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private readonly struct One : IWindowFunction<float>
    {
        public float Invoke(ReadOnlySpan<float> window) => TensorPrimitives.MaxNumber(window);
    }

    private readonly struct Many : IVectorWindowFunction<float>
    {
        public Vector<float> Invoke(VectorWindow<float> window)
        {
            var greatest = window[0, 0];
            for (var row = -window.Radius; row <= window.Radius; row++)
                for (var column = -window.Radius; column <= window.Radius; column++)
                {
                    var cell = window[row, column];
                    greatest = Vector.ConditionalSelect(Vector.GreaterThan(cell, greatest), cell, greatest);
                }
            return greatest;
        }
    }
}
