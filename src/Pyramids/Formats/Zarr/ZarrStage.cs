using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>A store that is built in a folder beside its target and takes the target's place at once when it is complete.</summary>
internal sealed partial class ZarrStage : IDisposable
{
    private const int ExchangeFlag = 2, CurrentFolder = -100;
    private readonly string target, staged;
    private readonly ZarrMode mode;
    private readonly bool isKept;
    private bool isOpen = true;

    /// <exception cref="IOException">The target exists and is not to be replaced, is no Zarr store, or its folder cannot be written.</exception>
    /// <param name="path">The target.</param>
    /// <param name="mode">What is done about a target that exists.</param>
    /// <param name="resume">Names the folder, which then stays when the write fails and is found again; null for a folder of its own that is removed.</param>
    public ZarrStage(string path, ZarrMode mode, string? resume)
    {
        target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        this.mode = mode;
        isKept = resume is not null;
        Check();
        var folder = Path.GetDirectoryName(target) ?? throw new IOException($"'{path}' cannot be a Zarr store: it is the root of a file system.");
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"The folder '{folder}' of '{path}' does not exist. Make it first.");
        staged = Path.Combine(folder, $".{Path.GetFileName(target)}.partial-{resume ?? Guid.NewGuid().ToString("n")[..8]}");
        Directory.CreateDirectory(staged);
    }

    /// <summary>Where the store is built.</summary>
    public string Folder => staged;

    /// <summary>Puts the store in the target's place.</summary>
    public void Complete()
    {
        Check();
        if (!Directory.Exists(target)) Directory.Move(staged, target);
        else
        {
            if (!Exchange(staged, target)) MoveAside();
            if (Directory.Exists(staged)) Directory.Delete(staged, recursive: true);
        }
        isOpen = false;
    }

    /// <summary>Removes what was built here though it is to be resumed: the store is there already.</summary>
    public void Remove()
    {
        isOpen = false;
        if (Directory.Exists(staged)) Directory.Delete(staged, recursive: true);
    }

    /// <summary>Removes what is not complete, unless it is to be resumed.</summary>
    public void Dispose()
    {
        if (!isOpen) return;
        isOpen = false;
        if (isKept) return;
        if (Directory.Exists(staged)) Directory.Delete(staged, recursive: true);
    }

    private void Check()
    {
        if (File.Exists(target)) throw new IOException($"'{target}' is a file; a Zarr store is a folder. Use another name or remove the file.");
        if (!Directory.Exists(target) || !Directory.EnumerateFileSystemEntries(target).Any()) return;
        if (mode == ZarrMode.Create) throw new IOException($"'{target}' exists. Use Mode = Overwrite to replace it, or another name.");
        if (!ZarrStore.IsStore(target)) throw new IOException($"'{target}' is a folder that holds no Zarr store; it is not replaced. Use another name or remove it.");
    }

    /// <summary>Without an exchange in one step: the old store is moved away and, if the new one cannot follow, back.</summary>
    private void MoveAside()
    {
        var old = staged + ".old";
        Directory.Move(target, old);
        try
        {
            Directory.Move(staged, target);
        }
        catch
        {
            Directory.Move(old, target);
            throw;
        }
        Directory.Delete(old, recursive: true);
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
}
