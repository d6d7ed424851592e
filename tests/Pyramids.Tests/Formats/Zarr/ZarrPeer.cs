using System.Diagnostics;
using Xunit;

namespace Pyramids.Tests;

/// <summary>zarr-python, xarray, rioxarray and GDAL, as other readers and writers of stores.</summary>
internal static class ZarrPeer
{
    private const string Python = "/usr/bin/python3";
    private static readonly Lazy<bool> Present = new(() => File.Exists(Python) && Execute("import zarr, numcodecs, xarray, rioxarray; from osgeo import gdal", []).Code == 0);

    /// <summary>Runs a script; skips the test when the peers are absent, fails it when the script does.</summary>
    public static string Run(string script, params string[] arguments)
    {
        if (!Present.Value) Assert.Skip("The Python peers are not installed; apt-get install python3-zarr python3-xarray python3-rioxarray python3-gdal");
        var (code, output) = Execute(script, arguments);
        Assert.True(code == 0, output);
        return output;
    }

    private static (int Code, string Output) Execute(string script, string[] arguments)
    {
        var start = new ProcessStartInfo(Python) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-W");
        start.ArgumentList.Add("ignore");
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
