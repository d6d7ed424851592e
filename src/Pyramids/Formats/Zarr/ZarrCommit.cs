using System.Text.Json;

namespace Pyramids;

/// <summary>
/// Objects and metadata that wait beside a store to take their places. Once the file <c>commit</c> is there they all will: in <see cref="Complete"/>, or in
/// <see cref="Recover"/> after the process was killed in the middle. Without it they are thrown away. Metadata come last, one rename each.
/// </summary>
internal sealed class ZarrCommit : IDisposable
{
    private const string Mark = "commit";
    private readonly string store, staged;
    private bool isOpen = true;

    public ZarrCommit(string store)
    {
        this.store = store;
        staged = Path.Combine(Path.GetDirectoryName(store)!, $"{Prefix(store)}{Guid.NewGuid().ToString("n")[..8]}");
        Directory.CreateDirectory(Objects);
    }

    /// <summary>Where objects wait, under the keys of the store.</summary>
    public string Objects => Path.Combine(staged, "objects");

    /// <summary>Finishes what a killed process had committed.</summary>
    public static void Recover(string store)
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetDirectoryName(store)!, Prefix(store) + "*").ToList())
        {
            if (File.Exists(Path.Combine(folder, Mark))) Apply(folder, store);
        }
    }

    /// <param name="documents">Metadata by key, in the order they are to appear.</param>
    /// <param name="removed">Keys of objects to remove.</param>
    public void Complete(IReadOnlyList<(string Key, byte[] Content)> documents, IEnumerable<string> removed)
    {
        for (var i = 0; i < documents.Count; i++) File.WriteAllBytes(Path.Combine(staged, $"document{i}"), documents[i].Content);
        var plan = new Plan([.. documents.Select(document => document.Key)], [.. removed]);
        var mark = Path.Combine(staged, Mark);
        File.WriteAllBytes(mark + ".part", JsonSerializer.SerializeToUtf8Bytes(plan));
        File.Move(mark + ".part", mark);
        isOpen = false;
        Apply(staged, store);
    }

    public void Dispose()
    {
        if (!isOpen) return;
        isOpen = false;
        if (Directory.Exists(staged)) Directory.Delete(staged, recursive: true);
    }

    private static string Prefix(string store) => $".{Path.GetFileName(store)}.update-";

    /// <summary>Every step may have been done before.</summary>
    private static void Apply(string staged, string store)
    {
        var plan = JsonSerializer.Deserialize<Plan>(File.ReadAllBytes(Path.Combine(staged, Mark))) ?? new([], []);
        foreach (var key in plan.Removed)
        {
            if (Path.Combine(store, StoreKeys.Check(key, store)) is var path && File.Exists(path)) File.Delete(path);
        }
        var objects = Path.Combine(staged, "objects");
        foreach (var path in Directory.EnumerateFiles(objects, "*", SearchOption.AllDirectories).ToList())
        {
            var place = Path.Combine(store, Path.GetRelativePath(objects, path));
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            File.Move(path, place, overwrite: true);
        }
        for (var i = 0; i < plan.Documents.Length; i++)
        {
            var document = Path.Combine(staged, $"document{i}");
            if (File.Exists(document)) File.Move(document, Path.Combine(store, StoreKeys.Check(plan.Documents[i], store)), overwrite: true);
        }
        // A write changes the metadata's time even when their text stays: whoever compares it sees that cells changed.
        foreach (var name in new[] { "zarr.json", ".zgroup", ".zattrs", ".zmetadata" })
            if (Path.Combine(store, name) is var document && File.Exists(document)) File.SetLastWriteTimeUtc(document, DateTime.UtcNow);
        Directory.Delete(staged, recursive: true);
    }

    private sealed record Plan(string[] Documents, string[] Removed);
}
