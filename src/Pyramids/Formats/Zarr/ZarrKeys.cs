using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Pyramids;

/// <summary>How the keys of stored objects are made from their index: <c>c/0/1</c>, <c>c.0.1</c>, <c>0.1</c> or <c>0/1</c>.</summary>
/// <param name="HasPrefix">Whether keys begin with <c>c</c>: version 3's default encoding.</param>
/// <param name="Separator">A slash or a dot.</param>
internal readonly record struct ZarrKeys(bool HasPrefix, char Separator)
{
    public string KeyOf(ReadOnlySpan<long> index)
    {
        if (index.IsEmpty) return HasPrefix ? "c" : "0";
        var key = new StringBuilder(HasPrefix ? "c" : "", 32);
        foreach (var position in index)
        {
            if (key.Length > 0) key.Append(Separator);
            key.Append(CultureInfo.InvariantCulture, $"{position}");
        }
        return key.ToString();
    }

    /// <summary>Version 3's <c>chunk_key_encoding</c>.</summary>
    public static ZarrKeys Read(JsonElement metadata, string key)
    {
        var encoding = ZarrJson.Get(metadata, "chunk_key_encoding", key);
        var name = ZarrCodecs.NameOf(encoding, "name", "chunk_key_encoding", key);
        if (name is not ("default" or "v2"))
            throw new RasterFormatException($"'chunk_key_encoding' is '{name}'; this reader knows 'default' and 'v2'.", key);
        var separator = ZarrJson.Find(ZarrCodecs.Settings(encoding), "separator") is { } member
            ? ReadSeparator(member, "separator", key)
            : name == "default" ? '/' : '.';
        return new(name == "default", separator);
    }

    public static char ReadSeparator(JsonElement member, string name, string key) => ZarrJson.AsString(member, name, key) switch
    {
        "/" => '/',
        "." => '.',
        _ => throw ZarrJson.Unexpected(member, name, "\"/\" or \".\"", key),
    };
}
