using System.Text.Json;

namespace Pyramids;

/// <summary>The arrays and groups around one node of a store: a group with what it holds, or an array with its siblings.</summary>
internal sealed class ZarrTree
{
    private const int MaxNodes = 100_000;
    private readonly Dictionary<string, ZarrNode> nodes = new(StringComparer.Ordinal);
    private readonly IByteStore store;

    private ZarrTree(IByteStore store) => this.store = store;

    /// <summary>The node that was asked for.</summary>
    public ZarrNode Start { get; private set; } = null!;

    /// <summary>Arrays and groups by path.</summary>
    public IReadOnlyDictionary<string, ZarrNode> Nodes => nodes;

    /// <summary>Whether the nodes are all that there are: false when the store could not be listed and names were tried.</summary>
    public bool IsComplete { get; private set; } = true;

    public static async ValueTask<ZarrTree> LoadAsync(IByteStore store, string path, CancellationToken cancellation)
    {
        var tree = new ZarrTree(store);
        path = Check(path.Trim('/'), store.Name);
        tree.Start = await tree.AddAsync(path, cancellation).ConfigureAwait(false)
            ?? throw new RasterFormatException(
                $"There is no Zarr array or group {(path.Length == 0 ? "here" : $"at '{path}'")}: neither zarr.json nor .zarray, "
                    + ".zgroup or .zmetadata was found.",
                store.Name);
        if (tree.Start.IsArray && path.Length > 0) await tree.AddAsync(tree.Start.Parent, cancellation).ConfigureAwait(false);
        if (tree.Start.IsArray) return tree;
        foreach (var level in ZarrMultiscale.PathsOf(tree.Start.Attributes))
            await tree.AddLevelAsync(Join(path, level), cancellation).ConfigureAwait(false);
        return tree;
    }

    /// <summary>A path of the store, checked.</summary>
    public static string Check(string path, string key) => path.Length == 0 || IsPath(path)
        ? path
        : throw new RasterFormatException(
            $"'{path}' is no path in a store: segments are not empty, not dots only, and hold no colon or backslash.", key);

    /// <summary>Whether a text leads from a group to what lies below it, and nowhere else.</summary>
    public static bool IsPath(string text)
        => text.Split('/').All(segment => segment.Trim('.').Length > 0 && !segment.AsSpan().ContainsAny('\\', '\0', ':'));

    public ZarrNode? Find(string path) => nodes.GetValueOrDefault(path);

    public static string Join(string parent, string name) => parent.Length == 0 ? name : $"{parent}/{name}";

    /// <summary>Loads a node, and all that a group holds.</summary>
    private async ValueTask<ZarrNode?> AddAsync(string path, CancellationToken cancellation)
    {
        if (nodes.TryGetValue(path, out var known)) return known;
        if (await LoadOneAsync(path, cancellation).ConfigureAwait(false) is not { } node)
            return await AddConsolidated2Async(path, cancellation).ConfigureAwait(false) ? nodes.GetValueOrDefault(path) : null;
        nodes[path] = node;
        if (node.IsArray) return node;
        var consolidated = node.Version == 3
            ? AddConsolidated3(node)
            : await AddConsolidated2Async(path, cancellation).ConfigureAwait(false);
        if (!consolidated) await AddChildrenAsync(node, cancellation).ConfigureAwait(false);
        return nodes[path];
    }

    /// <summary>Loads a level of a pyramid, and what it holds when it is a group.</summary>
    private async ValueTask AddLevelAsync(string path, CancellationToken cancellation)
    {
        if (!nodes.TryGetValue(path, out var level)) await AddAsync(path, cancellation).ConfigureAwait(false);
        else if (!level.IsArray && !nodes.Values.Any(node => node.Parent == path))
            await AddChildrenAsync(level, cancellation).ConfigureAwait(false);
    }

    private async ValueTask<ZarrNode?> LoadOneAsync(string path, CancellationToken cancellation)
    {
        var key = Join(path, "zarr.json");
        if (await ReadAsync(key, cancellation).ConfigureAwait(false) is { } metadata) return ZarrNode.OfVersion3(path, key, metadata);
        foreach (var (name, isArray) in new[] { (".zarray", true), (".zgroup", false) })
        {
            key = Join(path, name);
            if (await ReadAsync(key, cancellation).ConfigureAwait(false) is not { } found) continue;
            var attributes = await ReadAsync(Join(path, ".zattrs"), cancellation).ConfigureAwait(false);
            return ZarrNode.OfVersion2(path, key, isArray, found, attributes);
        }
        return null;
    }

    private bool AddConsolidated3(ZarrNode group)
    {
        if (ZarrJson.Find(group.Metadata, "consolidated_metadata") is not { ValueKind: JsonValueKind.Object } consolidated) return false;
        if (ZarrJson.TextOf(ZarrJson.Find(consolidated, "kind")) is { } kind && kind != "inline")
            throw new RasterFormatException($"'consolidated_metadata' is of kind '{kind}'; this reader knows 'inline'.", group.Key);
        foreach (var member in ZarrJson.Members(ZarrJson.GetObject(consolidated, "metadata", group.Key), group.Key))
        {
            var path = Join(group.Path, Check(member.Name, group.Key));
            if (member.Value.ValueKind != JsonValueKind.Object)
                throw ZarrJson.Unexpected(member.Value, member.Name, "an object", group.Key);
            Keep(ZarrNode.OfVersion3(path, $"{group.Key} [{member.Name}]", member.Value));
        }
        return true;
    }

    private async ValueTask<bool> AddConsolidated2Async(string path, CancellationToken cancellation)
    {
        var key = Join(path, ".zmetadata");
        if (await ReadAsync(key, cancellation).ConfigureAwait(false) is not { } document) return false;
        ZarrJson.AsInteger(ZarrJson.Get(document, "zarr_consolidated_format", key), "zarr_consolidated_format", key, 1, 1);
        var metadata = ZarrJson.GetObject(document, "metadata", key);
        foreach (var member in ZarrJson.Members(metadata, key))
        {
            var (parent, name) = member.Name.LastIndexOf('/') is >= 0 and var slash
                ? (member.Name[..slash], member.Name[(slash + 1)..])
                : ("", member.Name);
            if (name is not (".zarray" or ".zgroup")) continue;
            if (member.Value.ValueKind != JsonValueKind.Object) throw ZarrJson.Unexpected(member.Value, member.Name, "an object", key);
            var full = parent.Length == 0 ? path : Join(path, Check(parent, key));
            var attributes = ZarrJson.Find(metadata, Join(parent, ".zattrs"));
            Keep(ZarrNode.OfVersion2(full, $"{key} [{member.Name}]", name == ".zarray", member.Value, attributes));
        }
        return true;
    }

    /// <summary>Loads what lies directly in a group without consolidated metadata.</summary>
    private async ValueTask AddChildrenAsync(ZarrNode group, CancellationToken cancellation)
    {
        foreach (var name in await ChildrenOf(group, cancellation).ConfigureAwait(false))
        {
            var path = Join(group.Path, name);
            if (!nodes.ContainsKey(path) && await LoadOneAsync(path, cancellation).ConfigureAwait(false) is { } child) Keep(child);
        }
    }

    private async ValueTask<IReadOnlyCollection<string>> ChildrenOf(ZarrNode group, CancellationToken cancellation)
    {
        if (store is not IListedStore listed)
        {
            IsComplete = false;
            return ZarrNames.Usual(group);
        }
        var names = new List<string>();
        await foreach (var name in listed.ChildrenAsync(group.Path, cancellation).ConfigureAwait(false))
        {
            if (name.Length > 1 && name[^1] == '/') names.Add(name[..^1]);
        }
        return names;
    }

    private void Keep(ZarrNode node)
    {
        if (nodes.Count >= MaxNodes) throw new RasterFormatException($"The group holds more than {MaxNodes} arrays and groups.", node.Key);
        nodes[node.Path] = node;
    }

    private async ValueTask<JsonElement?> ReadAsync(string key, CancellationToken cancellation)
    {
        if (await store.LengthAsync(key, cancellation).ConfigureAwait(false) is not { } length) return null;
        if (length > ZarrJson.MaxBytes)
            throw new RasterFormatException($"The metadata has {length} bytes; at most {ZarrJson.MaxBytes >> 20} MiB are read.", key);
        var bytes = new byte[(int)length];
        try
        {
            var read = await store.ReadAsync(key, 0, bytes, cancellation).ConfigureAwait(false);
            return ZarrJson.Parse(bytes.AsMemory(0, read), key);
        }
        catch (InvalidDataException inner)
        {
            throw new RasterFormatException(inner.Message, key, null, inner);
        }
    }
}
