using System.Diagnostics;
using System.Text.Json;

namespace Pyramids.Interactive.Tests.Commands;

public sealed class PlanCommandsTests
{
    [Fact]
    public async Task A_plan_that_seven_processes_run_in_any_order_equals_the_single_run_byte_for_byte()
    {
        using var folder = new Folder();
        await PlanAsync(folder, "slope", "whole.zarr", "whole.json");
        Assert.Equal(0, (await Tool.PyramidsAsync("execute", folder["whole.json"])).Code);
        var expected = Files(folder["whole.zarr"]);
        Directory.Delete(folder["whole.zarr"], recursive: true);

        var chunks = JsonDocument.Parse(await File.ReadAllTextAsync(folder["whole.json"],
            TestContext.Current.CancellationToken)).RootElement.GetProperty("objects").GetInt64();
        Assert.Equal(7 * 6, chunks);                                                     // of 344 by 403 cells, 50 by 70 each
        string[] ranges = ["36..41", "0..5", "24..29", "12..17", "6..11", "30..35", "18..23"];
        // Three at once, then the others one after another; some of them twice.
        await Task.WhenAll(ranges[..3].Select(range => ExecuteAsync(folder, range)));
        foreach (var range in ranges[1..6])
        {
            await ExecuteAsync(folder, range);
            Assert.False(Directory.Exists(folder["whole.zarr"]));
        }
        await ExecuteAsync(folder, ranges[6]);
        Assert.Equal(expected, Files(folder["whole.zarr"]));
        await ExecuteAsync(folder, ranges[2]);
        Assert.Equal(expected, Files(folder["whole.zarr"]));
        Assert.Equal(["whole.json", "whole.zarr"], folder.Names);

        Assert.Equal(0,
            (await Tool.PyramidsAsync("slope", Tool.Sample("jacksboro_geo.tif"), folder["direct.zarr"], "--chunks", "50,70")).Code);
        var direct = Files(folder["direct.zarr"]);
        Assert.True(direct.Remove("zarr.json") && expected.Remove("zarr.json"));         // which names the plan
        Assert.Equal(direct, expected);
    }

    [Fact]
    public async Task A_process_that_is_killed_is_run_again_and_the_store_is_the_same()
    {
        using var folder = new Folder();
        await PlanAsync(folder, "slope", "whole.zarr", "whole.json");
        Assert.Equal(0, (await Tool.PyramidsAsync("execute", folder["whole.json"])).Code);
        var expected = Files(folder["whole.zarr"]);
        Directory.Delete(folder["whole.zarr"], recursive: true);
        foreach (var milliseconds in new[] { 150, 300, 450 })
        {
            using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Pyramids.Tool.dll"),
                "execute", folder["whole.json"], "--chunks", "0..30", "--threads", "1"])
                { RedirectStandardOutput = true, RedirectStandardError = true })!;
            await Task.Delay(milliseconds, TestContext.Current.CancellationToken);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.False(Directory.Exists(folder["whole.zarr"]));
        }
        await ExecuteAsync(folder, "20..41");
        await ExecuteAsync(folder, "0..25");
        Assert.Equal(expected, Files(folder["whole.zarr"]));
        Assert.Equal(["whole.json", "whole.zarr"], folder.Names);
    }

    [Fact]
    public async Task Every_command_that_makes_a_raster_is_planned()
    {
        using var folder = new Folder();
        var (_, help, _) = await Tool.PyramidsAsync("plan", "--help");
        foreach (var verb in new[] { "convert", "warp", "slope", "aspect", "hillshade", "curvature", "tpi", "tri", "roughness", "focal" })
            Assert.Contains(verb, help, StringComparison.Ordinal);
        var (code, output, error) = await Tool.PyramidsAsync("plan", "hillshade", Tool.Sample("jacksboro_geo.tif"), folder["shade.tif"],
            "--cog", "--altitude", "30", "--out", folder["plan.json"], "--json");
        Assert.True(code == 0, error);
        Assert.Equal(1, JsonDocument.Parse(output).RootElement.GetProperty("chunks").GetInt32());
        Assert.Equal(["plan.json"], folder.Names);
        Assert.Equal(0, (await Tool.PyramidsAsync("execute", folder["plan.json"])).Code);
        Assert.Equal(0, (await Tool.PyramidsAsync("hillshade", Tool.Sample("jacksboro_geo.tif"), folder["direct.tif"], "--cog",
            "--altitude", "30")).Code);
        Assert.Equal(await File.ReadAllBytesAsync(folder["direct.tif"], TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(folder["shade.tif"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Errors_are_one_line()
    {
        using var folder = new Folder();
        await PlanAsync(folder, "aspect", "a.zarr", "plan.json");
        var (code, _, error) = await Tool.PyramidsAsync("execute", folder["plan.json"], "--chunks", "40..42");
        Assert.Equal(1, code);
        Assert.Contains("The plan has 42 chunks, 0 to 41.", error, StringComparison.Ordinal);
        (code, _, error) = await Tool.PyramidsAsync("execute", folder["plan.json"], "--chunks", "5-9");
        Assert.Equal(2, code);
        Assert.Contains("'5-9' is no range of chunks", error, StringComparison.Ordinal);
        (code, _, error) = await Tool.PyramidsAsync("execute", Tool.Sample("jacksboro_geo.tif"));
        Assert.Equal(1, code);
        Assert.Contains("cannot be read", error, StringComparison.Ordinal);
    }

    private static async Task PlanAsync(Folder folder, string verb, string target, string plan)
    {
        var (code, output, error) = await Tool.PyramidsAsync("plan", verb, Tool.Sample("jacksboro_geo.tif"), folder[target], "--chunks",
            "50,70", "--out", folder[plan]);
        Assert.True(code == 0, error);
        Assert.Contains("42 chunks of ", output, StringComparison.Ordinal);
    }

    private static async Task ExecuteAsync(Folder folder, string range)
    {
        var (code, _, error) = await Tool.PyramidsAsync("execute", folder["whole.json"], "--chunks", range);
        Assert.True(code == 0, error);
    }

    private static SortedDictionary<string, string> Files(string root)
        => new(Directory.GetFiles(root, "*", SearchOption.AllDirectories).ToDictionary(path => Path.GetRelativePath(root, path),
            path => Convert.ToHexString(File.ReadAllBytes(path))));
}
