using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NetMQ;

namespace Pyramids.Tool.Jupyter;

/// <summary>A message of the Jupyter protocol.</summary>
/// <param name="Identities">To whom a reply goes, on a router socket.</param>
internal sealed record JupyterMessage(IReadOnlyList<byte[]> Identities, JsonObject Header, JsonObject Parent, JsonObject Metadata,
    JsonObject Content)
{
    public string Type => Header["msg_type"]?.GetValue<string>() ?? "";
}

/// <summary>Writes and reads signed messages.</summary>
/// <remarks>Jupyter messaging protocol 5.4, "The wire protocol".</remarks>
internal sealed class JupyterWire(string key)
{
    public const string Version = "5.4";

    private static readonly byte[] Delimiter = "<IDS|MSG>"u8.ToArray();

    private readonly byte[] key = Encoding.UTF8.GetBytes(key);
    private readonly string session = Guid.NewGuid().ToString();

    public JsonObject Header(string type) => new()
    {
        ["msg_id"] = Guid.NewGuid().ToString(),
        ["session"] = session,
        ["username"] = "pyramids",
        ["date"] = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        ["msg_type"] = type,
        ["version"] = Version,
    };

    public NetMQMessage Write(IReadOnlyList<byte[]> identities, JsonObject header, JsonObject parent, JsonObject content,
        JsonObject? metadata = null)
    {
        var parts = new[] { Bytes(header), Bytes(parent), Bytes(metadata ?? []), Bytes(content) };
        var message = new NetMQMessage();
        foreach (var identity in identities)
            message.Append(identity);
        message.Append(Delimiter);
        message.Append(Signature(parts));
        foreach (var part in parts)
            message.Append(part);
        return message;
    }

    /// <summary>Null when the message is malformed or its signature is wrong.</summary>
    public JupyterMessage? Read(NetMQMessage message)
    {
        var frames = message.Select(f => f.ToByteArray()).ToList();
        var at = frames.FindIndex(f => f.AsSpan().SequenceEqual(Delimiter));
        if (at < 0 || frames.Count < at + 6)
            return null;
        var parts = frames.GetRange(at + 2, 4).ToArray();
        if (key.Length > 0 && !System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(frames[at + 1],
            Encoding.ASCII.GetBytes(Signature(parts))))
            return null;
        try
        {
            var json = parts.Select(p => JsonNode.Parse(p) as JsonObject ?? []).ToList();
            return new JupyterMessage(frames[..at], json[0], json[1], json[2], json[3]);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string Signature(byte[][] parts)
    {
        if (key.Length == 0)
            return "";
        using var hash = System.Security.Cryptography.IncrementalHash.CreateHMAC(
            System.Security.Cryptography.HashAlgorithmName.SHA256, key);
        foreach (var part in parts)
            hash.AppendData(part);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static byte[] Bytes(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());
}
