using System.Text;

namespace Pyramids.Tests;

/// <summary>Damaged GeoJSON gives features or <see cref="RasterFormatException"/>, and soon.</summary>
public class GeoJsonFuzzTests
{
    [Fact]
    public void Mutated_text_gives_features_or_a_format_error() => Mutations.Survives(FuzzTargets.GeoJson, 50_000);

    [Fact]
    public void Deep_nesting_is_refused()
    {
        var text = "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{},\"geometry\":" + string.Concat(Enumerable.Repeat("{\"type\":\"GeometryCollection\",\"geometries\":[", 20_000));
        Assert.Throws<RasterFormatException>(() => GeoJson.Read(Encoding.UTF8.GetBytes(text), "deep.geojson"));
    }
}
