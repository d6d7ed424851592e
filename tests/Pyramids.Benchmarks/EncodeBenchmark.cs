using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;

namespace Pyramids.Benchmarks;

/// <summary>
/// Encoders over predicted tiles, then whole files written, ours and GDAL's in turn: <c>encode [FOLDER] [N] [ROUNDS]</c> over
/// the elevation that gen_data.py makes. Rates are cells per CPU second of one thread; files are written with two threads.
/// </summary>
internal static class EncodeBenchmark
{
    private const int Block = 512, Threads = 2;

    private const string Peer = """
        import sys, os, time, resource
        from osgeo import gdal
        gdal.UseExceptions()
        gdal.SetCacheMax(256 << 20)
        def cpu(): t = os.times(); return t[0] + t[1]
        driver, codec, source, target = sys.argv[1:]
        options = ['COMPRESS=' + codec, 'NUM_THREADS=2', 'BIGTIFF=IF_SAFER']
        options += ['PREDICTOR=YES', 'OVERVIEW_RESAMPLING=AVERAGE'] if driver == 'COG' else ['PREDICTOR=3', 'TILED=YES', 'BLOCKXSIZE=512', 'BLOCKYSIZE=512']
        c, s = cpu(), time.perf_counter()
        gdal.Translate(target, source, format=driver, creationOptions=options)
        print(time.perf_counter() - s, cpu() - c, os.path.getsize(target))
        """;

    public static async Task<int> Run(string[] args)
    {
        var folder = args.Length > 0 ? args[0]
            : Environment.GetEnvironmentVariable("BENCH_DATA") ?? Path.Combine(Path.GetTempPath(), "bench-data");
        var n = args.Length > 1 ? args[1] : "8192";
        var rounds = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 3;
        var path = Path.Combine(folder, $"dem_{n}_none.tif");
        await using var dataset = await Dataset.ReadFileAsync(path);
        Codecs(await Tiles(dataset, 32));
        await Files(dataset, path, rounds);
        return 0;
    }

    private static async Task<List<byte[]>> Tiles(Dataset dataset, int count)
    {
        var tiles = new List<byte[]>();
        var perRow = dataset.Grid.Columns / Block;
        for (var i = 0; i < Math.Min(count, perRow * (dataset.Grid.Rows / Block)); i++)
        {
            var chunk = Chunk.Allocate(new(i / perRow * Block, i % perRow * Block, Block, Block), DType.Float32);
            await dataset.Source.ReadAsync(chunk, default);
            byte[] tile = new byte[Block * Block * 4], planes = new byte[Block * 4];
            for (var row = 0; row < Block; row++)
                PredictorEncoder.FloatingPoint(chunk.Bytes.Slice(row * Block * 4, Block * 4), planes, tile.AsSpan(row * Block * 4), 4, 1);
            tiles.Add(tile);
        }
        return tiles;
    }

    private static void Codecs(List<byte[]> tiles)
    {
        Console.WriteLine($"{"encoder, predicted Float32 tiles",-34}{"bytes",12}{"to zlib-ng 6",14}{"Mcells/CPU s",14}");
        var reference = Rate("runtime's zlib-ng 6", tiles, ZLib(6), null);
        foreach (var level in new[] { 1, 2, 4 }) Rate($"runtime's zlib-ng {level}", tiles, ZLib(level), reference);
        foreach (var level in new[] { 1, 2, 3, 6, 9 })
            Rate($"DeflateEncoder {level}", tiles, TileEncoders.Of(Compression.Deflate, DType.Float32, Block * 4, level).Encode, reference);
        foreach (var level in new[] { 1, 2, 3, 9 })
            Rate($"Zstd {level}", tiles, TileEncoders.Of(Compression.Zstd, DType.Float32, Block * 4, level).Encode, reference);
        Rate("LZW", tiles, TileEncoders.Of(Compression.Lzw, DType.Float32, Block * 4).Encode, reference);
    }

    private delegate int Encoder(ReadOnlySpan<byte> bytes, Span<byte> encoded);

    private static Encoder ZLib(int level) => (bytes, encoded) =>
    {
        var stream = new MemoryStream(bytes.Length);
        using (var zlib = new ZLibStream(stream, new ZLibCompressionOptions { CompressionLevel = level }, leaveOpen: true))
            zlib.Write(bytes);
        return (int)stream.Length;
    };

    private static long Rate(string name, List<byte[]> tiles, Encoder encode, long? reference)
    {
        var encoded = new byte[2 * tiles[0].Length + 1024];
        long size = 0;
        var best = double.MaxValue;
        for (var round = 0; round < 3; round++)
        {
            size = 0;
            var cpu = Process.GetCurrentProcess().TotalProcessorTime;
            foreach (var tile in tiles) size += encode(tile, encoded);
            best = Math.Min(best, (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds);
        }
        var cells = tiles.Sum(tile => tile.Length) / 4e6;
        Console.WriteLine(FormattableString.Invariant(
            $"{name,-34}{size,12}{100.0 * size / (reference ?? size) - 100,13:+0.00;-0.00}%{cells / best,14:F1}"));
        return size;
    }

    private static async Task Files(Dataset dataset, string path, int rounds)
    {
        var whole = new NativeBuffer(dataset.Schema.Bytes);
        var cells = new Chunk(dataset.Schema.Whole, DType.Float32, whole.Memory);
        await dataset.Source.ReadAsync(cells, default);
        var target = Path.Combine(Path.GetTempPath(), $"encode-{Environment.ProcessId}.tif");
        Console.WriteLine(
            $"{"file, cells from memory",-22}{"ours s (CPU)",18}{"GDAL s (CPU)",18}{"wall ratio",12}{"CPU ratio",12}{"size",9}");
        foreach (var (driver, codec) in new[] { ("GTiff", Compression.Deflate), ("GTiff", Compression.Zstd), ("COG", Compression.Deflate),
            ("COG", Compression.Zstd) })
        {
            var (ours, peer) = (new List<Cost>(), new List<Cost>());
            GeoTiffOptions options = driver == "COG" ? new CogOptions { Compression = codec } : new GeoTiffOptions { Compression = codec };
            for (var round = 0; round < rounds; round++)
            {
                ours.Add(await Ours(target, dataset.Schema, cells, options));
                peer.Add(Gdal(driver, codec, path, target));
            }
            File.Delete(target);
            Cost a = Median(ours), b = Median(peer);
            Console.WriteLine(FormattableString.Invariant(
                $"{driver + " " + codec,-22}{a.Wall,9:F3} ({a.Cpu:F2}){b.Wall,11:F3} ({b.Cpu:F2}){b.Wall / a.Wall,12:F2}{b.Cpu / a.Cpu,12:F2}{100.0 * a.Bytes / b.Bytes - 100,8:+0.00;-0.00}%"));
        }
        whole.Free();
    }

    private static async Task<Cost> Ours(string target, ArraySchema schema, Chunk cells, GeoTiffOptions options)
    {
        var (cpu, watch) = (Process.GetCurrentProcess().TotalProcessorTime, Stopwatch.StartNew());
        await using (var sink = GeoTiffSink.Create(target, schema, options))
        {
            // bands of whole rows are dense in memory
            var grid = ChunkGrid.Regular(1, schema.Grid.Rows, schema.Grid.Columns, 1, 512, schema.Grid.Columns);
            await Parallel.ForAsync(0L, grid.Count, new ParallelOptions { MaxDegreeOfParallelism = Threads }, async (i, cancellation) =>
            {
                var window = grid.WindowOf(grid.At(i));
                var bytes = (int)(window.Cells * 4);
                await sink.WriteAsync(i,
                    new(window, DType.Float32, cells.Memory.Slice(window.Row * schema.Grid.Columns * 4, bytes)), cancellation);
            });
            await sink.CompleteAsync(default);
        }
        return new(watch.Elapsed.TotalSeconds, (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds,
            new FileInfo(target).Length);
    }

    private static Cost Gdal(string driver, Compression codec, string source, string target)
    {
        var start = new ProcessStartInfo("/usr/bin/python3") { RedirectStandardOutput = true };
        foreach (var argument in new[] { "-c", Peer, driver, codec.ToString().ToUpperInvariant(), source, target })
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var numbers = process.StandardOutput.ReadToEnd().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        return new(double.Parse(numbers[0], CultureInfo.InvariantCulture), double.Parse(numbers[1], CultureInfo.InvariantCulture),
            long.Parse(numbers[2], CultureInfo.InvariantCulture));
    }

    private static Cost Median(List<Cost> costs) => costs.OrderBy(cost => cost.Wall).ElementAt(costs.Count / 2);

    private readonly record struct Cost(double Wall, double Cpu, long Bytes);
}
