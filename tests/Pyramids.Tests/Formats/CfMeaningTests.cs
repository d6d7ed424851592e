using System.Globalization;
using Xunit;

namespace Pyramids.Tests;

/// <summary>Scales, offsets and units of cells, in Zarr stores and HDF5 files.</summary>
public sealed class CfMeaningTests
{
    private static readonly PythonPeer Hdf5Peer = new("import h5py", "h5py is not installed; apt-get install python3-h5py");

    [Theory, InlineData("a.zarr", 2), InlineData("a.zarr", 3), InlineData("a.h5", 0)]
    public async Task Scale_offset_and_unit_are_written_and_read(string name, int version)
    {
        using var folder = new ScratchFolder();
        foreach (var (scales, offsets) in new[] { (new[] { 0.5, 0.5 }, new[] { -2.0, -2 }), ([0.5, 0.25], [0, 3.5]), ([], [7, 7]),
            ([0.1, 0.1], []) })
        {
            var schema = Schema(scales, offsets);
            await Write(folder[name], schema, version);
            await using var dataset = Dataset.ReadFile(folder[name]);
            var read = dataset.Schema.Meaning!;
            Assert.Equal(scales, read.Scales);
            Assert.Equal(offsets.All(offset => offset == 0) ? [] : offsets, read.Offsets);
            Assert.Equal(["K", "K"],
                read.Items.Where(item => item.Role == "unittype").OrderBy(item => item.Band).Select(item => item.Value));
            Assert.Equal(-9, dataset.NoData);
        }
    }

    [Theory, InlineData("a.zarr", 2), InlineData("a.zarr", 3), InlineData("a.h5", 0)]
    public async Task Each_band_has_its_own_unit_and_points_are_points(string name, int version)
    {
        using var folder = new ScratchFolder();
        foreach (MetadataItem[] items in new MetadataItem[][]
            { [new(0, "UNITTYPE", "unittype", "K"), new(1, "UNITTYPE", "unittype", "m s-1")],
                [CellMeaning.Point, new(1, "UNITTYPE", "unittype", "K")] })
        {
            await Write(folder[name], Schema([], []) with { Meaning = new() { Items = items } }, version);
            await using var dataset = Dataset.ReadFile(folder[name]);
            Assert.Equal(items, dataset.Schema.Meaning!.Items);
        }
    }

    [Fact]
    public async Task Without_anything_to_say_nothing_is_written()
    {
        using var folder = new ScratchFolder();
        await Write(folder["a.zarr"], Schema([1, 1], [0, 0]) with { Meaning = new() { Scales = [1, 1], Offsets = [0, 0] } }, 3);
        Assert.DoesNotContain("scale_factor",
            await File.ReadAllTextAsync(folder["a.zarr/data/zarr.json"], TestContext.Current.CancellationToken));
        await using var dataset = Dataset.ReadFile(folder["a.zarr"]);
        Assert.Null(dataset.Schema.Meaning);
    }

    [Fact]
    public async Task Xarray_and_h5py_find_the_physical_values()
    {
        using var folder = new ScratchFolder();
        var schema = Schema([0.5, 0.5], [-2, -2]);
        var cells = await Write(folder["two.zarr"], schema, 2);
        await Write(folder["a.h5"], schema, 0);
        var expected = Physical(cells, 0.5, -2);
        var text = ZarrPeer.Run("""
            import sys, xarray as xr, numpy as np
            d = xr.open_zarr(sys.argv[1])['data']
            print(float(d.encoding['scale_factor']), float(d.encoding['add_offset']), d.attrs['units'], repr(float(np.nansum(d.values.astype('f8')))), int(np.isnan(d.values).sum()))
            """, folder["two.zarr"]);
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"0.5 -2.0 K {expected.Sum:F1} {expected.Missing}"), text.Trim());
        Hdf5Peer.Run("""
            import sys, h5py
            d = h5py.File(sys.argv[1])['data']
            assert d.attrs['scale_factor'] == .5 and d.attrs['add_offset'] == -2 and d.attrs['units'] in ('K', b'K'), dict(d.attrs)
            """, [folder["a.h5"]]);
    }

    [Fact]
    public async Task What_xarray_packed_goes_into_a_GeoTIFF_with_its_scale()
    {
        using var folder = new ScratchFolder();
        ZarrPeer.Run("""
            import sys, numpy as np, xarray as xr
            d = xr.DataArray(np.arange(12.).reshape(3, 4) * .5 - 2, dims=('y', 'x'), name='t', attrs={'units': 'K'}, coords={'x': np.arange(4.), 'y': -np.arange(3.)})
            d.to_dataset().to_zarr(sys.argv[1], encoding={'t': {'dtype': 'i2', 'scale_factor': .5, 'add_offset': -2.0, '_FillValue': -32768}})
            """, folder["p.zarr"]);
        await using (var dataset = Dataset.ReadFile(folder["p.zarr"])) dataset.ReadArray(Chunks.Auto).ToGeoTiff(folder["p.tif"]);
        await using var file = Dataset.ReadFile(folder["p.tif"]);
        Assert.Equal([0.5], file.Schema.Meaning!.Scales);
        Assert.Equal([-2.0], file.Schema.Meaning!.Offsets);
        Assert.Contains(file.Schema.Meaning!.Items, item => item is { Role: "unittype", Value: "K" });
    }

    [Fact]
    public async Task Numbers_of_another_scale_are_not_written_into_a_store()
    {
        using var folder = new ScratchFolder();
        await Write(folder["a.zarr"], Schema([0.5, 0.5], []), 3);
        var error = Assert.Throws<ArgumentException>(
            () => ZarrSink.Create(folder["a.zarr"], Schema([0.25, 0.25], [1, 1]), new() { Mode = ZarrMode.Region }));
        Assert.Contains("scaled by 0.5 and moved by 0 and the raster's by 0.25 and moved by 1", error.Message);
        foreach (var fits in new[] { Schema([0.5, 0.5], []), Schema([], []) with { Meaning = null } })
            await ZarrSink.Create(folder["a.zarr"], fits, new() { Mode = ZarrMode.Region }).DisposeAsync();
    }

    [Theory, InlineData(2), InlineData(3)]
    public async Task Names_and_units_of_any_letters_are_ASCII_in_metadata_as_zarr_python_2_wants_them(int version)
    {
        using var folder = new ScratchFolder();
        var schema = Schema([], []) with
        {
            BandNames = ["größe \"a\"", "🗻"], Meaning = new()
                { Items = [new(0, "UNITTYPE", "unittype", "°C"), new(1, "UNITTYPE", "unittype", "°C")] },
        };
        await Write(folder["a.zarr"], schema, version);
        foreach (var file in Directory.EnumerateFiles(folder["a.zarr"], "*.json", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(folder["a.zarr"], ".z*", SearchOption.AllDirectories)))
            Assert.True(System.Text.Ascii.IsValid(File.ReadAllBytes(file)), file);
        await using (var dataset = Dataset.ReadFile(folder["a.zarr"])) Assert.Equal(schema.BandNames, dataset.BandNames);
        if (version == 3) return;
        ZarrPeer.Run("""
            import sys, xarray as xr
            d = xr.open_zarr(sys.argv[1])['data']
            assert d.attrs['units'] == '°C' and d.attrs['long_name'] == ['größe "a"', '🗻'], d.attrs
            """, folder["a.zarr"]);
    }

    [Theory, InlineData(1, 9, 0), InlineData(9, 1, 0), InlineData(1, 1, 0), InlineData(7, 9, 3)]
    public async Task Rioxarray_finds_the_transform_of_single_rows_and_columns_and_of_rotated_grids(int rows, int columns, double turn)
    {
        using var folder = new ScratchFolder();
        var transform = new Affine(500_000, 10, turn, 5_000_000, turn, -20);
        await Write(folder["a.zarr"], new(new(rows, columns, transform, Crs.FromEpsg(32633)), 1, DType.Float32) { IsPlane = true }, 2);
        var text = ZarrPeer.Run("""
            import sys, xarray as xr, rioxarray
            d = xr.open_zarr(sys.argv[1])['data']
            print(d.rio.crs.to_epsg(), *[float(v) for v in d.rio.transform().to_gdal()])
            """, folder["a.zarr"]);
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"32633 500000.0 10.0 {turn:F1} 5000000.0 {turn:F1} -20.0"), text.Trim());
    }

    [Fact]
    public async Task Texts_and_dates_of_NumPy_name_the_bands()
    {
        using var folder = new ScratchFolder();
        ZarrPeer.Run("""
            import sys, numpy as np, zarr
            for name, labels in {'wide': np.array(['red', 'grün', '']), 'big': np.array(['red', 'grün', '']).astype('>U4'), 'bytes': np.array([b'red', b'gr\xc3\xbcn', b'']),
                                 'days': np.array(['2020-02-29', '2021-01-01', '1969-12-31'], 'M8[D]'), 'nano': np.array(['2020-02-29', '2021-01-01', '1969-12-31T12'], 'M8[ns]')}.items():
                g = zarr.open_group(f'{sys.argv[1]}/{name}.zarr', 'w')
                g.create_dataset('v', data=np.zeros((3, 4, 5), 'u1')).attrs['_ARRAY_DIMENSIONS'] = ['b', 'y', 'x']
                g.create_dataset('b', data=labels, chunks=2).attrs['_ARRAY_DIMENSIONS'] = ['b']
            """, folder.Path);
        foreach (var name in new[] { "wide", "big", "bytes" }) Assert.Equal(["red", "grün", ""], await Names(folder[name + ".zarr"]));
        Assert.Equal(["2020-02-29", "2021-01-01", "1969-12-31"], await Names(folder["days.zarr"]));
        Assert.Equal(["2020-02-29T00:00:00", "2021-01-01T00:00:00", "1969-12-31T12:00:00"], await Names(folder["nano.zarr"]));
    }

    private static async Task<IReadOnlyList<string>> Names(string path)
    {
        await using var dataset = Dataset.ReadFile(path);
        return dataset.BandNames;
    }

    private static ArraySchema Schema(double[] scales, double[] offsets) => Stores.Schema(20, 30, 2, DType.Int16) with
    {
        NoData = -9,
        Meaning = new() { Scales = scales, Offsets = offsets,
            Items = [new(0, "UNITTYPE", "unittype", "K"), new(1, "UNITTYPE", "unittype", "K")] },
    };

    private static async Task<Chunk> Write(string path, ArraySchema schema, int version)
    {
        var cells = Written.Cells(schema);
        IChunkSink sink = version == 0
            ? Hdf5Sink.Create(path, "data", schema, new() { Overwrite = true })
            : ZarrSink.Create(path, schema, new() { Version = version, Mode = ZarrMode.Overwrite });
        await Written.Write(sink, schema, cells, blocks: 1, threads: 1);
        return cells;
    }

    private static (double Sum, int Missing) Physical(Chunk cells, double scale, double offset)
    {
        var (sum, missing) = (0.0, 0);
        foreach (var cell in cells.Cells<short>())
        {
            if (cell == -9) missing++;
            else sum += cell * scale + offset;
        }
        return (sum, missing);
    }
}
