using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>Lets one process at a time change what a folder holds. Ends with the process, however that ends; leaves no
/// file behind.</summary>
internal sealed partial class FolderLock : IDisposable
{
    private const int OpenDirectory = 0x10000 | 0x80000, ExclusiveNow = 2 | 4;        // O_DIRECTORY | O_CLOEXEC; LOCK_EX | LOCK_NB
    private static readonly Lock Gate = new();
    private static readonly HashSet<string> Held = new(StringComparer.Ordinal);
    private readonly string folder;
    private readonly int descriptor;

    private FolderLock(string folder, int descriptor) => (this.folder, this.descriptor) = (folder, descriptor);

    /// <summary>Waits until nobody else holds the folder.</summary>
    public static async ValueTask<FolderLock> TakeAsync(string folder, CancellationToken cancellation)
    {
        while (true)
        {
            if (TryTake(folder) is { } taken) return taken;
            await Task.Delay(5, cancellation).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        if (descriptor >= 0) _ = Close(descriptor);
        lock (Gate) Held.Remove(folder);
    }

    /// <summary>Takes the folder when nobody else holds it; null when somebody does.</summary>
    public static FolderLock? TryTake(string folder)
    {
        lock (Gate)
        {
            if (!Held.Add(folder)) return null;
        }
        // Elsewhere than on Linux writers of one process are kept apart.
        if (!OperatingSystem.IsLinux()) return new(folder, -1);
        var descriptor = Open(folder, OpenDirectory);
        if (descriptor < 0 || Flock(descriptor, ExclusiveNow) == 0) return new(folder, descriptor);
        _ = Close(descriptor);
        lock (Gate) Held.Remove(folder);
        return null;
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "flock")]
    private static partial int Flock(int descriptor, int operation);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
