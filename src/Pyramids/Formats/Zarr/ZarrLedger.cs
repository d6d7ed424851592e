using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;

namespace Pyramids;

/// <summary>Digest, length and moments of every stored object, kept in an object of the store: what <c>verify</c> checks, and what
/// statistics are made of.</summary>
internal sealed class ZarrLedger
{
    /// <summary>Bytes that a line takes in memory, about.</summary>
    public const int LineBytes = 192;
    public const string Key = ".pyramids-objects";
    private const int MaxBytes = 1 << 30;
    private readonly ConcurrentDictionary<string, ZarrObject> objects = new(StringComparer.Ordinal);

    public ZarrObject? this[string key]
    {
        get => objects.TryGetValue(key, out var found) ? found : null;
        set => objects[key] = value!.Value;
    }

    /// <summary>Objects in ordinal order of their keys.</summary>
    public IEnumerable<KeyValuePair<string, ZarrObject>> Objects => objects.OrderBy(pair => pair.Key, StringComparer.Ordinal);

    /// <summary>The ledger of a store; null when it has none.</summary>
    /// <exception cref="RasterFormatException">It is damaged.</exception>
    public static async ValueTask<ZarrLedger?> ReadAsync(IByteStore store, CancellationToken cancellation)
    {
        if (await store.LengthAsync(Key, cancellation).ConfigureAwait(false) is not { } length) return null;
        if (length > MaxBytes)
            throw new RasterFormatException($"The ledger has {length} bytes; at most {MaxBytes >> 20} MiB are read.", Key);
        var bytes = new byte[length];
        var read = await store.ReadAsync(Key, 0, bytes, cancellation).ConfigureAwait(false);
        var ledger = new ZarrLedger();
        foreach (var line in Encoding.UTF8.GetString(bytes, 0, read).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (ZarrObject.Parse(line) is not { } content)
            {
                var shown = line.Length < 80 ? line : line[..77] + "...";
                throw new RasterFormatException($"The ledger has the damaged line '{shown}'.", Key);
            }
            ledger.Take(content);
        }
        return ledger;
    }

    public byte[] Bytes()
    {
        var text = new StringBuilder();
        foreach (var (key, found) in Objects) text.Append(found.Line(key));
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public void Take(ZarrLedger other)
    {
        foreach (var (key, found) in other.objects) objects[key] = found;
    }

    /// <summary>Statistics of an array's cells, by the names that GDAL gives them; null when no cell is valid or an object is not
    /// known.</summary>
    /// <param name="path">The array.</param>
    /// <param name="cells">Cells of the whole array.</param>
    public JsonObject? Statistics(string path, long cells)
    {
        var all = Moments.Empty;
        foreach (var (key, found) in Objects)
        {
            if (key.StartsWith(path + "/", StringComparison.Ordinal)) all.Merge(found.Moments);
        }
        if (all.Weight == 0) return null;
        return new()
        {
            ["STATISTICS_MINIMUM"] = ZarrFill.Number(all.Min),
            ["STATISTICS_MAXIMUM"] = ZarrFill.Number(all.Max),
            ["STATISTICS_MEAN"] = ZarrFill.Number(all.Average),
            ["STATISTICS_STDDEV"] = ZarrFill.Number(Math.Sqrt(all.Variance)),
            ["STATISTICS_VALID_PERCENT"] = 100 * all.Weight / cells,
        };
    }

    private void Take((string Key, ZarrObject Object) line) => objects[line.Key] = line.Object;
}
