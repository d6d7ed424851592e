namespace Pyramids;

/// <summary>Which axes of an array are rows, columns and bands.</summary>
/// <param name="Band">The axis of bands; -1 when there is none, or several.</param>
/// <param name="Row">The axis of rows.</param>
/// <param name="Column">The axis of columns.</param>
/// <param name="Stack">The axes of bands where there are several.</param>
internal readonly record struct ZarrAxes(int Band, int Row, int Column, ZarrStack? Stack = null)
{
    /// <summary>By names or attributes of the axes' coordinates, else the last two axes.</summary>
    /// <exception cref="RasterFormatException">The array has fewer than two axes, or more bands than can be counted.</exception>
    public static ZarrAxes Of(ZarrArray array, ZarrTree tree)
    {
        if (array.Rank < 2) throw new RasterFormatException($"{Called(array)} has {array.Rank} axes; a raster has two or more.", array.Key);
        int row = array.Rank - 2, column = array.Rank - 1;
        if (array.Dimensions is { } names)
        {
            var columns = Array.FindIndex(names, name => IsAxis(name, array, tree, true));
            var rows = Array.FindIndex(names, name => IsAxis(name, array, tree, false));
            if (columns >= 0 && rows >= 0 && rows != columns) (row, column) = (rows, columns);
        }
        var others = Enumerable.Range(0, array.Rank).Where(axis => axis != row && axis != column).ToArray();
        var longer = others.Where(axis => array.Shape[axis] != 1).ToArray();
        if (longer.Length > 1) return new(-1, row, column, new(array, longer));
        return new(longer.Length == 1 ? longer[0] : others.Length > 0 ? others[^1] : -1, row, column);
    }

    private static bool IsAxis(string? name, ZarrArray array, ZarrTree tree, bool columns)
    {
        if (name is null) return false;
        if (columns ? ZarrNames.IsColumn(name) : ZarrNames.IsRow(name)) return true;
        return tree.Find(Sibling(array, name)) is { IsArray: true } coordinate && ZarrNames.IsAxis(coordinate.Attributes, columns);
    }

    /// <summary>Path of an array in the same group.</summary>
    public static string Sibling(ZarrArray array, string name)
        => ZarrTree.Join(array.Path.LastIndexOf('/') is >= 0 and var slash ? array.Path[..slash] : "", name);

    private static string Called(ZarrArray array) => array.Path.Length == 0 ? "The array" : $"'{array.Path}'";
}
