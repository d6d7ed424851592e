#:project ../src/Pyramids.Interactive/Pyramids.Interactive.csproj
// The terrain notebook as a program that writes one HTML page: dotnet run samples/terrain.cs [REPORT.html]
using Pyramids;

var here = Path.GetDirectoryName(AppContext.GetData("EntryPointFilePath") as string) ?? "samples";
var target = args.Length > 0 ? args[0] : "terrain.html";

using var dem = Dataset.ReadFile(Path.Combine(here, "data", "jacksboro_geo.tif"));                // header only; no cells are read
var counties = FeatureCollection.ReadFile(Path.Combine(here, "data", "jacksboro_counties.geojson"));
var elevation = dem.ReadArray(chunks: 128);
var slope = dem.Slope(SlopeUnits.Degrees, chunks: 128);                                           // metres on the ellipsoid, row by row
var risk = (slope > 25) & (elevation > 400);

using var report = new Report("Terrain around the Jacksboro fault");
report.Text(
    "A straight scarp runs through the Cumberland Mountains on the border of Tennessee and Kentucky. Elevation by the U.S. Geological "
        + "Survey, counties by the U.S. Census Bureau.");
report.Show(dem.Relief(width: 620));
report.Show(dem);

report.Heading("What is computed, and how");
report.Show(risk);
report.Show(risk.Graph());
report.Show(risk.Explain());

report.Heading("Light and slope");
report.Show(dem.HillshadePreview(width: 460));
report.Show(slope.Preview("magma", width: 460));

report.Heading("Numbers by county");
report.Text("The counties reach beyond the raster, and one only touches its edge: it has no cell, and says so.");
var table = LazyArray.Stack(elevation, slope).WithBandNames("elevation", "slope").ZonalStats(counties, Statistic.Mean, Statistic.Max);
report.Show(counties);
report.Show(table);

report.Heading("In full");
var cells = await risk.ComputeAsync(Notebook.ProgressFor("Steep and high"), CancellationToken.None);
report.Show(cells);
report.Save(target);
Console.WriteLine($"{target}: {new FileInfo(target).Length / 1024} KiB; {cells.ToDoubles().Count(cell => cell == 1)} of {cells.Count} cells are steep and high");
