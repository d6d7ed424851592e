using System.Text.Json;

namespace Pyramids.Tool.Notebooks;

/// <summary>A package on disk, with the files that matter here.</summary>
/// <param name="Folder">The package's folder in NuGet's packages folder.</param>
/// <param name="References">What code compiles against.</param>
/// <param name="Assemblies">What is loaded.</param>
/// <param name="Natives">Native libraries for this machine.</param>
internal sealed record ResolvedPackage(
    string Id, string Version, string Folder, IReadOnlyList<string> References, IReadOnlyList<string> Assemblies,
    IReadOnlyList<string> Natives)
{
    public string ExtensionScript => Path.Combine(Folder, "interactive-extensions", "dotnet", "extension.dib");

    public bool IsOnDisk => References.Concat(Assemblies).Concat(Natives).All(File.Exists);

    /// <summary>Reads the outcome of a restore.</summary>
    /// <param name="assetsFile">A project.assets.json, version 3 or 4.</param>
    /// <param name="runtimeIdentifier">Which target's files to take, such as "linux-x64".</param>
    public static IReadOnlyList<ResolvedPackage> ReadAssets(string assetsFile, string runtimeIdentifier)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(assetsFile));
        var root = json.RootElement;
        var folders = root.GetProperty("packageFolders").EnumerateObject().Select(f => f.Name).ToList();
        var libraries = root.GetProperty("libraries");
        var targets = root.GetProperty("targets").EnumerateObject().ToList();
        var target = targets.FirstOrDefault(t => t.Name.EndsWith("/" + runtimeIdentifier, StringComparison.Ordinal));
        if (target.Value.ValueKind != JsonValueKind.Object)
            target = targets[0];

        var packages = new List<ResolvedPackage>();
        foreach (var entry in target.Value.EnumerateObject())
        {
            if (entry.Value.GetProperty("type").GetString() != "package")
                continue;
            var relative = libraries.GetProperty(entry.Name).GetProperty("path").GetString()!;
            var folder = folders.Select(f => Path.Combine(f, relative)).FirstOrDefault(Directory.Exists)
                ?? Path.Combine(folders[0], relative);
            IReadOnlyList<string> Files(string section) => entry.Value.TryGetProperty(section, out var list)
                ? [.. list.EnumerateObject().Select(f => f.Name).Where(f => !f.EndsWith("/_._", StringComparison.Ordinal))
                    .Select(f => Path.Combine(folder, f))]
                : [];
            var parts = entry.Name.Split('/');
            packages.Add(new ResolvedPackage(parts[0], parts[1], folder, Files("compile"), Files("runtime"), Files("native")));
        }
        return packages;
    }
}
