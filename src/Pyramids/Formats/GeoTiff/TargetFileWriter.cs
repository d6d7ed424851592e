using Microsoft.Win32.SafeHandles;

namespace Pyramids;

/// <summary>A file that appears at its path at once and whole: written under a temporary name beside it, renamed at the
/// end, removed otherwise.</summary>
internal sealed class TargetFileWriter : IDisposable
{
    private const string Unfinished = ".part", Scratch = ".scratch";
    private readonly bool overwrite;
    private readonly string temporary;
    private SafeFileHandle? handle;

    /// <summary>Checks the target and creates the temporary file.</summary>
    /// <param name="path">Where the file is to appear.</param>
    /// <param name="overwrite">Whether it may replace another.</param>
    /// <param name="length">Bytes that are sure to be written: a disk without room for them is told of at once, and one that
    /// has it takes them in less time. 0 where that is not known.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written to.</exception>
    /// <exception cref="IOException">The target is a folder, or exists and must not be replaced, or there is no room.</exception>
    public TargetFileWriter(string path, bool overwrite, long length = 0)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        Target = Path.GetFullPath(path);
        this.overwrite = overwrite;
        if (Directory.Exists(Target) || Path.EndsInDirectorySeparator(path))
            throw new IOException($"Cannot write {path}: it is a folder. Give the path of a file.");
        if (!overwrite && File.Exists(Target))
            throw new IOException($"Cannot write {path}: the file exists. Set Overwrite, or choose another path.");
        var folder = Path.GetDirectoryName(Target)!;
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"Cannot write {path}: there is no folder {folder}. Create it first.");
        Reclaim(folder, Path.GetFileName(Target));
        temporary = Path.Combine(folder, $".{Path.GetFileName(Target)}.{Guid.NewGuid():N}{Unfinished}");
        handle = Create(temporary, path, FileOptions.None, length);
    }

    /// <summary>Full path at which the file appears.</summary>
    public string Target { get; }

    public SafeFileHandle Handle => handle ?? throw new ObjectDisposedException(Target);

    /// <summary>A second file for what has no place yet; gone when its handle is closed, or the process ends.</summary>
    public SafeFileHandle CreateScratch()
    {
        var name = temporary + Scratch;
        var scratch = Create(name, Target, FileOptions.DeleteOnClose);
        if (!OperatingSystem.IsWindows()) File.Delete(name);
        return scratch;
    }

    /// <summary>Makes the file visible in place of an older one.</summary>
    /// <param name="flush">Whether the disk must have all of it before: a name that reaches the disk before the
    /// contents would be a torn file after a power cut.</param>
    public void Complete(bool flush)
    {
        if (flush) RandomAccess.FlushToDisk(Handle);
        Handle.Dispose();
        handle = null;
        File.Move(temporary, Target, overwrite);
    }

    public void Dispose()
    {
        if (handle is null) return;
        handle.Dispose();
        handle = null;
        File.Delete(temporary);
    }

    // What killed writes of the same target left behind. A write that still runs holds its file open, so that it cannot be opened alone.
    private static void Reclaim(string folder, string name)
    {
        foreach (var left in Directory.EnumerateFiles(folder, $".{name}.*{Unfinished}*"))
        {
            var rest = Path.GetFileName(left)[(name.Length + 2)..];              // 32 digits, then the ending
            if (rest.Length < 32 || rest[32..] is not (Unfinished or Unfinished + Scratch)) continue;
            try
            {
                using (File.OpenHandle(left, FileMode.Open, FileAccess.ReadWrite, FileShare.None)) File.Delete(left);
            }
            catch (Exception held) when (held is IOException or UnauthorizedAccessException)
            {
                // Another write's, or not ours to remove.
            }
        }
    }

    private static SafeFileHandle Create(string name, string path, FileOptions options, long length = 0)
    {
        try
        {
            return File.OpenHandle(name, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, options, length);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            var size = length == 0 ? "" : $" of {ByteSize.Format(length)}";
            var message = $"Cannot write {path}: no file{size} can be created in {Path.GetDirectoryName(name)}. "
                + "Check permissions and free space, or choose another folder.";
            throw e is UnauthorizedAccessException ? new UnauthorizedAccessException(message, e) : new IOException(message, e);
        }
    }
}
