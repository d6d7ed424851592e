namespace Pyramids;

/// <summary>Which objects of an unfinished store are whole: a line for each, written once the object is in its place.</summary>
/// <remarks>
/// A write of its own holds its journal for itself alone, so two of them cannot meet. The processes of a plan have a journal each and read
/// those of the others. A line that was cut off by a crash does not count, nor does one whose object differs.
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
        ZarrJournal journal = place.Folder is not null
            ? new ZarrFileJournal(path, mine is not null)
            : new ZarrObjectJournal(place.Parent!, path);
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
                && (content.Length == 0 || await staged.LengthAsync(key, default).ConfigureAwait(false) == content.Length))
                present[key] = content;
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
            if (ZarrObject.Parse(line) is var (key, content) && mine?.Contains(key) != false
                && (content.Length == 0 || await IsWholeAsync(staged, key, content).ConfigureAwait(false)))
                finished[key] = content;
        }
    }
}
