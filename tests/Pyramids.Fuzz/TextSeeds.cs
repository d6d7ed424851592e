using System.Text;

namespace Pyramids.Fuzz;

/// <summary>Descriptions of coordinate reference systems, features and virtual rasters.</summary>
internal static class TextSeeds
{
    public const string ProjJson = """
        {"type":"ProjectedCRS","name":"ETRS89 / UTM zone 32N","base_crs":{"name":"ETRS89","datum":{"type":"GeodeticReferenceFrame","name":"European Terrestrial Reference System 1989",
        "ellipsoid":{"name":"GRS 1980","semi_major_axis":6378137,"inverse_flattening":298.257222101}},"coordinate_system":{"subtype":"ellipsoidal","axis":[
        {"name":"Geodetic latitude","abbreviation":"Lat","direction":"north","unit":"degree"},{"name":"Geodetic longitude","abbreviation":"Lon","direction":"east","unit":"degree"}]}},
        "conversion":{"name":"UTM zone 32N","method":{"name":"Transverse Mercator","id":{"authority":"EPSG","code":9807}},"parameters":[
        {"name":"Latitude of natural origin","value":0,"unit":"degree"},{"name":"Longitude of natural origin","value":9,"unit":"degree"},
        {"name":"Scale factor at natural origin","value":0.9996,"unit":"unity"},{"name":"False easting","value":500000,"unit":"metre"},{"name":"False northing","value":0,"unit":"metre"}]},
        "coordinate_system":{"subtype":"Cartesian","axis":[{"name":"Easting","abbreviation":"E","direction":"east","unit":"metre"},{"name":"Northing","abbreviation":"N","direction":"north","unit":"metre"}]}}
        """;

    public const string GeoJson = """
        {"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32633"}},"features":[
        {"type":"Feature","id":7,"properties":{"a":1.5,"b":"x","c":null,"d":[1,{"e":true}]},"geometry":{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,0]],[[1,1],[2,1],[2,2],[1,1]]]}},
        {"type":"Feature","properties":null,"geometry":{"type":"MultiPoint","coordinates":[[1e3,-2],[3,4,5]]}},
        {"type":"Feature","properties":{},"geometry":{"type":"GeometryCollection","geometries":[{"type":"LineString","coordinates":[[0,0],[1,1]]},{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]]]}]}}]}
        """;

    public const string Vrt = """
        <VRTDataset rasterXSize="40" rasterYSize="30"><SRS>EPSG:4326</SRS><GeoTransform>0, 1, 0, 0, 0, -1</GeoTransform><Metadata><MDI key="a">b</MDI></Metadata>
          <VRTRasterBand dataType="Byte" band="1"><NoDataValue>9</NoDataValue><ColorInterp>Palette</ColorInterp><ColorTable><Entry c1="1" c2="2" c3="3" c4="255"/></ColorTable><Scale>2</Scale>
            <SimpleSource><SourceFilename relativeToVRT="1">a.tif</SourceFilename><SourceBand>1</SourceBand><SrcRect xOff="0" yOff="0" xSize="20" ySize="10"/><DstRect xOff="3" yOff="2" xSize="20" ySize="10"/></SimpleSource>
            <ComplexSource><SourceFilename relativeToVRT="1">a.tif</SourceFilename><SourceBand>1</SourceBand><SourceProperties RasterXSize="20" RasterYSize="10"/><SrcRect xOff="0.5" yOff="1" xSize="9" ySize="8.25"/>
              <DstRect xOff="-3" yOff="12.5" xSize="33.3" ySize="17"/><NODATA>4</NODATA><UseMaskBand>true</UseMaskBand><ScaleOffset>1</ScaleOffset><ScaleRatio>2</ScaleRatio><LUT>0:1,10:2,20:200</LUT></ComplexSource>
          </VRTRasterBand>
          <MaskBand><VRTRasterBand dataType="Byte"><SimpleSource><SourceFilename relativeToVRT="1">a.tif</SourceFilename><SourceBand>mask,1</SourceBand><SrcRect xOff="0" yOff="0" xSize="20" ySize="10"/><DstRect xOff="0" yOff="0" xSize="40" ySize="30"/></SimpleSource></VRTRasterBand></MaskBand></VRTDataset>
        """;

    public static IEnumerable<string> Crs()
    {
        yield return ProjJson;
        foreach (var code in (int[])[4326, 32633, 2263, 7405, 4979, 5514, 3031, 27572])
            foreach (var version in Enum.GetValues<WktVersion>()) yield return Pyramids.Crs.FromEpsg(code).ToWkt(version);
    }

    public static byte[][] Bytes(IEnumerable<string> texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];
}
