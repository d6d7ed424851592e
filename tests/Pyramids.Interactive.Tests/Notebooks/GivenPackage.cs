using System.IO.Compression;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Pyramids.Tool.Notebooks;

namespace Pyramids.Interactive.Tests.Notebooks;

/// <summary>Small packages and assemblies, made in a moment.</summary>
internal static class GivenPackage
{
    public static void Assembly(string path, string code)
    {
        var compilation = CSharpCompilation.Create(Path.GetFileNameWithoutExtension(path), [CSharpSyntaxTree.ParseText(code)],
            FrameworkReferences.All,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release));
        var result = compilation.Emit(path);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
    }

    /// <param name="native">Put a native library named "lib{id}native" in it, for this machine.</param>
    public static void Package(string folder, string id, string version, string code, string? extension = null, string dependencies = "",
        bool native = false)
    {
        using var zip = ZipFile.Open(Path.Combine(folder, $"{id}.{version}.nupkg"), ZipArchiveMode.Create);
        Text(zip, $"{id}.nuspec", $"""
            <?xml version="1.0"?>
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata>
            <id>{id}</id><version>{version}</version><authors>test</authors><description>test</description>
            <dependencies><group targetFramework="net8.0">{dependencies}</group></dependencies></metadata></package>
            """);
        var assembly = Path.Combine(folder, $"{id}.dll");
        Assembly(assembly, code);
        zip.CreateEntryFromFile(assembly, $"lib/net8.0/{id}.dll");
        File.Delete(assembly);
        if (extension is not null)
            Text(zip, "interactive-extensions/dotnet/extension.dib", extension);
        if (native)
            zip.CreateEntryFromFile(
                Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "libSystem.IO.Compression.Native.so"),
                $"runtimes/{RuntimeInformation.RuntimeIdentifier}/native/lib{id}native.so");
    }

    private static void Text(ZipArchive zip, string name, string text)
    {
        using var writer = new StreamWriter(zip.CreateEntry(name).Open());
        writer.Write(text);
    }
}
