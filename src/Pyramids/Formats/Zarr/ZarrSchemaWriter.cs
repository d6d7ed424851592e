using System.Text.Json.Nodes;

namespace Pyramids;

/// <summary>The metadata of one array that is written, of version 2 or 3.</summary>
/// <param name="Name">Name in its group.</param>
/// <param name="Type">Cell type.</param>
/// <param name="Shape">Cells along each axis.</param>
/// <param name="Chunk">Cells of a chunk along each axis.</param>
/// <param name="Shard">Cells of a shard along each axis; null for none.</param>
/// <param name="Dimensions">Names of the axes.</param>
/// <param name="Fill">One cell, little-endian; null for none, which version 2 can say.</param>
/// <param name="Attributes">The array's attributes.</param>
internal sealed record ZarrSchemaWriter(
    string Name, DType Type, int[] Shape, int[] Chunk, int[]? Shard, string[] Dimensions, byte[]? Fill, JsonObject Attributes)
{
    /// <summary>With more attributes; the same where there are none.</summary>
    public ZarrSchemaWriter With(JsonObject? more)
    {
        if (more is null) return this;
        var all = Attributes.DeepClone().AsObject();
        foreach (var (name, value) in more) all[name] = value?.DeepClone();
        return this with { Attributes = all };
    }

    public JsonObject Metadata(int version, ZarrOptions options) => version == 2 ? Metadata2(options) : Metadata3(options);

    /// <summary>Version 2's <c>.zattrs</c>.</summary>
    public JsonObject Attributes2()
    {
        var attributes = new JsonObject { ["_ARRAY_DIMENSIONS"] = new JsonArray([.. Dimensions.Select(name => JsonValue.Create(name))]) };
        foreach (var (name, value) in Attributes) attributes[name] = value?.DeepClone();
        return attributes;
    }

    private JsonObject Metadata2(ZarrOptions options) => new()
    {
        ["zarr_format"] = 2,
        ["shape"] = ZarrCodecWriter.Integers(Shape),
        ["chunks"] = ZarrCodecWriter.Integers(Chunk),
        ["dtype"] = ZarrType.NameOf(Type, 2),
        ["compressor"] = ZarrCodecWriter.Compressor2(options, Type),
        ["fill_value"] = Fill is null ? null : ZarrFill.ToJson(Fill, Type),
        ["order"] = "C",
        ["filters"] = null,
        ["dimension_separator"] = ".",
    };

    private JsonObject Metadata3(ZarrOptions options) => new()
    {
        ["zarr_format"] = 3,
        ["node_type"] = "array",
        ["shape"] = ZarrCodecWriter.Integers(Shape),
        ["data_type"] = ZarrType.NameOf(Type, 3),
        ["chunk_grid"] = new JsonObject
        {
            ["name"] = "regular",
            ["configuration"] = new JsonObject { ["chunk_shape"] = ZarrCodecWriter.Integers(Shard ?? Chunk) },
        },
        ["chunk_key_encoding"] = new JsonObject { ["name"] = "default", ["configuration"] = new JsonObject { ["separator"] = "/" } },
        ["fill_value"] = ZarrFill.ToJson(Fill ?? ZarrFill.Of(Type.IsFloating() ? double.NaN : 0, Type), Type),
        ["codecs"] = Shard is null ? ZarrCodecWriter.Chunk3(options, Type) : ZarrCodecWriter.Shards3(options, Type, Chunk),
        ["attributes"] = Attributes.DeepClone(),
        ["dimension_names"] = new JsonArray([.. Dimensions.Select(name => JsonValue.Create(name))]),
        ["storage_transformers"] = new JsonArray(),
    };
}
