using System.Text;
using NetTopologySuite.Features;

namespace Pyramids.Tests;

/// <summary>GeoJSON that is read piece by piece has the features, the CRS and the errors of that which is read at once.</summary>
public sealed class GeoJsonStreamTests : IDisposable
{
    private const string Crs32633 = "\"crs\": {\"type\": \"name\", \"properties\": {\"name\": \"urn:ogc:def:crs:EPSG::32633\"}}";
    private readonly string folder = Directory.CreateTempSubdirectory("pyramids").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    public static TheoryData<string, string> Texts() => new()
    {
        { "a collection", Collection(500) },
        { "a collection with its CRS first", Collection(2000, Crs32633 + ",") },
        { "members around the features",
            "{\"bbox\": [0, 0, 1, 1], \"type\": \"FeatureCollection\", \"name\": {\"a\": [1, {\"features\": 2}]}, \"features\": ["
            + Features(300)
                + "], \"numberReturned\": 300, \"links\": [{\"href\": \"x\"}]}" },
        { "white space and comments", Collection(300).Replace(",", " , /* , */\n\n", StringComparison.Ordinal) },
        { "a feature to a line", Features(400).Replace("}},", "}}\n", StringComparison.Ordinal) },
        { "record separators", "\u001e" + Features(400).Replace("}},", "}}\n\u001e", StringComparison.Ordinal) },
        { "a byte order mark", "\uFEFF" + Collection(300) },
        { "collections after each other", Collection(200) + Collection(300) + "\n" + Features(1) },
        { "a feature among others that is longer than a piece",
            "{\"type\": \"FeatureCollection\", \"features\": [" + Features(50) + "," + Feature(50, 5000) + "," + Features(50) + "]}" },
        { "one long feature", Feature(7, 9000) },
        { "one long geometry", "{\"type\": \"Polygon\", \"coordinates\": [["
            + string.Join(",", Enumerable.Range(0, 5000).Select(i => $"[{i}, {i % 7}]")) + ",[0, 0]]]}" },
        { "a collection in a collection",
            "{\"type\": \"FeatureCollection\", \"features\": [" + Collection(20) + "," + Features(200) + "]}" },
        { "no features", "{\"type\": \"FeatureCollection\", \"name\": \"" + new string('x', 4000) + "\", \"features\": []}" },
    };

    [Theory, MemberData(nameof(Texts))]
    public void Features_are_those_that_are_read_at_once(string what, string text)
    {
        var expected = GeoJson.Read(Encoding.UTF8.GetBytes(text), "all.geojson");
        var path = Path.Combine(folder, "zones.geojson");
        File.WriteAllBytes(path, Encoding.UTF8.GetBytes(text + new string(' ', 70_000)));
        foreach (var piece in new[] { 64, 1000, 4096, 1 << 20 })
        {
            var (features, crs, assumed) = GeoJsonStream.Open(path, piece);
            Assert.Equal((what, expected.Crs, expected.CrsIsAssumed), (what, crs, assumed));
            Assert.Equal(expected.Features.Select(Text), features.Select(Text));
        }
    }

    [Theory]
    [InlineData("CRS")]
    [InlineData("OTHER, CRS")]
    [InlineData("CRS, OTHER")]
    public void A_CRS_after_the_features_is_found_by_a_pass_of_its_own(string members)
    {
        var tail = members.Replace("OTHER", "\"name\": {\"a\": [1]}", StringComparison.Ordinal).Replace("CRS", Crs32633,
            StringComparison.Ordinal);
        var path = Path.Combine(folder, "late.geojson");
        File.WriteAllText(path, "{\"type\": \"FeatureCollection\", \"features\": [" + Features(3000) + "], " + tail + "}");
        var expected = GeoJson.Read(File.ReadAllBytes(path), "late.geojson");
        foreach (var piece in new[] { 64, 4096, 1 << 24 })
        {
            var (features, crs, assumed) = GeoJsonStream.Open(path, piece);
            Assert.Equal((Crs.FromEpsg(32633), false), (crs, assumed));
            Assert.Equal(expected.Features.Select(Text), features.Select(Text));
        }
    }

    [Fact]
    public void A_CRS_of_a_single_feature_counts_as_when_all_is_read_at_once()
    {
        var path = Path.Combine(folder, "inner.geojson");
        File.WriteAllText(path, "{\"type\": \"FeatureCollection\", \"features\": [" + Features(300)
            + ", {\"type\": \"Feature\", \"geometry\": null, \"properties\": null, "
            + Crs32633 + "}]}");
        var (features, crs, assumed) = GeoJsonStream.Open(path, 1024);
        var expected = GeoJson.Read(File.ReadAllBytes(path), "inner.geojson");
        Assert.Equal((expected.Crs, expected.CrsIsAssumed), (crs, assumed));
        Assert.Equal(301, features.Count());
    }

    [Theory]
    [InlineData("\"crs\"")]
    [InlineData("\"c\\u0072s\"")]
    public void A_CRS_after_the_features_and_far_from_the_end_is_found(string name)
    {
        var path = Path.Combine(folder, "far.geojson");
        File.WriteAllText(path, "{\"type\": \"FeatureCollection\", \"features\": [" + Features(5000) + "], " + Crs32633.Replace("\"crs\"",
            name, StringComparison.Ordinal)
            + ", \"foreign\": \"" + new string('x', 600_000) + "\"}");
        var (features, crs, assumed) = GeoJsonStream.Open(path, 4096);
        Assert.Equal((Crs.FromEpsg(32633), false), (crs, assumed));
        Assert.Equal(5000, features.Count());
    }

    [Fact]
    public void Properties_that_are_called_crs_state_none()
    {
        var path = Path.Combine(folder, "property.geojson");
        File.WriteAllText(path, Collection(500).Replace("\"id\":", "\"crs\": \"EPSG:32633\", \"id\":", StringComparison.Ordinal));
        var (features, crs, assumed) = GeoJsonStream.Open(path, 4096);
        Assert.Equal((Crs.FromEpsg(4326), true), (crs, assumed));
        Assert.Equal("EPSG:32633", features.Last().Attributes["crs"]);
    }

    [Fact]
    public void A_large_file_with_a_late_CRS_is_not_held_in_memory()
    {
        var path = Path.Combine(folder, "late-large.geojson");
        File.WriteAllText(path, "{\"type\": \"FeatureCollection\", \"features\": [" + Features(130_000) + "], " + Crs32633 + "}");
        Assert.True(new FileInfo(path).Length > 16 << 20);
        var stream = FeatureStream.OpenFile(path);
        Assert.Equal(Crs.FromEpsg(32633), stream.Crs);
        var seen = new List<WeakReference>();
        foreach (var feature in stream)
            if (seen.Count < 50_000) seen.Add(new(feature));
            else break;
        GC.Collect();
        Assert.InRange(seen.Count(feature => feature.IsAlive), 0, 10_000);      // no more than a piece of the text holds
    }

    [Fact]
    public void An_error_tells_the_line_wherever_it_is_met()
    {
        var lines = Collection(3000).Replace("{\"type\": \"Feature\"", "\n{\"type\": \"Feature\"", StringComparison.Ordinal).Split('\n');
        lines[2500] = lines[2500].Replace("[", "[,", StringComparison.Ordinal);
        var text = string.Join('\n', lines);
        var path = Path.Combine(folder, "damaged.geojson");
        File.WriteAllText(path, text);
        var expected = Assert.Throws<RasterFormatException>(() => GeoJson.Read(Encoding.UTF8.GetBytes(text), "damaged.geojson"));
        Assert.Contains("Line 2501", expected.Message);
        Assert.Equal(expected.Message, Assert.Throws<RasterFormatException>(() => GeoJsonStream.Open(path, 4096).Features.Count()).Message);
    }

    [Fact]
    public void Texts_that_are_cut_or_changed_give_features_or_a_format_error()
    {
        var text = Encoding.UTF8.GetBytes(Collection(12, "\"name\": \"é\","));
        var random = new Random(3);
        var path = Path.Combine(folder, "changed.geojson");
        int refused = 0, taken = 0;
        for (var i = 0; i < 1500; i++)
        {
            var changed = text[..(i % 3 == 0 ? random.Next(1, text.Length) : text.Length)];
            for (var k = random.Next(i % 3 == 0 ? 1 : 4); k >= 0 && i % 3 != 0; k--)
                changed[random.Next(changed.Length)] = (byte)"{}[],:\"0 .\u0001eé"[random.Next(13)];
            File.WriteAllBytes(path, changed);
            try
            {
                taken += GeoJsonStream.Open(path, 64).Features.Count() > 0 ? 1 : 0;
            }
            catch (RasterFormatException)
            {
                refused++;
            }
        }
        Assert.True(refused > 500 && taken > 20, $"{refused} were refused and {taken} taken");
    }

    [Fact]
    public void A_large_file_is_streamed_and_gone_through_anew_each_time()
    {
        var path = Path.Combine(folder, "large.geojson");
        File.WriteAllText(path, Collection(130_000, Crs32633 + ","));
        Assert.True(new FileInfo(path).Length > 16 << 20);
        var stream = FeatureStream.OpenFile(path);
        Assert.Equal(Crs.FromEpsg(32633), stream.Crs);
        Assert.Equal(130_000, stream.Count());
        Assert.Equal(129_999L, stream.Last().Attributes["id"]);
        Assert.Equal(FeatureCollection.ReadFile(path).Bounds, stream.Bounds);
    }

    private static string Text(IFeature feature)
        => $"{feature.Geometry} {string.Join(",", feature.Attributes.GetNames().Where(n => feature.Attributes[n] is not null).Select(n => $"{n}={feature.Attributes[n]}"))}";

    private static string Collection(int count, string members = "")
        => "{\"type\": \"FeatureCollection\", " + members + " \"features\": [" + Features(count) + "]}";

    private static string Features(int count) => string.Join(",", Enumerable.Range(0, count).Select(i => Feature(i, 3)));

    private static string Feature(int id, int corners)
        => $"{{\"type\": \"Feature\", \"properties\": {{\"id\": {id}, \"t\": \"}}]\\\"{id}\"}}, \"geometry\": {{\"type\": \"Polygon\", \"coordinates\": [["
            + string.Join(",", Enumerable.Range(0, corners).Select(i => FormattableString.Invariant($"[{id + i}, {id + (i * i) % 101}.5]")))
            + FormattableString.Invariant($",[{id}, {id}.5]") + "]]}}";
}
