using System.Diagnostics;

namespace Pyramids.Interactive.Tests.Commands;

/// <summary>Runs the <c>pyramids</c> command and other programs as a shell does.</summary>
internal static class Tool
{
    public static string Root { get; } = FindRoot();

    public static string Sample(string name) => Path.Combine(Root, "samples", "data", name);

    public static Task<(int Code, string Output, string Error)> PyramidsAsync(params string[] arguments)
        => RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "Pyramids.Tool.dll"), .. arguments]);

    public static async Task<(int Code, string Output, string Error)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program,
            arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Root })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await error);
    }

    /// <summary>Skips the test, saying how to install the program, when it is not there.</summary>
    public static void Need(string program, string package)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        Assert.SkipUnless(folders.Any(folder => File.Exists(Path.Combine(folder, program))),
            $"{program} is not installed: apt-get install {package}");
    }

    /// <summary>Runs a script in the system's Python, or skips the test when a module is missing.</summary>
    public static async Task<string> PythonAsync(string script, string module, string package)
    {
        const string Python = "/usr/bin/python3";
        Assert.SkipUnless(File.Exists(Python) && (await RunAsync(Python, "-c", $"import {module}")).Code == 0,
            $"Python's {module} is not installed: apt-get install {package}");
        var (code, output, error) = await RunAsync(Python, "-c", script);
        Assert.True(code == 0, error);
        return output.Trim();
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Pyramids.Interactive.sln"))) return folder.FullName;
        throw new InvalidOperationException("The tests must run from inside the repository.");
    }
}

/// <summary>A folder for the files of one test.</summary>
internal sealed class Folder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("pyramids-");

    public string this[string name] => Path.Combine(folder.FullName, name);

    public string[] Names => folder.GetFileSystemInfos().Select(item => item.Name).Order().ToArray();

    public void Dispose() => folder.Delete(recursive: true);
}
