namespace Pyramids.Fuzz;

/// <summary>Stores of both versions and every codec. An input is the number of a store, the number of one of its
/// objects, and what that object holds instead.</summary>
internal static class ZarrSeeds
{
    private const long MostCells = 1 << 16;
    private static readonly Lazy<(string[] Keys, Dictionary<string, byte[]> Objects)[]> Stores = new(() => [.. Write()]);

    public static byte[][] All()
        => [.. Stores.Value.SelectMany((store, i) => store.Keys.Select((key, j) => (byte[])[(byte)i, (byte)j, .. store.Objects[key]]))];

    public static void Read(byte[] input)
    {
        if (input.Length < 2) return;
        var (keys, objects) = Stores.Value[input[0] % Stores.Value.Length];
        ReadAsync(new DamagedStore(objects, keys[input[1] % keys.Length], input[2..])).GetAwaiter().GetResult();
    }

    private static async Task ReadAsync(DamagedStore store)
    {
        var source = await ZarrStore.OpenAsync(store);
        var (schema, block) = (source.Schema, source.Block);
        var window = schema.Whole.Cells <= MostCells ? schema.Whole : new(0, 0, 0, block.Bands, block.Rows, block.Columns);
        if (window.Cells <= MostCells) await source.ReadAsync(Chunk.Allocate(window, schema.Type), default);
    }

    private static IEnumerable<(string[], Dictionary<string, byte[]>)> Write()
    {
        var folder = Directory.CreateTempSubdirectory("pyramids-fuzz-");
        try
        {
            foreach (var codec in Enum.GetValues<ZarrCodec>())
                foreach (var version in (int[])[2, 3])
                {
                    var root = Path.Combine(folder.FullName, $"{codec}{version}");
                    var schema = new ArraySchema(new(24, 20, Affine.NorthUp(500_000, 5_000_000, 10, 20), Crs.FromEpsg(32633)), 2,
                        DType.Float32) { NoData = -1 };
                    var cells = new float[2 * 24 * 20];
                    for (var i = 0; i < cells.Length; i++) cells[i] = i % 100 * 1.5f;
                    new NDArray(schema, cells).ToZarr(root, new() { Version = version, Codec = codec, Chunks = new(1, 8, 10),
                        Shards = version == 3 && (int)codec % 2 == 1 ? new(2, 16, 20) : null });
                    var objects = Directory.GetFiles(root, "*", SearchOption.AllDirectories)
                        .ToDictionary(path => Path.GetRelativePath(root, path), File.ReadAllBytes);
                    // Metadata counts as much as chunks do.
                    var chunks = objects.Keys.Where(
                        key => key.StartsWith("data/", StringComparison.Ordinal) && !key.Contains('z', StringComparison.Ordinal))
                        .Order(StringComparer.Ordinal).Take(2);
                    yield return ([.. objects.Keys.Where(key => key.Contains('z', StringComparison.Ordinal)).Order(StringComparer.Ordinal),
                        .. chunks], objects);
                }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        foreach (var store in Filtered()) yield return store;
    }

    /// <summary>Cells behind numcodecs' filters, beside names of bands as NumPy keeps texts and dates, and scales that differ.</summary>
    private static IEnumerable<(string[], Dictionary<string, byte[]>)> Filtered()
    {
        foreach (var (type, filters, bytes) in ((string, string, int)[])
        [
            ("<f8", """[{"id": "fixedscaleoffset", "offset": 5, "scale": 10, "dtype": "<f8", "astype": "<i2"}, {"id": "delta", "dtype": "<i2"}]""", 32),
            (">i4", """[{"id": "astype", "encode_dtype": "<i2", "decode_dtype": ">i4"}]""", 32),
            ("|b1", """[{"id": "packbits"}]""", 3), ("<f2", """[{"id": "shuffle", "elementsize": 2}]""", 32),
            ("<f4", """[{"id": "quantize", "digits": 2, "dtype": "<f4"}]""", 64),
        ])
        {
            var objects = new Dictionary<string, byte[]>
            {
                [".zgroup"] = """{"zarr_format": 2}"""u8.ToArray(),
                ["v/.zarray"] = Array("[2, 4, 4]", "[1, 4, 4]", type, filters),
                ["v/.zattrs"] =
                    """{"_ARRAY_DIMENSIONS": ["b", "y", "x"], "scales": [0.5, 2], "offsets": [1, 0], "units": "K"}"""u8.ToArray(),
                ["v/0.0.0"] = new byte[bytes],
                ["b/.zarray"] = Array("[2]", "[2]", type[0] == '|' ? "<M8[D]" : "<U2", "null"),
                ["b/0"] = new byte[16],
            };
            yield return ([.. objects.Keys], objects);
        }

        static byte[] Array(string shape, string chunks, string type, string filters) => System.Text.Encoding.UTF8.GetBytes(
            $$"""{"zarr_format": 2, "shape": {{shape}}, "chunks": {{chunks}}, "dtype": "{{type}}", "compressor": null, "fill_value": 0, "order": "C", "filters": {{filters}}}""");
    }

    /// <summary>Objects of which one is damaged; a store that lists.</summary>
    private sealed class DamagedStore(Dictionary<string, byte[]> objects, string key, byte[] content) : IListedStore
    {
        public string Name => "damaged.zarr";

        public ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellation)
        {
            if (Find(name) is not { } found) throw new FileNotFoundException(name);
            var count = (int)Math.Clamp(found.Length - offset, 0, destination.Length);
            found.AsSpan((int)Math.Min(offset, found.Length), count).CopyTo(destination.Span);
            return new(count);
        }

        public ValueTask<long?> LengthAsync(string name, CancellationToken cancellation) => new(Find(name)?.Length);

        public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellation)
            => objects.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)
                .ToAsyncEnumerable();

        public IAsyncEnumerable<string> ChildrenAsync(string folder, CancellationToken cancellation)
            => StoreKeys.Children(objects.Keys, folder).ToAsyncEnumerable();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private byte[]? Find(string name) => name == key ? content : objects.GetValueOrDefault(StoreKeys.Check(name, Name));
    }
}
