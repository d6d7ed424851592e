using System.Reflection;
using System.Text.Json.Nodes;

namespace Pyramids;

/// <summary>How a store was made: the program, the inputs with their fingerprints, the operations, and the plan where
/// there are operations and one can be written.</summary>
internal static class Provenance
{
    private static readonly string Software =
        $"Pyramids {typeof(Provenance).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}";

    public static JsonObject Of(DeferredWrite write)
    {
        var order = Walk.InOrder([write.Array.Node]);
        var inputs = new JsonArray();
        foreach (var read in order.OfType<SourceNode>())
        {
            var id = ((ReadOperation)read.Operation).Id;
            inputs.Add(id is null
                ? new JsonObject { ["uri"] = read.Source.Name }
                : new JsonObject { ["uri"] = id.Uri, ["part"] = id.Part, ["fingerprint"] = id.Fingerprint });
        }
        var described = new JsonObject
        {
            ["software"] = Software,
            ["inputs"] = inputs,
            ["operations"] = new JsonArray([.. order.Where(node => node is not SourceNode).Select(node => (JsonNode)node.Operation.Label)]),
        };
        // A copy says all by its input; the serializer costs more than it would tell.
        if (order.Count == 1) return described;
        try
        {
            described["plan"] = JsonNode.Parse(write.Plan().ToJson());
        }
        catch (PlanException)
        {
            // It reads cells of this process, or runs a function without a name: nobody can run it again.
        }
        return described;
    }

    /// <summary>Of a plan that runs.</summary>
    public static JsonObject Of(PlanDocument plan) => new()
    {
        ["software"] = Software,
        ["inputs"] = new JsonArray(
            [.. plan.Sources.Select(source => (JsonNode)new JsonObject { ["uri"] = source.Uri, ["fingerprint"] = source.Fingerprint })]),
        ["plan"] = JsonNode.Parse(plan.ToJson()),
    };
}
