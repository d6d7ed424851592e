using System.Globalization;

namespace Pyramids;

/// <summary>Names of bands from the coordinates of their axes.</summary>
internal static class ZarrBandNames
{
    private const int MaxStacked = 1 << 16;

    /// <summary>Texts, or the dates of a time. Where bands lie along several axes, a name for each: <c>2020-01-31 level=500</c>.</summary>
    /// <returns>Null when the axes have no names.</returns>
    public static async ValueTask<string[]?> ReadAsync(
        IByteStore store, ZarrTree tree, ZarrArray array, ZarrAxes axes, CancellationToken cancellation)
    {
        if (axes.Stack is not { } stack)
            return axes.Band < 0 ? null : await OfAxisAsync(store, tree, array, axes.Band, cancellation).ConfigureAwait(false);
        if (array.Dimensions is null || stack.Bands > MaxStacked) return null;
        var names = new string[stack.Axes.Count][];
        for (var i = 0; i < names.Length; i++)
        {
            var axis = stack.Axes[i];
            names[i] = await OfAxisAsync(store, tree, array, axis, cancellation).ConfigureAwait(false)
                ?? await NumbersAsync(store, tree, array, axis, cancellation).ConfigureAwait(false);
        }
        var all = new string[stack.Bands];
        for (var band = 0; band < all.Length; band++)
            all[band] = string.Join(' ', names.Select((each, axis) => each[stack.PositionOf(band, axis)]));
        return all;
    }

    private static async ValueTask<string[]?> OfAxisAsync(
        IByteStore store, ZarrTree tree, ZarrArray array, int axis, CancellationToken cancellation)
    {
        if (Coordinate(tree, array, axis) is not { } node) return null;
        if (await ZarrTexts.ReadAsync(store, node, array.Shape[axis], cancellation).ConfigureAwait(false) is { } texts) return texts;
        var units = ZarrJson.TextOf(ZarrJson.Find(node.Attributes, "units")) ?? ZarrType.SinceOf(node.Metadata);
        if (units?.Contains(" since ", StringComparison.Ordinal) != true) return null;
        return await ZarrCoordinates.ReadAsync(store, node, array.Shape[axis], cancellation).ConfigureAwait(false) is { } values
            ? CfTime.Decode(values, units, ZarrJson.TextOf(ZarrJson.Find(node.Attributes, "calendar")))
            : null;
    }

    /// <summary>The axis's name with each value of its coordinate, or with positions where it has none.</summary>
    private static async ValueTask<string[]> NumbersAsync(
        IByteStore store, ZarrTree tree, ZarrArray array, int axis, CancellationToken cancellation)
    {
        var name = array.Dimensions?[axis] is { Length: > 0 } given ? given : $"axis {axis}";
        var values = await ZarrCoordinates.ReadAsync(store, Coordinate(tree, array, axis), array.Shape[axis], cancellation)
            .ConfigureAwait(false);
        return [.. Enumerable.Range(0, (int)array.Shape[axis])
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"{name}={values?[i] ?? i}"))];
    }

    private static ZarrNode? Coordinate(ZarrTree tree, ZarrArray array, int axis)
        => array.Dimensions?[axis] is { Length: > 0 } name && tree.Find(ZarrAxes.Sibling(array, name)) is { IsArray: true } node
            ? node
            : null;
}
