using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace Pyramids;

/// <summary>Files of a folder, read by position.</summary>
/// <remarks>
/// One handle per file serves every thread: positional reads need no lock, and the handle's own count keeps it open while a read is under way.
/// Handles beyond <see cref="MaxOpen"/> are closed and opened again when asked for.
/// </remarks>
internal sealed class FileStore(string root) : IWritableStore
{
    internal const int MaxOpen = 128;
    private readonly string root = Path.GetFullPath(root);
    private readonly ConcurrentDictionary<string, SafeFileHandle> open = new(StringComparer.Ordinal);
    private volatile bool disposed;

    public string Name => root;

    /// <summary>Files held open now.</summary>
    internal int OpenFiles => open.Count;

    /// <summary>A store of the file's folder, and the file's key in it.</summary>
    public static (FileStore Store, string Key) ForFile(string path)
    {
        var full = Path.GetFullPath(path);
        return (new(Path.GetDirectoryName(full) ?? full), Path.GetFileName(full));
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
        var file = new FileInfo(PathOf(key));
        return new(file.Exists ? file.Length : null);
    }

    public async ValueTask WriteAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var path = PathOf(key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Guid.NewGuid():n}.part";
        try
        {
            using (var file = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.None, content.Length))
                await RandomAccess.WriteAsync(file, content, 0, cancellation).ConfigureAwait(false);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
        Forget(key);
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
        if (Directory.Exists(root))
        {
            foreach (var path in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
            {
                cancellation.ThrowIfCancellationRequested();
                var key = Path.GetRelativePath(root, path).Replace('\\', '/');
                if (key.StartsWith(prefix, StringComparison.Ordinal)) keys.Add(key);
            }
        }
        keys.Sort(StringComparer.Ordinal);
        foreach (var key in keys) yield return key;
        await ValueTask.CompletedTask.ConfigureAwait(false);
    }

    public ValueTask DisposeAsync()
    {
        disposed = true;
        foreach (var key in open.Keys) Forget(key);
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
        return kept;
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

    private string PathOf(string key) => Path.Combine(root, StoreKeys.Check(key, root));

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
