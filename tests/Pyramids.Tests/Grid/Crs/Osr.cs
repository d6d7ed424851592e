using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace Pyramids.Tests;

/// <summary>GDAL's osr (with PROJ) as the other opinion: a Python script gets JSON on its input and answers with JSON.</summary>
internal static class Osr
{
    private static readonly Lazy<bool> Present = new(() =>
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3",
                ["-c", "from osgeo import osr"]) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    });

    /// <summary>Runs a script that finds its input as <c>data</c> and leaves its answer in <c>result</c>.</summary>
    public static TResult Ask<TResult>(string script, object data)
    {
        Assert.SkipUnless(Present.Value, "GDAL's Python bindings are not installed; apt-get install python3-gdal");
        var start = new ProcessStartInfo("/usr/bin/python3", ["-c", $"""
            import json, sys
            from osgeo import osr, gdal
            osr.UseExceptions()
            gdal.SetConfigOption('OSR_USE_NON_DEPRECATED', 'NO')
            gdal.PushErrorHandler('CPLQuietErrorHandler')
            data = json.load(sys.stdin)
            {script.ReplaceLineEndings("\n")}
            json.dump(result, sys.stdout)
            """]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            JsonSerializer.Serialize(process.StandardInput.BaseStream, data);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // the script has ended early; its exit code and errors tell why
        }
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return JsonSerializer.Deserialize<TResult>(output.Result)!;
    }
}
