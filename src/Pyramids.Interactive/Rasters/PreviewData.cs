namespace Pyramids.Interactive;

/// <summary>One band of a raster as a picture needs it: few enough cells to look at, missing ones NaN.</summary>
/// <param name="Cells">Row by row, <see cref="GridSpec.Rows"/> by <see cref="GridSpec.Columns"/> of <paramref name="Grid"/>.</param>
/// <param name="Grid">Where the cells kept lie.</param>
/// <param name="Source">The whole array.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Band">Which band of the array, from 0.</param>
internal sealed record PreviewData(float[] Cells, GridSpec Grid, ArraySchema Source, string Name, int Band = 0)
{
    /// <summary>What the values are measured in, such as <c>m</c> or <c>degrees</c>; empty when nothing says it.</summary>
    public string Unit { get; init; } = StatedUnit(Source, Band);

    public int Rows => Grid.Rows;

    public int Columns => Grid.Columns;

    /// <summary>Cells of the source for one that is shown, along the longer axis.</summary>
    public double Step => Math.Max((double)Source.Grid.Rows / Rows, (double)Source.Grid.Columns / Columns);

    /// <summary>The band's name, or its number when there are several.</summary>
    public string BandName => Band < Source.BandNames.Count ? Source.BandNames[Band] : Source.Bands > 1 ? $"band {Band + 1}" : "";

    /// <summary>The array and its band, told once.</summary>
    public string FullName
        => BandName.Length > 0 && !Name.StartsWith(BandName + " of ", StringComparison.Ordinal) ? $"{Name}, {BandName}" : Name;

    /// <summary>The unit of an array's values: that of the angles or shares that its operation gives, else that which
    /// its file states.</summary>
    public static string UnitOf(LazyArray array, int band)
    {
        var node = array.Node;
        while (node is { Operation.KeepsMeaning: true, Inputs: [var input] } && node is not SourceNode) node = input;
        return node.Operation switch
        {
            SlopeOperation slope => slope.Units.ToString().ToLowerInvariant(),
            AspectOperation => "degrees",
            _ => StatedUnit(array.Schema, band),
        };
    }

    /// <summary>The unit that a file states for a band; empty when it states none.</summary>
    public static string StatedUnit(ArraySchema schema, int band)
        => schema.Meaning?.Items.FirstOrDefault(item => item.Role == "unittype" && (item.Band ?? band) == band)?.Value ?? "";

    /// <summary>The same cells with north above and east to the right, as far as flipping brings that about.</summary>
    public PreviewData NorthUp()
    {
        // A grid without a CRS counts rows downward; that is how it is to be seen.
        var transform = Grid.Transform;
        if (Grid.Crs is null || transform.IsRotated || transform is { XPerColumn: > 0, YPerRow: < 0 }) return this;
        var (down, left) = (transform.YPerRow > 0, transform.XPerColumn < 0);
        var flipped = new float[Cells.Length];
        for (var row = 0; row < Rows; row++)
        {
            var from = Cells.AsSpan((down ? Rows - 1 - row : row) * Columns, Columns);
            var to = flipped.AsSpan(row * Columns, Columns);
            from.CopyTo(to);
            if (left) to.Reverse();
        }
        var turned = new Affine(left ? transform.OriginX + transform.XPerColumn * Columns : transform.OriginX,
            Math.Abs(transform.XPerColumn), 0,
            down ? transform.OriginY + transform.YPerRow * Rows : transform.OriginY, 0, -Math.Abs(transform.YPerRow));
        return this with { Cells = flipped, Grid = new(Rows, Columns, turned, Grid.Crs) };
    }
}
