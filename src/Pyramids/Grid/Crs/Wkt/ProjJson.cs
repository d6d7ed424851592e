using System.Globalization;
using System.Text.Json;

namespace Pyramids;

/// <summary>PROJJSON, which is WKT 2 in JSON's brackets: turned into the same tree and read by the same reader.</summary>
/// <remarks>PROJJSON schema 0.2 to 0.7, https://proj.org/en/stable/specifications/projjson.html.</remarks>
internal static class ProjJson
{
    public static Crs Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 32 });
            return WktReader.Read(System(document.RootElement), text);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new CrsException($"The PROJJSON cannot be read: {e.Message}", e);
        }
    }

    private static WktNode System(JsonElement json, string? keyword = null)
    {
        var type = json.TryGetProperty("type", out var given)
            ? given.GetString()!
            : keyword ?? throw new FormatException("it has no type.");
        if (keyword is null && !type.EndsWith("CRS", StringComparison.Ordinal))
            throw new FormatException($"its type is {type}, and one of the CRS types is expected.");
        var node = Node(keyword ?? type switch
        {
            "GeographicCRS" => "GEOGCRS",
            "GeodeticCRS" => "GEODCRS",
            "ProjectedCRS" => "PROJCRS",
            "VerticalCRS" => "VERTCRS",
            "CompoundCRS" => "COMPOUNDCRS",
            "BoundCRS" => "BOUNDCRS",
            "EngineeringCRS" => "ENGCRS",
            "DerivedProjectedCRS" => "DERIVEDPROJCRS",
            "TemporalCRS" => "TIMECRS",
            "ParametricCRS" => "PARAMETRICCRS",
            "DerivedGeographicCRS" or "DerivedGeodeticCRS" or "DerivedVerticalCRS" or "DerivedEngineeringCRS" => "DERIVEDPROJCRS",
            _ => throw new FormatException($"its type {type} is not known."),
        }, Text(json, "name"));
        if (node.Is("DERIVEDPROJCRS") || node.Is("TIMECRS") || node.Is("PARAMETRICCRS"))
            return WithId(node, json);
        if (json.TryGetProperty("source_crs", out var source))
        {
            node.Children.Add(Wrap("SOURCECRS", System(source)));
            node.Children.Add(Wrap("TARGETCRS", System(json.GetProperty("target_crs"))));
            node.Children.Add(Operation("ABRIDGEDTRANSFORMATION", json.GetProperty("transformation")));
        }
        if (json.TryGetProperty("base_crs", out var below))
            node.Children.Add(System(below, "BASEGEOGCRS"));
        if (json.TryGetProperty("conversion", out var conversion))
            node.Children.Add(Operation("CONVERSION", conversion));
        foreach (var name in (ReadOnlySpan<string>)["datum", "datum_ensemble"])
            if (json.TryGetProperty(name, out var datum))
                Datum(node, datum, isVertical: node.Is("VERTCRS"));
        if (json.TryGetProperty("components", out var components))
            node.Children.AddRange(components.EnumerateArray().Select(component => System(component)));
        if (json.TryGetProperty("coordinate_system", out var cs))
            Axes(node, cs);
        return WithId(node, json);
    }

    private static void Datum(WktNode system, JsonElement json, bool isVertical)
    {
        var node = Node(json.TryGetProperty("members", out var members) ? "ENSEMBLE" : isVertical ? "VDATUM" : "DATUM", Text(json, "name"));
        if (members.ValueKind == JsonValueKind.Array)
            node.Children.AddRange(members.EnumerateArray().Select(member => Node("MEMBER", Text(member, "name"))));
        if (json.TryGetProperty("ellipsoid", out var ellipsoid))
            node.Children.Add(Ellipsoid(ellipsoid));
        if (json.TryGetProperty("accuracy", out var accuracy))
            node.Children.Add(Wrap("ENSEMBLEACCURACY", Value(accuracy.ToString())));
        system.Children.Add(WithId(node, json));
        if (json.TryGetProperty("prime_meridian", out var meridian))
        {
            var (value, unit) = Measure(meridian.GetProperty("longitude"), CrsUnitKind.Angle);
            var prime = Node("PRIMEM", Text(meridian, "name"));
            prime.Children.Add(Value(value));
            prime.Children.Add(unit ?? UnitNode("ANGLEUNIT", CrsUnit.Degree));
            system.Children.Add(WithId(prime, meridian));
        }
    }

    private static WktNode Ellipsoid(JsonElement json)
    {
        var (major, inverse) =
            (json.TryGetProperty("radius", out var radius) ? Metres(radius) : Metres(json.GetProperty("semi_major_axis")), 0.0);
        if (json.TryGetProperty("inverse_flattening", out var flattening))
            inverse = flattening.GetDouble();
        else if (json.TryGetProperty("semi_minor_axis", out var minor) && Metres(minor) is var b && b != major)
            inverse = major / (major - b);
        var node = Node("ELLIPSOID", Text(json, "name"));
        node.Children.Add(Value(Invariant(major)));
        node.Children.Add(Value(Invariant(inverse)));
        return WithId(node, json);

        static double Metres(JsonElement json) => json.ValueKind == JsonValueKind.Object
            ? json.GetProperty("value").GetDouble() * (json.GetProperty("unit") is { ValueKind: JsonValueKind.Object } unit
                ? unit.GetProperty("conversion_factor").GetDouble()
                : 1)
            : json.GetDouble();
    }

    private static WktNode Operation(string keyword, JsonElement json)
    {
        var node = Node(keyword, Text(json, "name"));
        var method = json.GetProperty("method");
        node.Children.Add(WithId(Node("METHOD", Text(method, "name")), method));
        if (json.TryGetProperty("parameters", out var parameters))
            foreach (var parameter in parameters.EnumerateArray().Where(p => p.GetProperty("value").ValueKind == JsonValueKind.Number))
            {
                var child = Node("PARAMETER", Text(parameter, "name"));
                child.Children.Add(Value(parameter.GetProperty("value").GetRawText()));
                if (parameter.TryGetProperty("unit", out var unit))
                    child.Children.Add(Unit(unit, ProjectionMethods.KindOf(null, Text(parameter, "name"))));
                node.Children.Add(WithId(child, parameter));
            }
        return node;
    }

    private static void Axes(WktNode system, JsonElement cs)
    {
        var kind = cs.GetProperty("subtype").GetString() == "ellipsoidal" ? CrsUnitKind.Angle : CrsUnitKind.Length;
        var axes = cs.GetProperty("axis");
        var node = Wrap("CS", Value(cs.GetProperty("subtype").GetString()!));
        node.Children.Add(Value(axes.GetArrayLength().ToString(CultureInfo.InvariantCulture)));
        system.Children.Add(node);
        foreach (var json in axes.EnumerateArray())
        {
            var axis = Node("AXIS", $"{Text(json, "name")} ({Text(json, "abbreviation")})");
            axis.Children.Add(Value(Text(json, "direction")));
            if (json.TryGetProperty("meridian", out var meridian))
            {
                var (value, unit) = Measure(meridian.GetProperty("longitude"), CrsUnitKind.Angle);
                var child = Wrap("MERIDIAN", Value(value));
                child.Children.Add(unit ?? UnitNode("ANGLEUNIT", CrsUnit.Degree));
                axis.Children.Add(child);
            }
            if (json.TryGetProperty("unit", out var own))
                axis.Children.Add(Unit(own, kind));
            system.Children.Add(axis);
        }
    }

    private static (string Value, WktNode? Unit) Measure(JsonElement json, CrsUnitKind kind)
        => json.ValueKind != JsonValueKind.Object ? (json.GetRawText(), null)
            : (json.GetProperty("value").GetRawText(), json.TryGetProperty("unit", out var unit) ? Unit(unit, kind) : null);

    private static WktNode Unit(JsonElement json, CrsUnitKind kind)
    {
        if (json.ValueKind == JsonValueKind.String)
            return json.GetString() switch
            {
                "degree" => UnitNode("ANGLEUNIT", CrsUnit.Degree),
                "metre" => UnitNode("LENGTHUNIT", CrsUnit.Metre),
                "unity" => UnitNode("SCALEUNIT", CrsUnit.Unity),
                var name => throw new FormatException($"the unit {name} has no conversion factor."),
            };
        var node = Node(json.TryGetProperty("type", out var type) ? type.GetString() switch { "AngularUnit"
            => "ANGLEUNIT", "LinearUnit" => "LENGTHUNIT", "ScaleUnit" => "SCALEUNIT", _ => "UNIT" }
            : kind switch { CrsUnitKind.Angle => "ANGLEUNIT", CrsUnitKind.Length => "LENGTHUNIT", _ => "SCALEUNIT" }, Text(json, "name"));
        node.Children.Add(Value(json.GetProperty("conversion_factor").GetRawText()));
        return WithId(node, json);
    }

    private static WktNode UnitNode(string keyword, CrsUnit unit)
    {
        var node = Node(keyword, unit.Name);
        node.Children.Add(Value(Invariant(unit.Factor)));
        return node;
    }

    private static WktNode WithId(WktNode node, JsonElement json)
    {
        if (json.TryGetProperty("id", out var id))
        {
            var child = Node("ID", Text(id, "authority"));
            child.Children.Add(Value(id.GetProperty("code").ToString()));
            node.Children.Add(child);
        }
        return node;
    }

    private static string Text(JsonElement json, string property)
        => json.TryGetProperty(property, out var value) ? value.GetString() ?? "" : "";

    private static string Invariant(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static WktNode Value(string text) => new(text, false, 0);

    private static WktNode Wrap(string keyword, WktNode child)
    {
        var node = new WktNode(keyword, false, 0);
        node.Children.Add(child);
        return node;
    }

    private static WktNode Node(string keyword, string name) => Wrap(keyword, new WktNode(name, true, 0));
}
