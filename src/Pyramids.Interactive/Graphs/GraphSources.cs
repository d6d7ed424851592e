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

    /// <summary>What an array is called: <c>slope of dem.tif</c>, or the file alone when nothing was done to it.</summary>
    public static string Title(LazyArray array)
    {
        var sources = Of(array);
        if (array.Operation == "name bands" && array.BandNames is [{ Length: > 0 } only])
            return sources.Length == 0 ? only : $"{Markup.Clip(only, 80)} of {sources}";
        return sources.Length == 0 ? array.Operation
            : array.Operation is "read" or "mask nodata" ? sources
            : $"{array.Operation} of {sources}";
    }

    private static string Label(Node node)
        => node is SourceNode { Source: var source }
            ? source.Name.TrimEnd('/', '\\') is var name && name.LastIndexOfAny(['/', '\\']) is >= 0 and var cut ? name[(cut + 1)..] : name
            : node.Label;
}
