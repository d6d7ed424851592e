namespace Pyramids;

/// <summary>The shape of a window: which cells around the middle one belong to it.</summary>
public sealed class Footprint : IEquatable<Footprint>
{
    private readonly bool[,] cells;

    private Footprint(bool[,] cells, string name)
    {
        (this.cells, Name) = (cells, name);
        if (cells.GetLength(0) % 2 == 0 || cells.GetLength(1) % 2 == 0)
            throw new ArgumentException(
                $"A footprint has odd numbers of rows and columns, so that one cell is in the middle; {cells.GetLength(0)} by "
                    + $"{cells.GetLength(1)} were given.", nameof(cells));
        Runs = FindRuns();
        if (Runs.Length == 0) throw new ArgumentException("A footprint needs at least one cell; this one has none.", nameof(cells));
        foreach (var (_, first, last) in Runs) Count += last - first + 1;
    }

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>Cells from the middle to the farthest row or column.</summary>
    public int Radius => Math.Max(cells.GetLength(0), cells.GetLength(1)) / 2;

    /// <summary>Number of cells.</summary>
    public int Count { get; }

    /// <summary>Whether the cell so many rows below and columns right of the middle belongs to the window.</summary>
    public bool this[int row, int column]
    {
        get
        {
            int r = row + cells.GetLength(0) / 2, c = column + cells.GetLength(1) / 2;
            return r >= 0 && r < cells.GetLength(0) && c >= 0 && c < cells.GetLength(1) && cells[r, c];
        }
    }

    internal int Rows => cells.GetLength(0);

    internal int Columns => cells.GetLength(1);

    internal bool IsSquare => cells.GetLength(0) == cells.GetLength(1) && Count == cells.Length;

    /// <summary>Unbroken runs of cells, in order.</summary>
    internal Run[] Runs { get; }

    /// <summary>A square of side 2 * radius + 1.</summary>
    public static Footprint Square(int radius) => Of(radius, $"square of radius {radius}", (_, _) => true);

    /// <summary>The cells whose centre is within a distance of the middle one's, in cells.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The radius is negative or not a number.</exception>
    public static Footprint Circle(double radius)
    {
        Check(radius, nameof(radius));
        return Of((int)radius, $"circle of radius {radius}", (row, column) => row * row + column * column <= radius * radius);
    }

    /// <summary>The cells whose centre is at least one distance from the middle one's and at most another, in cells.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A radius is negative or not a number, or the inner one is the larger.</exception>
    public static Footprint Annulus(double innerRadius, double outerRadius)
    {
        Check(innerRadius, nameof(innerRadius));
        Check(outerRadius, nameof(outerRadius));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(innerRadius, outerRadius);
        return Of((int)outerRadius, $"annulus of radii {innerRadius} and {outerRadius}",
            (row, column) =>
                row * row + column * column <= outerRadius * outerRadius && row * row + column * column >= innerRadius * innerRadius);
    }

    /// <summary>Any shape: an odd number of rows and columns, true for the cells that belong to it.</summary>
    /// <exception cref="ArgumentException">A number is even, or no cell is set.</exception>
    public static Footprint Custom(bool[,] cells)
        => new((bool[,])cells.Clone(), $"footprint of {cells.GetLength(0)} by {cells.GetLength(1)}");

    /// <summary>Whether another footprint has the same cells.</summary>
    public bool Equals(Footprint? other)
        => other is not null && Rows == other.Rows && Columns == other.Columns && Runs.AsSpan().SequenceEqual(other.Runs);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Footprint);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Rows, Columns, Count, Runs[0], Runs[^1]);

    /// <inheritdoc/>
    public override string ToString() => $"{Name}, {Count} cells";

    private static Footprint Of(int radius, string name, Func<int, int, bool> holds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        var cells = new bool[2 * radius + 1, 2 * radius + 1];
        for (var row = -radius; row <= radius; row++)
            for (var column = -radius; column <= radius; column++) cells[row + radius, column + radius] = holds(row, column);
        return new(cells, name);
    }

    private static void Check(double radius, string name)
    {
        if (!(radius is >= 0 and <= 4096))
            throw new ArgumentOutOfRangeException(name, radius, "A radius is a number of cells from 0 to 4096.");
    }

    private Run[] FindRuns()
    {
        var runs = new List<Run>();
        int middleRow = cells.GetLength(0) / 2, middleColumn = cells.GetLength(1) / 2;
        for (var row = 0; row < cells.GetLength(0); row++)
            for (var column = 0; column < cells.GetLength(1); column++)
            {
                if (!cells[row, column]) continue;
                var first = column;
                while (column + 1 < cells.GetLength(1) && cells[row, column + 1]) column++;
                runs.Add(new(row - middleRow, first - middleColumn, column - middleColumn));
            }
        return [.. runs];
    }

    /// <summary>Cells side by side, counted from the middle one.</summary>
    internal readonly record struct Run(int Row, int First, int Last);
}
