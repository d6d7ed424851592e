using FsCheck;
using FsCheck.Fluent;

namespace Pyramids.Tests;

/// <summary>Graphs that nobody thought of, against a naive evaluator of whole arrays.</summary>
public sealed class RandomGraphTests(ITestOutputHelper output)
{
    private const int Graphs = 4000;

    /// <summary>
    /// Bit for bit, but for the payload of NaN, unless the last operation is one whose result depends on the order of additions (sums,
    /// means, deviations, slopes), which has a tolerance of its own. A failure prints the smallest expression found that still fails.
    /// </summary>
    [Fact]
    public void Any_graph_computes_what_the_naive_evaluator_does()
    {
        var (graphs, nodes, exact) = (0, 0L, 0);
        var seeds = Gen.Choose(0, int.MaxValue - 1).Select(seed => new ExpressionGenerator(seed).Draw());
        Prop.ForAll(Arb.From(seeds, expression => expression.Smaller()), expression =>
        {
            graphs++;
            nodes += expression.Size;
            var difference = Difference(expression, fuse: graphs % 16 == 0, ref exact);
            return (difference is null).Label(difference ?? "");
        }).Check(Law.Cases(Graphs));
        output.WriteLine($"{graphs} graphs of {nodes} operations, {exact} compared bit for bit, 0 differing");
        Assert.InRange(graphs, 2000, int.MaxValue);
    }

    private static string? Difference(Expression expression, bool fuse, ref int exact)
    {
        var expected = expression.Evaluate();
        NDArray found;
        var threads = 1 + expression.Size % 3;
        Fusion.LeastCells = fuse ? 0 : long.MaxValue;
        using (Engine.Configure(threads: threads, memory: threads == 2 ? "8MiB" : "64MiB")) found = expression.Array.Compute();
        if (found.DType != expected.Type) return $"cells are {found.DType}, {expected.Type} was expected";
        if ((found.Schema.Bands, found.Grid.Rows, found.Grid.Columns) != (expected.Bands, expected.Rows, expected.Columns))
            return $"{found.Schema.Bands}x{found.Grid.Rows}x{found.Grid.Columns} cells, {expected.Bands}x{expected.Rows}x{expected.Columns} were expected";
        if (expected.Tolerance is null) exact++;
        for (var b = 0; b < expected.Bands; b++)
            for (var r = 0; r < expected.Rows; r++)
                for (var c = 0; c < expected.Columns; c++)
                    if (!Same(found, expected, b, r, c))
                        return $"cell [{b}, {r}, {c}] is {found[b, r, c]:R}, {expected[b, r, c]:R} was expected";
        return null;
    }

    private static bool Same(NDArray found, NaiveArray expected, int band, int row, int column)
    {
        var (x, y) = (found[band, row, column], expected[band, row, column]);
        if (!expected.Floats)
            return found.DType switch
            {
                DType.Int64
                    => found.Span<long>()[(band * expected.Rows + row) * expected.Columns + column] == expected.Whole(band, row, column),
                DType.UInt64
                    => found.Span<ulong>()[(band * expected.Rows + row) * expected.Columns + column] == expected.Whole(band, row, column),
                _ => x == y,
            };
        if (double.IsNaN(x) && double.IsNaN(y)) return true;
        if (expected.Tolerance is not { } tolerance) return BitConverter.DoubleToInt64Bits(x) == BitConverter.DoubleToInt64Bits(y);
        return !double.IsFinite(y) || Math.Abs(x - y) <= tolerance(y) || x == y;
    }
}
