using System.Reflection;
using System.Text.Json;

namespace Pyramids.Tool.Notebooks;

/// <summary>A package that the tool was built with.</summary>
/// <param name="Assemblies">Simple names of its assemblies.</param>
/// <param name="Dependencies">Names of the packages it needs.</param>
internal sealed record HostPackage(string Id, string Version, IReadOnlyList<string> Assemblies, IReadOnlyList<string> Dependencies);

/// <summary>The packages that the tool shares with its notebooks: Pyramids.Interactive and all it depends on. A notebook that asks for one
/// of them gets the tool's, without a network, so that every type of theirs exists once.</summary>
internal sealed class HostPackages
{
    private const string Root = "Pyramids.Interactive";

    private static readonly Lazy<HostPackages> Own = new(() => FromDepsFile(DepsFile()));

    private readonly Dictionary<string, HostPackage> shared;
    private readonly HashSet<string> assemblies;

    private HostPackages(Dictionary<string, HostPackage> shared)
    {
        this.shared = shared;
        assemblies = shared.Values.SelectMany(p => p.Assemblies).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    public static HostPackages Current => Own.Value;

    public bool OwnsAssembly(string simpleName) => assemblies.Contains(simpleName);

    public HostPackage? Find(string id) => shared.GetValueOrDefault(id);

    /// <summary>The package with everything it depends on.</summary>
    public IReadOnlyList<HostPackage> Closure(string id)
    {
        var found = new List<HostPackage>();
        Reach(id, shared, found);
        return found;
    }

    /// <summary>The tool's own copy of an assembly.</summary>
    public static Assembly Load(string simpleName) => Assembly.Load(new AssemblyName(simpleName));

    /// <summary>Whether the tool's version answers a request; null when it does, else why not.</summary>
    public static string? Refusal(HostPackage package, string? requested)
    {
        if (requested is null || requested.StartsWith('*'))
            return null;
        var own = PackageVersion.TryParse(package.Version);
        var exact = requested.StartsWith('[') && !requested.Contains(',');
        var lowest = requested.TrimStart('[', '(').Split(',', ']', ')')[0].Replace(".*", "", StringComparison.Ordinal).Trim();
        var wanted = PackageVersion.TryParse(lowest);
        var order = own is null || wanted is null ? (lowest == package.Version ? 0 : -1) : own.CompareTo(wanted);
        return order == 0 || (order > 0 && !exact) ? null
            : $"{package.Id} {requested} was asked for, but this kernel carries {package.Version}, and a process can hold one of them only. "
                + (package.Id.StartsWith("Pyramids", StringComparison.Ordinal)
                    ? $"Ask for {package.Version} or for no version, or install another pyramids tool: dotnet tool update Pyramids.Tool --version {lowest}"
                    : $"Ask for {package.Version}, an older version or none.");
    }

    internal static HostPackages FromDepsFile(string? path)
    {
        var all = new Dictionary<string, HostPackage>(StringComparer.OrdinalIgnoreCase);
        if (path is not null)
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var target = json.RootElement.GetProperty("runtimeTarget").GetProperty("name").GetString()!;
            foreach (var library in json.RootElement.GetProperty("targets").GetProperty(target).EnumerateObject())
            {
                var slash = library.Name.IndexOf('/', StringComparison.Ordinal);
                all[library.Name[..slash]] = new HostPackage(library.Name[..slash], library.Name[(slash + 1)..],
                    [.. Names(library.Value, "runtime").Where(f => f.EndsWith(".dll", StringComparison.Ordinal))
                        .Select(f => Path.GetFileNameWithoutExtension(f))],
                    [.. Names(library.Value, "dependencies")]);
            }
        }
        var shared = new List<HostPackage>();
        Reach(Root, all, shared);
        return new HostPackages(shared.ToDictionary(p => p.Id, StringComparer.OrdinalIgnoreCase));
    }

    private static void Reach(string id, Dictionary<string, HostPackage> among, List<HostPackage> found)
    {
        if (!among.TryGetValue(id, out var package) || found.Contains(package))
            return;
        found.Add(package);
        foreach (var dependency in package.Dependencies)
            Reach(dependency, among, found);
    }

    private static IEnumerable<string> Names(JsonElement library, string section) =>
        library.TryGetProperty(section, out var list) ? list.EnumerateObject().Select(p => p.Name) : [];

    private static string? DepsFile() =>
        (AppContext.GetData("APP_CONTEXT_DEPS_FILES") as string)?.Split(
            ';').FirstOrDefault(f => File.Exists(f) && Path.GetDirectoryName(f) + "/" == AppContext.BaseDirectory.Replace('\\', '/'))
            ?? Directory.EnumerateFiles(AppContext.BaseDirectory, "*.deps.json").FirstOrDefault();
}
