using System.Diagnostics;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Converters;
using Xunit;

namespace Pyramids.Tests.Zonal;

public class GdalRasterizeTests
{
    private const int Tile = 40, Side = 12;

    /// <summary>144 polygons apart from each other, on a grid of odd cells; no corner or crossing lies on a cell's edge
    /// or centre.</summary>
    [Theory, InlineData(ZonalMethod.Center), InlineData(ZonalMethod.AllTouched)]
    public void Cells_are_those_of_gdal_rasterize(ZonalMethod method)
    {
        var random = new Random(11);
        var transform = Affine.NorthUp(400_000, 5_800_000, 7.5, 12.5);
        var grid = new GridSpec(Tile * Side, Tile * Side, transform);
        var ours = new int[grid.Rows * grid.Columns];
        var shapes = new List<Geometry>();
        for (var i = 0; i < Side * Side; i++)
        {
            var star = Shapes.Star(random, (i % Side + 0.5) * Tile, (i / Side + 0.5) * Tile, Tile * 0.48, random.Next(3, 40), i % 3 == 0);
            star.Apply(new Shapes.Mapped(c => transform.ToCrs(c.X, c.Y)));
            shapes.Add(star);
            foreach (var (at, count) in Shapes.Cells(star, grid, method).Index()) ours[at] += count;
        }
        Assert.Equal(Rasterize(shapes, grid, method), ours);
    }

    private static int[] Rasterize(List<Geometry> shapes, GridSpec grid, ZonalMethod method)
    {
        var folder = Directory.CreateTempSubdirectory("pyramids");
        try
        {
            string zones = Path.Combine(folder.FullName, "zones.geojson"), raster = Path.Combine(folder.FullName, "out.bin");
            var options = new System.Text.Json.JsonSerializerOptions { Converters = { new GeoJsonConverterFactory() } };
            File.WriteAllText(zones, System.Text.Json.JsonSerializer.Serialize<Geometry>(new GeometryCollection([.. shapes]), options));
            var extent = grid.Extent;
            List<string> arguments =
            [
                "-q", "-of", "ENVI", "-ot", "Byte", "-burn", "1", "-te", $"{extent.MinX:R}", $"{extent.MinY:R}", $"{extent.MaxX:R}",
                $"{extent.MaxY:R}",
                "-ts", $"{grid.Columns}", $"{grid.Rows}", .. method == ZonalMethod.AllTouched ? new[] { "-at" } : [], zones, raster,
            ];
            try
            {
                using var process = Process.Start(new ProcessStartInfo("gdal_rasterize", arguments) { RedirectStandardError = true })!;
                var error = process.StandardError.ReadToEnd();
                process.WaitForExit();
                Assert.True(process.ExitCode == 0, error);
            }
            catch (System.ComponentModel.Win32Exception)
            {
                Assert.Skip("gdal_rasterize is not there to compare with; apt-get install gdal-bin");
            }
            return [.. File.ReadAllBytes(raster).Select(b => (int)b)];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
