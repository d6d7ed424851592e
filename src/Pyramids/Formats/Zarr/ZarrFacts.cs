namespace Pyramids;

/// <summary>What <c>info</c> prints of a Zarr array beside its schema.</summary>
internal static class ZarrFacts
{
    public static IReadOnlyList<(string Name, string Value)> Of(ZarrRaster raster)
    {
        var array = raster.Array;
        var facts = new List<(string Name, string Value)>
        {
            ("format", $"Zarr {array.Version}"),
            ("array", array.Path.Length == 0 ? "the root" : array.Path),
            ("compression", array.Pipeline.Name),
        };
        if (array.Shard is { } shard) facts.Add(("shards", $"{string.Join("x", array.ObjectShape)} cells, {shard.Count} chunks each"));
        if (array.Dimensions is { } names) facts.Add(("dimensions", string.Join(", ", names.Select(name => name ?? "?"))));
        foreach (var member in new[] { "scale_factor", "add_offset", "units", "standard_name" })
        {
            if (ZarrJson.Find(array.Attributes, member) is { } value) facts.Add((member, ZarrJson.TextOf(value) ?? ZarrJson.Short(value)));
        }
        return facts;
    }
}
