using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace Pyramids;

/// <summary>Files of a folder, read by position.</summary>
/// <remarks>
/// One handle per file serves every thread: positional reads need no lock, and the handle's own count keeps it open
/// while a read is under way. Handles beyond <see cref="MaxOpen"/> are closed and opened again when asked for.
/// </remarks>
internal sealed class FileStore : IWritableStore
{
    internal const int MaxOpen = 128;
    private const string Unfinished = ".part";
    private const int MaxWrite = 16 << 20;                  // bytes between two looks at a cancellation
    private readonly string root;
    private readonly FolderLinks? links;
    private readonly ConcurrentDictionary<string, SafeFileHandle> open = new(StringComparer.Ordinal);
    private volatile bool disposed;

    /// <param name="root">The folder.</param>
    /// <param name="followLinks">Whether symbolic links may lead out of it: for single files, which the user named.</param>
    public FileStore(string root, bool followLinks = false)
    {
        this.root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        links = followLinks ? null : new(this.root);
    }

    public string Name => root;

    /// <summary>Files held open now.</summary>
    internal int OpenFiles => open.Count;

    /// <summary>A store of the file's folder, and the file's key in it.</summary>
    public static (FileStore Store, string Key) ForFile(string path)
    {
        var full = Path.GetFullPath(path);
        return (new(Path.GetDirectoryName(full) ?? full, followLinks: true), Path.GetFileName(full));
    }

    public ValueTask<int> ReadAsync(string key, long offset, Memory<byte> destination, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested) return ValueTask.FromCanceled<int>(cancellation);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        while (true)
        {
            var handle = Lease(key);
            try
            {
                return new(Fill(handle, offset, destination.Span));
            }
            catch (ObjectDisposedException) when (!disposed)
            {
                // Closed by another thread between lease and read: open it again.
            }
        }
    }

    public ValueTask<long?> LengthAsync(string key, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested) return ValueTask.FromCanceled<long?>(cancellation);
        var file = FolderLinks.FileOf(PathOf(key));
        return new(file.Exists ? file.Length : null);
    }

    public ValueTask<string?> StampAsync(string key, CancellationToken cancellation)
    {
        var file = FolderLinks.FileOf(PathOf(key));
        return new(file.Exists ? file.LastWriteTimeUtc.ToString("O", CultureInfo.InvariantCulture) : null);
    }

    public ValueTask WriteAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        Put(key, content.Span, overwrite: true, cancellation);
        Forget(key);
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        if (File.Exists(PathOf(key))) return new(false);
        try
        {
            Put(key, content.Span, overwrite: false, cancellation);
            return new(true);
        }
        catch (IOException) when (File.Exists(PathOf(key)))
        {
            return new(false);
        }
    }

    public ValueTask MoveAsync(string key, string target, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested) return ValueTask.FromCanceled(cancellation);
        var (from, to) = (PathOf(key), PathOf(target));
        if (!File.Exists(from)) throw new FileNotFoundException($"There is no file '{from}'.", from);
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Move(from, to, overwrite: true);
        Forget(key);
        Forget(target);
        return ValueTask.CompletedTask;
    }

    public ValueTask DeleteAsync(string key, CancellationToken cancellation)
    {
        var path = PathOf(key);
        if (File.Exists(path)) File.Delete(path);
        Forget(key);
        return ValueTask.CompletedTask;
    }

    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var keys = new List<string>();
        var folder = prefix.LastIndexOf('/') is > 0 and var slash ? prefix[..slash] : "";
        Collect(folder, prefix, keys, cancellation);
        keys.Sort(StringComparer.Ordinal);
        foreach (var key in keys) yield return key;
        await ValueTask.CompletedTask.ConfigureAwait(false);
    }

    public async IAsyncEnumerable<string> ChildrenAsync(string folder, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var name in Entries(folder).Select(entry => entry is DirectoryInfo ? entry.Name + "/" : entry.Name)
            .Order(StringComparer.Ordinal))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return name;
        }
        await ValueTask.CompletedTask.ConfigureAwait(false);
    }

    /// <summary>Removes files that killed writers have not finished; only for a folder that nobody else writes to.</summary>
    public void RemoveUnfinished()
    {
        foreach (var path in Directory.EnumerateFiles(root, "*" + Unfinished, SearchOption.AllDirectories).ToList())
        {
            if (IsUnfinished(Path.GetFileName(path))) File.Delete(path);
        }
    }

    /// <summary>Closes every handle; a later read opens its file again.</summary>
    public void CloseIdle()
    {
        foreach (var key in open.Keys) Forget(key);
    }

    public ValueTask DisposeAsync()
    {
        disposed = true;
        CloseIdle();
        return ValueTask.CompletedTask;
    }

    private SafeFileHandle Lease(string key)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (open.TryGetValue(key, out var handle)) return handle;
        var path = PathOf(key);
        try
        {
            handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (DirectoryNotFoundException inner)
        {
            throw new FileNotFoundException($"There is no file '{path}'.", path, inner);
        }
        var kept = open.GetOrAdd(key, handle);
        if (kept != handle) handle.Dispose();
        else if (open.Count > MaxOpen) CloseSome(key);
        if (!disposed) return kept;
        CloseIdle();                                        // opened while others were closed
        throw new ObjectDisposedException(GetType().FullName);
    }

    private void CloseSome(string except)
    {
        var surplus = open.Count - MaxOpen / 2;
        foreach (var key in open.Keys)
        {
            if (surplus <= 0) return;
            if (key == except) continue;
            Forget(key);
            surplus--;
        }
    }

    private void Forget(string key)
    {
        if (open.TryRemove(key, out var handle)) handle.Dispose();
    }

    private string PathOf(string key)
    {
        var path = Path.Combine(root, StoreKeys.Check(key, root));
        links?.Check(path);
        return path;
    }

    /// <summary>Writes on the caller's thread: the bytes are in its cache, and a file takes them as fast as memory does.</summary>
    private void Put(string key, ReadOnlySpan<byte> content, bool overwrite, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var path = PathOf(key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Guid.NewGuid():n}{Unfinished}";
        try
        {
            using (var file = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.None,
                content.Length))
            {
                for (var at = 0; at < content.Length; at += MaxWrite)
                {
                    cancellation.ThrowIfCancellationRequested();
                    RandomAccess.Write(file, content.Slice(at, Math.Min(MaxWrite, content.Length - at)), at);
                }
            }
            File.Move(temporary, path, overwrite);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private void Collect(string folder, string prefix, List<string> keys, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        foreach (var entry in Entries(folder))
        {
            var key = StoreKeys.Join(folder, entry.Name);
            if (entry is not DirectoryInfo)
            {
                if (key.StartsWith(prefix, StringComparison.Ordinal)) keys.Add(key);
            }
            else if (prefix.StartsWith(key + "/", StringComparison.Ordinal) || (key + "/").StartsWith(prefix, StringComparison.Ordinal))
                Collect(key, prefix, keys, cancellation);
        }
    }

    /// <summary>Files and folders directly in one, but for files that are still being written and links that lead out.</summary>
    private IEnumerable<FileSystemInfo> Entries(string folder)
    {
        var info = new DirectoryInfo(folder.Length == 0 ? root : PathOf(folder));
        return info.Exists
            ? info.EnumerateFileSystemInfos().Where(entry => !IsUnfinished(entry.Name) && (links is null || links.IsInside(entry)))
            : [];
    }

    /// <summary>Whether a name is that of a temporary file: the object's, an identifier of 32 digits, and an ending.</summary>
    private static bool IsUnfinished(string name)
        => name.Length > 33 + Unfinished.Length && name.EndsWith(Unfinished, StringComparison.Ordinal)
            && name[^(33 + Unfinished.Length)] == '.';

    private static int Fill(SafeFileHandle handle, long offset, Span<byte> destination)
    {
        var done = 0;
        while (done < destination.Length)
        {
            var read = RandomAccess.Read(handle, destination[done..], offset + done);
            if (read == 0) break;
            done += read;
        }
        return done;
    }
}
