using Xunit;

namespace Pyramids.Tests;

public class FeatureCollectionTests
{
    [Fact]
    public void A_file_is_read_by_its_ending()
    {
        using var folder = new ScratchFolder();
        var path = folder.Write("zones.geojson", """{"type": "Polygon", "coordinates": [[[1, 2], [5, 2], [5, 4], [1, 2]]]}""");
        var zones = FeatureCollection.ReadFile(path);
        Assert.Single(zones);
        Assert.Equal(new Extent(1, 2, 5, 4), zones.Bounds);
        Assert.Equal("1 features in EPSG:4326", zones.ToString());
    }

    [Fact]
    public void A_missing_file_and_an_unknown_ending_are_errors_that_name_them()
    {
        using var folder = new ScratchFolder();
        Assert.Contains("There is no file 'none.geojson'",
            Assert.Throws<FileNotFoundException>(() => FeatureCollection.ReadFile("none.geojson")).Message);
        Assert.Contains("'zones.dxf' ends in '.dxf'",
            Assert.Throws<NotSupportedException>(() => FeatureCollection.ReadFile(folder.Write("zones.dxf", ""))).Message);
    }

    [Fact]
    public void Another_CRS_can_be_stated()
    {
        var zones = new FeatureCollection([(NetTopologySuite.Geometries.Geometry?)null]);
        Assert.Null(zones.Crs);
        Assert.Null(zones.Bounds);
        Assert.Equal(Crs.FromEpsg(3035), zones.WithCrs(Crs.FromEpsg(3035)).Crs);
    }
}
