#:project ../src/Pyramids.Interactive/Pyramids.Interactive.csproj
// A vegetation index from raw bands: dotnet run samples/vegetation.cs [REPORT.html [OUT.zarr]]
using Pyramids;

var here = Path.GetDirectoryName(AppContext.GetData("EntryPointFilePath") as string) ?? "samples";
var target = args.Length > 0 ? args[0] : "vegetation.html";
using var scene = Dataset.ReadFile(Path.Combine(here, "data", "L7_ETMs.tif"));

var bands = scene.ReadArray(chunks: 128);
LazyArray red = bands.Band(2), nir = bands.Band(3);
var index = ((nir - red) / (nir + red)).WithBandNames("NDVI");          // UInt8 bands do not wrap around; the division is a true one
var classes = ((index > 0) + (index > 0.2) + (index > 0.4)).AsType(DType.UInt8).WithBandNames("class");

var results = Engine.Compute(index.Mean(), index.Min(), index.Max(), (index > 0.4).Mean());      // one pass over the file
Console.WriteLine(FormattableString.Invariant(
    $"vegetation index: mean {results[0].Value:0.0000}, from {results[1].Value:0.000} to {results[2].Value:0.000}"));
Console.WriteLine(FormattableString.Invariant($"{results[3].Value:P1} of the cells lie above 0.4"));

using var report = new Report("A vegetation index from Landsat");
report.Text("Healthy leaves reflect near infrared and take up red: NDVI = (nir − red) / (nir + red). Landsat 7 over Olinda, Brazil, by the "
    + "U.S. Geological Survey.");
report.Show(scene);
report.Show(bands.PreviewRgb(3, 2, 1, width: 480));
report.Heading("The index");
report.Show(index.Graph());
report.Show(index.Preview("vegetation", width: 480));
report.Show(Notebook.Histogram(index));
report.Heading("Classes");
report.Text("0 is water and shade, 1 bare ground and roofs, 2 thin vegetation, 3 dense vegetation.");
report.Show(classes.Preview(width: 480));
report.Show(index.ZonalStats(classes, Statistic.Count, Statistic.Mean, Statistic.Std, Statistic.Min, Statistic.Max));
report.Save(target);
Console.WriteLine($"{target}: {new FileInfo(target).Length / 1024} KiB");

if (args.Length > 1)
    Console.WriteLine($"{args[1]}: {index.ToZarr(args[1]).Cells} cells");
