#:project ../src/Pyramids.Interactive/Pyramids.Interactive.csproj
// Lazy arrays, chunks and graphs on one HTML page: dotnet run samples/chunks.cs [REPORT.html]
using System.Diagnostics;
using Microsoft.Data.Analysis;
using Pyramids;

var target = args.Length > 0 ? args[0] : "chunks.html";
const int Side = 1024;
var grid = new GridSpec(Side, Side, Affine.NorthUp(500_000, 5_000_000, 10, 10), Crs.FromEpsg(32633));
var cells = new float[Side * Side];
for (var row = 0; row < Side; row++)
    for (var column = 0; column < Side; column++)
        cells[row * Side + column] = (float)Math.Round(
            400 + 180 * Math.Sin(row / 97.0) * Math.Cos(column / 131.0) + 25 * Math.Sin(row * column / 9000.0), 2);
var hills = NDArray.From(grid, cells);

using var report = new Report("Lazy arrays, chunks and graphs");
var lazy = hills.ToLazy(256);
report.Text("A lazy array has a shape, a cell type, a grid and chunks. Its cells are computed when they are asked for.");
report.Show(lazy);
report.Show(lazy.Rechunk((300, 200)).Chunks);

report.Heading("What an operation adds");
var steep = (lazy.Slope() > 12) & (lazy.FocalStd(3) > 4);
report.Show(steep.Graph());
report.Show(steep.Explain());
report.Show(await steep.ComputeAsync(Notebook.ProgressFor("Steep and rough"), CancellationToken.None));

report.Heading("What the choice of chunks costs");
var expected = lazy.Slope().Compute().ToDoubles();
int[] sizes = [64, 256, 512, -1];
var same = sizes.Select(size => hills.ToLazy(size).Slope().Compute().ToDoubles().SequenceEqual(expected)).ToArray();
var least = sizes.Select(size => Enumerable.Range(0, 5).Min(_ => Milliseconds(() => hills.ToLazy(size).Slope().Max().Compute()))).ToArray();
report.Show(new DataFrame(
    new StringDataFrameColumn("chunks of", sizes.Select(size => size < 0 ? "all" : $"{size}")),
    new Int64DataFrameColumn("chunks", sizes.Select(size => hills.ToLazy(size).Chunks.Count)),
    new StringDataFrameColumn("bits", same.Select(equal => equal ? "the same" : "others")),
    new DoubleDataFrameColumn("ms", least.Select(ms => Math.Round(ms, 1)))));

report.Heading("What a halo costs where every chunk reads its own");
report.Text("A chunk of side c with a halo r on each side takes ((c + 2r) / c)² − 1 more cells. Here halos are put together from the "
    + "neighbours, which are read anyway.");
report.Show(new DataFrame(
    new Int64DataFrameColumn("radius", new long[] { 1, 50, 50, 50 }),
    new Int64DataFrameColumn("chunk", new long[] { 1024, 256, 500, 4050 }),
    new DoubleDataFrameColumn("more cells, %", new[] { Halo(1024, 1), Halo(256, 50), Halo(500, 50), Halo(4050, 50) })));
report.Save(target);
Console.WriteLine($"{target}: {new FileInfo(target).Length / 1024} KiB; {same.Count(equal => equal)} of {sizes.Length} choices of chunks give the same bits");

static double Halo(double chunk, double radius) => Math.Round(100 * (Math.Pow((chunk + 2 * radius) / chunk, 2) - 1), 1);

static double Milliseconds(Action work)
{
    var clock = Stopwatch.StartNew();
    work();
    return clock.Elapsed.TotalMilliseconds;
}
