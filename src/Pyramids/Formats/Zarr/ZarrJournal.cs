using System.Globalization;
using System.Text;

namespace Pyramids;

/// <summary>Which objects of an unfinished store are whole: a line for each with its checksum and length, written once the object is in its place.</summary>
/// <remarks>Held open for itself alone, so two writers of one store cannot meet. A line that was cut off by a crash does not count, nor does one whose object differs.</remarks>
internal sealed class ZarrJournal : IDisposable
{
    private readonly FileStream file;
    private readonly Dictionary<string, (uint Checksum, int Length)> finished = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    /// <exception cref="IOException">Another writer holds the journal.</exception>
    public ZarrJournal(string path, string folder)
    {
        try
        {
            file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException inner) when (File.Exists(path))
        {
            throw new IOException($"Another process writes the same store; its journal '{path}' is in use.", inner);
        }
        Read(folder);
    }

    /// <summary>Objects that need not be written again.</summary>
    public bool IsFinished(string key) => finished.ContainsKey(key);

    public bool IsEmpty => finished.Count == 0;

    /// <summary>An object is in its place; of length 0 when it is left out.</summary>
    public void Add(string key, ReadOnlySpan<byte> content)
    {
        var line = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Crc32C.Compute(content):x8} {content.Length} {key}\n"));
        lock (gate)
        {
            file.Write(line);
            file.Flush();
        }
    }

    public void Dispose() => file.Dispose();

    private void Read(string folder)
    {
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var end = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        foreach (var line in Encoding.UTF8.GetString(bytes, 0, end).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split(' ', 3);
            if (words.Length == 3 && uint.TryParse(words[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var checksum)
                && int.TryParse(words[1], CultureInfo.InvariantCulture, out var length) && IsWhole(folder, words[2], checksum, length))
                finished[words[2]] = (checksum, length);
        }
        file.SetLength(end);
        file.Seek(0, SeekOrigin.End);
    }

    private static bool IsWhole(string folder, string key, uint checksum, int length)
    {
        if (length == 0) return true;
        var path = Path.Combine(folder, StoreKeys.Check(key, folder));
        return File.Exists(path) && new FileInfo(path).Length == length && Crc32C.Compute(File.ReadAllBytes(path)) == checksum;
    }
}

/// <summary>A store that notes every object it takes in a journal.</summary>
internal sealed class ZarrJournalStore(IWritableStore inner, ZarrJournal journal) : IWritableStore
{
    public string Name => inner.Name;

    public ValueTask<int> ReadAsync(string key, long offset, Memory<byte> destination, CancellationToken cancellation) => inner.ReadAsync(key, offset, destination, cancellation);

    public ValueTask<long?> LengthAsync(string key, CancellationToken cancellation) => inner.LengthAsync(key, cancellation);

    public async ValueTask WriteAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        await inner.WriteAsync(key, content, cancellation).ConfigureAwait(false);
        journal.Add(key, content.Span);
    }

    public ValueTask<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation) => inner.TryCreateAsync(key, content, cancellation);

    public ValueTask MoveAsync(string key, string target, CancellationToken cancellation) => inner.MoveAsync(key, target, cancellation);

    public ValueTask DeleteAsync(string key, CancellationToken cancellation) => inner.DeleteAsync(key, cancellation);

    public IAsyncEnumerable<string> ChildrenAsync(string folder, CancellationToken cancellation) => inner.ChildrenAsync(folder, cancellation);

    public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellation) => inner.ListAsync(prefix, cancellation);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
