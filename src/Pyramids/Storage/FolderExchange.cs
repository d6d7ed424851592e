using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>Puts a folder in the place of another, and copies folders without copying their files.</summary>
internal static partial class FolderExchange
{
    private const int ExchangeFlag = 2, CurrentFolder = -100;

    /// <summary>Puts a folder in a target's place, which may hold one or not; what was there is removed.</summary>
    public static void Replace(string folder, string target)
    {
        if (!Directory.Exists(target)) Directory.Move(folder, target);
        else
        {
            if (!Exchange(folder, target)) MoveAside(folder, target);
            Remove(folder);
        }
    }

    /// <summary>Removes a folder that nobody needs; what cannot be removed now is left to <see cref="Sweep"/>.</summary>
    public static void Remove(string folder)
    {
        try
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // Another process sweeps it at the same time, or lists it.
        }
    }

    /// <summary>Removes folders that processes which were killed have left; one that lives holds its folder's lock.</summary>
    /// <param name="parent">Where they lie.</param>
    /// <param name="prefix">What their names begin with; eight digits follow.</param>
    public static void Sweep(string parent, string prefix)
    {
        foreach (var left in Directory.EnumerateDirectories(parent, prefix + "*").ToList())
        {
            if (Path.GetFileName(left).Length != prefix.Length + 8) continue;
            using var dead = FolderLock.TryTake(left);
            if (dead is not null) Remove(left);
        }
    }

    /// <summary>Makes a folder of the same files: linked where the file system can, else copied.</summary>
    /// <param name="source">The folder copied.</param>
    /// <param name="target">The folder made; files that it has stay.</param>
    /// <param name="leftOut">Files not taken, relative to the folder, with slashes.</param>
    public static void Link(string source, string target, IReadOnlySet<string> leftOut)
    {
        Directory.CreateDirectory(target);
        foreach (var path in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var key = Path.GetRelativePath(source, path).Replace('\\', '/');
            var place = Path.Combine(target, key);
            if (leftOut.Contains(key) || File.Exists(place)) continue;
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            if (OperatingSystem.IsWindows() || LinkFile(path, place) != 0) File.Copy(path, place);
        }
    }

    /// <summary>Without an exchange in one step: the old folder is moved away and, if the new one cannot follow, back.</summary>
    private static void MoveAside(string folder, string target)
    {
        var old = folder + ".old";
        Directory.Move(target, old);
        try
        {
            Directory.Move(folder, target);
        }
        catch
        {
            Directory.Move(old, target);
            throw;
        }
        Remove(old);
    }

    /// <summary>Swaps two folders so that no moment shows neither; Linux only.</summary>
    private static bool Exchange(string one, string other)
    {
        if (!OperatingSystem.IsLinux()) return false;
        try
        {
            return RenameAt2(CurrentFolder, one, CurrentFolder, other, ExchangeFlag) == 0;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt2(int oldFolder, string oldPath, int newFolder, string newPath, uint flags);

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinkFile(string path, string place);
}
