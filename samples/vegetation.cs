#:project ../src/Pyramids/Pyramids.csproj
// A vegetation index from raw bands: dotnet run samples/vegetation.cs [IN.tif OUT.zarr]
using Pyramids;

var here = Path.GetDirectoryName(AppContext.GetData("EntryPointFilePath") as string) ?? "samples";
using var scene = Dataset.ReadFile(args.Length > 0 ? args[0] : Path.Combine(here, "data", "L7_ETMs.tif"));

var bands = scene.ReadArray(chunks: 128);
LazyArray red = bands.Band(2), nir = bands.Band(3);
var index = (nir - red) / (nir + red);                           // UInt8 bands do not wrap around; the division is a true one

var dense = index > 0.3;
var results = Engine.Compute(index.Mean(), index.Min(), index.Max(), dense.Mean());
Console.WriteLine(FormattableString.Invariant($"vegetation index: mean {results[0].Value:0.0000}, from {results[1].Value:0.000} to {results[2].Value:0.000}"));
Console.WriteLine(FormattableString.Invariant($"{results[3].Value:P1} of the cells lie above 0.3"));

if (args.Length > 1)
    Console.WriteLine($"{args[1]}: {index.ToZarr(args[1]).Cells} cells");
