using System.Collections.Concurrent;

namespace Pyramids;

/// <summary>Keeps a folder's readers and writers inside it: symbolic links are followed as long as they stay below the root.</summary>
/// <param name="root">The folder; it may be a link itself, for the user named it.</param>
internal sealed class FolderLinks(string root)
{
    private readonly ConcurrentDictionary<string, bool> checkedFolders = new(StringComparer.Ordinal);
    private string? real;

    /// <exception cref="UnauthorizedAccessException">A part of the path is a link that leads out of the root.</exception>
    public void Check(string path)
    {
        CheckOne(path);
        for (var folder = Path.GetDirectoryName(path); folder is not null
            && folder.Length > root.Length; folder = Path.GetDirectoryName(folder))
        {
            if (!checkedFolders.TryAdd(folder, true)) return;
            try
            {
                CheckOne(folder);
            }
            catch
            {
                checkedFolders.TryRemove(folder, out _);
                throw;
            }
        }
    }

    /// <summary>Whether a listing shows an entry and goes into it.</summary>
    public bool IsInside(FileSystemInfo entry)
    {
        if (entry.LinkTarget is null) return true;
        return IsBelow(entry);
    }

    private void CheckOne(string path)
    {
        var info = new FileInfo(path);
        if (info.LinkTarget is null || IsBelow(info)) return;
        throw new UnauthorizedAccessException(
            $"'{path}' is a symbolic link that leads out of '{root}'; it is not followed. Copy what it names into the store.");
    }

    private bool IsBelow(FileSystemInfo link)
    {
        string? target;
        try
        {
            target = link.ResolveLinkTarget(returnFinalTarget: true)?.FullName;
        }
        catch (IOException)
        {
            return false;                    // links in a circle
        }
        if (target is null) return false;
        real ??= Real(root);
        return Real(target).StartsWith(real + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    /// <summary>The file of a path, with the length and the time of what a link leads to rather than its own.</summary>
    public static FileInfo FileOf(string path)
    {
        var file = new FileInfo(path);
        return file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target ? target : file;
    }

    /// <summary>A path without links in any of its parts.</summary>
    public static string Real(string path)
    {
        var whole = Path.GetPathRoot(path) ?? "";
        foreach (var segment in path[whole.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            whole = Path.Combine(whole, segment);
            var info = new FileInfo(whole);
            if (info.LinkTarget is not null && info.ResolveLinkTarget(returnFinalTarget: true) is { } target)
                whole = Path.GetFullPath(target.FullName);
        }
        return whole;
    }
}
