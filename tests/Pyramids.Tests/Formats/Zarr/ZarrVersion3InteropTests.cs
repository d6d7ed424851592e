using Xunit;

namespace Pyramids.Tests;

/// <summary>
/// Stores of version 3, in shards and without, exchanged bit by bit with a reader and a writer that are made from the specification
/// alone: zarr-python of Debian 12 knows version 2 only. Their codecs are those of numcodecs; nothing of them is shared with the engine.
/// </summary>
public sealed class ZarrVersion3InteropTests(ITestOutputHelper output)
{
    private const string Specification = """
        import sys, json, itertools, struct, os, numpy as np, numcodecs as nc
        table = []
        for i in range(256):
            for _ in range(8): i = (i >> 1) ^ (0x82F63B78 if i & 1 else 0)
            table.append(i)
        def crc32c(b):
            c = 0xFFFFFFFF
            for x in b: c = table[(c ^ x) & 255] ^ (c >> 8)
            return struct.pack('<I', c ^ 0xFFFFFFFF)
        def codec(c):
            n, s = c['name'], c.get('configuration', {})
            if n == 'gzip': return nc.GZip(s['level'])
            if n == 'zstd': return nc.Zstd(s['level'])
            if n in ('lz4', 'numcodecs.lz4'): return nc.LZ4()
            assert n == 'blosc', n
            return nc.Blosc(s['cname'], s['clevel'], {'noshuffle': 0, 'shuffle': 1, 'bitshuffle': 2}[s['shuffle']], s['blocksize'])
        def dtype(name, codecs):
            d = np.dtype('u1' if name == 'bool' else name)
            e = [c for c in codecs if c['name'] == 'bytes'][0].get('configuration', {}).get('endian', 'little')
            return d.newbyteorder('<' if e == 'little' else '>')
        def fill(v, d):
            if isinstance(v, str) and v.startswith('0x'): return np.frombuffer(bytes.fromhex(v[2:]), d.newbyteorder('>'))[0]
            return np.array({'NaN': np.nan, 'Infinity': np.inf, '-Infinity': -np.inf}.get(v, v) if isinstance(v, str) else v).astype(d)
        def decode(b, codecs, shape, d):
            order = list(range(len(shape)))
            for c in reversed(codecs):
                n = c['name']
                if n == 'crc32c':
                    assert crc32c(b[:-4]) == b[-4:]; b = b[:-4]
                elif n == 'bytes':
                    t = [c['configuration']['order'] for c in codecs if c['name'] == 'transpose']
                    order = t[0] if t else order
                    a = np.frombuffer(b, d).reshape([shape[i] for i in order])
                    return a.transpose(np.argsort(order))
                else: b = bytes(codec(c).decode(b))
        def encode(a, codecs, d):
            for c in codecs:
                n = c['name']
                if n == 'transpose': a = a.transpose(c['configuration']['order'])
                elif n == 'bytes': a = np.ascontiguousarray(a).astype(d).tobytes()
                elif n == 'crc32c': a = bytes(a) + crc32c(bytes(a))
                else: a = bytes(codec(c).encode(a))
            return a
        def key(m, index):
            e = m['chunk_key_encoding']; s = e.get('configuration', {}).get('separator', '/' if e['name'] == 'default' else '.')
            return s.join((['c'] if e['name'] == 'default' else []) + [str(i) for i in index])
        def index_of(b, s, counts):
            n = int(np.prod(counts)); l = 16 * n + (4 if s['index_codecs'][-1]['name'] == 'crc32c' else 0)
            raw = b[:l] if s.get('index_location', 'end') == 'start' else b[-l:]
            if l > 16 * n: assert crc32c(raw[:-4]) == raw[-4:]
            return np.frombuffer(raw[:16 * n], '<u8').reshape(n, 2)
        def read(path):
            m = json.load(open(path + '/zarr.json'))
            assert m['zarr_format'] == 3 and m['node_type'] == 'array' and m['chunk_grid']['name'] == 'regular'
            outer = m['chunk_grid']['configuration']['chunk_shape']
            shard = m['codecs'][0]['configuration'] if m['codecs'][0]['name'] == 'sharding_indexed' else None
            inner, codecs = (shard['chunk_shape'], shard['codecs']) if shard else (outer, m['codecs'])
            d = dtype(m['data_type'], codecs)
            grid = [-(-s // o) for s, o in zip(m['shape'], outer)]
            whole = np.full([g * o for g, o in zip(grid, outer)], fill(m['fill_value'], d), d)
            for i in itertools.product(*map(range, grid)):
                p = path + '/' + key(m, i)
                if not os.path.exists(p): continue
                b, at = open(p, 'rb').read(), [x * o for x, o in zip(i, outer)]
                if not shard:
                    whole[tuple(slice(x, x + o) for x, o in zip(at, outer))] = decode(b, codecs, outer, d); continue
                counts = [o // n for o, n in zip(outer, inner)]
                entries = index_of(b, shard, counts)
                for j, (offset, length) in zip(itertools.product(*map(range, counts)), entries):
                    if offset == 2**64 - 1 and length == 2**64 - 1: continue
                    where = tuple(slice(x + y * n, x + y * n + n) for x, y, n in zip(at, j, inner))
                    whole[where] = decode(b[int(offset):int(offset + length)], codecs, inner, d)
            return whole[tuple(map(slice, m['shape']))]
        def write(path, a, m):
            os.makedirs(path); json.dump(m, open(path + '/zarr.json', 'w'))
            outer = m['chunk_grid']['configuration']['chunk_shape']
            shard = m['codecs'][0]['configuration'] if m['codecs'][0]['name'] == 'sharding_indexed' else None
            inner, codecs = (shard['chunk_shape'], shard['codecs']) if shard else (outer, m['codecs'])
            d, f = dtype(m['data_type'], codecs), fill(m['fill_value'], np.dtype('u1' if m['data_type'] == 'bool' else m['data_type']))
            grid = [-(-s // o) for s, o in zip(a.shape, outer)]
            whole = np.full([g * o for g, o in zip(grid, outer)], f, a.dtype); whole[tuple(map(slice, a.shape))] = a
            empty = lambda x: np.all(np.ascontiguousarray(x).view('u1').reshape(-1, a.itemsize) == np.frombuffer(f.tobytes(), 'u1'))
            for i in itertools.product(*map(range, grid)):
                part = whole[tuple(slice(x * o, x * o + o) for x, o in zip(i, outer))]
                if empty(part): continue
                if shard:
                    start = shard.get('index_location', 'end') == 'start'
                    counts = [o // n for o, n in zip(outer, inner)]
                    length = 16 * int(np.prod(counts)) + (4 if shard['index_codecs'][-1]['name'] == 'crc32c' else 0)
                    body, entries, at = b'', [], length if start else 0
                    for j in reversed(list(itertools.product(*map(range, counts)))):
                        chunk = part[tuple(slice(y * n, y * n + n) for y, n in zip(j, inner))]
                        if empty(chunk): entries.insert(0, (2**64 - 1, 2**64 - 1)); continue
                        e = encode(chunk, codecs, d); entries.insert(0, (at, len(e))); body += e; at += len(e)
                    index = np.array(entries, '<u8').tobytes()
                    if shard['index_codecs'][-1]['name'] == 'crc32c': index += crc32c(index)
                    b = index + body if start else body + index
                else: b = encode(part, codecs, d)
                p = path + '/' + key(m, i); os.makedirs(os.path.dirname(p), exist_ok=True); open(p, 'wb').write(b)
        """;

    [Fact]
    public async Task What_is_written_is_read_by_the_specification()
    {
        using var folder = new QuickFolder();
        var list = new List<string>();
        (BlockShape Chunk, BlockShape? Shard)[] shapes =
            [(new(1, 16, 20), null), (new(2, 40, 33), null), (new(1, 8, 8), new(1, 24, 16)), (new(2, 10, 11), new(4, 100, 22)),
                (new(1, 1024, 1024), null), (new(1, 1, 1), new(1, 40, 33))];
        var random = new Random(3);
        foreach (var type in DTypes.All)
        {
            foreach (var codec in Enum.GetValues<ZarrCodec>())
            {
                for (var shape = 0; shape < shapes.Length; shape++)
                {
                    int plane = random.Next(2), skip = random.Next(2), fill = random.Next(4);
                    double? noData = fill switch { 0 => null, 1 => 7, 2 => 0, _ => type.IsFloating() ? double.NaN : 100 };
                    var schema = Stores.Schema(40, 33, plane == 1 ? 1 : 3, type) with { IsPlane = plane == 1, NoData = noData };
                    var cells = Written.Cells(schema);
                    var (chunk, shard) = shapes[shape];
                    var name = $"{list.Count}.zarr";
                    var options = new ZarrOptions { Codec = codec, Chunks = chunk, Shards = shard, SkipEmptyChunks = skip == 1 };
                    await Written.Write(ZarrSink.Create(folder[name], schema, options), schema, cells);
                    await File.WriteAllBytesAsync(folder[name + ".raw"], cells.Bytes.ToArray());
                    list.Add($"{name} {type.ToString().ToLowerInvariant()} | {type} {codec} {shape} {plane} {skip} {fill}");
                }
            }
        }
        await File.WriteAllLinesAsync(folder["list"], list);
        ZarrPeer.Run(Specification + """

            for line in open(sys.argv[1] + '/list'):
                name, d = line.split()[:2]
                a = read(f'{sys.argv[1]}/{name}/data')
                assert a.dtype == d and np.ascontiguousarray(a).tobytes() == open(f'{sys.argv[1]}/{name}.raw', 'rb').read(), name
                assert len(read(f'{sys.argv[1]}/{name}/x')) == 33
            """, folder.Path);
        output.WriteLine($"{list.Count} stores read by the specification, {Pairs.AllMeet(list)} pairs of choices");
    }

    [Fact]
    public async Task What_is_written_by_the_specification_is_read()
    {
        using var folder = new QuickFolder();
        var lines = ZarrPeer.Run(Specification + """

            out, n = sys.argv[1], 0
            rng = np.random.default_rng(1)
            blosc = [{'name': 'blosc', 'configuration': {'cname': c, 'clevel': 5, 'shuffle': s, 'typesize': 4, 'blocksize': b}}
                for c, s, b in (('lz4', 'shuffle', 0), ('zstd', 'bitshuffle', 0), ('zlib', 'noshuffle', 64), ('lz4hc', 'shuffle', 256),
                    ('blosclz', 'shuffle', 0))]
            after = [[], [{'name': 'gzip', 'configuration': {'level': 1}}],
                [{'name': 'zstd', 'configuration': {'level': 3, 'checksum': False}}], [{'name': 'numcodecs.lz4', 'configuration': {}}],
                [{'name': 'crc32c'}],
                [{'name': 'zstd', 'configuration': {'level': 1, 'checksum': False}}, {'name': 'crc32c'}]] + [[b] for b in blosc]
            names = ['bool', 'int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64', 'float32', 'float64']
            shapes = [((20, 33), (7, 9), None), ((3, 20, 33), (1, 8, 16), None), ((20, 33), (4, 5), (8, 15)),
                ((3, 20, 33), (1, 4, 11), (2, 20, 22)), ((20, 33), (64, 64), None), ((6, 5), (1, 1), (2, 5))]
            keys = [{'name': 'default'}, {'name': 'default', 'configuration': {'separator': '.'}}, {'name': 'v2'},
                {'name': 'v2', 'configuration': {'separator': '/'}}]
            for name in names:
                for which in range(len(after)):
                    for again in range(4):
                        s, f, big, turned, k, checked, start = [int(rng.integers(i)) for i in (6, 5, 2, 2, 4, 2, 2)]
                        shape, chunk, shard = shapes[s]
                        size = np.dtype('u1' if name == 'bool' else name).itemsize
                        chain = [{'name': 'bytes', **({'configuration': {'endian': ['little', 'big'][big]}}
                            if size > 1 else {})}] + after[which]
                        if turned: chain = [{'name': 'transpose', 'configuration': {'order': list(range(len(shape)))[::-1]}}] + chain
                        value = [0, 1, 0, 1, 1][f]
                        if name == 'bool': value = bool(value)
                        elif name.startswith('float'):
                            value = [0, 'NaN', '-Infinity', '0x' + ('7fc00001' if size == 4 else '7ff8000000000001'), 1.5][f]
                        elif f > 2: value = int(np.iinfo(name).min if f == 3 else np.iinfo(name).max)
                        index = [{'name': 'bytes', 'configuration': {'endian': 'little'}}] + ([{'name': 'crc32c'}] if checked else [])
                        m = {'zarr_format': 3, 'node_type': 'array', 'shape': shape, 'data_type': name, 'fill_value': value,
                            'attributes': {},
                            'chunk_grid': {'name': 'regular', 'configuration': {'chunk_shape': shard or chunk}},
                            'chunk_key_encoding': keys[k],
                            'codecs': chain if not shard else [{'name': 'sharding_indexed',
                                'configuration': {'chunk_shape': chunk, 'codecs': chain,
                                'index_codecs': index, 'index_location': ['end', 'start'][start]}}]}
                        d = np.dtype('u1' if name == 'bool' else name)
                        a = rng.integers(0, 2 if name == 'bool' else 100, shape).astype(d)
                        a[..., :9, :18] = fill(value, d)
                        write(f'{out}/{n}.zarr', a, m); a.tofile(f'{out}/{n}.raw')
                        print(n, d.name, '|', name, which, s, f, big, turned, k, checked, start)
                        assert read(f'{out}/{n}.zarr').astype(d).tobytes() == a.tobytes()
                        n += 1
            """, folder.Path).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in lines)
        {
            var words = line.Split(' ');
            await using var source = await Stores.Open(folder[words[0] + ".zarr"]);
            Assert.Equal(words[1], source.Schema.Type.ToString().ToLowerInvariant());
            await Stores.Equal(new(source.Schema.Whole, source.Schema.Type, File.ReadAllBytes(folder[words[0] + ".raw"])), source);
        }
        output.WriteLine($"{lines.Length} stores written by the specification, {Pairs.AllMeet(lines)} pairs of choices");
        Assert.Equal(11 * 11 * 4, lines.Length);
    }
}
