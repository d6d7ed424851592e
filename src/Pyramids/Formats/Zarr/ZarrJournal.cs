using System.Text;

namespace Pyramids;

/// <summary>Which objects of an unfinished store are whole: a line for each, written once the object is in its place.</summary>
/// <remarks>
/// A write of its own holds its journal for itself alone, so two of them cannot meet. The processes of a plan have a journal each and read those of the others.
/// A line that was cut off by a crash does not count, nor does one whose object differs.
/// </remarks>
internal abstract class ZarrJournal : IAsyncDisposable
{
    private readonly Dictionary<string, ZarrObject> finished = new(StringComparer.Ordinal);

    /// <summary>Objects that need not be written again.</summary>
    public IReadOnlyDictionary<string, ZarrObject> Finished => finished;

    /// <param name="place">The store that is written.</param>
    /// <param name="name">Names the write.</param>
    /// <param name="staged">Where its objects are; those that differ from the journal do not count.</param>
    /// <param name="mine">The keys that matter to one of several processes that write one store; null for a write of its own.</param>
    /// <exception cref="IOException">Another writer holds the journal.</exception>
    public static ZarrJournal Open(ZarrLocation place, string name, IWritableStore staged, IReadOnlySet<string>? mine)
    {
        var path = place.Beside($"partial-{name}.journal");
        ZarrJournal journal = place.Folder is not null ? new FileJournal(path, mine is not null) : new ObjectJournal(place.Parent!, path);
        Task.Run(async () => await journal.ReadAsync(staged, mine).ConfigureAwait(false)).GetAwaiter().GetResult();
        return journal;
    }

    /// <summary>The objects that all journals of the store note and that are there in their length.</summary>
    public async ValueTask<IReadOnlyDictionary<string, ZarrObject>> PresentAsync(IWritableStore staged)
    {
        var present = new Dictionary<string, ZarrObject>(StringComparer.Ordinal);
        foreach (var line in await LinesAsync().ConfigureAwait(false))
        {
            if (ZarrObject.Parse(line) is var (key, content)
                && (content.Length == 0 || await staged.LengthAsync(key, default).ConfigureAwait(false) == content.Length)) present[key] = content;
        }
        return present;
    }

    /// <summary>An object is in its place.</summary>
    public abstract ValueTask AddAsync(string key, ZarrObject content, CancellationToken cancellation);

    /// <summary>The store is complete.</summary>
    public abstract ValueTask RemoveAsync();

    public abstract ValueTask DisposeAsync();

    /// <summary>Lines that are whole.</summary>
    protected abstract ValueTask<IReadOnlyList<string>> LinesAsync();

    /// <summary>Whether an object is as its line says, as far as can be told without fetching it from afar.</summary>
    protected abstract ValueTask<bool> IsWholeAsync(IWritableStore staged, string key, ZarrObject content);

    private async ValueTask ReadAsync(IWritableStore staged, IReadOnlySet<string>? mine)
    {
        foreach (var line in await LinesAsync().ConfigureAwait(false))
        {
            if (ZarrObject.Parse(line) is var (key, content) && mine?.Contains(key) != false && (content.Length == 0 || await IsWholeAsync(staged, key, content).ConfigureAwait(false))) finished[key] = content;
        }
    }

    /// <summary>A file for each writer.</summary>
    private sealed class FileJournal : ZarrJournal
    {
        private readonly string path;
        private readonly bool isShared;
        private readonly FileStream file;
        private readonly Lock gate = new();

        public FileJournal(string path, bool isShared)
        {
            (this.path, this.isShared) = (path, isShared);
            if (isShared)
            {
                file = new($"{path}-{Guid.NewGuid():n}", FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
                return;
            }
            try
            {
                file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException inner) when (File.Exists(path))
            {
                throw new IOException($"Another process writes the same store; its journal '{path}' is in use.", inner);
            }
        }

        public override ValueTask AddAsync(string key, ZarrObject content, CancellationToken cancellation)
        {
            var line = Encoding.UTF8.GetBytes(content.Line(key));
            lock (gate)
            {
                file.Write(line);
                file.Flush();
            }
            return ValueTask.CompletedTask;
        }

        public override ValueTask RemoveAsync()
        {
            file.Dispose();
            foreach (var journal in isShared ? All() : [path]) File.Delete(journal);
            return ValueTask.CompletedTask;
        }

        public override ValueTask DisposeAsync() => file.DisposeAsync();

        protected override ValueTask<IReadOnlyList<string>> LinesAsync()
        {
            if (!isShared) return new(Lines(file, cut: true));
            var lines = new List<string>();
            foreach (var journal in All())
            {
                using var reader = new FileStream(journal, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                lines.AddRange(Lines(reader, cut: false));
            }
            return new(lines);
        }

        private string[] All() => [.. Directory.EnumerateFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + "*")];

        private static string[] Lines(FileStream reader, bool cut)
        {
            var bytes = new byte[reader.Length];
            reader.ReadExactly(bytes);
            var end = Array.LastIndexOf(bytes, (byte)'\n') + 1;
            if (cut)
            {
                reader.SetLength(end);
                reader.Seek(0, SeekOrigin.End);
            }
            return Encoding.UTF8.GetString(bytes, 0, end).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }

        protected override async ValueTask<bool> IsWholeAsync(IWritableStore staged, string key, ZarrObject content)
        {
            if (await staged.LengthAsync(key, default).ConfigureAwait(false) != content.Length) return false;
            var bytes = new byte[content.Length];
            return await staged.ReadAsync(key, 0, bytes, default).ConfigureAwait(false) == bytes.Length && content.Fits(bytes);
        }
    }

    /// <summary>An object for each line: objects cannot grow.</summary>
    private sealed class ObjectJournal(IWritableStore parent, string folder) : ZarrJournal
    {
        public override ValueTask AddAsync(string key, ZarrObject content, CancellationToken cancellation)
            => parent.WriteAsync($"{folder}/{Guid.NewGuid():n}", Encoding.UTF8.GetBytes(content.Line(key)), cancellation);

        public override async ValueTask RemoveAsync()
        {
            foreach (var key in await parent.ListAsync(folder + "/", default).ToListAsync().ConfigureAwait(false)) await parent.DeleteAsync(key, default).ConfigureAwait(false);
        }

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

        protected override async ValueTask<IReadOnlyList<string>> LinesAsync()
        {
            var lines = new List<string>();
            foreach (var key in await parent.ListAsync(folder + "/", default).ToListAsync().ConfigureAwait(false))
            {
                var bytes = new byte[await parent.LengthAsync(key, default).ConfigureAwait(false) ?? 0];
                var read = bytes.Length == 0 ? 0 : await parent.ReadAsync(key, 0, bytes, default).ConfigureAwait(false);
                if (read > 0 && bytes[read - 1] == '\n') lines.Add(Encoding.UTF8.GetString(bytes, 0, read - 1));
            }
            return lines;
        }

        /// <summary>Objects appear whole or not at all; only their length is asked for.</summary>
        protected override async ValueTask<bool> IsWholeAsync(IWritableStore staged, string key, ZarrObject content)
            => await staged.LengthAsync(key, default).ConfigureAwait(false) == content.Length;
    }
}
