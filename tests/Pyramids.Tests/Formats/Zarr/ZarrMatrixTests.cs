using Xunit;

namespace Pyramids.Tests;

/// <summary>
/// Stores of version 2 in every dtype and codec, exchanged bit by bit. The other choices (chunk shape, fill value, order,
/// separator, filter) are drawn so that every value of each meets every value of every other, which the tests check.
/// </summary>
public sealed class ZarrMatrixTests(ITestOutputHelper output)
{
    [Fact]
    public async Task What_zarr_python_writes_is_read()
    {
        using var folder = new QuickFolder();
        var lines = ZarrPeer.Run("""
            import sys, numpy as np, zarr, numcodecs as nc
            out, n = sys.argv[1], 0
            rng = np.random.default_rng(1)
            codecs = [None, nc.Zlib(1), nc.GZip(1), nc.Zstd(3), nc.LZ4()]
            codecs += [nc.Blosc(c, 5, s) for c in ('lz4', 'lz4hc', 'zstd', 'zlib', 'blosclz') for s in (0, 1, 2)]
            dtypes = [e + t for e in '<>' for t in ('i2', 'u2', 'i4', 'u4', 'i8', 'u8', 'f4', 'f8')] + ['|u1', '|i1', '|b1']
            shapes = [((32, 24), (16, 8)), ((40, 30), (16, 7)), ((17, 33), (100, 100)), ((6, 5), (1, 1)), ((3, 20, 15), (2, 16, 15)),
                ((5, 1, 20, 9), (1, 1, 20, 4))]
            def fills(t):
                if t.kind == 'f': return [0, None, np.nan, np.inf, -np.inf, -1.5]
                if t.kind == 'b': return [False, None, True, False, True, True]
                return [0, None, np.iinfo(t).min, np.iinfo(t).max, 1, 100]
            for dtype in dtypes:
                for codec in range(len(codecs)):
                    for again in range(3):
                        t = np.dtype(dtype)
                        s, f, order, separator, shuffled, empty = [int(rng.integers(k)) for k in (6, 6, 2, 2, 2, 2)]
                        (shape, chunks), fill = shapes[s], fills(t)[f]
                        z = zarr.open(f'{out}/{n}.zarr', 'w', shape=shape, chunks=chunks, dtype=dtype, compressor=codecs[codec],
                            order='CF'[order], fill_value=fill,
                            dimension_separator='./'[separator], filters=[nc.Shuffle(t.itemsize)] if shuffled else None,
                            write_empty_chunks=bool(empty))
                        a = np.cumsum(rng.integers(-2, 3, shape), axis=-1).astype(dtype)
                        a[..., :9, :5] = fill or 0
                        if fill is None or n % 2 == 0: z[:] = a
                        else: z[..., :16, :4] = a[..., :16, :4]
                        b = z[:].astype(t.newbyteorder('<'))
                        b.tofile(f'{out}/{n}.raw')
                        print(n, b.dtype.name, b.size, '|', dtype, codec, s, f, order, separator, shuffled, empty)
                        n += 1
            """, folder.Path).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await Read(folder, lines);
        Assert.Equal(19 * 20 * 3, lines.Length);
    }

    [Fact]
    public async Task What_GDAL_writes_is_read()
    {
        using var folder = new QuickFolder();
        var lines = ZarrPeer.Run("""
            import sys, numpy as np
            from osgeo import gdal
            gdal.UseExceptions()
            out, n = sys.argv[1], 0
            rng = np.random.default_rng(2)
            driver = gdal.GetDriverByName('Zarr')
            types = [(gdal.GDT_Byte, 'u1'), (gdal.GDT_UInt16, 'u2'), (gdal.GDT_Int16, 'i2'), (gdal.GDT_UInt32, 'u4'),
                (gdal.GDT_Int32, 'i4'), (gdal.GDT_UInt64, 'u8'),
                (gdal.GDT_Int64, 'i8'), (gdal.GDT_Float32, 'f4'), (gdal.GDT_Float64, 'f8')]
            codecs = [['NONE'], ['ZLIB'], ['GZIP'], ['ZSTD'], ['LZ4']]
            codecs += [['BLOSC', 'BLOSC_CNAME=' + c, 'BLOSC_SHUFFLE=' + s]
                for c in ('blosclz', 'lz4', 'lz4hc', 'zlib', 'zstd') for s in ('NONE', 'BYTE', 'BIT')]
            shapes = [((32, 24), (16, 8)), ((40, 30), (16, 7)), ((17, 33), (100, 100)), ((6, 5), (1, 1)), ((3, 20, 15), (2, 16, 15))]
            for kind, dtype in types:
                for codec in range(len(codecs)):
                    for again in range(3):
                        s, order, separator, f = [int(rng.integers(k)) for k in (5, 2, 2, 4)]
                        shape, chunks = shapes[s]
                        root = driver.CreateMultiDimensional(f'{out}/{n}.zarr').GetRootGroup()
                        axes = [root.CreateDimension('tyx'[i - len(shape)], None, None, k) for i, k in enumerate(shape)]
                        v = root.CreateMDArray('v', axes, gdal.ExtendedDataType.Create(kind),
                            ['COMPRESS=' + codecs[codec][0], *codecs[codec][1:],
                            'BLOCKSIZE=' + ','.join(map(str, chunks)),
                            'CHUNK_MEMORY_LAYOUT=' + 'CF'[order], 'DIM_SEPARATOR=' + './'[separator]])
                        if f and dtype[1:] != '8': v.SetNoDataValueDouble([None, 0, 7, np.nan if dtype[0] == 'f' else 100][f])
                        a = np.cumsum(rng.integers(-2, 3, shape), axis=-1).astype(dtype)
                        a[..., :9, :5] = 7
                        v.Write(a)
                        v = axes = root = None
                        a.tofile(f'{out}/{n}.raw'); print(n, a.dtype.name, a.size, '|', dtype, codec, s, order, separator, f)
                        n += 1
            """, folder.Path).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await Read(folder, lines);
        Assert.Equal(9 * 20 * 3, lines.Length);
    }

    [Fact]
    public async Task What_is_written_is_read_by_zarr_python_xarray_rioxarray_and_GDAL()
    {
        using var folder = new QuickFolder();
        (int Rows, int Columns, BlockShape Chunk)[] shapes =
            [(32, 24, new(1, 16, 8)), (70, 53, new(1, 16, 20)), (40, 30, new(2, 40, 30)), (40, 30, new(1, 1024, 1024)),
                (6, 5, new(1, 1, 1))];
        var random = new Random(3);
        var lines = new List<string>();
        foreach (var type in DTypes.All)
        {
            foreach (var codec in Enum.GetValues<ZarrCodec>())
            {
                for (var shape = 0; shape < shapes.Length; shape++)
                {
                    var (rows, columns, chunk) = shapes[shape];
                    int plane = random.Next(2), skip = random.Next(2), noData = random.Next(4);
                    var schema = Stores.Schema(rows, columns, plane == 1 ? 1 : 3,
                        type) with { IsPlane = plane == 1, NoData = NoData(type, noData) };
                    var cells = Written.Cells(schema);
                    var name = $"{lines.Count}.zarr";
                    var options = new ZarrOptions { Version = 2, Codec = codec, Chunks = chunk, SkipEmptyChunks = skip == 1 };
                    await Written.Write(ZarrSink.Create(folder[name], schema, options), schema, cells);
                    await File.WriteAllBytesAsync(folder[name + ".raw"], cells.Bytes.ToArray());
                    var stated =
                        schema.NoData is { } value ? value.ToString("R", System.Globalization.CultureInfo.InvariantCulture) : "None";
                    lines.Add(
                        $"{name} {type.ToString().ToLowerInvariant()} {stated} {plane} | {type} {codec} {shape} {plane} {skip} {noData}");
                }
            }
        }
        await File.WriteAllLinesAsync(folder["list"], lines);
        ZarrPeer.Run("""
            import sys, numpy as np, zarr, xarray, rioxarray
            from osgeo import gdal
            gdal.UseExceptions()
            transform = (500000, 10, 0, 5000000, 0, -20)
            same = lambda a, b: a == b or a != a and b != b
            for n, line in enumerate(open(sys.argv[1] + '/list')):
                name, dtype, nodata, plane = line.split()[:4]
                path, plane, nodata = f'{sys.argv[1]}/{name}', plane == '1', None if nodata == 'None' else float(nodata)
                raw = np.fromfile(path + '.raw', dtype)
                z = zarr.open(path, 'r')['data']
                assert z.dtype == dtype and np.array_equal(z[:].ravel().view('u1'), raw.view('u1')), ('zarr', line)
                raw = raw.reshape(z.shape)
                if dtype != 'int8':
                    d = gdal.Open(path if plane else f'ZARR:"{path}":/data:1')
                    assert np.array_equal(d.ReadAsArray(), raw if plane else raw[1], equal_nan=dtype[0] == 'f'), ('gdal', line)
                    assert d.GetGeoTransform() == transform and d.GetSpatialRef().GetAuthorityCode(None) == '32633', (
                        'gdal georeference', line)
                    found = d.GetRasterBand(1).GetNoDataValue()
                    if nodata is not None: assert same(found, nodata), ('gdal nodata', line, found)
                if n % 3: continue
                ds = xarray.open_zarr(path, mask_and_scale=False)
                assert np.array_equal(ds['data'].values.view('u1'), raw.view('u1')), ('xarray', line)
                assert ds.rio.crs.to_epsg() == 32633 and ds['data'].rio.crs.to_epsg() == 32633, ('xarray crs', line)
                assert ds.rio.transform().to_gdal() == transform, ('xarray transform', line)
                if plane and dtype not in ('int8', 'int64', 'uint64'):
                    r = rioxarray.open_rasterio(path)
                    assert np.array_equal(r.values[0], raw, equal_nan=dtype[0] == 'f') and r.rio.crs.to_epsg() == 32633, ('rioxarray', line)
                    assert r.rio.transform().to_gdal() == transform, ('rioxarray transform', line)
                    if nodata is not None: assert same(r.rio.nodata, nodata), ('rioxarray nodata', line)
            """, folder.Path);
        Report(lines);
    }

    private static double? NoData(DType type, int choice) => choice switch
    {
        0 => null,
        1 => 0,
        2 => 7,
        _ => type.IsFloating() ? double.NaN : 100,
    };

    private async Task Read(QuickFolder folder, string[] lines)
    {
        foreach (var line in lines)
        {
            var words = line.Split(' ');
            await using var source = await Stores.Open(folder[words[0] + ".zarr"]);
            Assert.Equal(words[1] == "bool" ? "uint8" : words[1], source.Schema.Type.ToString().ToLowerInvariant());
            Assert.Equal(long.Parse(words[2]), source.Schema.Whole.Cells);
            await Stores.Equal(new(source.Schema.Whole, source.Schema.Type, File.ReadAllBytes(folder[words[0] + ".raw"])), source);
        }
        Report(lines);
    }

    private void Report(IReadOnlyCollection<string> lines)
        => output.WriteLine($"{lines.Count} stores, {Pairs.AllMeet(lines)} pairs of choices");
}
