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

    /// <summary>The value that stands for a missing cell in storage; in memory floating cells hold NaN instead. Null
    /// when none is declared.</summary>
    public double? NoData { get; init; }

    /// <summary>Band names; empty, or one for each band.</summary>
    public IReadOnlyList<string> BandNames { get; init; } = [];

    /// <summary>What the stored cells stand for; null when nothing is said, or cells were computed. It does not count
    /// for equality.</summary>
    internal CellMeaning? Meaning { get; init; }

    /// <summary>Whether the array is addressed (row, column); only arrays of one band are.</summary>
    public bool IsPlane { get; init; }

    /// <summary>Whether the rows were reduced away: one row of values stands for all.</summary>
    public bool RowsReduced { get; init; }

    /// <summary>Whether the columns were reduced away: one column of values stands for all.</summary>
    public bool ColumnsReduced { get; init; }

    /// <summary>Whether rows and columns were reduced away: one value for each band, or one in all, that stands for the
    /// whole raster.</summary>
    public bool IsReduced => RowsReduced && ColumnsReduced;

    /// <summary>Lengths of the axes: (rows, columns) for one band, (bands, rows, columns), and what is left of them
    /// after a reduction.</summary>
    public IReadOnlyList<int> Shape
    {
        get
        {
            var shape = new List<int>(3);
            if (!IsPlane) shape.Add(Bands);
            if (!RowsReduced) shape.Add(Grid.Rows);
            if (!ColumnsReduced) shape.Add(Grid.Columns);
            return shape;
        }
    }

    /// <summary>All cells.</summary>
    public Window Whole => new(0, 0, 0, Bands, Grid.Rows, Grid.Columns);

    /// <summary>Bytes of all cells.</summary>
    public long Bytes => Whole.Cells * Type.Size();

    /// <summary>Whether another schema states the same: band names are compared one by one.</summary>
    public bool Equals(ArraySchema? other)
        => ReferenceEquals(this, other) || (other is not null && Grid == other.Grid && Bands == other.Bands && Type == other.Type
            && Nullable.Equals(NoData, other.NoData) && IsPlane == other.IsPlane
            && (RowsReduced, ColumnsReduced) == (other.RowsReduced, other.ColumnsReduced) && BandNames.SequenceEqual(other.BandNames));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Grid, Bands, Type, NoData, IsPlane, RowsReduced, ColumnsReduced, BandNames.Count);
}
