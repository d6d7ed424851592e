using System.Text;

namespace Pyramids.Tests;

/// <summary>Damaged GeoJSON gives features or <see cref="RasterFormatException"/>, and soon.</summary>
public class GeoJsonFuzzTests
{
    [Fact]
    public void Mutated_text_gives_features_or_a_format_error() => Mutations.Survives(FuzzTargets.GeoJson, 50_000);

    [Fact]
    public void Mutated_text_has_the_same_features_and_errors_read_by_shorter_ways_and_by_the_long_one()
    {
        var random = new Random(11);
        var seed = Encoding.UTF8.GetBytes("""
            {"type":"FeatureCollection","features":[{"type":"Feature","id":1,"geometry":{"type":"MultiPolygon","coordinates":[[[[0,0.25],[1e1 , -0.5,7] ,[2.0E-1,3],[0,0.25]],[[1,1],[2,1],[2,2],[1,1]]]]},"properties":{"a":"{"}},
             {"type":"Feature","geometry":{"coordinates":[[5,6],[7.125,8]],"type":"LineString"}}, {"type":"MultiPoint","coordinates":[[1,2],[3,4]]}]}
            """);
        var taken = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var text = seed.ToArray();
            for (var k = random.Next(3); k >= 0; k--) text[random.Next(text.Length)] = (byte)"{}[],:\"0-.e/ \n9"[random.Next(15)];
            var quick = Outcome(text, quick: true, out var read);
            if (read) taken++;
            var plain = Outcome(text, quick: false, out var alsoRead);
            Assert.True(read == alsoRead && (!read || quick == plain), $"{Encoding.UTF8.GetString(text)}\n{quick}\n{plain}");
        }
        Assert.InRange(taken, 500, 15_000);
    }

    private static string Outcome(byte[] text, bool quick, out bool read)
    {
        try
        {
            read = true;
            return string.Join("\n", GeoJson.Read(text, "fuzz.geojson",
                quick).Features.Select(f => $"{f.Geometry} {string.Join(",", f.Attributes.GetValues())}"));
        }
        catch (RasterFormatException e)
        {
            read = false;
            return e.Message;
        }
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        var text = "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{},\"geometry\":"
            + string.Concat(Enumerable.Repeat("{\"type\":\"GeometryCollection\",\"geometries\":[", 20_000));
        Assert.Throws<RasterFormatException>(() => GeoJson.Read(Encoding.UTF8.GetBytes(text), "deep.geojson"));
    }
}
