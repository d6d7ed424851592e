using Microsoft.Win32.SafeHandles;

namespace Pyramids;

/// <summary>A temporary file for cells that memory has no room for. Nobody else sees it and nothing is left of it,
/// whatever ends the process.</summary>
/// <remarks>
/// Where files can be unlinked while open (Linux, macOS), it has no name from its first moment on; on Windows the
/// system deletes it with its last handle. A part that is given back is used again for the next of its size.
/// </remarks>
internal sealed class SpillFile : IDisposable
{
    private readonly SafeFileHandle handle;
    private readonly string folder;
    private readonly Dictionary<int, Stack<long>> free = [];
    private readonly Lock gate = new();
    private long end;

    private SpillFile(SafeFileHandle handle, string folder) => (this.handle, this.folder) = (handle, folder);

    /// <summary>Bytes that the file takes.</summary>
    public long Length => Volatile.Read(ref end);

    /// <summary>A new file in a folder: that for temporary files when null.</summary>
    public static SpillFile Create(string? folder = null)
    {
        folder ??= Path.GetTempPath();
        var path = Path.Combine(folder, $"pyramids-{Guid.NewGuid():n}.spill");
        var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, FileOptions.DeleteOnClose);
        if (!OperatingSystem.IsWindows()) File.Delete(path);
        return new(handle, folder);
    }

    /// <summary>Keeps bytes.</summary>
    /// <returns>Where they are.</returns>
    /// <exception cref="IOException">The disk is full, for one.</exception>
    public long Write(ReadOnlySpan<byte> bytes)
    {
        long offset;
        lock (gate)
            if (!free.TryGetValue(bytes.Length, out var parts) || !parts.TryPop(out offset))
            {
                offset = end;
                end += bytes.Length;
            }
        Write(offset, bytes);
        return offset;
    }

    /// <summary>Writes bytes to a place that the caller knows to be its own.</summary>
    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(handle, bytes, offset);
        }
        catch (IOException cause)
        {
            throw new IOException(
                $"{ByteSize.Format(bytes.Length)} more could not be spilled to a temporary file in {folder}: {cause.Message} "
                    + "Make room there, set EngineOptions.SpillFolder (or TMPDIR) to another folder, or raise the memory budget.", cause);
        }
    }

    public void Read(long offset, Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var read = RandomAccess.Read(handle, bytes, offset);
            if (read == 0) throw new EndOfStreamException("A temporary file ends before the cells that were spilled to it.");
            bytes = bytes[read..];
            offset += read;
        }
    }

    /// <summary>Gives a part back.</summary>
    public void Free(long offset, int length)
    {
        lock (gate)
        {
            if (!free.TryGetValue(length, out var parts)) free[length] = parts = new();
            parts.Push(offset);
        }
    }

    public void Dispose() => handle.Dispose();
}
