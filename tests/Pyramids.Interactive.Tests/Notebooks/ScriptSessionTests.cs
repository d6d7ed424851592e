using Pyramids.Tool.Notebooks;

namespace Pyramids.Interactive.Tests.Notebooks;

public sealed class ScriptSessionTests
{
    [Fact]
    public async Task A_trailing_expression_is_the_result_and_state_goes_on()
    {
        var (notebook, report) = await GivenNotebook.Run("var x = 20;", "x + 1", "x = x * 2;", "await Task.FromResult(x + 2)");
        Assert.Null(report.Failed);
        Assert.Empty(notebook.Cells[0].Outputs);
        var second = Assert.Single(GivenNotebook.Of(notebook.Cells[1]));
        Assert.Equal("execute_result", second.Kind());
        Assert.Equal("21", second.Text());
        Assert.Equal(2, second["execution_count"]!.GetValue<int>());
        Assert.Empty(notebook.Cells[2].Outputs);
        Assert.Equal("42", GivenNotebook.Of(notebook.Cells[3])[0].Text());
    }

    [Fact]
    public async Task A_trailing_task_shows_its_result()
    {
        Assert.Equal("7", (await GivenNotebook.Outputs("async Task<int> Seven() { await Task.Yield(); return 7; }\nSeven()"))[0].Text());
        Assert.Equal("8", (await GivenNotebook.Outputs("new ValueTask<int>(8)"))[0].Text());
        Assert.Empty(await GivenNotebook.Outputs("Task.CompletedTask"));
    }

    [Fact]
    public async Task A_null_value_is_shown_and_a_void_call_is_not()
    {
        Assert.Equal("null", (await GivenNotebook.Outputs("string s = null;\ns"))[0].Text());
        Assert.Empty(await GivenNotebook.Outputs("void F() { }\nF()"));
        Assert.Empty(await GivenNotebook.Outputs("var y = 1;"));
    }

    [Fact]
    public async Task Names_can_be_declared_again_with_other_types()
    {
        Assert.Equal("b2", (await GivenNotebook.Outputs("var a = 1; record R(int X);", "var a = \"b\"; record R(string Y);",
            "a + new R(\"2\").Y"))[0].Text());
    }

    [Fact]
    public async Task Console_text_comes_in_order_as_streams()
    {
        var outputs = await GivenNotebook.Outputs(
            "Console.Write(\"a\"); Console.WriteLine(1); Console.Error.WriteLine(\"e\"); Console.Out.WriteLine($\"{2} ü\"); display(3);");
        Assert.Equal(["stream", "stream", "stream", "display_data"], outputs.Select(o => o.Kind()));
        Assert.Equal(["a1\n", "e\n", "2 ü\n", "3"], outputs.Select(o => o.Text()));
        Assert.Equal(["stdout", "stderr", "stdout"], outputs.Take(3).Select(o => o["name"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Lines_from_many_threads_stay_whole()
    {
        var outputs = await GivenNotebook.Outputs(
            "Parallel.For(0, 200, i => Console.WriteLine($\"line {i} end\"));\nvar t = new System.Threading.Thread(() => "
                + "Console.WriteLine(\"line 200 end\")); t.Start(); t.Join();");
        var lines = Assert.Single(outputs).Text()!.TrimEnd('\n').Split('\n');
        Assert.Equal(Enumerable.Range(0, 201).Select(i => $"line {i} end").Order(), lines.Order());
    }

    [Fact]
    public async Task A_display_is_updated_in_place_even_from_a_later_cell()
    {
        var (notebook, report) = await GivenNotebook.Run("var d = display(\"one\"); Console.WriteLine(\"x\");",
            "d.Update(\"two\"); await Task.Run(() => d.Update(HTML(\"<b>three</b>\")));");
        Assert.Null(report.Failed);
        var outputs = GivenNotebook.Of(notebook.Cells[0]);
        Assert.Equal("<b>three</b>", outputs[0].Text("text/html"));
        Assert.Equal("three", outputs[0].Text());
        Assert.Equal("x\n", outputs[1].Text());
        Assert.Empty(notebook.Cells[1].Outputs);
    }

    [Fact]
    public async Task An_exception_names_cell_and_line_and_keeps_the_state()
    {
        var notebook = GivenNotebook.Of("int Divide(int a, int b)\n{\n    return a / b;\n}",
            "var kept = 5;\nvar zero = kept - 5;\nDivide(kept, zero)", "kept");
        var report = await new NotebookRunner(new ScriptSession(new SessionOptions()), allowErrors: true).RunAsync(notebook, default);
        Assert.Equal(2, report.Failed!.Number);
        var error = Assert.Single(GivenNotebook.Of(notebook.Cells[1]));
        Assert.Equal("error", error.Kind());
        Assert.Equal("DivideByZeroException", error["ename"]!.GetValue<string>());
        var traceback = AnsiText.Strip(string.Join('\n', error["traceback"]!.AsArray().Select(l => l!.GetValue<string>())));
        Assert.Contains("at Cell 1, line 3 in Divide", traceback);
        Assert.Contains("at Cell 2, line 3", traceback);
        Assert.DoesNotContain("Submission", traceback);
        Assert.DoesNotContain("Microsoft.CodeAnalysis", traceback);
        Assert.DoesNotContain("MoveNext", traceback);
        Assert.Equal("5", GivenNotebook.Of(notebook.Cells[2])[0].Text());
    }

    [Fact]
    public async Task A_compile_error_shows_line_column_and_source()
    {
        var (notebook, report) = await GivenNotebook.Run("md:# first", "var a = 1;", "var b = a +\n    missing;");
        Assert.Equal((2, 3), (report.Failed!.Number, report.Failed.Position));
        Assert.Equal("Cell 2, line 2, column 5", report.Failed.Result.Error!.Place);
        var traceback = AnsiText.Strip(string.Join('\n', report.Failed.Result.Error.Traceback));
        Assert.Contains("error CS0103", traceback);
        Assert.Contains("        missing;\n        ^^^^^^^", traceback);
        Assert.Equal("CompilationError", GivenNotebook.Of(notebook.Cells[2])[0]["ename"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_aggregate_tells_its_cause()
    {
        var (_, report) = await GivenNotebook.Run("Task.Run(() => throw new InvalidOperationException(\"deep\")).Wait();");
        Assert.Contains("caused by InvalidOperationException: deep",
            AnsiText.Strip(string.Join('\n', report.Failed!.Result.Error!.Traceback)));
    }

    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("await Task.Delay(-1);")]
    [InlineData("System.Threading.Thread.Sleep(-1);")]
    [InlineData("while (true) { try { while (true) { } } catch (Exception) { } finally { } }")]
    public async Task A_stopped_cell_ends_soon_and_the_session_lives_on(string code)
    {
        var session = new ScriptSession(new SessionOptions());
        var sink = new NotebookRecorder().NewCell();
        await session.ExecuteAsync("var kept = 1;", "Cell 1", "csharp", sink, default);
        using var stop = new CancellationTokenSource();
        var running = session.ExecuteAsync(code, "Cell 2", "csharp", sink, stop.Token);
        await Task.Delay(500);
        await stop.CancelAsync();
        var result = await running.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(result.Interrupted);
        var next = await session.ExecuteAsync("kept + 1", "Cell 3", "csharp", sink, default);
        Assert.Equal("2", next.Value!["text/plain"]);
    }

    [Fact]
    public async Task Input_is_refused_without_a_front_end()
    {
        var (_, report) = await GivenNotebook.Run("Console.ReadLine()");
        Assert.Contains("runs headless", report.Failed!.Result.Error!.Message);
    }

    [Fact]
    public async Task A_script_file_is_loaded_from_the_notebooks_folder()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "part.csx"), "int Twice(int x) => 2 * x;");
            var (notebook, report) = await GivenNotebook.Run(new SessionOptions { Folder = folder.FullName },
                "#load \"part.csx\"\nTwice(21)");
            Assert.Null(report.Failed);
            Assert.Equal("42", GivenNotebook.Of(notebook.Cells[0])[0].Text());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
