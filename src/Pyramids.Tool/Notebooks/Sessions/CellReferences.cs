using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Scripting;

namespace Pyramids.Tool.Notebooks;

/// <summary>What the compiler of cells reads assemblies by. An assembly that the tool carries has one reference in the
/// process, whether a cell asks for it or the compiler follows another assembly to it: two would be two assemblies to
/// the compiler, and their types would not match.</summary>
internal sealed class CellReferences(ScriptMetadataResolver files) : MetadataReferenceResolver
{
    private static readonly ConcurrentDictionary<string, PortableExecutableReference> Own = new(StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool ResolveMissingAssemblies => true;

    /// <summary>The reference of an assembly that the tool carries.</summary>
    public static PortableExecutableReference OfTool(string name) => Own.GetOrAdd(name, _ => Read(HostPackages.Load(name).Location));

    /// <summary>A reference with the documentation beside the file.</summary>
    public static PortableExecutableReference Read(string path)
    {
        var documentation = Path.ChangeExtension(path, ".xml");
        return MetadataReference.CreateFromFile(path,
            documentation: File.Exists(documentation) ? XmlDocumentationProvider.CreateFromFile(documentation) : null);
    }

    /// <inheritdoc/>
    public override ImmutableArray<PortableExecutableReference> ResolveReference(string reference, string? baseFilePath,
        MetadataReferenceProperties properties)
        => files.ResolveReference(reference, baseFilePath, properties);

    /// <inheritdoc/>
    public override PortableExecutableReference? ResolveMissingAssembly(MetadataReference definition, AssemblyIdentity identity)
        => HostPackages.Current.OwnsAssembly(identity.Name) ? OfTool(identity.Name) : files.ResolveMissingAssembly(definition, identity);

    /// <inheritdoc/>
    public override bool Equals(object? other) => other is CellReferences references && references.Files.Equals(Files);

    /// <inheritdoc/>
    public override int GetHashCode() => Files.GetHashCode();

    private ScriptMetadataResolver Files => files;
}
