using Xunit;

namespace Pyramids.Tests;

/// <summary>Stores of version 2, as zarr-python, xarray, rioxarray and GDAL write them, with their georeferences and conventions.</summary>
public sealed class ZarrInteropTests
{
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
            d = xr.DataArray(a, dims=('y', 'x'), coords={'x': x, 'y': y},
                name='height').rio.write_crs(32633).rio.write_nodata(3).rio.write_transform()
            d.to_dataset().to_zarr(out + '/rio.zarr')
            d[2:, 3:].to_dataset().to_zarr(out + '/sliced.zarr')
            d.rename(x='easting', y='northing').transpose('easting', 'northing').to_dataset().to_zarr(out + '/turned.zarr',
                consolidated=False)
            xr.Dataset({'a': d, 'b': d}).to_zarr(out + '/two.zarr')
            s = osr.SpatialReference(); s.ImportFromEPSG(32633)
            t = gdal.GetDriverByName('Zarr').Create(out + '/gdal.zarr', 15, 12, 1, gdal.GDT_Float32, ['BLOCKSIZE=5,7', 'COMPRESS=ZSTD'])
            t.SetSpatialRef(s); t.SetGeoTransform((500000, 10, 0, 5000000, 0, -20))
            t.GetRasterBand(1).SetNoDataValue(3); t.GetRasterBand(1).WriteArray(a); t = None
            g = zarr.open_group(out + '/page.zarr', 'w')
            g.create_dataset('data', data=a[None], chunks=(1, 5, 5))
            g.attrs.update(spatial_ref=s.ExportToWkt(), GeoTransform=[500000, 10, 0, 5000000, 0, -20], epsg=32633, no_data_value=3,
                band_names=['height'], dtype='float32', shape=[1, 12, 15])
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
            Assert.True(Enumerable.Range(0, cells.Length).Select(i => (float)((row + i / (15 - column)) * 15 + column + i % (15 - column)))
                .SequenceEqual(cells), name);
        }
        await using (var page = await Stores.Open(folder["page.zarr"])) Assert.Equal(["height"], page.Schema.BandNames);
        var error = await Assert.ThrowsAsync<RasterFormatException>(async () => await Stores.Open(folder["two.zarr"]));
        Assert.Contains("a, b", error.Message);
        await using var one = await Stores.Open(folder["two.zarr"], "b");
        Assert.Equal((transform, Crs.FromEpsg(32633)), (one.Schema.Grid.Transform, one.Schema.Grid.Crs!));
    }
}
