using System.Diagnostics;
using Xunit;

namespace Pyramids.Tests;

/// <summary>GDAL's Python, as another reader of what is written here.</summary>
internal static class GdalPeer
{
    private const string Python = "/usr/bin/python3";
    private static readonly Lazy<bool> Present = new(() => File.Exists(Python) && Execute("from osgeo import gdal; import numpy", []).Code == 0);

    /// <summary>Runs a script; skips the test when GDAL is absent, fails it when the script does.</summary>
    public static string Run(string script, params string[] arguments)
    {
        if (!Present.Value) Assert.Skip("GDAL's Python is not installed; apt-get install python3-gdal");
        var (code, output) = Execute(script, arguments);
        Assert.True(code == 0, output);
        return output;
    }

    private static (int Code, string Output) Execute(string script, string[] arguments)
    {
        var start = new ProcessStartInfo(Python) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
