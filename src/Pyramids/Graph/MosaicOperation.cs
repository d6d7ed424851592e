namespace Pyramids;

/// <summary>Arrays of one cell type laid side by side, so that together they cover every cell once.</summary>
/// <param name="Rows">First row of each.</param>
/// <param name="Columns">First column of each.</param>
/// <param name="Anchor">Which input the grid of the result is counted from.</param>
/// <param name="Wraps">Whether the slices among the inputs are the far sides of a periodic raster.</param>
internal sealed record MosaicOperation(Values<int> Rows, Values<int> Columns, int Anchor = 0, bool Wraps = false) : Operation
{
    public override string Label => Wraps ? "wrap" : "concatenate";

    public override Node On(params IReadOnlyList<Node> inputs)
    {
        if (inputs.Count == 0 || inputs.Count != Rows.Count || inputs.Count != Columns.Count) throw Expected(Rows.Count, inputs);
        var schemas = inputs.Select(input => input.Schema).ToArray();
        foreach (var input in inputs.Skip(1)) Two([inputs[0], input]);
        int rows = schemas.Select((schema, i) => checked(Rows[i] + schema.Grid.Rows)).Max(),
            columns = schemas.Select((schema, i) => checked(Columns[i] + schema.Grid.Columns)).Max();
        if (schemas.Any(schema => schema.Bands != schemas[0].Bands)
            || schemas.Sum(schema => (long)schema.Grid.Rows * schema.Grid.Columns) != (long)rows * columns
            || (uint)Anchor >= (uint)inputs.Count)
            throw new ArgumentException(
                $"{inputs.Count} arrays do not cover {rows} rows and {columns} columns of {schemas[0].Bands} bands once.");
        var anchor = schemas[Anchor];
        return new MosaicNode(this, anchor with
        {
            Grid = new(rows, columns, anchor.Grid.Transform.Shift(-Columns[Anchor], -Rows[Anchor]),
                schemas.Select(schema => schema.Grid.Crs).FirstOrDefault(crs => crs is not null)),
            NoData = Build.NoDataOf(inputs),
            IsPlane = schemas.All(schema => schema.IsPlane),
            BandNames = schemas.All(schema => schema.BandNames.SequenceEqual(anchor.BandNames)) ? anchor.BandNames : [],
        }, inputs);
    }

    /// <summary>A raster that goes on beyond its edges with the cells of the other side, so many rows and columns farther.</summary>
    public static Node Wrap(Node input, int top, int bottom, int left, int right)
    {
        var grid = input.Schema.Grid;
        var inputs = new List<Node>();
        var (rows, columns, anchor) = (new Values<int>(), new Values<int>(), 0);
        foreach (var row in Turns(grid.Rows, top, bottom))
            foreach (var column in Turns(grid.Columns, left, right))
            {
                if (row.To == top && column.To == left) anchor = inputs.Count;
                inputs.Add(row.Count == grid.Rows && column.Count == grid.Columns ? input
                    : new SliceOperation(0, row.From, column.From, input.Schema.Bands, row.Count, column.Count).On(input));
                rows.Add(row.To);
                columns.Add(column.To);
            }
        return new MosaicOperation(rows, columns, anchor, Wraps: true).On(inputs);
    }

    /// <summary>The grid without so many rows and columns on each side.</summary>
    public static GridSpec Inner(GridSpec grid, int top, int bottom, int left, int right)
        => grid.Crop(top, left, grid.Rows - top - bottom, grid.Columns - left - right);

    /// <summary>Runs of the axis that follow each other from <paramref name="before"/> cells before its begin on.</summary>
    private static List<(int From, int Count, int To)> Turns(int length, int before, int after)
    {
        var runs = new List<(int, int, int)>();
        for (var at = -before; at < length + after;)
        {
            var from = (at % length + length) % length;
            var count = Math.Min(length - from, length + after - at);
            runs.Add((from, count, at + before));
            at += count;
        }
        return runs;
    }
}
