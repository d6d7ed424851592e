using System.Diagnostics;
using System.Runtime.InteropServices;
using Xunit;

namespace Pyramids.Tests;

/// <summary>Slopes, aspects, curvatures and windows of a real surface against GRASS, which takes no edges: the outer
/// cells are not compared.</summary>
public sealed class GrassTests(ITestOutputHelper output)
{
    private const string Script = """
        set -e
        r.in.gdal -o --q input="$1" output=dem
        g.region raster=dem
        r.slope.aspect --q precision=DCELL elevation=dem slope=slope aspect=aspect pcurvature=profile tcurvature=tangential
        r.neighbors --q input=dem output=mean method=average size=5
        r.neighbors --q input=dem output=std method=stddev size=5
        r.neighbors --q -c input=dem output=circle method=maximum size=5
        for made in slope aspect profile tangential mean std circle; do r.out.bin --q -f null=-9999 bytes=8 input=$made output="$2/$made"; done
        """;

    private static readonly (string Name, Func<LazyArray, LazyArray> Apply, double Tolerance)[] Operations =
    [
        ("slope", z => z.Slope(), 1e-5),
        ("aspect", z => z.Aspect(zero: AspectZero.East, direction: AngleDirection.Counterclockwise, flat: 0), 1e-4),
        ("profile", z => z.Curvature(CurvatureKind.Profile), 1e-8),
        ("tangential", z => z.Curvature(CurvatureKind.Tangential), 1e-8),
        ("mean", z => z.FocalMean(2), 1e-5),
        ("std", z => z.FocalStd(2), 1e-5),
        ("circle", z => z.FocalStatistics(FocalStatistic.Max, Footprint.Circle(2)), 0),
    ];

    [Fact]
    public void Values_are_those_of_GRASS()
    {
        using var folder = new ScratchFolder();
        using var dem = Dataset.ReadFile(Repository.Sample("olinda_dem_utm25s.tif"));
        Run(folder, "-c", dem.Path, "-e", folder["location"]);
        Run(folder, folder["location"] + "/PERMANENT", "--exec", "sh", "-c", Script, "sh", dem.Path, folder.Path);
        foreach (var (name, apply, tolerance) in Operations)
        {
            var theirs = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(folder[name]));
            var ours = apply(dem.ReadArray(Chunks.Auto)).Compute();
            Assert.Equal(dem.Grid.Rows * dem.Grid.Columns, theirs.Length);
            double largest = 0;
            for (var row = 2; row < dem.Grid.Rows - 2; row++)
                for (var column = 2; column < dem.Grid.Columns - 2; column++)
                {
                    var difference = Math.Abs(ours[row, column] - theirs[row * dem.Grid.Columns + column]);
                    if (name is "aspect") difference = Math.Min(difference, 360 - difference);
                    largest = Math.Max(largest, double.IsNaN(difference) ? double.PositiveInfinity : difference);
                }
            output.WriteLine($"{name}: largest difference {largest:G2}");
            Assert.True(largest <= tolerance, $"{name} differs from GRASS by {largest}");
        }
    }

    private static void Run(ScratchFolder home, params string[] arguments)
    {
        if (!File.Exists("/usr/bin/grass")) Assert.Skip("GRASS is not installed; apt-get install grass-core");
        var start = new ProcessStartInfo("/usr/bin/grass", arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["HOME"] = home.Path;
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors + said.Result);
    }
}
