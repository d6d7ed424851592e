using System.Globalization;
using System.Text.Json;

namespace Pyramids;

/// <summary>A write as data: sources by path and fingerprint, operations by name, version and parameters, grid, chunks
/// and target.</summary>
/// <remarks>
/// It runs in another process, now or later, and gives the same bits. A range of the target's chunks can be run alone:
/// processes that run ranges of one plan write into one Zarr store, at the same time or one after another, in any order
/// and as often as they like; the store appears when its last chunk is there.
/// </remarks>
[TypeFormatterSource]
public sealed class PlanDocument
{
    private readonly PlanFile file;

    private PlanDocument(PlanFile file) => this.file = file;

    /// <summary>A digest of the plan: equal plans write the same bytes to the same place. The store that it writes
    /// keeps it as the attribute <c>pyramids_plan</c>.</summary>
    public string Key => file.Key;

    /// <summary>Number of chunks that the target stores: a range is <c>0</c> to one less. A GeoTIFF is written whole and has one.</summary>
    public long Chunks => file.Objects;

    /// <summary>Path of the file or store that is written.</summary>
    public string Target => file.Target.Path;

    /// <summary>Paths or URLs of the sources, and their fingerprints.</summary>
    public IReadOnlyList<(string Uri, string Fingerprint)> Sources
        => file.Sources.Select(source => (source.Uri, source.Fingerprint)).Distinct().ToArray();

    /// <summary>The array that is written.</summary>
    public ArraySchema Schema => file.Schema;

    /// <summary>Reads a plan from a file.</summary>
    /// <exception cref="PlanException">The file holds no plan, one of another version, or one that was changed.</exception>
    public static PlanDocument ReadFile(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (PlanException problem)
        {
            throw new PlanException($"{path}: {problem.Message}", problem);
        }
    }

    /// <summary>Reads a plan from JSON.</summary>
    /// <exception cref="PlanException">The text is no plan, one of another version, or one that was changed.</exception>
    public static PlanDocument Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("format", out var format)
                || format.ValueKind != JsonValueKind.String || format.GetString() != PlanFile.FormatName)
                throw new PlanException($"This is no plan; a JSON object with the format '{PlanFile.FormatName}' was expected.");
            if (!root.TryGetProperty("version", out var version) || !version.TryGetInt32(out var number)
                || number != PlanFile.CurrentVersion)
                throw new PlanException(
                    $"The plan has version {version} of its format; this program reads version {PlanFile.CurrentVersion}. Run it with "
                        + "the program that made it.");
            return new((root.Deserialize(PlanText.Json.PlanFile) ?? throw new PlanException("The plan is empty.")).Checked());
        }
        catch (Exception problem) when (problem is JsonException or ArgumentException or InvalidOperationException or KeyNotFoundException
            or FormatException or CrsException)
        {
            throw new PlanException($"The plan cannot be read: {problem.Message}", problem);
        }
    }

    /// <summary>Writes the plan to a file, which is replaced when it exists.</summary>
    public void Save(string path)
    {
        var temporary = $"{path}.{Guid.NewGuid():n}.part";
        try
        {
            File.WriteAllText(temporary, ToJson());
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>The plan as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(file, PlanText.Json.PlanFile);

    /// <summary>Runs the plan.</summary>
    public RunReport Run() => Engine.Wait(() => RunAsync());

    /// <summary>Runs the plan. A store that this plan wrote before is left as it is.</summary>
    /// <param name="progress">Told after every chunk.</param>
    /// <param name="cancellation">Ends the run early.</param>
    /// <exception cref="PlanException">A source has changed since the plan was made, or this program has no operation
    /// or function of the plan.</exception>
    public Task<RunReport> RunAsync(IProgress<ComputeProgress>? progress = null, CancellationToken cancellation = default)
        => RunAsync(0, Chunks - 1, progress, cancellation);

    /// <inheritdoc cref="RunAsync(long, long, IProgress{ComputeProgress}, CancellationToken)"/>
    public RunReport Run(long first, long last)
        => Engine.Wait(() => RunAsync(first, last));

    /// <summary>Runs a range of the target's chunks. Those that are there from an earlier run are not made again.</summary>
    /// <param name="first">First chunk, from 0.</param>
    /// <param name="last">Last chunk, included.</param>
    /// <param name="progress">Told after every chunk.</param>
    /// <param name="cancellation">Ends the run early.</param>
    /// <exception cref="PlanException">A source has changed since the plan was made, or this program has no operation
    /// or function of the plan.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are no such chunks.</exception>
    public async Task<RunReport> RunAsync(long first, long last, IProgress<ComputeProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        if (first < 0 || last < first || last >= Chunks)
            throw new ArgumentOutOfRangeException(nameof(last), string.Create(CultureInfo.InvariantCulture, $"{first}..{last}"),
                string.Create(CultureInfo.InvariantCulture,
                    $"The plan has {(Chunks == 1 ? "one chunk, 0" : $"{Chunks} chunks, 0 to {Chunks - 1}")}.{(file.Target is ZarrWrite ? "" : " A GeoTIFF is written whole; ranges are for Zarr stores.")}"));
        if (await file.Target.IsCompleteAsync(Key, cancellation).ConfigureAwait(false)) return default;
        var datasets = new Dictionary<string, Dataset>();
        try
        {
            var array = await OpenAsync(datasets, cancellation).ConfigureAwait(false);
            var target = file.Target is ZarrWrite { Options.Mode: ZarrMode.Append or ZarrMode.Region } && (first, last) == (0, Chunks - 1)
                ? file.Target
                : file.Target.Part(Key, first, last);
            if (target is ZarrWrite store) target = store with { Options = store.Options with { Provenance = Provenance.Of(this) } };
            return await Engine.StartAsync(() => Engine.RunAsync(array, () => target.Open(array.Schema), progress, cancellation),
                cancellation).ConfigureAwait(false);
        }
        finally
        {
            foreach (var dataset in datasets.Values) await dataset.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"Plan {Key}: {file.Nodes.Count} operations on {string.Join(", ", Sources.Select(source => source.Uri))}; writes {Chunks} chunks to {Target}");

    internal static PlanDocument Of(DeferredWrite write)
    {
        var order = Walk.InOrder(Walk.Share([write.Array.Node]));
        var reads = order.OfType<SourceNode>().ToArray();
        var index = new Dictionary<Node, int>();
        foreach (var read in reads) index[read] = index.Count;
        var sources = new Values<PlanSource>(
            reads.Select(read => PlanSource.Of(((ReadOperation)read.Operation).Id ?? throw new PlanException(
                $"The plan reads '{read.Source.Name}', which only this process has. Write it to a file or store first, and read it "
                    + "from there."))));
        var keys = sources.Select(source => source.Key).ToList();
        var nodes = new Values<PlanNode>();
        foreach (var node in order.Where(node => node is not SourceNode))
        {
            var operation = node.Operation.Portable;
            var described = new PlanNode("", JsonSerializer.SerializeToElement(operation, OperationJson.Default.Operation),
                operation.Version, new(node.Inputs.Select(input => index[input])));
            nodes.Add(described with { Key = described.KeyOf(input => keys[input]) });
            keys.Add(nodes[^1].Key);
            index[node] = index.Count;
        }
        var chunks = write.Array.Chunks;
        return new(new PlanFile(PlanFile.FormatName, PlanFile.CurrentVersion, "", sources, nodes, write.Array.Schema,
            new(chunks.Bands.Size, chunks.Rows.Size, chunks.Columns.Size), write.Objects.Count, write.Target).WithKey());
    }

    internal WriteTarget Write => file.Target;

    /// <summary>Opens the sources and makes the nodes; <paramref name="datasets"/> are the caller's to close.</summary>
    internal async Task<LazyArray> OpenAsync(Dictionary<string, Dataset> datasets, CancellationToken cancellation)
    {
        var made = new List<Node>();
        foreach (var source in file.Sources)
        {
            if (!datasets.TryGetValue(source.Uri, out var dataset))
                datasets[source.Uri] = dataset = await Dataset.ReadFileAsync(source.Uri, cancellation).ConfigureAwait(false);
            if (dataset.Fingerprint != source.Fingerprint)
                throw new PlanException(
                    $"'{source.Uri}' has changed since the plan was made: it was {source.Fingerprint} and is {dataset.Fingerprint}. "
                        + "Make the plan again.");
            made.Add(dataset.Read(source.Part));
        }
        foreach (var (number, node) in file.Nodes.Index()) made.Add(Make(number, node, made));
        var root = made[^1];
        return root.Schema == file.Schema
            ? new(root, ChunkGrid.Regular(root.Schema.Bands, root.Schema.Grid.Rows, root.Schema.Grid.Columns, file.Chunks.Bands,
                file.Chunks.Rows, file.Chunks.Columns))
            : throw new PlanException(
                $"The plan's operations make {root} where {file.Schema.Type} of {file.Schema.Grid} was expected; this program is not "
                    + "the one that made it. Make the plan again.");
    }

    private static Node Make(int number, PlanNode node, List<Node> made)
    {
        try
        {
            var operation = node.Operation.Deserialize(OperationJson.Default.Operation)
                ?? throw new JsonException("There is no operation.");
            if (operation.Version != node.Version)
                throw new PlanException($"The plan asks for version {node.Version} of '{operation.Label}'; this program computes version "
                    + $"{operation.Version}. Make the plan again, or run it with the program that made it.");
            return operation.On(node.Inputs.Select(input => made[input]).ToArray());
        }
        catch (Exception problem) when (problem is JsonException or NotSupportedException or ArgumentException or GridException
            or OverflowException or KeyNotFoundException or InvalidOperationException)
        {
            throw new PlanException($"Node {number} of the plan cannot be made: {problem.Message}", problem);
        }
    }
}
