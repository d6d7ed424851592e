namespace Pyramids;

/// <summary>What <c>MapOverlap</c> finds beyond the raster's edge.</summary>
public readonly record struct Boundary
{
    internal Boundary(EdgeMode mode, double value = 0, bool isOpen = false) => (Mode, Value, IsOpen) = (mode, value, isOpen);

    /// <summary>Half-sample symmetric: d c b a | a b c d | d c b a. The default.</summary>
    public static Boundary Reflect => default;

    /// <summary>The outermost cell again: a a a a | a b c d | d d d d.</summary>
    public static Boundary Nearest { get; } = new(EdgeMode.Nearest);

    /// <summary>The cells of the other side: a b c d | a b c d | a b c d.</summary>
    public static Boundary Periodic { get; } = new(EdgeMode.Periodic);

    /// <summary>Missing cells: NaN. For floating arrays.</summary>
    public static Boundary Missing { get; } = new(EdgeMode.NoData, double.NaN);

    /// <summary>Nothing: at an edge the function is given fewer cells, and told how many.</summary>
    public static Boundary None { get; } = new(EdgeMode.NoData, isOpen: true);

    internal EdgeMode Mode { get; }

    internal double Value { get; }

    internal bool IsOpen { get; }

    /// <summary>A number everywhere.</summary>
    /// <param name="value">A value that the array's cell type has; NaN for missing cells of floating arrays.</param>
    public static Boundary Constant(double value) => new(EdgeMode.Constant, value);

    /// <inheritdoc/>
    public override string ToString() => IsOpen ? "none" : Mode switch
    {
        EdgeMode.Symmetric => "reflect",
        EdgeMode.NoData => "missing",
        EdgeMode.Constant => FormattableString.Invariant($"constant {Value:R}"),
        _ => Mode.ToString().ToLowerInvariant(),
    };
}

/// <summary>How many cells beyond a cell a function of <c>MapOverlap</c> sees, on each side.</summary>
/// <param name="Top">Rows above.</param>
/// <param name="Bottom">Rows below.</param>
/// <param name="Left">Columns to the left.</param>
/// <param name="Right">Columns to the right.</param>
public readonly record struct Depth(int Top, int Bottom, int Left, int Right)
{
    /// <summary>Bands before.</summary>
    public int BandsBefore { get; init; }

    /// <summary>Bands after.</summary>
    public int BandsAfter { get; init; }

    /// <summary>As many on the four sides; bands alone.</summary>
    public static implicit operator Depth(int cells) => new(cells, cells, cells, cells);

    /// <summary>Rows above and below, and columns left and right; bands alone.</summary>
    public static implicit operator Depth((int Rows, int Columns) cells) => new(cells.Rows, cells.Rows, cells.Columns, cells.Columns);

    /// <summary>Bands before and after, rows above and below, and columns left and right.</summary>
    public static implicit operator Depth((int Bands, int Rows, int Columns) cells)
        => new(cells.Rows, cells.Rows, cells.Columns, cells.Columns) { BandsBefore = cells.Bands, BandsAfter = cells.Bands };

    /// <summary>Each axis apart: ((before, after) along bands, (above, below), (left, right)).</summary>
    public static implicit operator Depth(((int Before, int After) Bands, (int Above, int Below) Rows, (int Left, int Right) Columns) cells)
        => new(cells.Rows.Above, cells.Rows.Below, cells.Columns.Left,
            cells.Columns.Right) { BandsBefore = cells.Bands.Before, BandsAfter = cells.Bands.After };

    internal int Largest => Math.Max(Math.Max(Top, Bottom), Math.Max(Left, Right));

    internal void Check()
    {
        foreach (var (side, cells) in new[] { ("above", Top), ("below", Bottom), ("left", Left), ("right", Right),
            ("bands before", BandsBefore), ("bands after", BandsAfter) })
            if (cells is < 0 or > 16_383)
                throw new ArgumentOutOfRangeException("depth", cells, $"The depth {side} is a number of cells from 0 to 16383.");
    }
}
