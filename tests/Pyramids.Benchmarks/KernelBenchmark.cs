using System.Diagnostics;
using System.Globalization;

namespace Pyramids.Benchmarks;

/// <summary>Kernels in memory against a plain parallel copy of the same array: only the ratios count; on a busy
/// machine, that of the least times.</summary>
internal static partial class KernelBenchmark
{
    private delegate void Kernel(Plane<float> padded, Plane<float> output, int row, int column);

    /// <summary>Arguments: side of the raster (8192), threads (2), rounds (3), and a part of the names to run.</summary>
    public static Task<int> Run(string[] args)
    {
        int side = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 8192;
        int threads = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 2;
        int rounds = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 3;
        var filter = args.Length > 3 ? args[3] : "";
        const int Margin = 100;
        using var input = new Raster(side + 2 * Margin);
        using var holed = new Raster(side + 2 * Margin);
        using var classes = new Raster(side + 2 * Margin);
        using var output = new Raster(side);
        input.FillWithHills();
        holed.FillWithHills();
        holed.PunchHoles();
        classes.FillWithClasses();
        output.Fill(0);                                                       // touched, so that no page fault is timed
        Console.WriteLine($"{side} x {side} Float32, {threads} threads, {rounds} rounds; copy reads and writes the same cells");
        Console.WriteLine($"{"kernel",-28} {"ms",8} {"Mcell/s",9} {"of copy",8} {"CPU/copy",9} {"least/least",11}");
        foreach (var (name, halo, strip, kernel) in Kernels(side))
        {
            if (!name.Contains(filter, StringComparison.OrdinalIgnoreCase)) continue;
            List<double> walls = [], ratios = [], works = [];
            var (least, leastCopy) = (double.MaxValue, double.MaxValue);
            for (var round = 0; round <= rounds; round++)                     // round 0 warms up
            {
                var (copyWall, copyWork) = Time(
                    () => Strips(side, 64, threads, (row, rows) => Copy(input, output, Margin, row, rows, side)));
                var (wall, work) = Time(() => Strips(side, strip, threads, (row, rows)
                    => kernel(
                        (name.Contains("missing") ? holed : name.Contains("classes") ? classes : input)
                            .Slice(Margin + row - halo, Margin - halo, rows + 2 * halo, side + 2 * halo),
                        output.Slice(row, 0, rows, side), row, 0)));
                if (round == 0) continue;
                walls.Add(wall);
                ratios.Add(wall / copyWall);
                works.Add(work / copyWork);
                (least, leastCopy) = (Math.Min(least, wall), Math.Min(leastCopy, copyWall));
            }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name,-28} {Median(walls) * 1e3,8:F1} {(double)side * side / Median(walls) / 1e6,9:F0} {Median(ratios),8:F2} {Median(works),9:F2} {least / leastCopy,11:F2}"));
        }
        return Task.FromResult(0);
    }

    private static void Copy(Raster input, Raster output, int margin, int row, int rows, int side)
        => input.Slice(margin + row, margin, rows, side).CopyTo(output.Slice(row, 0, rows, side));

    private static void Strips(int side, int strip, int threads, Action<int, int> work)
    {
        var next = 0;
        var workers = new Thread[threads];
        for (var i = 0; i < threads; i++)
        {
            workers[i] = new Thread(() =>
            {
                for (int row; (row = Interlocked.Add(ref next, strip) - strip) < side;) work(row, Math.Min(strip, side - row));
            });
            workers[i].Start();
        }
        foreach (var worker in workers) worker.Join();
    }

    private static (double Wall, double Work) Time(Action action)
    {
        var work = Process.GetCurrentProcess().TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        action();
        return (clock.Elapsed.TotalSeconds, (Process.GetCurrentProcess().TotalProcessorTime - work).TotalSeconds);
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    /// <summary>A square of cells outside the collected heap.</summary>
    private sealed class Raster(int side) : IDisposable
    {
        private readonly NativeBuffer buffer = new((long)side * side * sizeof(float));

        public Plane<float> Slice(int row, int column, int rows, int columns)
            => new Plane<float>(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(buffer.GetSpan()), side, side,
                side).Slice(row, column, rows, columns);

        public void Fill(float value) => Slice(0, 0, side, side).Cells.Fill(value);

        public void FillWithHills()
        {
            Parallel.For(0, side, row =>
            {
                var cells = Slice(row, 0, 1, side).Row(0);
                for (var column = 0; column < side; column++)
                    cells[column] = (float)(1200 + 300 * Math.Sin(row * 0.013) * Math.Cos(column * 0.017)
                        + 40 * Math.Sin(row * 0.21 + column * 0.37));
            });
        }

        /// <summary>A dozen classes in patches, as of land cover.</summary>
        public void FillWithClasses()
        {
            Parallel.For(0, side, row =>
            {
                var cells = Slice(row, 0, 1, side).Row(0);
                for (var column = 0; column < side; column++)
                    cells[column] = (int)(6 + 3 * Math.Sin(row * 0.05 + 2 * Math.Sin(column * 0.011))
                        + 2.9 * Math.Cos(column * 0.07 + row * 0.31));
            });
        }

        /// <summary>Takes out about one cell of a hundred, here and there, and a square now and then.</summary>
        public void PunchHoles()
        {
            var random = new Random(1);
            for (var i = 0L; i < (long)side * side / 200; i++) Slice(random.Next(side), random.Next(side), 1, 1)[0, 0] = float.NaN;
            for (var i = 0L; i < (long)side * side / 20_000; i++)
            {
                var hole = Slice(random.Next(side - 10), random.Next(side - 10), 10, 10);
                for (var r = 0; r < 10; r++) hole.Row(r).Fill(float.NaN);
            }
        }

        public void Dispose() => ((IDisposable)buffer).Dispose();
    }
}
