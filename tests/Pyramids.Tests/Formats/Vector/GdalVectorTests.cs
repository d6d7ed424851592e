using System.Diagnostics;
using NetTopologySuite.Geometries;
using Xunit;

namespace Pyramids.Tests.Formats.Vector;

/// <summary>GeoPackages and Shapefiles as ogr2ogr writes them, against the GeoJSON that they were made of.</summary>
public class GdalVectorTests
{
    private const string Text = """
        {"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32633"}}, "features": [
          {"type": "Feature", "properties": {"name": "Łódź", "n": 3, "x": 0.5, "ok": true}, "geometry": {"type": "MultiPolygon", "coordinates": [[[[0, 0], [0, 4], [4, 4], [4, 0], [0, 0]], [[1, 1], [2, 1], [2, 2], [1, 1]]], [[[9, 9], [9, 10], [10, 10], [9, 9]]]]}},
          {"type": "Feature", "properties": {"name": null, "n": -70000, "x": null, "ok": false}, "geometry": {"type": "MultiPolygon", "coordinates": [[[[5, 5], [5, 6], [6, 6], [5, 5]]]]}}
        ]}
        """;

    [Theory]
    [InlineData("zones.gpkg")]
    [InlineData("zones.shp")]
    public void Features_columns_and_CRS_are_those_of_the_GeoJSON(string name)
    {
        using var folder = new ScratchFolder();
        var source = folder.Write("in.geojson", Text);
        var zones = FeatureCollection.ReadFile(Converted(folder, source, name));
        var expected = FeatureCollection.ReadFile(source);
        Assert.Equal(expected.Columns, zones.Columns);
        Assert.Equal(Crs.FromEpsg(32633), zones.Crs);
        Assert.Equal(expected.Count, zones.Count);
        for (var i = 0; i < expected.Count; i++)
        {
            Assert.True(expected[i].Geometry.EqualsTopologically(zones[i].Geometry));
            Assert.Equal(expected[i].Attributes["name"] ?? "", zones[i].Attributes["name"] ?? "");
            Assert.Equal(expected[i].Attributes["n"], Convert.ToInt64(zones[i].Attributes["n"]));
            Assert.Equal(expected[i].Attributes["x"], zones[i].Attributes["x"]);
            Assert.Equal(expected[i].Attributes["ok"],
                zones[i].Attributes["ok"] is bool flag ? flag : Convert.ToInt64(zones[i].Attributes["ok"]) != 0);
        }
    }

    [Theory]
    [InlineData("zones.gpkg")]
    [InlineData("zones.shp")]
    [InlineData("zones.geojson")]
    public void A_stream_has_the_features_of_the_collection_each_time_it_is_gone_through(string name)
    {
        using var folder = new ScratchFolder();
        var path = Converted(folder, folder.Write("in.geojson", Text), name);
        var zones = FeatureCollection.ReadFile(path);
        var stream = FeatureStream.OpenFile(path);
        Assert.Equal(zones.Crs, stream.Crs);
        Assert.Equal(zones.Bounds, stream.Bounds);
        for (var time = 0; time < 2; time++)
            Assert.Equal(zones.Select(z => (z.Geometry.AsText(), string.Join(",", z.Attributes.GetValues()))),
                stream.Select(z => (z.Geometry.AsText(), string.Join(",", z.Attributes.GetValues()))));
    }

    [Fact]
    public void A_GeoPackage_of_many_pages_and_large_rows_reads_as_its_GeoJSON()
    {
        using var folder = new ScratchFolder();
        var random = new Random(1);
        var shapes = Enumerable.Range(0, 3000).Select(i => Zonal.Shapes.Star(random, i, 5, 3, i % 500 == 0 ? 6000 : 20)).ToArray();
        var text = string.Join(",", shapes.Select((s, i) => $$$"""{"type":"Feature","properties":{"i":{{{i}}}},"geometry":{"type":"Polygon","coordinates":[[{{{string.Join(",", s.Coordinates.Select(c => FormattableString.Invariant($"[{c.X:R},{c.Y:R}]")))}}}]]}}"""));
        var path = Converted(folder, folder.Write("in.geojson", $$"""{"type":"FeatureCollection","features":[{{text}}]}"""), "zones.gpkg",
            "-lco", "SPATIAL_INDEX=NO");
        var zones = FeatureCollection.ReadFile(path);
        Assert.Equal(3000, zones.Count);
        for (var i = 0; i < 3000; i++)
        {
            Assert.Equal((long)i, zones[i].Attributes["i"]);
            Assert.Equal(shapes[i].Coordinates.Length, zones[i].Geometry.NumPoints);
            Assert.Equal(shapes[i].Area, zones[i].Geometry.Area, 1e-9);
        }
    }

    [Fact]
    public void Layers_are_named_and_told()
    {
        using var folder = new ScratchFolder();
        var source = folder.Write("in.geojson", Text);
        var path = Converted(folder, source, "two.gpkg", "-nln", "first");
        Converted(folder, source, "two.gpkg", "-nln", "second", "-update", "-where", "n = 3");
        Assert.Single(FeatureCollection.ReadFile(path, "second"));
        Assert.Contains("two.gpkg has the layers first, second; name one of them",
            Assert.Throws<ArgumentException>(() => FeatureCollection.ReadFile(path)).Message);
        Assert.Contains("'third' is none of them",
            Assert.Throws<ArgumentException>(() => FeatureCollection.ReadFile(path, "third")).Message);
    }

    [Fact]
    public void Damaged_GeoPackages_are_refused_in_bounded_time()
    {
        using var folder = new ScratchFolder();
        var path = Converted(folder, folder.Write("in.geojson", Text), "zones.gpkg");
        var bytes = File.ReadAllBytes(path);
        var random = new Random(2);
        int[] used = [.. Enumerable.Range(0, bytes.Length).Where(i => bytes[i] != 0)];
        var refused = 0;
        for (var i = 0; i < 300; i++)
        {
            var damaged = bytes.ToArray();
            for (var k = 0; k < 40; k++) damaged[used[random.Next(used.Length)]] = (byte)random.Next(256);
            if (i % 10 == 0) damaged = damaged[..random.Next(damaged.Length)];
            var other = Path.Combine(Path.GetDirectoryName(path)!, $"damaged{i}.gpkg");
            File.WriteAllBytes(other, damaged);
            try
            {
                FeatureCollection.ReadFile(other);
            }
            catch (Exception e) when (e is RasterFormatException or ArgumentException or CrsException)
            {
                refused++;
            }
        }
        Assert.True(refused > 100);
        Assert.Contains("does not begin as SQLite files do", Assert.Throws<RasterFormatException>(
            () => FeatureCollection.ReadFile(folder.Write("text.gpkg", Text + new string(' ', 600)))).Message);
    }

    private static string Converted(ScratchFolder folder, string source, string name, params string[] more)
    {
        var path = folder[name];
        List<string> arguments = [.. name.EndsWith(".shp") ? new[] { "-lco", "ENCODING=UTF-8" } : [], .. more, path, source];
        try
        {
            using var process = Process.Start(new ProcessStartInfo("ogr2ogr", arguments) { RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, error);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("ogr2ogr is not there to write files with; apt-get install gdal-bin");
        }
        return path;
    }
}
