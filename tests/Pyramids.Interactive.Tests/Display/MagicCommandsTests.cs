using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;

namespace Pyramids.Interactive.Tests.Display;

public class MagicCommandsTests
{
    private static readonly ScriptOptions Options = ScriptOptions.Default
        .WithReferences(((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(p => MetadataReference.CreateFromFile(p)));

    [Theory,
        InlineData("#!preview dem", "Pyramids.Notebook.Preview(dem)"),
        InlineData("#!preview dem * 2 - dem.Min() --colormap magma --width 600",
            "Pyramids.Notebook.Preview(dem * 2 - dem.Min(), colormap: \"magma\", width: 600)"),
        InlineData("  #! graph  dem > 500  ", "Pyramids.Notebook.Graph(dem > 500)"),
        InlineData("#!preview --width 60 dem[..10, ..20]", "Pyramids.Notebook.Preview(dem[..10, ..20], width: 60)"),
        InlineData("#!hillshade dem --azimuth -45 --altitude 30.5", "Pyramids.Notebook.Hillshade(dem, azimuth: -45, altitude: 30.5)"),
        InlineData("#!raster open data/my dem.tif --name dem", "var dem = Pyramids.Notebook.Open(\"data/my dem.tif\");\ndem"),
        InlineData("#!raster open \"C:\\a b\\2019-dem.tif\"",
            "var raster_2019_dem = Pyramids.Notebook.Open(\"C:\\\\a b\\\\2019-dem.tif\");\nraster_2019_dem"),
        InlineData("#!raster open x.zarr/ --chunks 512", "var x = Pyramids.Notebook.OpenLazy(\"x.zarr/\", \"512\");\nx"),
        InlineData("#!zonal dem zones --stats mean,max --name table",
            "var table = await Pyramids.Notebook.ZonalAsync(dem, zones, \"mean,max\");\ntable"),
        InlineData("#!zonal (dem + 1) data/basins.geojson",
            "var table = await Pyramids.Notebook.ZonalAsync((dem + 1), \"data/basins.geojson\");\ntable"),
        InlineData("#!compute dem / 2 --name half", "var half = await Pyramids.Notebook.ComputeAsync(dem / 2);\nhalf"),
        InlineData("#!pyramids", "Pyramids.Notebook.About()")]
    public void A_line_stands_for_code(string line, string code) => Assert.Equal(code, MagicCommands.ToCode(line));

    [Theory,
        InlineData("#!preview", "needs <expression>. Usage: #!preview <expression> [--colormap <ramp>]"),
        InlineData("#!preview dem --colour red", "has no parameter --colour"),
        InlineData("#!preview dem --width wide", "'wide' is none"),
        InlineData("#!preview dem --width", "needs a value"),
        InlineData("#!preview dem --width 3 --width 4", "given twice"),
        InlineData("#!raster close x.tif", "knows 'open'"),
        InlineData("#!raster open x.tif --name 1x", "cannot name a variable"),
        InlineData("#!zonal dem", "needs two things"),
        InlineData("#!pyramids now", "does not know what to do with 'now'"),
        InlineData("#!preview \"dem", "quotation mark is open")]
    public void A_wrong_line_is_explained(string line, string message)
        => Assert.Contains(message, Assert.Throws<ArgumentException>(() => MagicCommands.ToCode(line)).Message);

    [Fact]
    public void A_line_of_another_name_is_not_ours()
    {
        Assert.Null(MagicCommands.ToCode("#!time"));
        Assert.Null(MagicCommands.ToCode("var x = 1;"));
    }

    [Fact]
    public async Task Every_magic_runs()
    {
        var file = Given.Sample("jacksboro_geo.tif");
        var zones = Given.Sample("jacksboro_counties.geojson");
        var state = await CSharpScript.RunAsync(MagicCommands.ToCode($"#!raster open {file} --name dem"), Options,
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.IsType<Dataset>(state.ReturnValue);
        var seen = new HashSet<string> { "raster" };
        foreach (var (line, type) in new (string, Type)[]
        {
            ("#!chunks dem", typeof(ChunkGrid)), ("#!raster open " + file + " --name lazy --chunks 128", typeof(LazyArray)),
            ("#!chunks lazy", typeof(ChunkGrid)),
            ("#!graph lazy * 2", typeof(GraphView)), ("#!explain lazy * 2", typeof(PlanReport)),
            ("#!preview dem --colormap cividis --width 64 --band 0", typeof(RasterPicture)),
            ("#!hillshade dem --azimuth 300 --altitude 30 --width 64", typeof(RasterPicture)),
            ("#!relief lazy --width 64", typeof(RasterPicture)), ("#!slope dem --units percent --width 64", typeof(RasterPicture)),
            ("#!histogram dem", typeof(HistogramView)), ("#!viewer dem --colormap cividis --width 200", typeof(RasterViewer)),
            ("#!compute lazy > 500 --name high", typeof(NDArray)),
            ($"#!zonal dem \"{zones}\" --stats mean,count --name table", typeof(ZonalTable)), ("#!pyramids", typeof(AboutView)),
        })
        {
            state = await state.ContinueWithAsync(MagicCommands.ToCode(line), Options, TestContext.Current.CancellationToken);
            Assert.IsType(type, state.ReturnValue);
            Assert.NotNull(Renderings.Of(state.ReturnValue));
            seen.Add(line[2..].Split(' ')[0]);
        }
        Assert.Equal(MagicCommands.All.Select(m => m.Name).Order(), seen.Order());
        Assert.Equal(5, ((ZonalTable)state.GetVariable("table").Value).Rows.Count);
    }

    [Fact]
    public void What_is_no_raster_is_named()
        => Assert.Contains("Int32 is none", Assert.Throws<ArgumentException>(() => Notebook.Graph(3)).Message);
}
