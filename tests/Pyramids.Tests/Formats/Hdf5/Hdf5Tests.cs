using Xunit;

namespace Pyramids.Tests;

/// <summary>HDF5 and NetCDF-4 files, exchanged with h5py and netCDF4.</summary>
public sealed class Hdf5Tests
{
    private static readonly PythonPeer Peer = new("import h5py, netCDF4, numpy",
        "h5py and netCDF4 are not installed; apt-get install python3-h5py python3-netcdf4");

    public static TheoryData<DType, bool> Types => new(from type in DTypes.All from plane in new[] { true, false } select (type, plane));

    [Theory, MemberData(nameof(Types))]
    public async Task What_is_written_is_read_with_its_grid(DType type, bool plane)
    {
        using var folder = new ScratchFolder();
        var schema = Stores.Schema(70, 53, plane ? 1 : 3,
            type) with { IsPlane = plane, NoData = 7, BandNames = plane ? [] : ["a", "b", "c"] };
        var cells = Written.Cells(schema);
        await Written.Write(Hdf5Sink.Create(folder["a.h5"], "heights", schema, new() { Chunks = new(1, 16, 20), Level = plane ? 9 : 0 }),
            schema, cells, blocks: 1, threads: 2);
        using var dataset = Dataset.ReadFile(folder["a.h5"]);
        Assert.Equal((schema.Grid.Transform, schema.Grid.Crs, 7.0), (dataset.Grid.Transform, dataset.Crs, dataset.NoData));
        Assert.Equal(new BlockShape(1, 16, 20), dataset.Block);
        Assert.Equal(schema.BandNames, dataset.BandNames);
        await Stores.Equal(cells, dataset.Source);
        Assert.Equal([folder["a.h5"]], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void H5py_reads_what_is_written()
    {
        using var folder = new ScratchFolder();
        var hills = Given.Terrain<float>(300, 200);
        (hills.ToLazy(64) * 2).ToHdf5(folder["a.h5"], "hills", new() { Chunks = new(1, 64, 64) });
        Assert.Throws<IOException>(() => hills.ToHdf5(folder["a.h5"]));
        using (var dataset = Dataset.ReadFile(folder["a.h5/hills"]))
            Assert.Equal((hills.ToLazy() * 2).FocalMean(3).Compute().ToDoubles(),
                dataset.ReadArray(Chunks.Parse("50,70")).FocalMean(3).Compute().ToDoubles());
        File.WriteAllBytes(folder["raw"],
            System.Runtime.InteropServices.MemoryMarshal.AsBytes((hills.ToLazy() * 2).Compute().Span<float>()).ToArray());
        Peer.Run("""
            import sys, h5py, numpy as np
            f = h5py.File(sys.argv[1] + '/a.h5')
            d = f['hills']
            assert d.chunks == (64, 64) and d.compression == 'gzip' and d.shuffle
            assert np.array_equal(d[:].ravel(), np.fromfile(sys.argv[1] + '/raw', 'f4'))
            assert f['x'].shape == (200,) and f['y'][0] > f['y'][1] and 'GeoTransform' in f['spatial_ref'].attrs
            """, [folder.Path]);
    }

    [Fact]
    public async Task Files_of_h5py_and_netCDF4_are_read()
    {
        using var folder = new ScratchFolder();
        Peer.Run("""
            import sys, h5py, netCDF4, numpy as np
            p = sys.argv[1]
            a = np.arange(4 * 20 * 30, dtype='i2').reshape(4, 20, 30)
            with netCDF4.Dataset(p + '/t.nc', 'w') as n:
                for name, size in (('time', 4), ('lat', 20), ('lon', 30)): n.createDimension(name, size)
                t = n.createVariable('time', 'f8', ('time',)); t.units = 'hours since 2020-02-28'; t.calendar = 'standard'; t[:] = [0, 24, 48, 72]
                y = n.createVariable('lat', 'f8', ('lat',)); y.units = 'degrees_north'; y[:] = 50 - .5 * (np.arange(20) + .5)
                x = n.createVariable('lon', 'f8', ('lon',)); x.units = 'degrees_east'; x[:] = 5 + .25 * (np.arange(30) + .5)
                v = n.createVariable('t2m', 'i2', ('time', 'lat', 'lon'), zlib=True, chunksizes=(1, 7, 11), fill_value=-9); v.set_auto_maskandscale(False); v[:] = a
            with h5py.File(p + '/two.h5', 'w') as f:
                f.create_dataset('g/big', data=a.astype('<f4'), chunks=(2, 8, 30), compression='gzip')
                f['g/x'] = np.array([0, 1, 5.0] + list(range(10, 37))); f['g/y'] = np.arange(20.)
                f.create_dataset('b/turned', data=a.astype('>f4'))
                f['plain'] = a[0]
                f['names'] = [b'a', b'b']
            """, [folder.Path]);
        var cells = Enumerable.Range(0, 2400);
        using (var time = Dataset.ReadFile(folder["t.nc"]))
        {
            Assert.Equal(["2020-02-28", "2020-02-29", "2020-03-01", "2020-03-02"], time.BandNames);
            Assert.Equal((Affine.NorthUp(5, 50, 0.25, 0.5), Crs.FromEpsg(4326), -9.0), (time.Grid.Transform, time.Crs, time.NoData));
            Assert.Equal(new BlockShape(1, 7, 11), time.Block);
            Assert.Equal(cells.Select(i => (short)i), (await Stores.Read(time.Source)).Cells<short>().ToArray());
        }
        Assert.Contains("b/turned, g/big, plain", Assert.Throws<RasterFormatException>(() => Dataset.ReadFile(folder["two.h5"])).Message);
        using (var big = Dataset.ReadFile(folder["two.h5/g/big"]))
        {
            // x is irregular: no georeference
            Assert.Null(big.Crs);
            Assert.Equal(cells.Select(i => (float)i), (await Stores.Read(big.Source)).Cells<float>().ToArray());
        }
        using (var turned = Dataset.ReadFile(folder["two.h5/b"]))
            Assert.Contains("Byte order", (await Assert.ThrowsAsync<RasterFormatException>(() => Stores.Read(turned.Source))).Message);
        using (var plain = Dataset.ReadFile(folder["two.h5/plain"])) Assert.Equal([20, 30], plain.Shape);
        Assert.Throws<RasterFormatException>(() => Dataset.ReadFile(folder["two.h5/names"]));
        File.WriteAllBytes(folder["cut.h5"], File.ReadAllBytes(folder["two.h5"])[..700]);
        Assert.Throws<RasterFormatException>(() => Dataset.ReadFile(folder["cut.h5"]));
        File.WriteAllText(folder["no.nc"], "CDF\u0001");
        Assert.ThrowsAny<RasterFormatException>(() => Dataset.ReadFile(folder["no.nc"]));
    }

    [Fact]
    public void Names_and_options_are_checked()
    {
        using var folder = new ScratchFolder();
        var hills = Given.Terrain<float>(20, 30);
        Assert.Throws<ArgumentException>(() => hills.ToHdf5(folder["a.h5"], "x"));
        Assert.Throws<ArgumentException>(() => hills.ToHdf5(folder["a.h5"], "a/b"));
        Assert.Throws<ArgumentException>(() => hills.ToHdf5(folder["a.h5"], options: new() { Level = 10 }));
        Assert.Throws<DirectoryNotFoundException>(() => hills.ToHdf5(folder["nowhere/a.h5"]));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Times_of_a_Zarr_store_are_dates()
    {
        var store = Hand.Store(
            ("zarr.json", """{"zarr_format": 3, "node_type": "group"}"""),
            ("data/zarr.json", Hand.Array3(("shape", "[2, 4, 4]"),
                ("chunk_grid", """{"name": "regular", "configuration": {"chunk_shape": [1, 4, 4]}}"""),
                ("dimension_names", """["time", "y", "x"]"""))),
            ("time/zarr.json", Hand.Array3(("shape", "[2]"),
                ("chunk_grid", """{"name": "regular", "configuration": {"chunk_shape": [2]}}"""), ("dimension_names", """["time"]"""),
                ("attributes", """{"units": "days since 2024-02-28", "calendar": "proleptic_gregorian"}"""))),
            ("time/c/0", "hex:0100 0200"));
        var schema = (await ZarrStore.OpenAsync(store)).Schema;
        Assert.Equal(["2024-02-29", "2024-03-01"], schema.BandNames);
    }
}
