using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pyramids;

/// <summary>
/// Objects and metadata that wait beside a store, among objects, to take their places. Once the object <c>commit</c> is there they all
/// will: at the end of the write, or when the next writer opens the store after a crash; until then readers look among the waiting ones
/// first, see <see cref="ZarrCommitted"/>. Without it they are never seen. One writer at a time commits, see <see cref="ZarrLease"/>.
/// </summary>
internal sealed class ZarrObjectCommit : ZarrStage
{
    private const string Mark = "commit", Objects = "objects";
    private readonly ZarrLocation place;
    private readonly string folder;
    private readonly bool isKept, isWhole;
    private bool isOpen = true;

    /// <param name="place">The store.</param>
    /// <param name="replacement">Names a store that replaces all of the old one; null for a part of it.</param>
    public ZarrObjectCommit(ZarrLocation place, string? replacement)
    {
        (this.place, isWhole, isKept) = (place, replacement is not null, replacement is { Length: > 8 });
        folder = place.Beside($"update-{replacement ?? Id()}");
        Staged = new PrefixStore(place.Parent!, $"{folder}/{Objects}");
    }

    public override IWritableStore Staged { get; }

    /// <summary>What was committed beside a store and is not yet all in its place; the folder and its plan.</summary>
    public static async ValueTask<IReadOnlyList<(string Folder, CommitPlan Plan)>> FindAsync(
        IListedStore parent, string name, CancellationToken cancellation)
    {
        var found = new List<(string, CommitPlan)>();
        await foreach (var key in parent.ListAsync($".{name}.update-", cancellation).ConfigureAwait(false))
        {
            if (!key.EndsWith("/" + Mark, StringComparison.Ordinal) || key.Split('/').Length != 2) continue;
            if (await parent.LengthAsync(key, cancellation).ConfigureAwait(false) is not { } length) continue;
            var bytes = new byte[length];
            if (await parent.ReadAsync(key, 0, bytes, cancellation).ConfigureAwait(false) < length) continue;
            if (CommitPlan.Parse(bytes) is { } plan) found.Add((key[..^(Mark.Length + 1)], plan));
        }
        return found;
    }

    /// <summary>Finishes what a killed process had committed.</summary>
    public static async ValueTask RecoverAsync(ZarrLocation place, CancellationToken cancellation)
    {
        foreach (var (folder, plan) in await FindAsync(place.Parent!, place.Name, cancellation).ConfigureAwait(false))
            await ApplyAsync(place, folder, plan, cancellation).ConfigureAwait(false);
    }

    public override async ValueTask CompleteAsync(
        ZarrDocumentsMaker documents, IReadOnlyCollection<string> removed, CancellationToken cancellation)
    {
        await using var lease = await ZarrLease.TakeAsync(place, wait: true, cancellation).ConfigureAwait(false);
        await RecoverAsync(place, cancellation).ConfigureAwait(false);
        var all = await documents(cancellation).ConfigureAwait(false);
        await WriteAsync(Staged, all, cancellation).ConfigureAwait(false);
        var last = all.Select(document => document.Key).ToList();
        var staged = await Staged.ListAsync("", cancellation).ToListAsync(cancellation).ConfigureAwait(false);
        if (isWhole)
        {
            var old = await place.Store.ListAsync("", cancellation).ToListAsync(cancellation).ConfigureAwait(false);
            removed = [.. old.Except(staged, StringComparer.Ordinal)];
        }
        var plan = new CommitPlan([.. staged.Except(last, StringComparer.Ordinal), .. last], [.. removed]);
        await lease.CheckAsync(cancellation).ConfigureAwait(false);
        await place.Parent!.WriteAsync($"{folder}/{Mark}", plan.Bytes(), cancellation).ConfigureAwait(false);
        isOpen = false;
        // From here on the write is done, whoever ends it.
        await ApplyAsync(place, folder, plan, default).ConfigureAwait(false);
    }

    public override async ValueTask DisposeAsync()
    {
        if (!isOpen) return;
        isOpen = false;
        if (!isKept) await ClearAsync(place.Parent!, folder + "/").ConfigureAwait(false);
    }

    /// <summary>Every step may have been done before.</summary>
    private static async ValueTask ApplyAsync(ZarrLocation place, string folder, CommitPlan plan, CancellationToken cancellation)
    {
        var parent = place.Parent!;
        foreach (var key in plan.Moved)
        {
            var waiting = $"{folder}/{Objects}/{key}";
            if (await parent.LengthAsync(waiting, cancellation).ConfigureAwait(false) is null) continue;
            await parent.MoveAsync(waiting, $"{place.Name}/{StoreKeys.Check(key, place.Store.Name)}", cancellation).ConfigureAwait(false);
        }
        foreach (var key in plan.Removed) await place.Store.DeleteAsync(key, cancellation).ConfigureAwait(false);
        foreach (var key in await parent.ListAsync($"{folder}/{Objects}/", cancellation).ToListAsync(cancellation).ConfigureAwait(false))
            await parent.DeleteAsync(key, cancellation).ConfigureAwait(false);
        await parent.DeleteAsync($"{folder}/{Mark}", cancellation).ConfigureAwait(false);
    }
}

/// <summary>Which objects take their places, in this order, and which go.</summary>
internal sealed record CommitPlan(string[] Moved, string[] Removed)
{
    public byte[] Bytes() => JsonSerializer.SerializeToUtf8Bytes(this, CommitPlanJson.Default.CommitPlan);

    /// <returns>Null for a plan that was cut off: it was never committed.</returns>
    public static CommitPlan? Parse(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, CommitPlanJson.Default.CommitPlan) is { Moved: not null, Removed: not null } plan
                ? plan
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSerializable(typeof(CommitPlan))]
internal sealed partial class CommitPlanJson : JsonSerializerContext;
