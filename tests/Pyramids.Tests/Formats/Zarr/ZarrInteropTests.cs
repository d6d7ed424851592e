using Xunit;

namespace Pyramids.Tests;

/// <summary>Stores of version 2, exchanged with zarr-python, xarray, rioxarray and GDAL in both directions, bit by bit.</summary>
public sealed class ZarrInteropTests
{
    private const string Readers = """
        import sys, numpy as np, zarr, xarray, rioxarray
        from osgeo import gdal
        gdal.UseExceptions()
        for line in open(sys.argv[1] + '/list'):
            name, dtype, nodata, plane = line.split()
            path, plane = f'{sys.argv[1]}/{name}', plane == 'True'
            raw = np.fromfile(path + '.raw', dtype)
            z = zarr.open(path, 'r')['data']
            assert z.dtype == dtype and np.array_equal(z[:].ravel().view('u1'), raw.view('u1')), ('zarr', name)
            raw = raw.reshape(z.shape)
            ds = xarray.open_zarr(path, mask_and_scale=False)
            assert np.array_equal(ds['data'].values.view('u1'), raw.view('u1')), ('xarray', name)
            assert ds.rio.crs.to_epsg() == 32633 and ds['data'].rio.crs.to_epsg() == 32633, ('xarray crs', name)
            assert ds.rio.transform().to_gdal() == (500000, 10, 0, 5000000, 0, -20), ('xarray transform', name)
            if dtype not in ('int8', 'uint64', 'int64'):
                d = gdal.Open(path if plane else f'ZARR:"{path}":/data:1')
                assert np.array_equal(d.ReadAsArray(), raw if plane else raw[1], equal_nan=dtype[0] == 'f'), ('gdal', name)
                assert d.GetGeoTransform() == (500000, 10, 0, 5000000, 0, -20) and d.GetSpatialRef().GetAuthorityCode(None) == '32633', ('gdal georeference', name)
                if nodata != 'None': assert d.GetRasterBand(1).GetNoDataValue() == float(nodata), ('gdal nodata', name)
                if plane:
                    r = rioxarray.open_rasterio(path)
                    assert np.array_equal(r.values[0], raw, equal_nan=dtype[0] == 'f') and r.rio.crs.to_epsg() == 32633, ('rioxarray', name)
                    assert r.rio.transform().to_gdal() == (500000, 10, 0, 5000000, 0, -20), ('rioxarray transform', name)
                    if nodata != 'None': assert r.rio.nodata == float(nodata), ('rioxarray nodata', name)
        """;

    [Fact]
    public async Task What_is_written_is_read_by_others()
    {
        using var folder = new ScratchFolder();
        var list = new List<string>();
        var blocks = new BlockShape[] { new(1, 16, 20), new(2, 70, 53), new(1, 1, 53), new(1, 1024, 1024) };
        foreach (var type in DTypes.All)
        {
            foreach (var codec in Enum.GetValues<ZarrCodec>())
            {
                var plane = list.Count % 2 == 0;
                double? noData = list.Count % 3 == 0 ? null : 7;
                var schema = Stores.Schema(70, 53, plane ? 1 : 3, type) with { IsPlane = plane, NoData = noData };
                var cells = Written.Cells(schema);
                var name = $"{list.Count}.zarr";
                var options = new ZarrOptions { Version = 2, Codec = codec, Chunks = blocks[list.Count % blocks.Length], SkipEmptyChunks = list.Count % 5 == 0 };
                await Written.Write(ZarrSink.Create(folder[name], schema, options), schema, cells);
                await File.WriteAllBytesAsync(folder[name + ".raw"], cells.Bytes.ToArray());
                list.Add($"{name} {type.ToString().ToLowerInvariant()} {noData?.ToString() ?? "None"} {plane}");
            }
        }
        await File.WriteAllLinesAsync(folder["list"], list);
        ZarrPeer.Run(Readers, folder.Path);
    }

    [Fact]
    public async Task What_zarr_python_writes_is_read()
    {
        using var folder = new ScratchFolder();
        var list = ZarrPeer.Run("""
            import sys, itertools, numpy as np, zarr, numcodecs as nc
            out, n = sys.argv[1], 0
            rng = np.random.default_rng(1)
            codecs = [None, nc.Zlib(1), nc.GZip(1), nc.Zstd(3), nc.LZ4()] + [nc.Blosc(c, 5, s) for c in ('lz4', 'lz4hc', 'zstd', 'zlib', 'blosclz') for s in (0, 1, 2)]
            dtypes = [e + t for e in '<>' for t in ('i2', 'u2', 'i4', 'u4', 'i8', 'u8', 'f4', 'f8')] + ['|u1', '|i1', '|b1']
            for dtype in dtypes:
                for codec in codecs:
                    shape, chunks = [((40, 30), (16, 7)), ((3, 40, 30), (2, 16, 30)), ((5, 1, 20, 9), (1, 1, 20, 4)), ((17, 33), (100, 100))][n % 4]
                    fill = [0, None, 1][n % 3]
                    if dtype[1] == 'f' and n % 5 == 0: fill = [float('nan'), float('inf'), float('-inf')][n % 3]
                    filters = [nc.Shuffle(np.dtype(dtype).itemsize)] if n % 7 == 0 else None
                    z = zarr.open(f'{out}/{n}.zarr', 'w', shape=shape, chunks=chunks, dtype=dtype, compressor=codec, order='CF'[n // 2 % 2], fill_value=fill,
                        dimension_separator='./'[n // 3 % 2], filters=filters, write_empty_chunks=n % 2 == 0)
                    a = np.cumsum(rng.integers(-2, 3, shape), axis=-1).astype(dtype)
                    a[..., :9, :5] = fill or 0
                    if fill is None or n % 2 == 0: z[:] = a
                    else: z[..., :16, :4] = a[..., :16, :4]
                    b = z[:].astype(np.dtype(dtype).newbyteorder('<'))
                    if fill is not None or n % 2 == 0:
                        b.tofile(f'{out}/{n}.raw'); print(n, b.dtype.name, b.size)
                    n += 1
            """, folder.Path).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in list)
        {
            var words = line.Split(' ');
            await using var source = await Stores.Open(folder[words[0] + ".zarr"]);
            Assert.Equal(words[1] == "bool" ? "uint8" : words[1], source.Schema.Type.ToString().ToLowerInvariant());
            Assert.Equal(long.Parse(words[2]), source.Schema.Whole.Cells);
            await Stores.Equal(new(source.Schema.Whole, source.Schema.Type, File.ReadAllBytes(folder[words[0] + ".raw"])), source);
        }
        Assert.True(list.Length > 300, $"{list.Length} stores");
    }

    [Fact]
    public async Task Stores_of_xarray_rioxarray_and_GDAL_keep_their_georeference()
    {
        using var folder = new ScratchFolder();
        ZarrPeer.Run("""
            import sys, numpy as np, xarray as xr, rioxarray, zarr
            from osgeo import gdal, osr
            out = sys.argv[1]
            a = np.arange(12 * 15, dtype='f4').reshape(12, 15)
            x, y = 500000 + 10 * (np.arange(15) + .5), 5000000 - 20 * (np.arange(12) + .5)
            d = xr.DataArray(a, dims=('y', 'x'), coords={'x': x, 'y': y}, name='height').rio.write_crs(32633).rio.write_nodata(3).rio.write_transform()
            d.to_dataset().to_zarr(out + '/rio.zarr')
            d[2:, 3:].to_dataset().to_zarr(out + '/sliced.zarr')
            d.rename(x='easting', y='northing').transpose('easting', 'northing').to_dataset().to_zarr(out + '/turned.zarr', consolidated=False)
            xr.Dataset({'a': d, 'b': d}).to_zarr(out + '/two.zarr')
            s = osr.SpatialReference(); s.ImportFromEPSG(32633)
            t = gdal.GetDriverByName('Zarr').Create(out + '/gdal.zarr', 15, 12, 1, gdal.GDT_Float32, ['BLOCKSIZE=5,7', 'COMPRESS=ZSTD'])
            t.SetSpatialRef(s); t.SetGeoTransform((500000, 10, 0, 5000000, 0, -20))
            t.GetRasterBand(1).SetNoDataValue(3); t.GetRasterBand(1).WriteArray(a); t = None
            g = zarr.open_group(out + '/page.zarr', 'w')
            g.create_dataset('data', data=a[None], chunks=(1, 5, 5))
            g.attrs.update(spatial_ref=s.ExportToWkt(), GeoTransform=[500000, 10, 0, 5000000, 0, -20], epsg=32633, no_data_value=3, band_names=['height'], dtype='float32', shape=[1, 12, 15])
            """, folder.Path);
        var transform = Affine.NorthUp(500_000, 5_000_000, 10, 20);
        foreach (var name in new[] { "rio", "gdal", "page", "turned", "sliced" })
        {
            await using var source = await Stores.Open(folder[name + ".zarr"]);
            var (row, column) = name == "sliced" ? (2, 3) : (0, 0);
            Assert.Equal(transform.Shift(column, row), source.Schema.Grid.Transform);
            Assert.Equal(Crs.FromEpsg(32633), source.Schema.Grid.Crs);
            Assert.Equal((12 - row, 15 - column), (source.Schema.Grid.Rows, source.Schema.Grid.Columns));
            Assert.Equal(3, source.Schema.NoData);
            var cells = (await Stores.Read(source)).Cells<float>().ToArray();
            Assert.True(Enumerable.Range(0, cells.Length).Select(i => (float)((row + i / (15 - column)) * 15 + column + i % (15 - column))).SequenceEqual(cells), name);
        }
        await using (var page = await Stores.Open(folder["page.zarr"])) Assert.Equal(["height"], page.Schema.BandNames);
        var error = await Assert.ThrowsAsync<RasterFormatException>(async () => await Stores.Open(folder["two.zarr"]));
        Assert.Contains("a, b", error.Message);
        await using var one = await Stores.Open(folder["two.zarr"], "b");
        Assert.Equal((transform, Crs.FromEpsg(32633)), (one.Schema.Grid.Transform, one.Schema.Grid.Crs!));
    }
}
