using System.Text.Json.Nodes;
using Pyramids.Tool.Notebooks;

namespace Pyramids.Tool.Jupyter;

/// <summary>The registration by which Jupyter front ends find the kernel.</summary>
internal static class KernelSpec
{
    public const string Name = "pyramids-csharp";

    private const string Logo = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64"><title>Pyramids C#</title>
        <path fill="#1f6f78" d="M32 8 4 54h28z"/><path fill="#63c2cc" d="M32 8l28 46H32z"/><path fill="#fff" opacity=".35" d="M18 31h28l-3.700-6H21.700zM11 43h42l-3.700-6H14.700z"/></svg>

        """;

    /// <summary>Where Jupyter looks for kernels of this user.</summary>
    public static string UserFolder()
    {
        if (Environment.GetEnvironmentVariable("JUPYTER_DATA_DIR") is { Length: > 0 } named)
            return Path.Combine(named, "kernels");
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var data = OperatingSystem.IsWindows() ? Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "jupyter")
            : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Jupyter")
            : Path.Combine(Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } xdg ? xdg
                : Path.Combine(home, ".local", "share"), "jupyter");
        return Path.Combine(data, "kernels");
    }

    /// <summary>Writes the registration and gives its folder.</summary>
    /// <param name="kernels">The folder of all kernels.</param>
    public static string Install(string kernels)
    {
        var folder = Path.Combine(kernels, Name);
        var spec = new JsonObject
        {
            ["argv"] = new JsonArray([.. Command().Append("kernel").Append("start").Append("{connection_file}").Select(a => (JsonNode)a)]),
            ["display_name"] = "C# (Pyramids)",
            ["interrupt_mode"] = "message",
            ["language"] = "C#",
            ["metadata"] = new JsonObject { ["debugger"] = false },
        };
        AtomicFile.WriteText(Path.Combine(folder, "kernel.json"), NotebookJson.Write(spec));
        AtomicFile.WriteText(Path.Combine(folder, "logo-svg.svg"), Logo);
        return folder;
    }

    /// <summary>How this very program is started: by the command of an installed tool, which an update keeps; its own
    /// executable; or dotnet with its assembly.</summary>
    private static string[] Command()
    {
        if (Environment.ProcessPath is { } command && Path.GetFileNameWithoutExtension(command) == "pyramids")
            return [command];
        var assembly = Path.Combine(AppContext.BaseDirectory, typeof(KernelSpec).Assembly.GetName().Name + ".dll");
        var executable = Path.ChangeExtension(assembly, OperatingSystem.IsWindows() ? ".exe" : null);
        return File.Exists(executable) ? [executable]
            : [Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
                "exec", assembly];
    }
}
