namespace Pyramids.Benchmarks;

/// <summary>What each step from stored Deflate tiles to a statistic costs on one thread: <c>decode FILE [TILES]
/// [ROUNDS]</c>, nanoseconds of processor time per cell.</summary>
internal static class DecodeBenchmark
{
    public static async Task<int> Run(string[] args)
    {
        if (args.Length == 0 || !File.Exists(args[0]))
        {
            Console.Error.WriteLine("Name a GeoTIFF of floating cells in Deflate tiles: decode FILE [TILES] [ROUNDS].");
            return 2;
        }
        var (most, rounds) = (args.Length > 1 ? int.Parse(args[1]) : 48, args.Length > 2 ? int.Parse(args[2]) : 9);
        var (store, key) = FileStore.ForFile(args[0]);
        await using var owned = store;
        var source = (GeoTiffSource)(await GeoTiffFile.OpenAsync(store, key, default)).Main.Source;
        var layout = source.Layout;
        if (layout is not { Compression: TiffCompression.Deflate, Type: DType.Float32, Bands: 1 })
        {
            Console.Error.WriteLine(
                $"{args[0]} has {layout.Bands} bands of {layout.Type} in {layout.Compression}; one of Float32 in Deflate is measured.");
            return 2;
        }
        var tiles = new byte[Math.Min(most, layout.Across * layout.Down) & ~1][];
        using (var file = File.OpenHandle(args[0]))
            for (var i = 0; i < tiles.Length; i++)
            {
                var (offset, length) = layout.Place(i);
                tiles[i] = new byte[length];
                RandomAccess.Read(file, tiles[i], offset);
            }
        var rowBytes = (int)layout.RowBytes;
        byte[] one = new byte[layout.BlockRows * rowBytes], two = new byte[one.Length], cells = new byte[one.Length],
            valid = new byte[one.Length];
        var block = new Chunk(new(0, 0, 0, 1, layout.BlockRows, layout.BlockColumns), DType.Float32, valid);
        var part = new Window(0, 0, 0, 1, Math.Min(Gathering.BlockRows, layout.BlockRows),
            Math.Min(Gathering.BlockColumns, layout.BlockColumns));
        var perTile = (double)one.Length / sizeof(float);
        Console.WriteLine($"{Path.GetFileName(args[0])}: {tiles.Length} tiles of {layout.BlockRows}x{layout.BlockColumns}, predictor {layout.Predictor}; ns per cell");
        Step("inflate, one by one", tiles.Length, () =>
        {
            foreach (var tile in tiles) Inflate.Raw(tile.AsSpan(2), one, out _);
        });
        Step("inflate and Adler-32, in pairs", tiles.Length, () =>
        {
            for (var i = 0; i < tiles.Length; i += 2) Inflate.Zlib(tiles[i], one, tiles[i + 1], two);
        });
        Step("Adler-32", tiles.Length, () =>
        {
            for (var i = 0; i < tiles.Length; i++) Adler32.Compute(one);
        });
        Step("predictor undone, into rows of the chunk", tiles.Length, () =>
        {
            for (var i = 0; i < tiles.Length; i++)
                for (var at = 0; at < one.Length; at += rowBytes)
                    RowUnpacker.Unpack(layout, one.AsSpan(at, rowBytes), cells.AsSpan(at, rowBytes), default);
        });
        Step("nodata to NaN, into another chunk", tiles.Length, () =>
        {
            var from = new Chunk(block.Window, DType.Float32, cells).Plane<float>();
            for (var i = 0; i < tiles.Length; i++)
                for (var row = 0; row < from.Rows; row++) Missing.Row(from.Row(row), block.Plane<float>().Row(row), -9999f);
        });
        Step("moments", tiles.Length * ((double)part.Cells / block.Window.Cells), () =>
        {
            for (var i = 0; i < tiles.Length; i++) BlockMoments<float>.Of(block.Plane<float>(part));
        });
        var window = source.Schema.Whole with { Rows = Math.Min(source.Schema.Grid.Rows, 2 * layout.BlockRows),
            Columns = Math.Min(source.Schema.Grid.Columns, 2 * layout.BlockColumns) };
        var chunk = Chunk.Allocate(window, DType.Float32);
        Step("all of it, from the file to a chunk", window.Cells / perTile,
            () => source.ReadAsync(chunk, default).AsTask().GetAwaiter().GetResult());
        return 0;

        void Step(string name, double count, Action run)
        {
            var best = double.MaxValue;
            for (var round = 0; round <= rounds; round++)
            {
                var before = Environment.CpuUsage.TotalTime;
                run();
                if (round > 0) best = Math.Min(best, (Environment.CpuUsage.TotalTime - before).TotalNanoseconds);
            }
            Console.WriteLine(FormattableString.Invariant($"  {name,-42}{best / (count * perTile),8:F3}"));
        }
    }
}
