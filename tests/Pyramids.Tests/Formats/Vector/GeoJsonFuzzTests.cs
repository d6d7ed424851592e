using System.Text;

namespace Pyramids.Tests;

/// <summary>Damaged GeoJSON gives features or <see cref="RasterFormatException"/>, and soon.</summary>
public class GeoJsonFuzzTests
{
    private const string Seed = """
        {"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32633"}},"features":[
        {"type":"Feature","id":7,"properties":{"a":1.5,"b":"x","c":null,"d":[1,{"e":true}]},"geometry":{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,0]],[[1,1],[2,1],[2,2],[1,1]]]}},
        {"type":"Feature","properties":null,"geometry":{"type":"MultiPoint","coordinates":[[1e3,-2],[3,4,5]]}},
        {"type":"Feature","properties":{},"geometry":{"type":"GeometryCollection","geometries":[{"type":"LineString","coordinates":[[0,0],[1,1]]},{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]]]}]}}]}
        """;

    [Fact]
    public void Mutated_text_gives_features_or_a_format_error()
    {
        var seed = Encoding.UTF8.GetBytes(Seed);
        var (refused, read) = (0, 0);
        for (var i = 0; i < 50_000; i++)
        {
            var random = new Random(i);
            var bytes = (byte[])seed.Clone();
            for (var n = random.Next(1, 4); n > 0; n--)
            {
                var at = random.Next(bytes.Length);
                switch (random.Next(4))
                {
                    case 0:
                        bytes[at] = (byte)random.Next(256);
                        break;
                    case 1:
                        bytes[at] = (byte)"[]{},:\"0123456789-.eE"[random.Next(21)];
                        break;
                    case 2:
                        var count = Math.Min(random.Next(1, 40), bytes.Length - at);
                        seed.AsSpan(random.Next(seed.Length - count), count).CopyTo(bytes.AsSpan(at));
                        break;
                    default:
                        if (random.Next(4) == 0) bytes = bytes[..Math.Max(1, at)];
                        break;
                }
            }
            try
            {
                GeoJson.Read(bytes, "fuzz.geojson");
                read++;
            }
            catch (RasterFormatException)
            {
                refused++;
            }
            catch (Exception other)
            {
                throw new InvalidOperationException($"Input {i}: {other.GetType().Name}: {other.Message}\n{Encoding.UTF8.GetString(bytes)}", other);
            }
        }
        Assert.InRange(refused, 10_000, 50_000);
        Assert.InRange(read, 100, 50_000);
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        var text = "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{},\"geometry\":" + string.Concat(Enumerable.Repeat("{\"type\":\"GeometryCollection\",\"geometries\":[", 20_000));
        Assert.Throws<RasterFormatException>(() => GeoJson.Read(Encoding.UTF8.GetBytes(text), "deep.geojson"));
    }
}
