namespace Pyramids.Interactive;

/// <summary>Where the cells of an array come from.</summary>
internal static class GraphSources
{
    /// <summary>Names of the files and stores below an array, without their folders.</summary>
    public static string Of(LazyArray array)
    {
        var names = Walk.InOrder([array.Node]).OfType<SourceNode>().Select(Label).Distinct().ToList();
        return string.Join(", ", names.Take(3)) + (names.Count > 3 ? $" and {names.Count - 3} more" : "");
    }

    /// <summary>What an array is called: <c>slope of dem.tif</c>, <c>red of scene.tif</c> for a named band, or the file alone when nothing
    /// was done to it but a change of type.</summary>
    public static string Title(LazyArray array)
    {
        var (sources, node) = (Of(array), array.Node);
        while (node.Operation is CastOperation or MaskNoDataOperation or KeepOperation && node.Inputs is [var input]) node = input;
        if (node is SourceNode && sources.Length > 0) return sources;
        var what = node.Operation switch
        {
            NameBandsOperation { Names: [{ Length: > 0 } only] } => Markup.Clip(only, 80),
            NameBandsOperation or BandsOperation => Figures.Count(node.Schema.Bands, "band"),
            SliceOperation when IsBands(node) => Figures.Count(node.Schema.Bands, "band"),
            SliceOperation => "part",
            var operation => operation.Label,
        };
        return sources.Length == 0 ? what : $"{what} of {sources}";
    }

    // A slice of bands, with all their rows and columns.
    private static bool IsBands(Node node) => node.Schema.Grid == node.Inputs[0].Schema.Grid;

    private static string Label(Node node)
    {
        if (node is not SourceNode { Source: var source }) return node.Label;
        var parts = source.Name.TrimEnd('/', '\\').Split('/', '\\');
        var store = Array.FindLastIndex(parts, part => part.EndsWith(".zarr", StringComparison.OrdinalIgnoreCase));
        return store < 0 || parts[(store + 1)..] is ["data"] ? parts[store < 0 ? ^1 : store] : string.Join('/', parts[store..]);
    }
}
