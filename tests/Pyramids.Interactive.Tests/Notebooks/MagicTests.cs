using Pyramids.Tool.Notebooks;

namespace Pyramids.Interactive.Tests.Notebooks;

public sealed class MagicTests
{
    private static readonly Magic Sample = new("sample", "A sample.",
        [new("path", "A place.") { IsRequired = true }, new("--name", "A name."), new("--deep", "A flag.") { IsFlag = true }],
        _ => Task.CompletedTask);

    [Fact]
    public void A_line_is_taken_apart()
    {
        var line = MagicLine.Parse("#!sample  \"a b.tif\" --deep --name -5", Sample, 1);
        Assert.Equal(["a b.tif"], line.Positional);
        Assert.Equal("-5", line.Options["name"]);
        Assert.Contains("deep", line.Flags);
        Assert.Equal("\"a b.tif\" --deep --name -5", line.Rest);
    }

    [Theory]
    [InlineData("s3://b/k?x=1&y=2")]
    [InlineData("-180,-90,180,90")]
    [InlineData(@"C:\a\b.tif")]
    [InlineData("{1}")]
    public void Values_need_no_quotes(string value) => Assert.Equal([value], MagicLine.Parse($"#!sample {value}", Sample, 1).Positional);

    [Fact]
    public void Quoted_text_is_a_value_even_with_dashes()
    {
        Assert.Equal(["--x"], MagicLine.Parse("#!sample \"--x\"", Sample, 1).Positional);
        Assert.Equal(["say \"hi\""], MagicLine.Parse("#!sample \"say \\\"hi\\\"\"", Sample, 1).Positional);
    }

    [Theory]
    [InlineData("#!sample", "needs <path>")]
    [InlineData("#!sample a b", "'b'")]
    [InlineData("#!sample a --depth 3", "--depth")]
    [InlineData("#!sample a --name", "needs a value")]
    [InlineData("#!sample a --name x --name y", "twice")]
    [InlineData("#!sample \"a", "quotation mark")]
    public void A_wrong_line_is_refused_with_its_usage(string line, string reason)
    {
        var error = Assert.Throws<CellFailure>(() => MagicLine.Parse(line, Sample, 4));
        Assert.Contains(reason, error.Message);
        Assert.Equal(4, error.Line);
    }

    [Fact]
    public async Task Code_before_and_after_a_magic_runs_and_sees_its_variables()
    {
        var session = new ScriptSession(new SessionOptions());
        session.Magics.Add(new Magic("make", "Makes a variable.",
            [new("expression", "") { IsRequired = true }, new("--name", "") { IsRequired = true }],
            async call => await call.SetVariableAsync(call.Line.Options["name"], (await call.EvaluateAsync(call.Line.Positional[0]))!)));
        var sink = new NotebookRecorder().NewCell();
        var result = await session.ExecuteAsync("var a = new List<int> { 20 };\n#!make \"a.Append(22).ToList()\" --name b\nb.Sum()",
            "Cell 1", "csharp", sink, default);
        Assert.Equal("42", result.Value!["text/plain"]);
    }

    [Fact]
    public async Task An_unknown_magic_names_close_ones_and_its_line()
    {
        var (_, report) = await GivenNotebook.Run("var a = 1;\n#!lsmagi");
        Assert.Contains("#!lsmagic", report.Failed!.Result.Error!.Message);
        Assert.Equal("Cell 1, line 2", report.Failed.Result.Error.Place);
    }

    [Fact]
    public async Task A_magic_that_throws_fails_the_cell()
    {
        var session = new ScriptSession(new SessionOptions());
        session.Magics.Add(new Magic("bad", "", [], _ => throw new InvalidOperationException("no luck")));
        var result = await session.ExecuteAsync("#!bad", "Cell 1", "csharp", new NotebookRecorder().NewCell(), default);
        Assert.Equal("InvalidOperationException", result.Error!.Name);
    }

    [Fact]
    public async Task Language_magics_switch_within_a_cell()
    {
        var outputs = await GivenNotebook.Outputs("#!markdown\n# Head\n#!html\n<b>x</b>\n#!csharp\n1 + 1");
        Assert.Equal("# Head", outputs[0].Text("text/markdown"));
        Assert.Equal("<b>x</b>", outputs[1].Text("text/html"));
        Assert.Equal("2", outputs[2].Text());
    }

    [Fact]
    public async Task Time_is_shown_at_the_end_and_share_is_refused()
    {
        var outputs = await GivenNotebook.Outputs("#!time\nConsole.Write(\"x\");");
        Assert.Equal("x", outputs[0].Text());
        Assert.Matches(@"^Wall time: [0-9.]+ ms$", outputs[1].Text()!);
        var (_, report) = await GivenNotebook.Run("#!share x --from fsharp");
        Assert.Contains("not offered", report.Failed!.Result.Error!.Message);
    }

    [Fact]
    public async Task About_lsmagic_and_whos_say_what_there_is()
    {
        Assert.Contains("Pyramids.Interactive", (await GivenNotebook.Outputs("#!about"))[0].Text());
        Assert.Contains("#!time", (await GivenNotebook.Outputs("#!lsmagic"))[0].Text());
        var whos = (await GivenNotebook.Outputs(
            "var answer = 42; IEnumerable<int> Endless() { while (true) yield return 1; } var endless = Endless();", "#!whos"))[0];
        Assert.Contains("answer", whos.Text("text/html"));
        Assert.Contains("42", whos.Text());
    }

    [Fact]
    public async Task A_line_within_a_string_is_no_magic()
    {
        var outputs = await GivenNotebook.Outputs("var s = \"\"\"\n#!nothing\n#r \"nuget: Nothing\"\n\"\"\";\ns");
        Assert.Equal("#!nothing\n#r \"nuget: Nothing\"", outputs[0].Text());
    }

    [Fact]
    public async Task Magics_of_the_library_come_with_its_package()
    {
        var (_, failed) = await GivenNotebook.Run("#!pyramids");
        Assert.Contains("no magic #!pyramids", failed.Failed!.Result.Error!.Message);
        var (notebook, report) = await GivenNotebook.Run("#r \"nuget: Pyramids.Interactive\"\nusing Pyramids;", "#!pyramids",
            "#!raster open nothing.tif --name dem", "#!preview");
        Assert.Contains("#!preview", GivenNotebook.Of(notebook.Cells[1])[0].Text("text/html"));
        Assert.Equal(3, report.Failed!.Number);
        Assert.Contains("nothing.tif", report.Failed.Result.Error!.Message);
        Assert.DoesNotContain("Pyramids.Tool", string.Join('\n', report.Failed.Result.Error.Traceback));
        var (_, usage) = await GivenNotebook.Run("#r \"nuget: Pyramids.Interactive\"", "\n#!preview --widht 3");
        Assert.Equal("MagicError", usage.Failed!.Result.Error!.Name);
        Assert.Equal("Cell 2, line 2", usage.Failed.Result.Error.Place);
        Assert.Contains("Usage: #!preview", usage.Failed.Result.Error.Message);
    }
}
