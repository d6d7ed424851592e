using System.Diagnostics;
using Xunit;

namespace Pyramids.Tests;

/// <summary>SciPy, as another way to compute windows.</summary>
internal static class ScipyPeer
{
    private const string Python = "/usr/bin/python3";
    private static readonly Lazy<bool> Present = new(() => File.Exists(Python) && Execute("import numpy, scipy.ndimage", []).Code == 0);

    /// <summary>Runs a script; skips the test when SciPy is absent, fails it when the script does.</summary>
    public static void Run(string script, params string[] arguments)
    {
        if (!Present.Value) Assert.Skip("SciPy is not installed; apt-get install python3-scipy");
        var (code, errors) = Execute(script, arguments);
        Assert.True(code == 0, errors);
    }

    private static (int Code, string Errors) Execute(string script, string[] arguments)
    {
        var start = new ProcessStartInfo(Python) { RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, errors);
    }
}
