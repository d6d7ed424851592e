namespace Pyramids;

/// <summary>What is known of an array before a cell is read: grid, bands, cell type, nodata and names.</summary>
[TypeFormatterSource]
public sealed record ArraySchema
{
    /// <summary>An array of <paramref name="bands"/> bands over a grid.</summary>
    public ArraySchema(GridSpec grid, int bands, DType type)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bands, 1);
        (Grid, Bands, Type) = (grid, bands, type);
    }

    /// <summary>Rows, columns, transform and CRS.</summary>
    public GridSpec Grid { get; init; }

    /// <summary>Number of bands.</summary>
    public int Bands { get; init; }

    /// <summary>Cell type.</summary>
    public DType Type { get; init; }

    /// <summary>The value that stands for a missing cell in storage; in memory floating cells hold NaN instead. Null when none is declared.</summary>
    public double? NoData { get; init; }

    /// <summary>Band names; empty, or one for each band.</summary>
    public IReadOnlyList<string> BandNames { get; init; } = [];

    /// <summary>Whether the array is addressed (row, column); only arrays of one band are.</summary>
    public bool IsPlane { get; init; }

    /// <summary>Whether rows and columns were reduced away: one value for each band, or one in all, that stands for the whole raster.</summary>
    public bool IsReduced { get; init; }

    /// <summary>Lengths of the axes: (rows, columns) for one band, (bands, rows, columns), (bands) or () after a reduction.</summary>
    public IReadOnlyList<int> Shape => (IsReduced, IsPlane) switch
    {
        (true, true) => [],
        (true, false) => [Bands],
        (false, true) => [Grid.Rows, Grid.Columns],
        _ => [Bands, Grid.Rows, Grid.Columns],
    };

    /// <summary>All cells.</summary>
    public Window Whole => new(0, 0, 0, Bands, Grid.Rows, Grid.Columns);

    /// <summary>Bytes of all cells.</summary>
    public long Bytes => Whole.Cells * Type.Size();

    /// <summary>Whether another schema states the same: band names are compared one by one.</summary>
    public bool Equals(ArraySchema? other) => ReferenceEquals(this, other) || (other is not null && Grid == other.Grid && Bands == other.Bands && Type == other.Type
        && Nullable.Equals(NoData, other.NoData) && IsPlane == other.IsPlane && IsReduced == other.IsReduced && BandNames.SequenceEqual(other.BandNames));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Grid, Bands, Type, NoData, IsPlane, IsReduced, BandNames.Count);
}
