using System.Reflection;
using System.Runtime.InteropServices;
using Xunit;

namespace Pyramids.Tests;

/// <summary>Every terrain and focal operation against a printed grid, theory, NumPy, missing cells and edges.</summary>
public sealed class SurfaceOperationsTests(ITestOutputHelper output)
{
    private static readonly (int Rows, int Columns)[] Sizes = [(1, 1), (1, 9), (9, 1), (2, 2), (3, 5), (11, 14)];

    public static TheoryData<string> Names => new(SurfaceCases.Every.Select(each => each.Name));

    [Theory, MemberData(nameof(Names))]
    public void A_printed_grid_has_the_values_counted_by_hand(string name)
    {
        var (operation, printed) = (Case(name), SurfaceCases.Printed);
        foreach (var cells in new[] { Array(printed), Array(printed).Rechunk(1), Array(printed).Rechunk((3, 2)) })
        {
            var values = operation.Cells(cells);
            Near(operation.Middle, values[4], 1e-6, name);
            Near(operation.Corner, values[0], 1e-6, $"{name} in the corner");
        }
        Near(operation.Holed, operation.Cells(Array(printed.Replace('5', '.')))[4], 1e-6, $"{name} without the last corner");
    }

    [Theory, MemberData(nameof(Names))]
    public void A_surface_that_is_known_as_a_formula_has_the_values_of_theory(string name)
    {
        var operation = Case(name);
        Near(operation.Theory, operation.Cells(operation.IsTerrain ? SurfaceCases.Bent : SurfaceCases.Plane)[3 * 7 + 3], 1e-6, name);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_missing_cell_is_missing_where_it_is_needed_and_changes_nothing_where_it_is_not_read(string name)
    {
        var operation = Case(name);
        double Height(int row, int column) => 50 + 20 * Math.Sin(row * 0.7) * Math.Cos(column * 0.9) + (row * 7 + column * 5) % 11;
        var solid = operation.Cells(SurfaceCases.From(9, 10, Height));
        var holed = operation.Cells(SurfaceCases.From(9, 10, (row, column) => (row, column) is (4, 5) ? double.NaN : Height(row, column)));
        for (var row = 0; row < 9; row++)
            for (var column = 0; column < 10; column++)
            {
                var at = row * 10 + column;
                Assert.True(operation.Reads(4 - row, 5 - column) == double.IsNaN(holed[at]),
                    $"{name} is {holed[at]} at {row}, {column}; the cell at 4, 5 is missing");
                if (Math.Abs(row - 4) > 1 || Math.Abs(column - 5) > 1) Near(solid[at], holed[at], 1e-9, $"{name} at {row}, {column}");
            }
    }

    [Theory, MemberData(nameof(Names))]
    public void A_declared_nodata_value_is_as_missing_as_a_NaN(string name)
    {
        var operation = Case(name);
        var heights = Enumerable.Range(0, 90).Select(i => (int)(50 + 20 * Math.Sin(i * 0.4) + i % 7)).ToArray();
        var grid = new GridSpec(9, 10, Affine.NorthUp(0, 90, 10, 10));
        foreach (var missing in new[] { i => i == 44, new Func<int, bool>(i => i % 9 == 3), _ => true })
        {
            var declared = NDArray.From(grid, heights.Select((height, i) => missing(i) ? -9999 : height).ToArray(), noData: -9999)
                .ToLazy(Chunks.Whole);
            var holes = NDArray.From(grid, heights.Select((height, i) => missing(i) ? double.NaN : height).ToArray()).ToLazy(Chunks.Whole);
            foreach (var edges in operation.Edges) Assert.Equal(operation.Cells(holes, edges), operation.Cells(declared, edges));
        }
        Assert.All(operation.Cells(NDArray.From(grid, new double[90].Select(_ => double.NaN).ToArray()).ToLazy()),
            value => Assert.Equal(double.NaN, value));
    }

    [Theory, MemberData(nameof(Names))]
    public void Edges_are_those_of_a_raster_that_has_their_cells_around_it(string name)
    {
        var operation = Case(name);
        foreach (var (rows, columns) in Sizes)
            foreach (var edges in operation.Edges)
            {
                var cells = Cells(rows, columns, holes: rows * columns > 50);
                var wider = columns + 2;
                double[] Around(bool isOuterRow)
                    => operation.Cells(SurfaceCases.From(rows + 2, wider,
                        (row, column) => Ringed(cells, rows, columns, row - 1, column - 1, edges, isOuterRow)),
                        EdgeMode.NoData);
                double[] ringed = Around(isOuterRow: false), outer = Around(isOuterRow: operation.IsTerrain);
                var actual = operation.Cells(SurfaceCases.From(rows, columns, (row, column) => cells[row * columns + column]), edges);
                for (var i = 0; i < actual.Length; i++)
                    Near((i / columns == 0 || i / columns == rows - 1 ? outer : ringed)[(i / columns + 1) * wider + i % columns + 1],
                        actual[i], 1e-9, $"{name}, {rows} x {columns}, {edges}, cell {i}");
            }
    }

    /// <summary>One process computes them all; a difference names the operation.</summary>
    [Fact]
    public void Values_are_those_of_NumPy_with_missing_cells_thin_rasters_and_every_edge()
    {
        using var folder = new ScratchFolder();
        var jobs = (from operation in SurfaceCases.Every from size in Sizes from edges in operation.Edges
            select new SurfaceJob(operation, size.Rows, size.Columns, edges,
                Cells(size.Rows, size.Columns, holes: size.Rows * size.Columns > 50))).ToArray();
        File.WriteAllBytes(folder["cells"], [.. jobs.SelectMany(job => MemoryMarshal.AsBytes<double>(job.Cells).ToArray())]);
        File.WriteAllLines(folder["jobs"], jobs.Select(job => job.Line));
        ScipyPeer.Run(SurfaceCases.Python, folder["cells"], folder["jobs"], folder["made"]);
        ReadOnlySpan<double> expected = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(folder["made"]));
        double largest = 0;
        foreach (var (operation, rows, columns, edges, cells) in jobs)
        {
            var actual = operation.Cells(SurfaceCases.From(rows, columns, (row, column) => cells[row * columns + column]), edges);
            for (var i = 0; i < actual.Length; i++)
            {
                Near(expected[i], actual[i], 1e-9, $"{operation}, {rows} x {columns}, {edges}, cell {i}");
                if (!double.IsNaN(actual[i]))
                    largest = Math.Max(largest, Math.Abs(actual[i] - expected[i]) / Math.Max(1, Math.Abs(expected[i])));
            }
            expected = expected[actual.Length..];
        }
        output.WriteLine($"{jobs.Length} comparisons with NumPy, largest relative difference {largest:G2}");
    }

    [Fact]
    public void Every_operation_with_each_of_its_options_is_tested_here_and_on_the_law_of_chunks()
    {
        var array = SurfaceCases.From(60, 60, (row, column) => row + column);
        var tested = SurfaceCases.Every.Select(each => each.Apply(array, each.DefaultEdges).Node.Operation)
            .OfType<FocalOperation>().ToArray();
        var law = TerrainOperations.All.SelectMany(each => Walk.InOrder([each.Apply(array).Node])).Select(node => node.Operation)
            .OfType<FocalOperation>().ToArray();
        var kinds = typeof(FocalOperation).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(FocalOperation)) && !type.IsAbstract && !type.IsGenericType);
        foreach (var kind in kinds.Except([typeof(NamedFocalOperation)]))
        {
            Assert.Contains(tested, operation => operation.GetType() == kind);
            foreach (var option in kind.GetProperties(BindingFlags.Instance | BindingFlags.Public)
                .Where(option => option.PropertyType.IsEnum && option.Name is not "Edges"))
                foreach (var choice in Enum.GetValues(option.PropertyType))
                    foreach (var (place, operations) in new[] { (nameof(SurfaceCases), tested), (nameof(TerrainOperations), law) })
                        Assert.True(operations.Any(operation => operation.GetType() == kind && option.GetValue(operation)!.Equals(choice)),
                            $"{place} lacks {kind.Name} with {option.Name} {choice}.");
        }
        Assert.Contains(tested, operation => operation is FocalApplyOperation<double, DelegateFunction<double>>);
    }

    private static SurfaceCase Case(string name) => SurfaceCases.Every.Single(each => each.Name == name);

    private static LazyArray Array(string printed)
    {
        var rows = printed.Split('\n').Select(row => row.Split(' ')).ToArray();
        return SurfaceCases.From(rows.Length, rows[0].Length, (row, column) =>
            rows[row][column] is "." ? double.NaN : double.Parse(rows[row][column], System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Whole heights, so that some are alike and sums are exact, with level ground and missing cells.</summary>
    private static double[] Cells(int rows, int columns, bool holes)
    {
        var random = new Random(100 * rows + columns);
        return [.. Enumerable.Range(0, rows * columns)
            .Select(i => holes && random.NextDouble() < 0.08 ? double.NaN : i % columns > 10 ? 40 : (double)random.Next(30, 60))];
    }

    /// <summary>A cell of a raster or of the ring around it, by the words of <see cref="EdgeMode"/>.</summary>
    /// <param name="isOuterRow">Whether the middle of the window is in the first or last row of heights, where gdaldem
    /// repeats the outer columns instead of extrapolating them.</param>
    private static double Ringed(double[] cells, int rows, int columns, int row, int column, EdgeMode edges, bool isOuterRow)
    {
        double At(int r, int c) => cells[r * columns + c];
        bool inRows = row >= 0 && row < rows, inColumns = column >= 0 && column < columns;
        int nearRow = Math.Clamp(row, 0, rows - 1), nearColumn = Math.Clamp(column, 0, columns - 1);
        if (inRows && inColumns) return At(row, column);
        return edges switch
        {
            EdgeMode.NoData => double.NaN,
            EdgeMode.Constant => 0,
            EdgeMode.Periodic => At((row + rows) % rows, (column + columns) % columns),
            EdgeMode.Symmetric or EdgeMode.Nearest => At(nearRow, nearColumn),
            _ when inRows => isOuterRow
                ? At(row, nearColumn)
                : 2 * At(row, nearColumn) - At(row, Math.Clamp(2 * nearColumn - column, 0, columns - 1)),
            _ => 2 * At(nearRow, nearColumn) - At(Math.Clamp(2 * nearRow - row, 0, rows - 1), nearColumn),
        };
    }

    private static void Near(double expected, double actual, double tolerance, string what)
        => Assert.True(
            double.IsNaN(expected) ? double.IsNaN(actual) : Math.Abs(actual - expected) <= tolerance * Math.Max(1, Math.Abs(expected)),
            $"{what}: {actual}, expected {expected}");
}
