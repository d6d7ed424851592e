using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Pyramids.Tool.Notebooks;

/// <summary>Holds the assemblies that one session brings in. What the tool shares with its notebooks (the engine and
/// what its public surface names) is never loaded here, so that every type exists once; the tool's private parts stay
/// its own, and a notebook may bring other versions of those.</summary>
internal sealed class NotebookLoadContext() : AssemblyLoadContext("notebook")
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, string> assemblies = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> natives = new(StringComparer.OrdinalIgnoreCase);

    public void AddAssembly(string path)
    {
        lock (gate)
            assemblies[Path.GetFileNameWithoutExtension(path)] = path;
    }

    public void AddNative(string path)
    {
        lock (gate)
            natives[Path.GetFileName(path)] = path;
    }

    public string? PathOf(string assemblyName)
    {
        lock (gate)
            return assemblies.GetValueOrDefault(assemblyName);
    }

    protected override Assembly? Load(AssemblyName assemblyName) =>
        PathOf(assemblyName.Name!) is { } path ? LoadFromAssemblyPath(path) : null;

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        NativePath(unmanagedDllName) is { } path ? NativeLibrary.Load(path) : 0;

    /// <summary>The file of a native library by any of the names a program may give it: "x", "libx", "libx.so".</summary>
    public string? NativePath(string name)
    {
        lock (gate)
            foreach (var candidate in (string[])[name, $"{name}.so", $"lib{name}.so", $"lib{name}", $"{name}.dylib",
                $"lib{name}.dylib", $"{name}.dll"])
                if (natives.TryGetValue(candidate, out var path))
                    return path;
        return null;
    }
}
