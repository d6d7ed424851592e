using System.Text.Json;

namespace Pyramids;

/// <summary>Chooses the array of a group that is the raster, as rioxarray does: the only one in two dimensions or more that is no
/// coordinate.</summary>
internal static class ZarrVariables
{
    private const int Listed = 20;

    /// <exception cref="RasterFormatException">No array is a raster, or several are; the message lists them.</exception>
    public static ZarrNode Choose(ZarrTree tree, string store)
    {
        if (tree.Start.IsArray) return tree.Start;
        foreach (var level in ZarrMultiscale.PathsOf(tree.Start.Attributes).Take(1))
        {
            var path = ZarrTree.Join(tree.Start.Path, level);
            var node = tree.Find(path);
            if (node is { IsArray: true }) return node;
            if (node is not null) return Only(Candidates(tree, path), tree, store);
        }
        return Only(Candidates(tree, tree.Start.Path), tree, store);
    }

    private static List<ZarrNode> Candidates(ZarrTree tree, string group)
    {
        var inside = tree.Nodes.Values.Where(node => node.IsArray && node.Parent == group && node.Path.Length > 0).ToList();
        var coordinates = inside.SelectMany(node => Words(node, "coordinates").Concat(Words(node, "bounds")))
            .ToHashSet(StringComparer.Ordinal);
        var candidates = inside.Where(node => !coordinates.Contains(node.Name) && !ZarrNames.IsAuxiliary(node.Name) && RankOf(node) >= 2)
            .OrderBy(node => node.Path, StringComparer.Ordinal).ToList();
        var numbers = candidates.Where(node => !IsText(node)).ToList();
        return numbers.Count > 0 ? numbers : candidates;
    }

    /// <summary>Whether elements are texts, bytes or records, which describe a raster and are none.</summary>
    private static bool IsText(ZarrNode node)
    {
        var member = ZarrJson.Find(node.Metadata, node.Version == 2 ? "dtype" : "data_type");
        if (node.Version == 2)
            return member is { ValueKind: JsonValueKind.Array } || ZarrJson.TextOf(member) is [_, 'U' or 'S' or 'O' or 'V', ..];
        var name = ZarrJson.TextOf(member is { ValueKind: JsonValueKind.Object } type ? ZarrJson.Find(type, "name") : member);
        return name is "string" or "bytes" or "variable_length_bytes" or "fixed_length_utf32" or "null_terminated_bytes" or "raw_bytes"
            or "struct" or "structured";
    }

    private static ZarrNode Only(List<ZarrNode> candidates, ZarrTree tree, string store)
    {
        if (candidates.Count == 1) return candidates[0];
        if (candidates.Count > 1)
            throw new RasterFormatException(
                $"The group holds {candidates.Count} arrays that may be the raster: {List(candidates.Select(node => node.Path))}. Ask "
                + $"for one, as in '{store}/{candidates[0].Path}'.", store);
        var deeper = tree.Nodes.Values.Where(node => node.IsArray && RankOf(node) >= 2).Select(node => node.Path)
            .Order(StringComparer.Ordinal).ToList();
        var groups = tree.Nodes.Values.Where(node => !node.IsArray && node != tree.Start).Select(node => node.Path)
            .Order(StringComparer.Ordinal).ToList();
        throw new RasterFormatException(
            deeper.Count > 0 ? $"The group holds no raster itself. Ask for one of its arrays: {List(deeper)}."
            : groups.Count > 0 ? $"The group holds no raster. It has the groups {List(groups)}; ask for one of them."
            : tree.IsComplete ? "The group holds no array of two or more axes."
            : "The group has no consolidated metadata and its store cannot be listed; ask for an array by its path.", store);
    }

    private static string List(IEnumerable<string> paths)
    {
        var all = paths.ToList();
        return string.Join(", ", all.Take(Listed)) + (all.Count > Listed ? $" and {all.Count - Listed} more" : "");
    }

    private static int RankOf(ZarrNode node)
        => ZarrJson.Find(node.Metadata, "shape") is { ValueKind: JsonValueKind.Array } shape ? shape.GetArrayLength() : 0;

    private static string[] Words(ZarrNode node, string attribute)
        => ZarrJson.TextOf(ZarrJson.Find(node.Attributes, attribute))?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
}
