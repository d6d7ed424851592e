using System.Diagnostics;

namespace Pyramids.Interactive.Tests.Packages;

using Tool = Pyramids.Interactive.Tests.Commands.Tool;

/// <summary>All packages, packed once from what is built, in a folder that serves as a package source.</summary>
public sealed class Feed : IDisposable
{
    private static readonly string Configuration = AppContext.BaseDirectory.Contains(
        $"{Path.DirectorySeparatorChar}Debug{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Debug" : "Release";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("pyramids-feed-");

    public Feed()
    {
        foreach (var project in new[] { "Pyramids", "Pyramids.Interactive", "Pyramids.Tool" })
        {
            var (code, output) = Dotnet(folder.FullName, "pack", Path.Combine(Tool.Root, "src", project), "--no-build", "-c", Configuration,
                "-v", "q", "--nologo", "-o", Source);
            Assert.True(code == 0, output);
        }
    }

    public string Source => Path.Combine(folder.FullName, "feed");

    public string Package(string id)
        => Assert.Single(Directory.GetFiles(Source, $"{id}.*.nupkg"), f => char.IsDigit(Path.GetFileName(f)[id.Length + 1]));

    public string Version => Path.GetFileNameWithoutExtension(Package("Pyramids"))["Pyramids.".Length..];

    /// <summary>A new folder that goes with the feed.</summary>
    public string Below(string name) => folder.CreateSubdirectory(name).FullName;

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>Runs the SDK with caches and temporary files of its own; it is not tidy with either.</summary>
    public (int Code, string Output) Dotnet(string workingFolder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet",
            arguments) { WorkingDirectory = workingFolder, RedirectStandardOutput = true, RedirectStandardError = true };
        // A test host's own settings must not steer the build inside it.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
            && k != "MSBUILDDISABLENODEREUSE" || k.StartsWith("DOTNET_HOST", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        start.Environment["TMPDIR"] = Below("tmp");
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
