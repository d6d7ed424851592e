namespace Pyramids.Tests;

/// <summary>Where the sources and samples lie.</summary>
internal static class Repository
{
    /// <summary>The folder with the solution.</summary>
    public static string Root { get; } = Find();

    public static string Sample(string name) => Path.Combine(Root, "samples", "data", name);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Pyramids.Interactive.sln"))) return folder.FullName;
        throw new InvalidOperationException("The tests must run from inside the repository.");
    }
}
