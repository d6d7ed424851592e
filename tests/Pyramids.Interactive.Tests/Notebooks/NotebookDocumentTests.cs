using System.Diagnostics;
using System.Text.Json.Nodes;
using Pyramids.Tool.Notebooks;

namespace Pyramids.Interactive.Tests.Notebooks;

public sealed class NotebookDocumentTests
{
    [Fact]
    public void Cells_without_ids_get_the_same_ones_every_time()
    {
        var json = GivenNotebook.Json("1", "md:# T", "1");
        var first = NotebookDocument.Parse(json, "a.ipynb").ToJson();
        Assert.Equal(first, NotebookDocument.Parse(json, "a.ipynb").ToJson());
        var ids = JsonNode.Parse(first)!["cells"]!.AsArray().Select(c => c!["id"]!.GetValue<string>()).ToList();
        Assert.Equal(3, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[0-9a-f]{8}$", id));
        Assert.Equal(5, JsonNode.Parse(first)!["nbformat_minor"]!.GetValue<int>());
    }

    [Fact]
    public void What_is_written_is_read_and_written_the_same()
    {
        var json = NotebookDocument.Parse(GivenNotebook.Json("var s = \"\\\"é😀\\u0001\";\n// x\n", "md:a\r\nb", ""), "a.ipynb").ToJson();
        Assert.Equal(json, NotebookDocument.Parse(json, "a.ipynb").ToJson());
        Assert.EndsWith("}\n", json);
        Assert.Contains("é😀", json);
    }

    [Fact]
    public void Unknown_metadata_and_attachments_stay()
    {
        var root = JsonNode.Parse(GivenNotebook.Json("1", "md:![x](attachment:x.png)"))!;
        root["metadata"]!["vendor"] = new JsonObject { ["deep"] = new JsonArray(1, 2.50, null, true) };
        root["cells"]![0]!["metadata"]!["tags"] = new JsonArray("keep");
        root["cells"]![1]!["attachments"] = new JsonObject { ["x.png"] = new JsonObject { ["image/png"] = "AAAA" } };
        var text = NotebookDocument.Parse(root.ToJsonString(), "a.ipynb").ToJson();
        var back = JsonNode.Parse(text)!;
        Assert.Equal("""{"deep":[1,2.5,null,true]}""", back["metadata"]!["vendor"]!.ToJsonString().Replace("2.50", "2.5"));
        Assert.Equal("keep", back["cells"]![0]!["metadata"]!["tags"]![0]!.GetValue<string>());
        Assert.Equal("AAAA", back["cells"]![1]!["attachments"]!["x.png"]!["image/png"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("{", "is not a notebook")]
    [InlineData("[1]", "not an object")]
    [InlineData("{}", "has no nbformat number")]
    [InlineData("""{"nbformat":3,"worksheets":[]}""", "format 3")]
    [InlineData("""{"nbformat":4}""", "no list of cells")]
    [InlineData("""{"nbformat":4,"cells":[{}]}""", "has no cell_type")]
    [InlineData("""{"nbformat":4,"cells":[{"cell_type":"video","source":""}]}""", "'video'")]
    [InlineData("""{"nbformat":4,"cells":[{"cell_type":"code","source":5}]}""", "no source text")]
    [InlineData("""{"nbformat":4,"nbformat":4,"cells":[]}""", "is not a notebook")]
    public void A_file_that_is_no_notebook_is_refused_by_name(string json, string reason)
    {
        var error = Assert.Throws<NotebookException>(() => NotebookDocument.Parse(json, "bad.ipynb"));
        Assert.Contains(reason, error.Message);
        Assert.Contains("bad.ipynb", error.Message);
    }

    [Fact]
    public void Texts_are_split_into_lines_as_python_splits_them()
    {
        Assert.Empty(NotebookJson.Lines(""));
        Assert.Equal(["a\n", "b\r\n", "\n", "c\r", "d"], NotebookJson.Lines("a\nb\r\n\nc\rd").Select(l => l!.GetValue<string>()));
    }

    [Fact]
    public async Task Running_changes_outputs_and_counts_only_and_twice_gives_the_same_file()
    {
        string[] cells = ["md:# Title\ntext", "var x = 1;\nx", "", "Console.WriteLine(\"a\\nb\"); display(HTML(\"<p>\\n</p>\"));"];
        var (first, _) = await GivenNotebook.Run(cells);
        var (second, _) = await GivenNotebook.Run(cells);
        Assert.Equal(first.ToJson(), second.ToJson());
        var root = JsonNode.Parse(first.ToJson())!;
        Assert.Equal("C# (Pyramids)", root["metadata"]!["kernelspec"]!["display_name"]!.GetValue<string>());
        Assert.Equal("pyramids-csharp", root["metadata"]!["kernelspec"]!["name"]!.GetValue<string>());
        Assert.Null(root["cells"]![2]!["execution_count"]);
        Assert.Equal(2, root["cells"]![3]!["execution_count"]!.GetValue<int>());
        Assert.Equal("""["a\n","b\n"]""", root["cells"]![3]!["outputs"]![0]!["text"]!.ToJsonString());
    }

    [Fact]
    public async Task A_kernelspec_that_is_there_stays()
    {
        var root = JsonNode.Parse(GivenNotebook.Json("1"))!;
        root["metadata"]!["kernelspec"] = new JsonObject { ["display_name"] = ".NET (C#)", ["language"] = "C#", ["name"] = ".net-csharp" };
        var notebook = NotebookDocument.Parse(root.ToJsonString(), "a.ipynb");
        await new NotebookRunner(new ScriptSession(new SessionOptions())).RunAsync(notebook, default);
        Assert.Equal(".net-csharp", notebook.Metadata["kernelspec"]!["name"]!.GetValue<string>());
        Assert.Equal("1", GivenNotebook.Of(notebook.Cells[0])[0].Text());
    }

    [Fact]
    public async Task A_notebook_in_another_language_is_refused()
    {
        var root = JsonNode.Parse(GivenNotebook.Json("1"))!;
        root["metadata"]!["kernelspec"] = new JsonObject { ["display_name"] = "Python 3", ["language"] = "python", ["name"] = "python3" };
        var error = await Assert.ThrowsAsync<NotebookException>(() =>
            new NotebookRunner(
                new ScriptSession(new SessionOptions())).RunAsync(NotebookDocument.Parse(root.ToJsonString(), "a.ipynb"), default));
        Assert.Contains("python", error.Message);
    }

    [Fact]
    public async Task Cells_of_other_languages_are_shown_or_refused()
    {
        var root = JsonNode.Parse(GivenNotebook.Json("# Head", "<i>x</i>", "let x = 1"))!;
        root["cells"]![0]!["metadata"]!["dotnet_interactive"] = new JsonObject { ["language"] = "markdown" };
        root["cells"]![1]!["metadata"]!["polyglot_notebook"] = new JsonObject { ["kernelName"] = "html" };
        root["cells"]![2]!["metadata"]!["dotnet_interactive"] = new JsonObject { ["language"] = "fsharp" };
        var notebook = NotebookDocument.Parse(root.ToJsonString(), "a.ipynb");
        var report = await new NotebookRunner(new ScriptSession(new SessionOptions())).RunAsync(notebook, default);
        Assert.Equal("# Head", GivenNotebook.Of(notebook.Cells[0])[0].Text("text/markdown"));
        Assert.Equal("<i>x</i>", GivenNotebook.Of(notebook.Cells[1])[0].Text("text/html"));
        Assert.Equal(3, report.Failed!.Number);
        Assert.Contains("'fsharp'", report.Failed.Result.Error!.Message);
    }

    [Fact]
    public async Task Tags_say_which_cells_may_fail_or_are_left_out()
    {
        var root = JsonNode.Parse(GivenNotebook.Json("throw new Exception(\"expected\");", "throw new Exception(\"never run\");", "3"))!;
        root["cells"]![0]!["metadata"]!["tags"] = new JsonArray("raises-exception");
        root["cells"]![1]!["metadata"]!["tags"] = new JsonArray("skip-execution");
        var notebook = NotebookDocument.Parse(root.ToJsonString(), "a.ipynb");
        var report = await new NotebookRunner(new ScriptSession(new SessionOptions())).RunAsync(notebook, default);
        Assert.Null(report.Failed);
        Assert.Equal("error", GivenNotebook.Of(notebook.Cells[0])[0].Kind());
        Assert.Empty(notebook.Cells[1].Outputs);
        Assert.Equal("3", GivenNotebook.Of(notebook.Cells[2])[0].Text());
    }

    [Fact]
    public async Task Jupyter_finds_the_file_valid_and_writes_it_the_same()
    {
        Peer.Needs("import nbformat", "python3-nbformat");
        var (notebook, _) = await GivenNotebook.Run("md:# é\n\ntext", "Console.WriteLine(\"a\\nü😀\"); 1",
            "new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A }", "throw new Exception(\"x\");");
        var file = Path.GetTempFileName();
        try
        {
            notebook.Save(file);
            var before = await File.ReadAllBytesAsync(file);
            var (code, output) = Peer.Python("""
                import nbformat, sys
                nb = nbformat.read(sys.argv[1], as_version=4)
                nbformat.validate(nb)
                nbformat.write(nb, sys.argv[1])
                """, file);
            Assert.True(code == 0, output);
            Assert.Equal(System.Text.Encoding.UTF8.GetString(before), await File.ReadAllTextAsync(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_file_appears_whole_or_not_at_all()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var file = Path.Combine(folder.FullName, "deep", "a.ipynb");
            NotebookDocument.Parse(GivenNotebook.Json("1"), "a").Save(file);
            Assert.Equal([file], Directory.GetFiles(Path.GetDirectoryName(file)!));
            Directory.CreateDirectory(Path.Combine(folder.FullName, "taken.ipynb", "x"));
            Assert.ThrowsAny<Exception>(() => AtomicFile.WriteText(Path.Combine(folder.FullName, "taken.ipynb"), "x"));
            Assert.Empty(Directory.GetFiles(folder.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

/// <summary>Programs of others that some tests compare with.</summary>
internal static class Peer
{
    private const string Interpreter = "/usr/bin/python3";

    public static void Needs(string import, string package)
    {
        if (!File.Exists(Interpreter) || Python(import).Code != 0)
            Assert.Skip($"no {package}; apt-get install {package}");
    }

    public static (int Code, string Output) Python(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Interpreter,
            ["-c", program, .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
