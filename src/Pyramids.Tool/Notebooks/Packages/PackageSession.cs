using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Scripting.Hosting;
using Pyramids.Tool.Scripting;

namespace Pyramids.Tool.Notebooks;

/// <summary>What <c>#r</c> and <c>#i</c> lines brought in.</summary>
/// <param name="References">For the compiler.</param>
/// <param name="Notes">For the person at the notebook.</param>
/// <param name="Extensions">To be run before the cell's code.</param>
internal sealed record AddedReferences(IReadOnlyList<MetadataReference> References, IReadOnlyList<string> Notes,
    IReadOnlyList<PackageExtension> Extensions);

/// <summary>The packages and assemblies of one session, grown cell by cell. A request that fails is forgotten.</summary>
internal sealed class PackageSession
{
    private readonly SessionOptions surroundings;
    private readonly InteractiveAssemblyLoader loader;
    private readonly NotebookLoadContext context = new();
    private readonly PackageResolver resolver;
    private readonly List<string> sources = [];
    private readonly Dictionary<string, PackageRequest> requests = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> referenced = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> extended = new(StringComparer.OrdinalIgnoreCase);

    public PackageSession(SessionOptions surroundings, InteractiveAssemblyLoader loader)
    {
        (this.surroundings, this.loader) = (surroundings, loader);
        resolver = new PackageResolver(surroundings.PackageCache, surroundings.Folder);
        loader.RegisterDependency(typeof(Kernel).Assembly);
    }

    public async Task<AddedReferences> AddAsync(IReadOnlyList<ReferenceDirective> directives, CancellationToken cancellation)
    {
        var added = new Added();
        foreach (var directive in directives.Where(d => d.Kind == 'i'))
            AddSource(directive);

        var wanted = new Dictionary<string, PackageRequest>(requests, StringComparer.OrdinalIgnoreCase);
        int? line = null;
        foreach (var directive in directives.Where(d => d.Kind == 'r'))
        {
            if (!PackageRequest.IsPackage(directive.Target))
            {
                AddFile(directive, added);
                continue;
            }
            var request = PackageRequest.Parse(directive);
            if (HostPackages.Current.Find(request.Id) is { } carried)
            {
                if (HostPackages.Refusal(carried, request.Version) is { } refusal)
                    throw new CellFailure("PackageError", refusal, directive.Line);
                AddCarried(carried, added);
            }
            else if (!wanted.TryGetValue(request.Id, out var before) || (request.Version is not null && request.Version != before.Version))
            {
                if (before is not null && requests.ContainsKey(request.Id))
                    throw new CellFailure("PackageError",
                        $"{request} was asked for, but {before} is loaded already. Restart the notebook to change the version.",
                        directive.Line);
                wanted[request.Id] = request;
                line ??= directive.Line;
            }
        }
        if (wanted.Count > requests.Count)
        {
            try
            {
                AddResolved(await resolver.ResolveAsync([.. wanted.Values], sources, cancellation).ConfigureAwait(false), added);
            }
            catch (CellFailure failure) when (failure.Line is null)
            {
                throw new CellFailure(failure.Name, failure.Message, line);
            }
            foreach (var (id, request) in wanted)
                requests[id] = request;
        }
        return new AddedReferences(added.References, added.Notes, added.Extensions);
    }

    private void AddSource(ReferenceDirective directive)
    {
        if (!PackageRequest.IsPackage(directive.Target))
            throw new CellFailure("PackageError",
                $"#i \"{directive.Target}\" names no source; expected: #i \"nuget:folder\" or #i \"nuget:https://...\".", directive.Line);
        var source = PackageRequest.Source(directive.Target);
        if (!source.Contains("://", StringComparison.Ordinal))
        {
            source = Path.GetFullPath(source, surroundings.Folder);
            if (!Directory.Exists(source))
                throw new CellFailure("PackageError",
                    $"There is no package folder '{source}'. Make it first, for example: dotnet pack --output {source}", directive.Line);
        }
        if (!sources.Contains(source))
            sources.Add(source);
    }

    private void AddFile(ReferenceDirective directive, Added added)
    {
        var path = Path.GetFullPath(directive.Target, surroundings.Folder);
        if (!File.Exists(path))
        {
            if (FrameworkReferences.VersionOf(Path.GetFileNameWithoutExtension(directive.Target)) is not null
                || FrameworkReferences.VersionOf(directive.Target) is not null)
                return;
            throw new CellFailure("ReferenceError", $"There is no assembly '{path}'. Relative paths start from the notebook's folder.",
                directive.Line);
        }
        if (!FrameworkReferences.IsManaged(path))
            throw new CellFailure("ReferenceError", $"'{path}' is not a .NET assembly.", directive.Line);
        var name = AssemblyName.GetAssemblyName(path);
        if (HostPackages.Current.OwnsAssembly(name.Name!) || name.Name == typeof(Kernel).Assembly.GetName().Name)
            AddOwnAssembly(name.Name!, added);
        else
            LoadFile(path, path, added);
    }

    /// <summary>The tool's own copy, with all it depends on.</summary>
    private void AddCarried(HostPackage package, Added added)
    {
        foreach (var member in HostPackages.Current.Closure(package.Id))
        {
            foreach (var assembly in member.Assemblies)
                AddOwnAssembly(assembly, added);
            if (HostExtensions.Find(member.Id) is { } extension && extended.Add(member.Id))
                added.Extensions.Add(extension);
        }
    }

    private void AddOwnAssembly(string name, Added added)
    {
        if (!referenced.Add(name))
            return;
        var assembly = HostPackages.Load(name);
        loader.RegisterDependency(assembly);
        added.References.Add(CellReferences.OfTool(name));
    }

    private void AddResolved(IReadOnlyList<ResolvedPackage> packages, Added added)
    {
        foreach (var package in packages)
        {
            if (HostPackages.Current.Find(package.Id) is { } carried)
            {
                if (HostPackages.Refusal(carried, package.Version) is { } refusal)
                    throw new CellFailure("PackageError", $"One of the packages needs another version than this kernel has. {refusal}");
                AddCarried(carried, added);
            }
        }
        foreach (var package in packages.Where(p => HostPackages.Current.Find(p.Id) is null))
        {
            foreach (var native in package.Natives)
                context.AddNative(native);
            foreach (var assembly in package.Assemblies.Where(a => !referenced.Contains(Path.GetFileNameWithoutExtension(a))))
                context.AddAssembly(assembly);
        }
        foreach (var package in packages.Where(p => HostPackages.Current.Find(p.Id) is null))
        {
            foreach (var assembly in package.Assemblies)
            {
                var reference = package.References.FirstOrDefault(r => Path.GetFileName(r) == Path.GetFileName(assembly)) ?? assembly;
                LoadFile(assembly, reference, added);
            }
            if (File.Exists(package.ExtensionScript) && extended.Add(package.Folder))
                added.Extensions.Add(PackageExtension.FromScript(package));
        }
    }

    private void LoadFile(string path, string reference, Added added)
    {
        if (!FrameworkReferences.IsManaged(path))
            return;
        var name = AssemblyName.GetAssemblyName(path);
        if (FrameworkReferences.VersionOf(name.Name!) is { } own && own >= name.Version)
            return;
        if (!referenced.Add(name.Name!))
        {
            if (context.PathOf(name.Name!) is { } loaded && loaded != path && !HostPackages.Current.OwnsAssembly(name.Name!))
                added.Notes.Add($"{name.Name} is loaded already and stays at the version it has. Restart the notebook to change it.");
            return;
        }
        context.AddAssembly(path);
        loader.RegisterDependency(context.LoadFromAssemblyPath(path));
        added.References.Add(CellReferences.Read(reference));
    }

    private sealed class Added
    {
        public List<MetadataReference> References { get; } = [];
        public List<string> Notes { get; } = [];
        public List<PackageExtension> Extensions { get; } = [];
    }
}
