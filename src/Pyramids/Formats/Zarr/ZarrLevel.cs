namespace Pyramids;

/// <summary>The raster of a store, or one of its overviews in a group of its own.</summary>
/// <param name="Group">Path of the group; empty for the raster itself.</param>
/// <param name="Plan">What the group holds.</param>
internal sealed record ZarrLevel(string Group, ZarrPlan Plan)
{
    public ZarrAxes Axes => Plan.Schema.IsPlane ? new(-1, 0, 1) : new(0, 1, 2);

    /// <summary>The raster and, where the options ask for them, overviews that halve until one chunk holds them.</summary>
    public static IReadOnlyList<ZarrLevel> Of(ZarrPlan plan)
    {
        var levels = new List<ZarrLevel> { new("", plan) };
        if (plan.Options.Overviews == OverviewResampling.None) return levels;
        var (grid, factor) = (plan.Schema.Grid, 1);
        while (grid.Rows > plan.Chunk.Rows || grid.Columns > plan.Chunk.Columns)
        {
            factor *= 2;
            int rows = TiffLevel.Half(grid.Rows), columns = TiffLevel.Half(grid.Columns);
            var t = grid.Transform;
            double down = (double)grid.Rows / rows, across = (double)grid.Columns / columns;
            var coarser = new Affine(
                t.OriginX, t.XPerColumn * across, t.XPerRow * down, t.OriginY, t.YPerColumn * across, t.YPerRow * down);
            grid = new(rows, columns, coarser, grid.Crs);
            var options = plan.Options with { Shards = null, Chunks = plan.Chunk };
            levels.Add(new($"ovr_{factor}x", new(plan.Schema with { Grid = grid }, options)));
        }
        return levels;
    }

    public string PathOf(ZarrSchemaWriter array) => ZarrTree.Join(Group, array.Name);

    /// <summary>The data array as a reader of its metadata understands it.</summary>
    public ZarrArray Array()
    {
        var path = PathOf(Plan.Data);
        var metadata = ZarrJson.Parse(ZarrGroupWriter.Text(Plan.Data.Metadata(Plan.Options.Version, Plan.Options)), path);
        var attributes = ZarrJson.Parse(ZarrGroupWriter.Text(Plan.Data.Attributes2()), path);
        return ZarrArray.Read(Plan.Options.Version == 3
            ? ZarrNode.OfVersion3(path, $"{path}/zarr.json", metadata)
            : ZarrNode.OfVersion2(path, $"{path}/.zarray", true, metadata, attributes));
    }
}
