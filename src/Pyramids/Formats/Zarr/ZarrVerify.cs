using System.Buffers;
using System.Collections.Concurrent;

namespace Pyramids;

/// <summary>What a check of a store's objects against its ledger found.</summary>
/// <param name="Objects">Objects in the ledger.</param>
/// <param name="Bytes">Bytes read.</param>
/// <param name="Damaged">Keys of objects whose bytes are not those that were written.</param>
/// <param name="Missing">Keys of objects that are not there.</param>
/// <param name="Unknown">Keys of chunks that the ledger does not know.</param>
internal sealed record ZarrVerification(
    int Objects, long Bytes, IReadOnlyList<string> Damaged, IReadOnlyList<string> Missing, IReadOnlyList<string> Unknown)
{
    public bool IsWhole => Damaged.Count + Missing.Count + Unknown.Count == 0;
}

/// <summary>Compares every object of a store with the digest that its writer left.</summary>
internal static class ZarrVerify
{
    /// <summary>The store at a path, in a zip archive or in a bucket.</summary>
    /// <exception cref="FileNotFoundException">There is nothing at the path.</exception>
    public static async ValueTask<IListedStore> OpenAsync(string pathOrUrl, CancellationToken cancellation)
    {
        if (ByteStores.IsRemote(pathOrUrl))
        {
            var place = ZarrLocation.Of(pathOrUrl);
            return await ZarrCommitted.OpenAsync(place.Store, place.Parent!, place.Name, cancellation).ConfigureAwait(false);
        }
        if (Directory.Exists(pathOrUrl)) return new FileStore(pathOrUrl);
        if (!File.Exists(pathOrUrl)) throw new FileNotFoundException($"There is no store '{pathOrUrl}'.", pathOrUrl);
        var (outer, key) = FileStore.ForFile(pathOrUrl);
        try
        {
            return await ZipStore.OpenAsync(outer, key, cancellation).ConfigureAwait(false);
        }
        catch (InvalidDataException e)
        {
            throw new RasterFormatException("This is no Zarr store; its folder, a zip archive of it or its URL was expected.",
                pathOrUrl, inner: e);
        }
    }

    /// <summary>Reads every object that the ledger knows, several at once.</summary>
    /// <exception cref="RasterFormatException">The store has no ledger, or a damaged one.</exception>
    public static async Task<ZarrVerification> RunAsync(IListedStore store, CancellationToken cancellation)
    {
        var ledger = await ZarrLedger.ReadAsync(store, cancellation).ConfigureAwait(false)
            ?? throw new RasterFormatException(
                $"The store has no '{ZarrLedger.Key}': it was not written by Pyramids, or by others since. Its objects cannot be checked.",
                store.Name);
        ConcurrentBag<string> damaged = [], missing = [];
        var bytes = 0L;
        var count = 0;
        await Parallel.ForEachAsync(ledger.Objects, cancellation, async (pair, token) =>
        {
            Interlocked.Increment(ref count);
            var (key, kept) = pair;
            var length = await store.LengthAsync(key, token).ConfigureAwait(false);
            if (kept.Length == 0 ? length is not null : length is not null && length != kept.Length) damaged.Add(key);
            else if (length is null && kept.Length > 0) missing.Add(key);
            else if (kept.Length > 0 && !await FitsAsync(store, key, kept, token).ConfigureAwait(false)) damaged.Add(key);
            Interlocked.Add(ref bytes, length ?? 0);
        }).ConfigureAwait(false);
        var unknown = new List<string>();
        await foreach (var key in store.ListAsync("", cancellation).ConfigureAwait(false))
        {
            if (IsObject(key) && ledger[key] is null) unknown.Add(key);
        }
        return new(count, bytes, [.. damaged.Order(StringComparer.Ordinal)], [.. missing.Order(StringComparer.Ordinal)], unknown);
    }

    private static async ValueTask<bool> FitsAsync(IListedStore store, string key, ZarrObject kept, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(kept.Length);
        try
        {
            var read = await store.ReadAsync(key, 0, buffer.AsMemory(0, kept.Length), cancellation).ConfigureAwait(false);
            return kept.Fits(buffer.AsSpan(0, read));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Whether a key is a chunk's: metadata change by right, as when attributes are added.</summary>
    private static bool IsObject(string key)
    {
        var name = key[(key.LastIndexOf('/') + 1)..];
        return name is not ("zarr.json" or ".zarray" or ".zgroup" or ".zattrs" or ".zmetadata" or ZarrLedger.Key);
    }
}
