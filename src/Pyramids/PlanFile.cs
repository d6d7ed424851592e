using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pyramids;

/// <summary>What a plan document holds. Inputs are positions among the sources and then the nodes; the last of them is
/// what is written.</summary>
/// <param name="Format">Always <see cref="FormatName"/>.</param>
/// <param name="Version">Of the document's layout.</param>
/// <param name="Key">A digest of all below: plans with the same key write the same bytes to the same place.</param>
/// <param name="Sources">Files and stores that are read.</param>
/// <param name="Nodes">Operations, inputs before their readers; equal ones are there once.</param>
/// <param name="Schema">Of the array that is written.</param>
/// <param name="Chunks">Largest chunk of the array.</param>
/// <param name="Objects">How many objects the target stores: what a range is a range of.</param>
/// <param name="Target">Where the array is written.</param>
internal sealed record PlanFile(string Format, int Version, string Key, Values<PlanSource> Sources, Values<PlanNode> Nodes,
    ArraySchema Schema, BlockShape Chunks, long Objects, WriteTarget Target)
{
    public const string FormatName = "pyramids.plan";
    public const int CurrentVersion = 1;

    private string KeyOf()
        => PlanText.Digest(
            [Nodes.Count > 0 ? Nodes[^1].Key : Sources[^1].Key, JsonSerializer.Serialize(Target, PlanText.Json.WriteTarget)]);

    public PlanFile WithKey() => this with { Key = KeyOf() };

    /// <exception cref="PlanException">The document is of another format or version, or was changed.</exception>
    public PlanFile Checked()
    {
        if (Format != FormatName) throw new PlanException($"The document is a '{Format}'; '{FormatName}' was expected.");
        if (Version != CurrentVersion)
            throw new PlanException(
                $"The plan has version {Version} of its format; this program reads version {CurrentVersion}. Run it with the program that "
                    + "made it.");
        if (Sources.Count == 0) throw new PlanException("The plan reads nothing; it was expected to have a source.");
        foreach (var source in Sources)
            if (source.Key != source.KeyOf()) throw Changed($"source '{source.Uri}'");
        for (var i = 0; i < Nodes.Count; i++)
        {
            if (Nodes[i].Inputs.Any(input => input < 0 || input >= Sources.Count + i))
                throw new PlanException($"Node {i} of the plan reads nodes that do not come before it.");
            if (Nodes[i].Key != Nodes[i].KeyOf(KeyAt)) throw Changed($"node {i}");
        }
        return Key == KeyOf() ? this : throw Changed("target");

        static PlanException Changed(string what)
            => new($"The plan's {what} was changed after it was made: its key does not fit. Make the plan again.");
    }

    public string KeyAt(int index) => index < Sources.Count ? Sources[index].Key : Nodes[index - Sources.Count].Key;
}

/// <summary>A part of a file or store.</summary>
internal sealed record PlanSource(string Key, string Uri, string Part, string Fingerprint)
{
    public static PlanSource Of(SourceId id) => new PlanSource("", id.Uri, id.Part, id.Fingerprint).WithKey();

    public string KeyOf() => PlanText.Digest([Uri, Part, Fingerprint]);

    private PlanSource WithKey() => this with { Key = KeyOf() };
}

/// <summary>An operation over others.</summary>
internal sealed record PlanNode(string Key, JsonElement Operation, int Version, Values<int> Inputs)
{
    public string KeyOf(Func<int, string> inputs)
        => PlanText.Digest([JsonSerializer.Serialize(Operation, PlanText.Json.JsonElement), $"{Version}", .. Inputs.Select(inputs)]);
}

/// <summary>Texts and digests of what a plan holds.</summary>
internal static class PlanText
{
    /// <summary>For people to read: indented, with few escapes.</summary>
    public static PlanJson Json { get; } = new(
        new(PlanJson.Default.Options) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static string Digest(IEnumerable<string> parts)
        => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))))[..32];
}

/// <summary>Plan documents as JSON.</summary>
[JsonSerializable(typeof(PlanFile))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    AllowOutOfOrderMetadataProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(SchemaJson)])]
internal sealed partial class PlanJson : JsonSerializerContext;
