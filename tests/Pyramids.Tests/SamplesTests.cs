using System.Diagnostics;

namespace Pyramids.Tests;

/// <summary>The programs of <c>samples/</c> run as a user would run them.</summary>
public sealed class SamplesTests
{
    [Theory]
    [InlineData("slope.cs", "mean 2.622 degrees", "cells above 10")]
    [InlineData("vegetation.cs", "vegetation index: mean", "of the cells lie above 0.4", "<title>A vegetation index")]
    [InlineData("terrain.cs", "report.html: ", "cells are steep and high", "<title>Terrain around")]
    [InlineData("chunks.cs", "report.html: ", "4 of 4 choices of chunks give the same bits", "<title>Lazy arrays")]
    public async Task A_sample_runs_and_says_what_it_found(string sample, string first, string second, string? report = null)
    {
        var folder = Directory.CreateTempSubdirectory("pyramids-sample-");
        try
        {
            var page = Path.Combine(folder.FullName, "report.html");
            var (code, output) = await RunAsync(folder.FullName,
                ["run", Path.Combine(Repository.Root, "samples", sample), .. report is null ? [] : (string[])["--", page]]);
            Assert.True(code == 0, output);
            Assert.Contains(first, output);
            Assert.Contains(second, output);
            if (report is null) return;
            var html = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
            Assert.Contains(report, html);
            Assert.Contains("<svg", html);
            Assert.DoesNotContain("It could not be shown", html);
            Assert.DoesNotContain("<script", html);
            Assert.DoesNotMatch("(src|href)=\"(?!data:)", html);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(string temporary, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet",
            arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository.Root };
        start.Environment["TMPDIR"] = temporary;                          // compilers leave folders behind
        foreach (var name in start.Environment.Keys.Where(key => key.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
            || key.StartsWith("TESTINGPLATFORM", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }
}
