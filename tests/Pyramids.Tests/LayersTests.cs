using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Pyramids.Tests;

/// <summary>Folders are layers: a file names only types of its own folder and of those below it.</summary>
public sealed class LayersTests
{
    private static readonly Dictionary<string, string[]> Below = new()
    {
        ["Grid"] = [],
        ["Display"] = ["Grid", "Chunks"],
        ["Chunks"] = ["Grid", "Display"],
        ["Kernels"] = ["Chunks", "Grid"],
        ["Graph"] = ["Kernels", "Chunks", "Grid"],
        ["Scheduling"] = ["Graph", "Kernels", "Chunks", "Grid", "Display"],
        ["Storage"] = [],
        ["Codecs"] = ["Chunks", "Grid"],
        ["Formats"] = ["Storage", "Codecs", "Kernels", "Chunks", "Grid", "Display"],
    };

    [Fact]
    public void Each_layer_knows_only_what_is_below_it()
    {
        var root = Path.Combine(Repository.Root, "src", "Pyramids");
        var trees = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Folder(root, file).StartsWith("obj", StringComparison.Ordinal)
                && !Folder(root, file).StartsWith("bin", StringComparison.Ordinal))
            .Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), path: file)).ToArray();
        var globals = CSharpSyntaxTree.ParseText(
            "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global "
                + "using System.Threading; global using System.Threading.Tasks;");
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is not "Pyramids.dll").Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create("layers", trees.Append(globals), references,
            new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        var declared = trees.SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<BaseTypeDeclarationSyntax>())
            .Select(type => type.Identifier.Text).ToHashSet();
        var violations = new SortedSet<string>();
        var checkedNames = 0;
        foreach (var tree in trees)
        {
            var folder = Folder(root, tree.FilePath);
            if (!Below.TryGetValue(folder, out var allowed)) continue;                  // the public surface may use all
            var model = compilation.GetSemanticModel(tree);
            foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>()
                .Where(name => declared.Contains(name.Identifier.Text)))
            {
                if (model.GetSymbolInfo(name).Symbol is not INamedTypeSymbol type) continue;
                foreach (var place in type.OriginalDefinition.DeclaringSyntaxReferences)
                {
                    checkedNames++;
                    var used = Folder(root, place.SyntaxTree.FilePath);
                    if (used != folder && !allowed.Contains(used))
                        violations.Add($"{Path.GetRelativePath(root, tree.FilePath)} ({folder}) uses {type.Name} of {(used == "" ? "the public surface" : used)}");
                }
            }
        }
        Assert.True(checkedNames > 500, $"only {checkedNames} names were resolved");
        Assert.True(violations.Count == 0, string.Join(Environment.NewLine, violations));
    }

    private static string Folder(string root, string file)
    {
        var relative = Path.GetRelativePath(root, file);
        var at = relative.IndexOf(Path.DirectorySeparatorChar);
        return at < 0 ? "" : relative[..at];
    }
}
