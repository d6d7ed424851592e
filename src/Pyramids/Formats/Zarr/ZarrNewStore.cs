using System.Security.Cryptography;
using System.Text;

namespace Pyramids;

/// <summary>A store that does not exist yet, or takes the place of one at once.</summary>
internal sealed class ZarrNewStore : ZarrTarget
{
    private readonly IReadOnlyList<ZarrLevel> levels;
    private const string JournalEnd = ".journal";
    private readonly string path;
    private readonly ZarrStage stage;
    private readonly ZarrJournal? journal;

    /// <param name="path">The store's folder.</param>
    /// <param name="schema">The raster.</param>
    /// <param name="options">How it is written.</param>
    /// <param name="keys">The objects that this process writes.</param>
    public ZarrNewStore(string path, ArraySchema schema, ZarrOptions options, Func<ZarrNewStore, IReadOnlySet<string>> keys)
    {
        this.path = path;
        levels = ZarrLevel.Of(new(schema, options));
        Array = levels[0].Array();
        var resume = (options.Part?.Plan ?? options.Resume) is { } name ? Identity(name) : null;
        stage = new(path, options.Mode, resume);
        Staged = new(stage.Folder);
        Objects = Staged;
        if (resume is null) return;
        journal = options.Part is null
            ? new(stage.Folder + JournalEnd, stage.Folder)
            : new($"{stage.Folder}{JournalEnd}-{Guid.NewGuid():n}", Journals, stage.Folder, keys(this));
        Objects = new ZarrJournalStore(Staged, journal);
    }

    public override IWritableStore Objects { get; }

    public override bool IsResumed => journal is { IsEmpty: false };

    public override FileStore Staged { get; }

    public override ZarrArray Array { get; }

    public override ZarrAxes Axes => levels[0].Axes;

    public override ArraySchema Schema => levels[0].Plan.Schema;

    private IEnumerable<string> Journals => Directory.EnumerateFiles(Path.GetDirectoryName(stage.Folder)!, Path.GetFileName(stage.Folder) + JournalEnd + "*").ToArray();

    /// <summary>Whether a store was written by a plan; then no object of it needs to be written again.</summary>
    public static async ValueTask<bool> IsCompleteAsync(string path, string plan, CancellationToken cancellation)
    {
        if (!ZarrStore.IsStore(path)) return false;
        await using var store = new FileStore(path);
        var tree = await ZarrTree.LoadAsync(store, "", cancellation).ConfigureAwait(false);
        return ZarrJson.TextOf(ZarrJson.Find(tree.Start.Attributes, ZarrGroupWriter.PlanAttribute)) == plan;
    }

    public override async ValueTask CompleteAsync(IEnumerable<string> keys, CancellationToken cancellation)
    {
        if (levels[0].Plan.Options.Part is not { } part)
        {
            await FinishAsync(cancellation).ConfigureAwait(false);
            return;
        }
        // One process after another looks whether all objects are there; the one that finds them finishes the store.
        journal!.Dispose();
        var gate = stage.Folder + ".lock";
        using (await HoldAsync(gate, cancellation).ConfigureAwait(false))
        {
            if (await IsCompleteAsync(path, part.Plan, cancellation).ConfigureAwait(false)) stage.Remove();
            else
            {
                var present = ZarrJournal.Present(Journals, stage.Folder);
                if (!keys.All(present.Contains)) return;
                await FinishAsync(cancellation).ConfigureAwait(false);
            }
        }
        foreach (var file in Journals.Append(gate)) File.Delete(file);
    }

    private async ValueTask FinishAsync(CancellationToken cancellation)
    {
        for (var i = 1; i < levels.Count; i++) await new ZarrOverview(Staged, levels[i - 1], levels[i]).WriteAsync(cancellation).ConfigureAwait(false);
        await new ZarrGroupWriter(Staged, levels).WriteAsync(cancellation).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        stage.Complete();
        journal?.Dispose();
        if (journal is not null) File.Delete(stage.Folder + JournalEnd);
    }

    private static async ValueTask<FileStream> HoldAsync(string gate, CancellationToken cancellation)
    {
        while (true)
            try
            {
                return new(gate, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(gate))
            {
                await Task.Delay(20, cancellation).ConfigureAwait(false);
            }
    }

    public override bool IsFinished(string key) => journal?.IsFinished(key) ?? false;

    public override void LeaveOut(string key) => journal?.Add(key, []);

    public override async ValueTask DisposeAsync()
    {
        journal?.Dispose();
        await Staged.DisposeAsync().ConfigureAwait(false);
        stage.Dispose();
    }

    /// <summary>What makes two writes the same: their name, and all that their metadata say.</summary>
    private string Identity(string name)
    {
        var text = string.Join('\n', [name, .. levels.Select(level => level.Plan.Data.Metadata(level.Plan.Options.Version, level.Plan.Options).ToJsonString() + level.Plan.GroupAttributes().ToJsonString())]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }
}
