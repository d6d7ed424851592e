using System.Text;

namespace Pyramids.Tests;

/// <summary>Stores written by hand, object by object.</summary>
internal static class Hand
{
    /// <summary>A store of texts; a value that begins with <c>hex:</c> is bytes.</summary>
    public static MemoryStore Store(params (string Key, string Content)[] objects)
    {
        var store = new MemoryStore("hand.zarr");
        foreach (var (key, content) in objects) store.WriteAsync(key, Bytes(content), default).AsTask().GetAwaiter().GetResult();
        return store;
    }

    public static byte[] Bytes(string content)
        => content.StartsWith("hex:", StringComparison.Ordinal)
            ? Convert.FromHexString(content[4..].Replace(" ", ""))
            : Encoding.UTF8.GetBytes(content);

    /// <summary>An array's <c>zarr.json</c>: shape 4x4 of int16 in chunks of 2x4, little-endian, unless members are replaced.</summary>
    public static string Array3(params (string Member, string Json)[] members)
    {
        var all = new Dictionary<string, string>
        {
            ["zarr_format"] = "3",
            ["node_type"] = "\"array\"",
            ["shape"] = "[4, 4]",
            ["data_type"] = "\"int16\"",
            ["chunk_grid"] = """{"name": "regular", "configuration": {"chunk_shape": [2, 4]}}""",
            ["chunk_key_encoding"] = """{"name": "default"}""",
            ["fill_value"] = "0",
            ["codecs"] = """[{"name": "bytes", "configuration": {"endian": "little"}}]""",
        };
        foreach (var (member, json) in members) all[member] = json;
        return "{" + string.Join(", ", all.Where(pair => pair.Value.Length > 0).Select(pair => $"\"{pair.Key}\": {pair.Value}")) + "}";
    }

    /// <summary>An array's <c>.zarray</c>, alike.</summary>
    public static string Array2(params (string Member, string Json)[] members)
    {
        var all = new Dictionary<string, string>
        {
            ["zarr_format"] = "2",
            ["shape"] = "[4, 4]",
            ["chunks"] = "[2, 4]",
            ["dtype"] = "\"<i2\"",
            ["compressor"] = "null",
            ["fill_value"] = "0",
            ["order"] = "\"C\"",
            ["filters"] = "null",
        };
        foreach (var (member, json) in members) all[member] = json;
        return "{" + string.Join(", ", all.Where(pair => pair.Value.Length > 0).Select(pair => $"\"{pair.Key}\": {pair.Value}")) + "}";
    }

    public static T[] Cells<T>(IByteStore store, string? path = null) where T : unmanaged
    {
        var source = ZarrStore.OpenAsync(store, path).AsTask().GetAwaiter().GetResult();
        return Stores.Read(source).GetAwaiter().GetResult().Cells<T>().ToArray();
    }
}
