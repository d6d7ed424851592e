using System.Security.Cryptography;
using System.Text;

namespace Pyramids;

/// <summary>A store that does not exist yet, or takes the place of one at once.</summary>
internal sealed class ZarrNewStore : ZarrTarget
{
    private readonly IReadOnlyList<ZarrLevel> levels;
    private readonly ZarrLocation place;
    private readonly ZarrStage stage;
    private readonly ZarrJournal? journal;
    private readonly string? resume;

    public ZarrNewStore(ZarrLocation place, ArraySchema schema, ZarrOptions options)
    {
        this.place = place;
        levels = ZarrLevel.Of(new(schema, options));
        Array = levels[0].Array();
        resume = (options.Part?.Plan ?? options.Resume) is { } name ? Identity(name) : null;
        stage = ZarrStage.ForNew(place, options.Mode, resume, options.Part is not null);
        if (resume is null) return;
        try
        {
            journal = ZarrJournal.Open(place, resume, stage.Staged, options.Part is null ? null : KeysOf(options.Part));
        }
        catch
        {
            stage.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }
        foreach (var (key, content) in journal.Finished) Ledger[key] = content;
    }

    public override IWritableStore Objects => stage.Staged;

    public override IReadOnlyDictionary<string, ZarrObject> Finished => journal?.Finished ?? base.Finished;

    public override ZarrArray Array { get; }

    public override ZarrAxes Axes => levels[0].Axes;

    public override ArraySchema Schema => levels[0].Plan.Schema;

    /// <summary>Whether a store was written by a plan; then no object of it needs to be written again.</summary>
    public static async ValueTask<bool> IsCompleteAsync(string path, string plan, CancellationToken cancellation)
    {
        await using var place = ZarrLocation.Of(path);
        return await IsCompleteAsync(place, plan, cancellation).ConfigureAwait(false);
    }

    public override async ValueTask NoteAsync(string key, ZarrObject content, CancellationToken cancellation)
    {
        await base.NoteAsync(key, content, cancellation).ConfigureAwait(false);
        if (journal is not null) await journal.AddAsync(key, content, cancellation).ConfigureAwait(false);
    }

    public override async ValueTask CompleteAsync(IEnumerable<string> keys, CancellationToken cancellation)
    {
        if (levels[0].Plan.Options.Part is not { } part)
        {
            await FinishAsync(cancellation).ConfigureAwait(false);
            return;
        }
        // One process after another looks whether all objects are there; the one that finds them finishes the store.
        await journal!.DisposeAsync().ConfigureAwait(false);
        using var gate = place.Folder is null
            ? null
            : await FolderLock.TakeAsync(place.Beside($"partial-{resume}"), cancellation).ConfigureAwait(false);
        if (await IsCompleteAsync(place, part.Plan, cancellation).ConfigureAwait(false))
        {
            await stage.RemoveAsync().ConfigureAwait(false);
            await journal.RemoveAsync().ConfigureAwait(false);
            return;
        }
        var present = await journal.PresentAsync(Objects).ConfigureAwait(false);
        if (!keys.All(present.ContainsKey)) return;
        foreach (var (key, content) in present) Ledger[key] = content;
        await FinishAsync(cancellation).ConfigureAwait(false);
    }

    private static async ValueTask<bool> IsCompleteAsync(ZarrLocation place, string plan, CancellationToken cancellation)
    {
        if (!await place.HoldsStoreAsync(cancellation).ConfigureAwait(false)) return false;
        IWritableStore store = place.Folder is null ? place.Store : new FileStore(place.Folder);
        await using var owned = place.Folder is null ? null : store;
        var tree = await ZarrTree.LoadAsync(store, "", cancellation).ConfigureAwait(false);
        return ZarrJson.TextOf(ZarrJson.Find(tree.Start.Attributes, ZarrGroupWriter.PlanAttribute)) == plan;
    }

    private HashSet<string> KeysOf(ZarrPart part)
    {
        var writer = new ZarrWriter(Objects, Array, Axes, null, false);
        var objects = ZarrSink.ObjectsOf(Schema, levels[0].Plan.Options);
        var keys = new HashSet<string>(StringComparer.Ordinal);
        for (var i = part.First; i <= part.Last && i < objects.Count; i++) keys.Add(writer.KeyOf(objects.At(i)));
        return keys;
    }

    private async ValueTask FinishAsync(CancellationToken cancellation)
    {
        for (var i = 1; i < levels.Count; i++)
            await new ZarrOverview(Objects, levels[i - 1], levels[i], Ledger).WriteAsync(cancellation).ConfigureAwait(false);
        await stage.CompleteAsync(
            token => new ZarrGroupWriter(Objects, levels, Ledger).WriteAsync(token), [], cancellation).ConfigureAwait(false);
        if (journal is not null) await journal.RemoveAsync().ConfigureAwait(false);
    }

    public override async ValueTask DisposeAsync()
    {
        if (journal is not null) await journal.DisposeAsync().ConfigureAwait(false);
        await stage.DisposeAsync().ConfigureAwait(false);
        await place.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>What makes two writes the same: their name, and all that their metadata say.</summary>
    private string Identity(string name)
    {
        var all = levels.Select(level => level.Plan).Select(plan
            => plan.Data.Metadata(plan.Options.Version, plan.Options).ToJsonString() + plan.GroupAttributes().ToJsonString());
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', [name, .. all]))))[..16];
    }
}
