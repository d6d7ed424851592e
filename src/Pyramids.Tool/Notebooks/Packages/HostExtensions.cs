using System.Collections.Concurrent;

namespace Pyramids.Tool.Notebooks;

/// <summary>Extensions of packages that the tool carries: called when a notebook asks for the package, in place of its
/// extension script.</summary>
internal static class HostExtensions
{
    private static readonly ConcurrentDictionary<string, PackageExtension> Known = new(StringComparer.OrdinalIgnoreCase);

    public static void Register(string packageId, Func<ScriptSession, CellContext, Task> load)
        => Known[packageId] = new PackageExtension(packageId, load);

    public static PackageExtension? Find(string packageId) => Known.GetValueOrDefault(packageId);
}
