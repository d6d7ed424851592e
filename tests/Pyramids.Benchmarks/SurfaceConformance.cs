using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Pyramids.Benchmarks;

/// <summary>Compares terrain and focal operations with other tools and with theory, and writes the table: <c>surfaces [FILE]</c>.</summary>
internal static partial class SurfaceConformance
{
    private const string Peers = """
        import sys, os, subprocess, numpy
        from osgeo import gdal
        import scipy.ndimage as nd
        gdal.UseExceptions()
        path, out, edges = sys.argv[1], sys.argv[2], sys.argv[3] == 'edges'
        source = gdal.Open(path)
        transform = source.GetGeoTransform()
        z = source.ReadAsArray().astype('float64')
        def dem(mode, **options):
            made = gdal.DEMProcessing('', path, mode, format='MEM', computeEdges=edges, **options)
            band = made.GetRasterBand(1)
            cells = band.ReadAsArray().astype('float64')
            cells[cells == band.GetNoDataValue()] = numpy.nan
            return cells
        def grass(command):
            script = 'set -e; export GRASS_VERBOSE=0 GRASS_MESSAGE_FORMAT=silent; r.in.gdal -o --o input=%s output=dem; g.region raster=dem; %s; r.out.gdal --o -c -f input=result output=%s/g.tif type=Float64 format=GTiff' % (path, command, out)
            location = out + '/location'
            if not os.path.exists(location): subprocess.run(['grass', '-c', path, '-e', location], check=True, capture_output=True, env=dict(os.environ, HOME=out))
            subprocess.run(['grass', location + '/PERMANENT', '--exec', 'sh', '-c', script], check=True, capture_output=True, env=dict(os.environ, HOME=out))
            made = gdal.Open(out + '/g.tif')
            band = made.GetRasterBand(1)
            cells = band.ReadAsArray().astype('float64')
            cells[cells == band.GetNoDataValue()] = numpy.nan
            return cells
        for spec in sys.argv[4:]:
            name, expression = spec.split('\t')
            try: eval(expression).astype('float64').tofile(out + '/' + name)
            except FileNotFoundError as absent: print(absent, file=sys.stderr)
        print('GDAL', gdal.VersionInfo('RELEASE_NAME'), 'SciPy', __import__('scipy').__version__)
        try: print(subprocess.run(['grass', '--version'], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout.split('\n')[0])
        except FileNotFoundError: print('no GRASS')
        """;

    public static async Task<int> Run(string[] args)
    {
        var root = Root();
        var target = args.Length > 0 ? args[0] : Path.Combine(root, "src", "Pyramids", "Kernels", "CONFORMANCE.md");
        var folder = Directory.CreateTempSubdirectory("surfaces");
        try
        {
            using var dem = Dataset.ReadFile(Path.Combine(root, "samples", "data", "olinda_dem_utm25s.tif"));
            var solid = dem.ReadArray(Chunks.Auto);
            var holes = Holes(dem.ReadArray());
            var holed = Path.Combine(folder.FullName, "holes.tif");
            await holes.ToLazy().ToGeoTiffAsync(holed);

            var tools = Compute(dem.Path, folder.FullName, "edges",
                op => [("gdaldem", op.GdalDem), ("scipy", op.SciPy), ("grass", op.Grass), ("page", op.Page)]);
            var text = new StringBuilder(Preface(tools));
            text.AppendLine("| operation | gdaldem | SciPy | GRASS | the Python page's formula |").AppendLine("|---|---|---|---|---|");
            foreach (var op in Operations)
            {
                var ours = Cells(op.Ours(solid, EdgeMode.Extrapolate));
                text.AppendLine(Line(op.Name, Compare(op, ours, solid, folder, "gdaldem"), Compare(op, ours, solid, folder, "scipy"),
                    Compare(op, ours, solid, folder, "grass"), Compare(op, ours, solid, folder, "page")));
            }
            text.AppendLine().AppendLine(
                "With missing cells (2 % of the same surface, in blots), edges left missing; cells that are missing in one only are "
                + "counted. By Zevenbergen and Thorne, gdaldem makes a cell missing for a missing corner that the formula does not read; "
                + "asked for 0 where it is flat, it writes 0 where cells are missing, too:").AppendLine();
            text.AppendLine("| operation | gdaldem | GRASS |").AppendLine("|---|---|---|");
            Compute(holed, folder.FullName, "none", op => [("gdaldem", op.GdalDem), ("grass", op.Grass)]);
            foreach (var op in Operations.Where(op => op.GdalDem is not null || op.Grass is not null))
            {
                var ours = Cells(op.Ours(holes.ToLazy(), EdgeMode.NoData));
                text.AppendLine(Line(op.Name, Compare(op, ours, solid, folder, "gdaldem"), Compare(op, ours, solid, folder, "grass")));
            }
            text.AppendLine().Append(NumPy(folder.FullName)).AppendLine().Append(Thin()).AppendLine().Append(Theory());
            await File.WriteAllTextAsync(target, text.ToString().ReplaceLineEndings("\n"));
            Console.WriteLine(text);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Preface(string tools) => $"""
        # Conformance of terrain and focal operations

        Written by `dotnet run -c Release --project tests/Pyramids.Benchmarks -- surfaces`; the tests hold the values of gdaldem, GRASS, SciPy and NumPy to it.
        {tools.Trim().ReplaceLineEndings(", ")}.

        Largest difference over all cells of `samples/data/olinda_dem_utm25s.tif` (111 x 111 cells of 90 m, Float32), edges extrapolated as `gdaldem -compute_edges`
        does; grey values are bytes, and angles are compared round the circle. GRASS leaves the edge missing or shrinks windows there, so its edges are not compared.
        A dash: the tool does not have the operation. The Python page's formulas (`numpy.gradient`, SciPy's filters) are compared for slope, mean and std only; its std is
        that of deviations from local means (and NaN where SciPy's running sums go below 0), and its slope is by central differences, one-sided at edges.


        """.Replace("        ", "", StringComparison.Ordinal);

    private static string Compute(string path, string folder, string edges, Func<Operation, (string Tool, string? Expression)[]> peers)
    {
        var start = new ProcessStartInfo("/usr/bin/python3") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "-c", Peers, Path.GetFullPath(path), folder, edges }) start.ArgumentList.Add(argument);
        foreach (var op in Operations)
            foreach (var (tool, expression) in peers(op))
            {
                File.Delete(Path.Combine(folder, FileOf(op, tool)));
                if (expression is not null) start.ArgumentList.Add($"{FileOf(op, tool)}\t{expression}");
            }
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"The peers failed; apt-get install python3-gdal python3-scipy, and grass-core for GRASS. {errors.Result} (exit code "
                    + $"{process.ExitCode})");
        return said;
    }

    private static string FileOf(Operation op, string tool) => $"{tool}-{op.Name.Replace(' ', '-').Replace(',', '-')}";

    private static string Compare(Operation op, double[] ours, LazyArray array, DirectoryInfo folder, string tool)
    {
        var path = Path.Combine(folder.FullName, FileOf(op, tool));
        if (!File.Exists(path)) return "–";
        var theirs = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(path));
        int rows = array.Grid.Rows, columns = array.Grid.Columns, margin = tool is "grass" ? op.Margin : 0, onlyOne = 0;
        double largest = 0;
        for (var i = 0; i < ours.Length; i++)
        {
            int row = i / columns, column = i % columns;
            if (Math.Min(Math.Min(row, rows - 1 - row), Math.Min(column, columns - 1 - column)) < margin) continue;
            double x = tool is "grass" && op.GrassAspect && !double.IsNaN(ours[i]) ? (450 - ours[i]) % 360 : ours[i], y = theirs[i];
            if (tool is "grass" && op.GrassAspect && y == 0 && double.IsNaN(x)) continue;            // GRASS says 0 where it is flat
            if (double.IsNaN(x) && tool is "grass" && op.GrassFills) continue;                       // it fills missing middle cells
            if (double.IsNaN(x) != double.IsNaN(y)) onlyOne++;
            if (double.IsNaN(x) || double.IsNaN(y)) continue;
            var difference = Math.Abs(x - y);
            largest = Math.Max(largest, op.IsAngle ? Math.Min(difference, 360 - difference) : difference);
        }
        return Number(largest) + (onlyOne > 0 ? $" ({onlyOne} missing in one only)" : "");
    }

    private static string Line(params string[] cells) => $"| {string.Join(" | ", cells)} |";

    private static string Number(double value) => value == 0 ? "0" : value.ToString("0.0e+0", CultureInfo.InvariantCulture);

    private static double[] Cells(LazyArray array)
    {
        var cells = array.Compute().ToDoubles();
        if (array.DType is DType.UInt8)
            for (var i = 0; i < cells.Length; i++)
                if (cells[i] == 0) cells[i] = double.NaN;
        return cells;
    }

    private static NDArray Holes(NDArray solid)
    {
        var random = new Random(5);
        var cells = solid.Span<float>().ToArray();
        for (var spot = 0; spot < cells.Length / 250; spot++)
        {
            int at = random.Next(cells.Length), size = random.Next(1, 4);
            for (var r = 0; r < size; r++)
                for (var c = 0; c < size; c++)
                    if (at + r * solid.Grid.Columns + c is var i && i < cells.Length) cells[i] = float.NaN;
        }
        return NDArray.From(solid.Grid, cells, noData: double.NaN);
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Pyramids.Interactive.sln"))) return folder.FullName;
        throw new InvalidOperationException("Run this from inside the repository.");
    }
}
