using System.Text.Json;

namespace Pyramids.Tests;

/// <summary>What a file beside an image says of it, and what GDAL makes of both.</summary>
public sealed class PamFileTests
{
    private const string Says = """
        <PAMDataset>
          <SRS dataAxisToSRSAxisMapping="2,1">EPSG:4326</SRS>
          <GeoTransform> 10, 0.5, 0, 50, 0, -0.25</GeoTransform>
          <Metadata><MDI key="A">outer</MDI><MDI key="B">more &amp; more</MDI></Metadata>
          <PAMRasterBand band="1"><Description>outer</Description><NoDataValue>7</NoDataValue><UnitType>m</UnitType><Offset>9</Offset><Scale>11</Scale>
            <Metadata><MDI key="Q">band</MDI></Metadata></PAMRasterBand>
          <PAMRasterBand band="2"><Description>second</Description><NoDataValue>7</NoDataValue><Metadata><MDI key="STATISTICS_MEAN">5</MDI></Metadata></PAMRasterBand>
        </PAMDataset>
        """;

    [Theory, InlineData(false, Says), InlineData(true, Says), InlineData(true, "<PAMDataset/>"), InlineData(false, "<PAMDataset/>"),
        InlineData(true, "<PAMDataset><SRS>EPSG:3857</SRS></PAMDataset>"),
        InlineData(false, "<PAMDataset><SRS>EPSG:3857</SRS></PAMDataset>"),
        InlineData(true, "<PAMDataset><GeoTransform>1,2,3</GeoTransform><PAMRasterBand "
            + "band=\"1\"><NoDataValue>3</NoDataValue></PAMRasterBand><PAMRasterBand "
            + "band=\"2\"><NoDataValue>3</NoDataValue></PAMRasterBand></PAMDataset>")]
    public void It_counts_as_for_GDAL(bool isStated, string says)
    {
        using var folder = new ScratchFolder();
        var path = folder["a.tif"];
        var answer = JsonDocument.Parse(GdalPeer.Run("""
            import sys, json
            from osgeo import gdal, osr
            path, stated, says = sys.argv[1:]
            d = gdal.GetDriverByName('GTiff').Create(path, 4, 3, 2, gdal.GDT_Int16)
            if stated == 'True':
                s = osr.SpatialReference(); s.ImportFromEPSG(32633); d.SetProjection(s.ExportToWkt()); d.SetGeoTransform((500000, 10, 0, 5000000, 0, -10))
                b = d.GetRasterBand(1); b.SetNoDataValue(0); b.SetDescription('inner'); b.SetUnitType('ft'); b.SetScale(3); b.SetOffset(5); d.SetMetadataItem('A', 'inner')
            d = None
            open(path + '.aux.xml', 'w').write(says)
            d = gdal.Open(path); s = d.GetSpatialRef(); bands = [d.GetRasterBand(b) for b in (1, 2)]
            print(json.dumps(dict(epsg=s and s.GetAuthorityCode(None), t=d.GetGeoTransform(), nodata=bands[0].GetNoDataValue(), names=[b.GetDescription() for b in bands],
                units=[b.GetUnitType() for b in bands], scales=[b.GetScale() for b in bands], offsets=[b.GetOffset() for b in bands], a=d.GetMetadataItem('A'), b=d.GetMetadataItem('B'), q=bands[0].GetMetadataItem('Q'))))
            """, path, isStated.ToString(), says).Split('\n')[0]).RootElement;
        using var dataset = Dataset.ReadFile(path);
        var meaning = dataset.Schema.Meaning ?? new();
        Assert.Equal(answer.GetProperty("epsg").GetString(), dataset.Crs?.ToEpsg()?.ToString());
        Assert.Equal(Numbers("t"), dataset.Grid.Transform.ToGeoTransform());
        Assert.Equal(answer.GetProperty("nodata") is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null,
            dataset.NoData);
        Assert.Equal(Texts("names"), dataset.BandNames.Count > 0 ? dataset.BandNames : ["", ""]);
        Assert.Equal(Texts("units"), (string[])[.. Enumerable.Range(0, 2).Select(
            band => meaning.Items.FirstOrDefault(item => item.Role == "unittype" && item.Band == band)?.Value ?? "")]);
        Assert.Equal(Numbers("scales").Select(scale => scale == 0 ? 1 : scale), meaning.Scales.Count > 0 ? meaning.Scales : [1, 1]);
        Assert.Equal(Numbers("offsets"), meaning.Offsets.Count > 0 ? meaning.Offsets : [0, 0]);
        foreach (var (name, band) in new[] { ("A", null), ("B", null), ("Q", (int?)0) })
            Assert.Equal(answer.GetProperty(name.ToLowerInvariant()).GetString(),
                meaning.Items.FirstOrDefault(item => item.Name == name && item.Band == band)?.Value);
        Assert.DoesNotContain(meaning.Items, item => item.Name == "STATISTICS_MEAN");
        if (says == Says) Assert.Contains(("band 2 STATISTICS_MEAN", "5"), dataset.Facts);

        double[] Numbers(string name) => [.. answer.GetProperty(name).EnumerateArray().Select(
            item => item.ValueKind is JsonValueKind.Number ? item.GetDouble() : 0)];
        string[] Texts(string name) => [.. answer.GetProperty(name).EnumerateArray().Select(item => item.GetString()!)];
    }

    [Fact]
    public void A_damaged_one_takes_no_cell_away_and_is_told()
    {
        using var folder = new ScratchFolder();
        var path = folder["a.tif"];
        Given.Grid("1 2\n3 4").ToGeoTiff(path);
        foreach (var says in new[] { "<PAMDataset><SRS>", "", "no xml", "<PAMDataset><SRS>nowhere</SRS></PAMDataset>",
            "<PAMDataset><GeoTransform>1, 2, 3</GeoTransform></PAMDataset>",
            "<PAMDataset><GeoTransform>500000, 10, 0, oops, 5000000, 0, -10</GeoTransform></PAMDataset>",
            "<PAMDataset><GeoTransform>500000, 0, 0, 5000000, 0, 0</GeoTransform></PAMDataset>",
            "<!DOCTYPE a [<!ENTITY b \"c\">]><PAMDataset/>", string.Concat(Enumerable.Repeat("<PAMDataset>", 100_000)) })
        {
            File.WriteAllText(path + ".aux.xml", says);
            using var dataset = Dataset.ReadFile(path);
            Assert.Equal([1d, 2, 3, 4], dataset.ReadArray().ToDoubles());
            Assert.Equal(says.Length > 0, dataset.Facts.Any(fact => fact.Name == "not read"));
        }
        File.WriteAllText(path + ".aux.xml", """
            <PAMDataset><Metadata domain="xml:ESRI" format="xml"><GeodataXform><SpatialReference><WKT>EPSG:31982</WKT></SpatialReference></GeodataXform></Metadata></PAMDataset>
            """);
        using var esri = Dataset.ReadFile(path);
        Assert.Equal(31982, esri.Crs?.ToEpsg());
    }

    [Fact]
    public void A_raster_of_points_stays_one_of_points_on_every_way()
    {
        using var folder = new ScratchFolder();
        GdalPeer.Run("""
            import sys, numpy as np
            from osgeo import gdal, osr
            s = osr.SpatialReference(); s.ImportFromEPSG(32633)
            for name, t in (('p', (500000, 10, 0, 5000000, 0, -20)), ('r', (500000, 10, 3, 5000000, 3, -20))):
                d = gdal.GetDriverByName('GTiff').Create(f'{sys.argv[1]}/{name}.tif', 5, 4, 1, gdal.GDT_Float32)
                d.SetProjection(s.ExportToWkt()); d.SetGeoTransform(t); d.SetMetadataItem('AREA_OR_POINT', 'Point'); d.WriteArray(np.arange(20.).reshape(4, 5)); d = None
            """, folder.Path);
        var grids = new List<GridSpec>();
        foreach (var name in new[] { "p", "r" })
        {
            using var points = Dataset.ReadFile(folder[name + ".tif"]);
            var array = points.ReadArray(Chunks.Whole);
            array.ToGeoTiff(folder[name + "1.tif"]);
            array[1.., 2..].ToCog(folder[name + "2.tif"], new());
            array.ToZarr(folder[name + ".zarr"]);
            using (var stored = Dataset.ReadFile(folder[name + ".zarr"])) stored.ReadArray(Chunks.Whole).ToGeoTiff(folder[name + "3.tif"]);
            (array + 1).ToGeoTiff(folder[name + "4.tif"]);
            grids.Add(points.Grid);
        }
        Assert.Equal([500000, 10, 0, 5000000, 0, -20], grids[0].Transform.ToGeoTransform());
        Assert.Equal([500000, 10, 3, 5000000, 3, -20], grids[1].Transform.ToGeoTransform());
        GdalPeer.Run("""
            import sys
            from osgeo import gdal
            for name, t in (('p', (500000, 10, 0, 5000000, 0, -20)), ('r', (500000, 10, 3, 5000000, 3, -20))):
                for number, kind in zip('1234', ('Point', 'Point', 'Point', 'Area')):
                    d = gdal.Open(f'{sys.argv[1]}/{name}{number}.tif'); g = d.GetGeoTransform()
                    assert d.GetMetadataItem('AREA_OR_POINT') == kind, (name, number, d.GetMetadata())
                    o = (t[0] + 2 * t[1] + t[2], t[3] + 2 * t[4] + t[5]) if number == '2' else (t[0], t[3])
                    assert g == (o[0], t[1], t[2], o[1], t[4], t[5]), (name, number, g)
            """, folder.Path);
    }
}
