using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pyramids.Tool.Notebooks;

/// <summary>A notebook in nbformat 4.5. What this runner does not know (metadata, attachments) is kept as it was read.</summary>
/// <remarks>The Jupyter notebook format, version 4.5: nbformat.readthedocs.io.</remarks>
internal sealed class NotebookDocument
{
    private readonly JsonObject root;

    private NotebookDocument(JsonObject root, List<NotebookCell> cells) => (this.root, Cells) = (root, cells);

    public List<NotebookCell> Cells { get; }

    public JsonObject Metadata => Section(root, "metadata");

    /// <summary>The language of cells that name none: "csharp" unless the notebook's kernel says otherwise.</summary>
    public string Language
    {
        get
        {
            var named = Text(Metadata["kernelspec"], "language") ?? Text(Metadata["language_info"], "name") ?? "csharp";
            return NotebookCell.NormalLanguage(named);
        }
    }

    public static NotebookDocument Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NotebookException(
                e is FileNotFoundException or DirectoryNotFoundException
                    ? $"There is no notebook '{path}'. Give the path of an .ipynb file."
                    : $"The notebook '{path}' cannot be read: {e.Message}", e);
        }
        return Parse(text, Path.GetFileName(path));
    }

    public static NotebookDocument Parse(string json, string name)
    {
        JsonObject root;
        try
        {
            root = JsonNode.Parse(json) as JsonObject
                ?? throw new NotebookException($"'{name}' is JSON, but not an object; a notebook was expected.");
            Validate(root);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new NotebookException($"'{name}' is not a notebook: {e.Message}", e);
        }

        var major = Number(root["nbformat"]);
        if (major is null)
            throw new NotebookException($"'{name}' has no nbformat number; a Jupyter notebook of version 4 was expected.");
        if (major != 4)
            throw new NotebookException(
                $"'{name}' is a notebook of format {major}; this runner reads format 4. Convert it first: jupyter nbconvert --to "
                    + $"notebook --nbformat 4 {name}");
        if (root["cells"] is not JsonArray array)
            throw new NotebookException($"'{name}' has no list of cells.");

        root["nbformat_minor"] = Math.Max(5, Number(root["nbformat_minor"]) ?? 0);
        var cells = new List<NotebookCell>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in array)
        {
            if (item is not JsonObject cell || Text(cell, "cell_type") is not { } kind)
                throw new NotebookException($"Cell {cells.Count + 1} of '{name}' has no cell_type.");
            if (kind is not ("code" or "markdown" or "raw"))
                throw new NotebookException($"Cell {cells.Count + 1} of '{name}' is of type '{kind}'; code, markdown and raw are known.");
            if (NotebookJson.Joined(cell["source"]) is null)
                throw new NotebookException($"Cell {cells.Count + 1} of '{name}' has no source text.");
            var id = Text(cell, "id");
            if (id is null || !ids.Add(id))
                cell["id"] = NewId(cell, cells.Count, ids);
            cells.Add(new NotebookCell(cell));
        }
        return new NotebookDocument(root, cells);
    }

    /// <summary>Says which kernel the notebook is for, where it does not say so itself.</summary>
    public void NameKernel()
    {
        if (Metadata["kernelspec"] is not JsonObject)
            Metadata["kernelspec"] = new JsonObject
                { ["display_name"] = "C# (Pyramids)", ["language"] = "C#", ["name"] = "pyramids-csharp" };
        if (Metadata["language_info"] is not JsonObject)
            Metadata["language_info"] = new JsonObject
            {
                ["file_extension"] = ".cs",
                ["mimetype"] = "text/x-csharp",
                ["name"] = "C#",
                ["pygments_lexer"] = "csharp",
                ["version"] = "14.0",
            };
    }

    public string ToJson()
    {
        foreach (var cell in Cells)
            cell.Normalise();
        return NotebookJson.Write(root);
    }

    /// <summary>Writes beside the target and renames, so that a reader sees the old file or the whole new one.</summary>
    public void Save(string path) => AtomicFile.WriteText(path, ToJson());

    /// <summary>The text of the first heading, or null.</summary>
    public string? Title() => Cells.Where(c => c.Kind == "markdown")
        .SelectMany(c => c.Source.Split('\n'))
        .Where(l => l.StartsWith("# ", StringComparison.Ordinal))
        .Select(l => l[2..].Trim().TrimEnd('#').Trim())
        .FirstOrDefault(t => t.Length > 0);

    internal static JsonObject Section(JsonObject owner, string name)
    {
        if (owner[name] is not JsonObject section)
            owner[name] = section = [];
        return section;
    }

    internal static string? Text(JsonNode? owner, string name) =>
        owner is JsonObject o && o[name] is JsonValue v && v.GetValueKind() == JsonValueKind.String ? v.GetValue<string>() : null;

    private static int? Number(JsonNode? node) =>
        node is JsonValue v && v.GetValueKind() == JsonValueKind.Number && v.TryGetValue<int>(out var n) ? n : null;

    /// <summary>Duplicate keys are found by System.Text.Json only when an object is first looked into.</summary>
    private static void Validate(JsonNode? node)
    {
        if (node is JsonObject fields)
            foreach (var (_, value) in fields)
                Validate(value);
        else if (node is JsonArray items)
            foreach (var item in items)
                Validate(item);
    }

    /// <summary>An id that depends on place and text alone: the same notebook gets the same ids every time.</summary>
    private static string NewId(JsonObject cell, int index, HashSet<string> taken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var seed = $"{index}\n{attempt}\n{NotebookJson.Joined(cell["source"])}";
            var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(seed)))[..8];
            if (taken.Add(id))
                return id;
        }
    }
}
