using System.Text;
using NetTopologySuite.Geometries;
using Xunit;

namespace Pyramids.Tests.Formats.Vector;

public class GeoJsonTests
{
    [Fact]
    public void A_collection_keeps_features_columns_and_values_in_order()
    {
        var layer = Read("""
            {"type": "FeatureCollection", "features": [
              {"type": "Feature", "properties": {"name": "a", "n": 3, "x": 0.5, "ok": true, "nested": {"k": [1, 2]}},
               "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [4, 0], [4, 4, 99], [0, 4], [0, 0]], [[1, 1], [2, 1], [2, 2], [1, 1]]]}},
              {"geometry": null, "properties": {"late": "b", "name": null}, "id": 12, "type": "Feature"}
            ]}
            """);
        Assert.Equal(["name", "n", "x", "ok", "nested", "late", "id"], layer.Columns);
        var first = layer.Features[0];
        Assert.Equal(15.5, first.Geometry.Area);
        Assert.Equal(["a", 3L, 0.5, true, """{"k": [1, 2]}""", null, null], layer.Columns.Select(first.Attributes.GetOptionalValue));
        Assert.Null(layer.Features[1].Geometry);
        Assert.Equal([null, null, null, null, null, "b", 12L], layer.Columns.Select(layer.Features[1].Attributes.GetOptionalValue));
    }

    [Fact]
    public void Members_come_in_any_order()
    {
        var layer = Read("""{"features": [{"geometry": {"coordinates": [[[[0, 0], [2, 0], [2, 2], [0, 0]]], [[[5, 5], [6, 5], [6, 6], [5, 5]]]], "type": "MultiPolygon"}, "type": "Feature"}], "type": "FeatureCollection"}""");
        Assert.Equal(2.5, Assert.IsType<MultiPolygon>(layer.Features[0].Geometry).Area);
    }

    [Theory]
    [InlineData("""{"type": "Point", "coordinates": [1, 2]}""", "POINT (1 2)")]
    [InlineData("""{"type": "MultiPoint", "coordinates": [[1, 2], [3, 4]]}""", "MULTIPOINT ((1 2), (3 4))")]
    [InlineData("""{"type": "LineString", "coordinates": [[1, 2], [3, 4]]}""", "LINESTRING (1 2, 3 4)")]
    [InlineData("""{"type": "MultiLineString", "coordinates": [[[1, 2], [3, 4]]]}""", "MULTILINESTRING ((1 2, 3 4))")]
    [InlineData("""{"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [1, 2]}]}""",
        "GEOMETRYCOLLECTION (POINT (1 2))")]
    [InlineData("""{"type": "Polygon", "coordinates": []}""", "POLYGON EMPTY")]
    public void A_bare_geometry_is_a_feature(string text, string expected)
        => Assert.Equal(expected, Read(text).Features[0].Geometry.AsText());

    [Fact]
    public void A_ring_that_is_open_is_closed()
        => Assert.Equal("POLYGON ((0 0, 1 0, 1 1, 0 0))",
            Read("""{"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1]]]}""").Features[0].Geometry.AsText());

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\n\u001E")]
    public void One_feature_to_a_line_reads_as_a_collection(string between)
    {
        const string feature = """{"type": "Feature", "properties": {"i": 1}, "geometry": {"type": "Point", "coordinates": [1, 2]}}""";
        Assert.Equal(3,
            Read((between.Contains('\u001E') ? "\u001E" : "") + string.Join(between, feature, feature, feature) + "\n").Features.Count);
    }

    [Fact]
    public void A_byte_order_mark_is_passed_over()
        => Assert.Single(Read("\uFEFF" + """{"type": "Point", "coordinates": [1, 2]}""").Features);

    [Fact]
    public void Coordinates_are_longitude_and_latitude_unless_said_otherwise()
        => Assert.Equal(Crs.FromEpsg(4326), Read("""{"type": "FeatureCollection", "features": []}""").Crs);

    [Theory]
    [InlineData("""{"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32633"}}""", 32633)]
    [InlineData("""{"type": "name", "properties": {"name": "EPSG:32633"}}""", 32633)]
    [InlineData("""{"type": "name", "properties": {"name": "http://www.opengis.net/def/crs/EPSG/0/32633"}}""", 32633)]
    [InlineData("""{"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}""", 4326)]
    [InlineData("""{"type": "EPSG", "properties": {"code": 3035}}""", 3035)]
    [InlineData("null", null)]
    public void The_older_crs_member_states_the_CRS(string member, int? epsg)
        => Assert.Equal(epsg is null ? null : Crs.FromEpsg(epsg.Value),
            Read($$"""{"type": "FeatureCollection", "crs": {{member}}, "features": []}""").Crs);

    [Theory]
    [InlineData("", "The file is empty")]
    [InlineData("hello", "Line 1, byte 1 is not GeoJSON")]
    [InlineData("{\"type\": \"FeatureCollection\",\n \"features\": [}", "Line 2, byte 15 is not GeoJSON")]
    [InlineData("{\"type\": \"FeatureCollection\", \"features\": [", "is not GeoJSON")]
    [InlineData("{\"a\": 1}", "An object's type is missing; GeoJSON has FeatureCollection, Feature and geometries.")]
    [InlineData("{\"type\": \"Topology\"}", "An object's type is 'Topology'")]
    [InlineData("{\"type\": \"FeatureCollection\"}", "has no 'features'")]
    [InlineData("{\"type\": \"Polygon\"}", "A geometry of type 'Polygon' has no coordinates")]
    [InlineData("{\"type\": \"Polygon\", \"coordinates\": [[[0, \"x\"]]]}", "Not GeoJSON after feature 0")]
    [InlineData("{\"type\": \"Polygon\", \"coordinates\": [[[0]]]}", "A position has one number")]
    [InlineData("{\"type\": \"Point\", \"coordinates\": [1e999, 0]}", "too large")]
    [InlineData(
        "{\"type\": \"FeatureCollection\", \"crs\": {\"type\": \"name\", \"properties\": {\"name\": \"EPSG:1\"}}, \"features\": []}",
        "not in the EPSG dataset")]
    [InlineData("[1, 2]", "StartArray was found where an object was expected")]
    public void Damage_is_named_with_its_place(string text, string message)
    {
        var error = Assert.Throws<RasterFormatException>(() => Read(text));
        Assert.Contains(message, error.Message);
        Assert.Contains("zones.geojson", error.Message);
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        var text = string.Concat(Enumerable.Repeat("""{"type": "GeometryCollection", "geometries": [""", 1000));
        Assert.Throws<RasterFormatException>(() => Read(text));
    }

    private static VectorLayer Read(string text) => GeoJson.Read(Encoding.UTF8.GetBytes(text), "zones.geojson");
}
