using System.Reflection;
using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>Finds and loads the native library once: the path given, then the runtime packages' folders, then the system.</summary>
internal static unsafe class GdalLibrary
{
    private const long CacheBytes = 32L << 20;
    private static readonly Lock Gate = new();
    private static string? chosen;
    private static nint handle;

    /// <summary>The file or name that was loaded; null before.</summary>
    public static string? Loaded { get; private set; }

    /// <summary>States the library's path; the usual places are left out then.</summary>
    /// <exception cref="InvalidOperationException">Another one is loaded already.</exception>
    public static void Choose(string path)
    {
        lock (Gate)
        {
            if (handle != 0 && Loaded != path)
                throw new InvalidOperationException($"GDAL is loaded already, from {Loaded}; name the library before the first use.");
            chosen = path;
        }
    }

    /// <summary>Loads the library, registers the drivers, and does nothing from the second call on.</summary>
    /// <exception cref="DllNotFoundException">There is none; the message says where it was looked for and how to install it.</exception>
    public static void Load()
    {
        lock (Gate)
        {
            if (handle != 0) return;
            var path = chosen ?? Environment.GetEnvironmentVariable("PYRAMIDS_GDAL");
            var names = string.IsNullOrEmpty(path)
                ? Candidates(AppContext.BaseDirectory, Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location) ?? "")
                : [path];
            foreach (var name in names)
            {
                if (!NativeLibrary.TryLoad(name, out handle)) continue;
                Loaded = name;
                break;
            }
            if (handle == 0) throw Absent(path);
            NativeLibrary.SetDllImportResolver(typeof(GdalLibrary).Assembly, (name, _, _) => name == GdalNative.Library ? handle : 0);
            Prepare(Path.GetDirectoryName(Loaded!));
        }
    }

    /// <summary>A handler that prints nothing, for <see cref="GdalErrors"/>.</summary>
    public static nint QuietHandler => NativeLibrary.GetExport(handle, "CPLQuietErrorHandler");

    private static void Prepare(string? folder)
    {
        // The runtime packages carry PROJ's and GDAL's own tables; a system library knows where its tables are.
        if (!string.IsNullOrEmpty(folder))
        {
            var proj = Array.Find(
                [Path.Combine(folder, "maxrev.gdal.core.libshared"), Path.Combine(AppContext.BaseDirectory, "maxrev.gdal.core.libshared")],
                    place => File.Exists(Path.Combine(place, "proj.db")));
            if (proj is not null)
            {
                var text = Marshal.StringToCoTaskMemUTF8(proj);
                var list = stackalloc byte*[2] { (byte*)text, null };
                GdalNative.OSRSetPROJSearchPaths(list);
                Marshal.FreeCoTaskMem(text);
            }
            var data = Path.GetFullPath(Path.Combine(folder, "..", "..", "any", "native", "gdal-data"));
            if (Directory.Exists(data)) GdalNative.CPLSetConfigOption("GDAL_DATA", data);
        }
        GdalNative.GDALAllRegister();
        GdalNative.GDALSetCacheMax64(CacheBytes);                            // every block is asked for once; the budget is the engine's
    }

    /// <summary>Files and names to try, in order: beside the program, in runtime folders under it, then what the
    /// system's loader knows.</summary>
    internal static IEnumerable<string> Candidates(params string[] bases)
    {
        var rid = RuntimeInformation.RuntimeIdentifier;
        var portable = $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        var folders = bases.Concat(
            bases.SelectMany(at => new[] { Path.Combine(at, "runtimes", rid, "native"), Path.Combine(at, "runtimes", portable, "native") }))
            .Concat(((string?)AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") ?? "").Split(Path.PathSeparator,
                StringSplitOptions.RemoveEmptyEntries));
        foreach (var folder in folders.Distinct().Where(folder => folder.Length > 0 && Directory.Exists(folder)))
            foreach (var file in Directory.EnumerateFiles(folder, OperatingSystem.IsWindows() ? "gdal*.dll" : "libgdal.*")
                .Where(IsLibrary).Order())
                yield return file;
        if (OperatingSystem.IsWindows())
        {
            for (var version = 315; version >= 300; version--) yield return $"gdal{version}.dll";
            yield return "gdal.dll";
            yield break;
        }
        if (OperatingSystem.IsMacOS())
        {
            yield return "libgdal.dylib";
            yield return "/opt/homebrew/lib/libgdal.dylib";
            yield return "/usr/local/lib/libgdal.dylib";
            yield break;
        }
        yield return "libgdal.so";
        for (var version = 45; version >= 26; version--) yield return $"libgdal.so.{version}";
    }

    private static bool IsLibrary(string file)
        => OperatingSystem.IsWindows()
            ? !file.Contains("wrap", StringComparison.OrdinalIgnoreCase)
            : file.Contains(".so", StringComparison.Ordinal) || file.EndsWith(".dylib", StringComparison.Ordinal);

    private static DllNotFoundException Absent(string? path) => new(string.IsNullOrEmpty(path)
        ? "The native GDAL library was not found beside the program, in its runtime folders or on the system. Install it (Debian: "
            + "apt-get install libgdal32; macOS: brew install gdal; Windows: OSGeo4W), or give its path to Gdal.Enable or in "
            + "PYRAMIDS_GDAL."
        : $"The GDAL library '{path}' could not be loaded. Check the path and the libraries it needs, or name none to have the usual places searched.");
}
