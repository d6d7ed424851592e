using System.Globalization;
using System.Text;

namespace Pyramids;

/// <summary>Which objects of an unfinished store are whole: a line for each with its checksum and length, written once the object is in its place.</summary>
/// <remarks>
/// A write of its own holds its journal for itself alone, so two of them cannot meet. The processes of a plan have a journal each and read those of the others.
/// A line that was cut off by a crash does not count, nor does one whose object differs.
/// </remarks>
internal sealed class ZarrJournal : IDisposable
{
    private readonly FileStream file;
    private readonly HashSet<string> finished = new(StringComparer.Ordinal);
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
        Cut();
        finished.UnionWith(Entries(file).Where(entry => IsWhole(folder, entry)).Select(entry => entry.Key));
        file.Seek(0, SeekOrigin.End);
    }

    /// <summary>A journal beside others of the same store.</summary>
    /// <param name="path">A new file.</param>
    /// <param name="others">The journals of other processes.</param>
    /// <param name="folder">Where the objects are.</param>
    /// <param name="mine">The keys that matter here; their objects are read and compared.</param>
    public ZarrJournal(string path, IEnumerable<string> others, string folder, IReadOnlySet<string> mine)
    {
        file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        finished.UnionWith(others.SelectMany(Entries).Where(entry => mine.Contains(entry.Key) && IsWhole(folder, entry)).Select(entry => entry.Key));
    }

    /// <summary>The objects that journals note and that are there in their length.</summary>
    public static HashSet<string> Present(IEnumerable<string> journals, string folder)
        => journals.SelectMany(Entries).Where(entry => entry.Length == 0 || new FileInfo(PathOf(folder, entry.Key)) is { Exists: true } info && info.Length == entry.Length)
            .Select(entry => entry.Key).ToHashSet(StringComparer.Ordinal);

    /// <summary>Objects that need not be written again.</summary>
    public bool IsFinished(string key) => finished.Contains(key);

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

    /// <summary>Takes off a last line that was not written to its end.</summary>
    private void Cut()
    {
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        file.SetLength(Array.LastIndexOf(bytes, (byte)'\n') + 1);
    }

    private static IEnumerable<(uint Checksum, int Length, string Key)> Entries(string path)
    {
        using var reader = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return Entries(reader);
    }

    private static List<(uint Checksum, int Length, string Key)> Entries(FileStream reader)
    {
        var entries = new List<(uint, int, string)>();
        var bytes = new byte[reader.Length];
        reader.Seek(0, SeekOrigin.Begin);
        reader.ReadExactly(bytes);
        var end = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        foreach (var line in Encoding.UTF8.GetString(bytes, 0, end).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split(' ', 3);
            if (words.Length == 3 && uint.TryParse(words[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var checksum)
                && int.TryParse(words[1], CultureInfo.InvariantCulture, out var length))
                entries.Add((checksum, length, words[2]));
        }
        return entries;
    }

    private static string PathOf(string folder, string key) => Path.Combine(folder, StoreKeys.Check(key, folder));

    private static bool IsWhole(string folder, (uint Checksum, int Length, string Key) entry)
    {
        if (entry.Length == 0) return true;
        var path = PathOf(folder, entry.Key);
        return File.Exists(path) && new FileInfo(path).Length == entry.Length && Crc32C.Compute(File.ReadAllBytes(path)) == entry.Checksum;
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
