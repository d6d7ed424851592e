using System.Diagnostics;

namespace Pyramids.Tests;

/// <summary>The programs of <c>samples/</c> run as a user would run them.</summary>
public sealed class SamplesTests
{
    [Theory]
    [InlineData("slope.cs", "mean 2.622 degrees", "cells above 10")]
    [InlineData("vegetation.cs", "vegetation index: mean", "of the cells lie above 0.3")]
    public async Task A_sample_runs_and_says_what_it_found(string sample, string first, string second)
    {
        var (code, output) = await RunAsync("run", Path.Combine(Repository.Root, "samples", sample));
        Assert.True(code == 0, output);
        Assert.Contains(first, output);
        Assert.Contains(second, output);
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository.Root };
        foreach (var name in start.Environment.Keys.Where(key => key.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || key.StartsWith("TESTINGPLATFORM", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }
}
