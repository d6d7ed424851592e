using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Pyramids.Interactive.Tests.Notebooks;

/// <summary>The command as a shell sees it: a process of its own, its exit code and its files.</summary>
public sealed class RunCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pyramids-run").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_notebook_runs_from_its_folder_and_gives_report_and_notebook()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "data.txt"), "seven");
        var before = Write("a.ipynb", GivenNotebook.Json("md:# Told", "System.IO.File.ReadAllText(\"data.txt\")"));
        var (code, output, errors) = await Run("run", "a.ipynb", "--html", "out/report.html");
        Assert.True(code == 0, output + errors);
        Assert.Contains("[1] ok", output);
        Assert.Contains("1 cells ran", output);
        Assert.Equal(before, await File.ReadAllTextAsync(Path.Combine(folder, "a.ipynb")));
        Assert.Contains("seven", await File.ReadAllTextAsync(Path.Combine(folder, "out", "report.html")));
        var notebook = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "out", "report.ipynb")))!;
        Assert.Equal("seven", notebook["cells"]![1]!["outputs"]![0]!["data"]!["text/plain"]![0]!.GetValue<string>());
        Assert.Equal(2, Directory.GetFiles(Path.Combine(folder, "out")).Length);
    }

    [Fact]
    public async Task A_failing_cell_is_named_and_what_was_done_is_written()
    {
        Write("a.ipynb", GivenNotebook.Json("md:# Told", "1", "throw new Exception(\"bad luck\");", "3"));
        var (code, output, errors) = await Run("run", "a.ipynb", "--out", "b.ipynb");
        Assert.Equal(1, code);
        Assert.Contains("pyramids: cell 2 failed (cell 3 of the notebook; Cell 2, line 1): Exception: bad luck", errors);
        Assert.Contains("1 not run", output);
        Assert.DoesNotContain("\e", output);
        var cells = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "b.ipynb")))!["cells"]!;
        Assert.Equal("error", cells[2]!["outputs"]![0]!["output_type"]!.GetValue<string>());
        Assert.Empty(cells[3]!["outputs"]!.AsArray());
        Assert.False(File.Exists(Path.Combine(folder, "b.html")));

        (code, output, _) = await Run("run", "a.ipynb", "--out", "a.ipynb", "--allow-errors");
        Assert.Equal(0, code);
        Assert.Contains("3 cells ran", output);
        Assert.Contains("1 failed", output);
        Assert.Equal("3", JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder,
            "a.ipynb")))!["cells"]![3]!["outputs"]![0]!["data"]!["text/plain"]![0]!.GetValue<string>());
    }

    [Theory]
    [InlineData("run", "none.ipynb")]
    [InlineData("run", "broken.ipynb")]
    [InlineData("run")]
    [InlineData("run", "good.ipynb", "--what")]
    [InlineData("walk")]
    [InlineData("run", "good.ipynb", "--out", "x.ipynb", "--html", "x.ipynb")]
    [InlineData("run", "good.ipynb", "--out", "good.ipynb/x.ipynb")]
    public async Task Wrong_use_ends_with_two_and_a_word_and_no_stack(params string[] arguments)
    {
        Write("broken.ipynb", "{\"nbformat\":");
        Write("good.ipynb", GivenNotebook.Json("1"));
        var (code, output, errors) = await Run(arguments);
        Assert.Equal(2, code);
        Assert.StartsWith("pyramids: ", errors);
        Assert.DoesNotContain("   at ", output + errors);
    }

    [Fact]
    public async Task An_interrupt_stops_the_cell_and_writes_what_was_done()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");
        Write("a.ipynb", GivenNotebook.Json("\"first\"", "System.IO.File.WriteAllText(\"started\", \"\");\nwhile (true) { }", "3"));
        using var process = Start("run", "a.ipynb", "--out", "b.ipynb");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        for (var i = 0; i < 600 && !File.Exists(Path.Combine(folder, "started")); i++)
            await Task.Delay(50);
        using (var kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
        Assert.True(process.ExitCode == 130, await output + await errors);
        Assert.Contains("stopped in cell 2", await errors);
        var cells = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "b.ipynb")))!["cells"]!;
        Assert.Equal("first", cells[0]!["outputs"]![0]!["data"]!["text/plain"]![0]!.GetValue<string>());
        Assert.Equal("Interrupted", cells[1]!["outputs"]![0]!["ename"]!.GetValue<string>());
        Assert.Empty(cells[2]!["outputs"]!.AsArray());
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(Path.Combine(folder, name), text);
        return text;
    }

    private Process Start(params string[] arguments)
    {
        var tool = Path.Combine(AppContext.BaseDirectory, "Pyramids.Tool.dll");
        var start = new ProcessStartInfo("dotnet",
            ["exec", tool, .. arguments]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        return Process.Start(start)!;
    }

    private async Task<(int Code, string Output, string Errors)> Run(params string[] arguments)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        return (process.ExitCode, await output, await errors);
    }
}
