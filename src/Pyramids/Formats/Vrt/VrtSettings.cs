namespace Pyramids;

/// <summary>What files may be named by a file that is opened, beside those of its own folder.</summary>
internal static class VrtSettings
{
    private static readonly AsyncLocal<IReadOnlyList<string>?> Scoped = new();

    /// <summary>Folders whose files a virtual raster may name, with all that is below them.</summary>
    public static IReadOnlyList<string> AllowedFolders
    {
        get => Scoped.Value ?? [];
        set => Scoped.Value = value;
    }
}
