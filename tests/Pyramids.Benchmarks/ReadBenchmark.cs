using System.Diagnostics;
using System.Globalization;

namespace Pyramids.Benchmarks;

/// <summary>Whole rasters read into one array, ours and GDAL's in turn: <c>read [FOLDER] [N] [ROUNDS]</c> over the
/// files that gen_data.py makes, or <c>read FILES</c>.</summary>
internal static class ReadBenchmark
{
    private static readonly string[] Files = ["dem_{0}_deflate.tif", "dem_{0}_zstd.tif", "dem_{0}_none.tif", "dem_{0}_lzw_i16.tif",
        "dem_{0}_deflate_i16.tif"];

    private const string Peer = """
        import sys, os, time
        from osgeo import gdal
        gdal.UseExceptions()
        gdal.SetCacheMax(256 << 20)
        def cpu(): t = os.times(); return t[0] + t[1]
        c, s = cpu(), time.perf_counter()
        d = gdal.OpenEx(sys.argv[1], open_options=['NUM_THREADS=ALL_CPUS'])
        z = d.ReadAsArray()
        print(time.perf_counter() - s, cpu() - c)
        """;

    public static async Task<int> Run(string[] args)
    {
        if (args.Length > 0 && File.Exists(args[0])) return await Compare(args, rounds: 5);
        var folder = args.Length > 0 ? args[0]
            : Environment.GetEnvironmentVariable("BENCH_DATA") ?? Path.Combine(Path.GetTempPath(), "bench-data");
        var n = args.Length > 1 ? args[1] : "8192";
        var rounds = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 5;
        return await Compare(Files.Select(pattern => Path.Combine(folder, string.Format(CultureInfo.InvariantCulture, pattern, n)))
            .Where(File.Exists), rounds);
    }

    private static async Task<int> Compare(IEnumerable<string> paths, int rounds)
    {
        Console.WriteLine($"{"file",-28}{"ours s (CPU)",18}{"GDAL s (CPU)",18}{"wall ratio",12}{"CPU ratio",12}");
        foreach (var path in paths)
        {
            var ours = new List<(double Wall, double Cpu)>();
            var peer = new List<(double Wall, double Cpu)>();
            await Ours(path);
            for (var round = 0; round < rounds; round++)
            {
                ours.Add(await Ours(path));
                peer.Add(Gdal(path));
            }
            (double Wall, double Cpu) a = Median(ours), b = Median(peer);
            Console.WriteLine(FormattableString.Invariant(
                $"{Path.GetFileName(path),-28}{a.Wall,9:F3} ({a.Cpu:F2}){b.Wall,11:F3} ({b.Cpu:F2}){b.Wall / a.Wall,12:F2}{b.Cpu / a.Cpu,12:F2}"));
        }
        return 0;
    }

    private static async Task<(double Wall, double Cpu)> Ours(string path)
    {
        var process = Process.GetCurrentProcess();
        GC.Collect();
        var (cpu, watch) = (process.TotalProcessorTime, Stopwatch.StartNew());
        var (store, key) = FileStore.ForFile(path);
        await using var owned = store;
        var source = (await GeoTiffFile.OpenAsync(store, key, default)).Main.Source;
        var schema = source.Schema;
        var buffer = new NativeBuffer(schema.Bytes);
        var (rows, columns, size) = (source.Block.Rows, schema.Grid.Columns, schema.Type.Size());
        rows *= Math.Max(1, 64 / rows);
        var strips = (schema.Grid.Rows + rows - 1) / rows;
        await Parallel.ForAsync(0, strips, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (strip, token) =>
        {
            // A strip of all bands lies at one place in this buffer; GDAL's array has the bands apart, which costs the same.
            var window = new Window(0, strip * rows, 0, schema.Bands, Math.Min(rows, schema.Grid.Rows - strip * rows), columns);
            await source.ReadAsync(
                new(window, schema.Type, buffer.Memory.Slice(schema.Bands * window.Row * columns * size, (int)window.Cells * size)), token);
        });
        var wall = watch.Elapsed.TotalSeconds;
        process.Refresh();
        var used = (process.TotalProcessorTime - cpu).TotalSeconds;
        buffer.Free();
        return (wall, used);
    }

    private static (double, double) Gdal(string path)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", ["-c", Peer, path]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var parts = process.StandardOutput.ReadToEnd().Split(' ');
        process.WaitForExit();
        return (double.Parse(parts[0], CultureInfo.InvariantCulture), double.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    private static (double, double) Median(List<(double Wall, double Cpu)> runs)
        => (runs.Select(run => run.Wall).Order().ElementAt(runs.Count / 2), runs.Select(run => run.Cpu).Order().ElementAt(runs.Count / 2));
}
