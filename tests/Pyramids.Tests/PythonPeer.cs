using System.Diagnostics;

namespace Pyramids.Tests;

/// <summary>The system's Python with other tools' packages, as another reader and writer of what is written here.</summary>
/// <param name="imports">What must import for the peer to be there.</param>
/// <param name="absent">The reason and the command for a skipped test.</param>
internal sealed class PythonPeer(string imports, string absent)
{
    private const string Python = "/usr/bin/python3";
    private readonly Lazy<bool> present = new(() => File.Exists(Python) && Execute(imports, []).Code == 0);

    /// <summary>Runs a script; skips the test when the peer is absent, fails it when the script does.</summary>
    public string Run(string script, string[] arguments)
    {
        if (!present.Value) Assert.Skip(absent);
        var (code, output) = Execute(script, arguments);
        Assert.True(code == 0, output);
        return output;
    }

    /// <summary>Starts a script that answers each line it reads with one line; skips the test when the peer is absent.</summary>
    public PythonTalk Talk(string script, string[] arguments)
    {
        if (!present.Value) Assert.Skip(absent);
        return new(Process.Start(new ProcessStartInfo(Python, ["-W", "ignore", "-c", script, .. arguments]) { RedirectStandardInput = true,
            RedirectStandardOutput = true, RedirectStandardError = true })!);
    }

    private static (int Code, string Output) Execute(string script, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Python,
            ["-W", "ignore", "-c", script, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}

/// <summary>A Python process that is asked line by line, so that hundreds of questions cost one start.</summary>
internal sealed class PythonTalk : IDisposable
{
    private readonly Process process;
    private readonly Task<string> errors;

    public PythonTalk(Process process) => (this.process, errors) = (process, process.StandardError.ReadToEndAsync());

    /// <summary>The answer to a line; fails the test when the script has ended.</summary>
    public string Ask(string line)
    {
        process.StandardInput.WriteLine(line);
        process.StandardInput.Flush();
        return process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The script ended: {errors.Result}");
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(10_000)) process.Kill();
        process.Dispose();
    }
}
