using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;
using Pyramids.Tool.Scripting;

namespace Pyramids.Tool.Notebooks;

/// <summary>The assemblies of the running .NET and what cells can call, as references for scripts.</summary>
internal static class FrameworkReferences
{
    private static readonly Lazy<Dictionary<string, string>> Paths = new(() =>
        Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll")
            .Where(IsManaged)
            .ToDictionary(p => Path.GetFileNameWithoutExtension(p), StringComparer.OrdinalIgnoreCase));

    private static readonly Lazy<IReadOnlyList<MetadataReference>> References = new(() =>
        [.. Paths.Value.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => p.Value).Append(typeof(Kernel).Assembly.Location)
            .Select(p => (MetadataReference)MetadataReference.CreateFromFile(p))]);

    /// <summary>Shared by all sessions, so that Roslyn reads them once.</summary>
    public static IReadOnlyList<MetadataReference> All => References.Value;

    /// <summary>The framework's version of an assembly, or null when it has none.</summary>
    public static Version? VersionOf(string assemblyName) =>
        Paths.Value.TryGetValue(assemblyName, out var path) ? AssemblyName.GetAssemblyName(path).Version : null;

    public static bool IsManaged(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var image = new PEReader(file);
            return image.HasMetadata && image.GetMetadataReader().IsAssembly;
        }
        catch (Exception e) when (e is BadImageFormatException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
