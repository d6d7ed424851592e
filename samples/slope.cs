#:project ../src/Pyramids/Pyramids.csproj
// Slope of an elevation model, lazily: dotnet run samples/slope.cs [IN.tif OUT.tif]
using Pyramids;

var here = Path.GetDirectoryName(AppContext.GetData("EntryPointFilePath") as string) ?? "samples";
var input = args.Length > 0 ? args[0] : Path.Combine(here, "data", "olinda_dem_utm25s.tif");
var output = args.Length > 1 ? args[1] : null;

using var dem = Dataset.ReadFile(input);                         // header only; no cells are read
var slope = dem.Slope(SlopeUnits.Degrees, chunks: 512);          // lazy: one focal node, with its grid
var steep = slope.Where(slope > 10, double.NaN);

Console.WriteLine(slope);
Console.WriteLine(slope.Explain());

var results = Engine.Compute(slope.Mean(), slope.Max(), steep.Count());      // one pass over the file
Console.WriteLine(FormattableString.Invariant(
    $"mean {results[0].Value:0.000} degrees, steepest {results[1].Value:0.000}, {results[2].Value} cells above 10"));

if (output is not null)
    Console.WriteLine($"{output}: {slope.ToGeoTiff(output).Cells} cells");
