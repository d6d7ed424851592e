using System.CommandLine;
using System.Runtime.InteropServices;
using Pyramids.Tool.Notebooks;

namespace Pyramids.Tool.Commands;

/// <summary><c>pyramids run NOTEBOOK.ipynb</c>: runs a C# notebook without a front end.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var notebook = new Argument<string>("notebook")
            { Description = "The notebook, an .ipynb file. It is not changed, unless --out names it." };
        var output = new Option<string?>("--out")
            { Description = "Write the executed notebook here. With --html alone it goes beside the report." };
        var html = new Option<string?>("--html") { Description = "Write a stand-alone HTML report here." };
        var allowErrors = new Option<bool>("--allow-errors") { Description = "Go on after a cell that fails; the exit code is 0 then." };
        var command = new Command("run", "Run a C# notebook; write its outputs and a report.") { notebook, output, html, allowErrors };
        command.SetAction((parsed, _) => RunAsync(new RunOptions(
            Path.GetFullPath(parsed.GetValue(notebook)!), Full(parsed.GetValue(output)), Full(parsed.GetValue(html)),
            parsed.GetValue(allowErrors))));
        return command;
    }

    private static string? Full(string? path) => path is null ? null : Path.GetFullPath(path);

    private static async Task<int> RunAsync(RunOptions options)
    {
        var terminal = new RunTerminal(Console.Out, Console.Error,
            colours: !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null,
            live: !Console.IsOutputRedirected);
        using var stop = new CancellationTokenSource();
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        }
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            return await RunAsync(options, terminal, stop.Token).ConfigureAwait(false);
        }
        catch (NotebookException e)
        {
            terminal.Error(e.Message);
            return ExitCode.BadUsage;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            terminal.Error($"The result cannot be written: {e.Message}");
            return ExitCode.BadUsage;
        }
    }

    internal static async Task<int> RunAsync(RunOptions options, RunTerminal terminal, CancellationToken cancellation)
    {
        var notebook = NotebookDocument.Read(options.Notebook);
        var executed = options.Executed;
        if (options.Html == executed && executed is not null)
            throw new NotebookException($"--out and --html both name '{executed}'; give two files.");
        foreach (var target in (string?[])[executed, options.Html])
            if (target is not null)
                AtomicFile.CheckTarget(target);
        var folder = Path.GetDirectoryName(options.Notebook)!;
        Environment.CurrentDirectory = folder;

        var session = new ScriptSession(new SessionOptions { Folder = folder });
        var runner = new NotebookRunner(session, options.AllowErrors) { Starting = terminal.Starting, Finished = terminal.Finished };
        terminal.Begin(options.Notebook, notebook.Cells.Count(c => c.Kind == "code"));
        var report = await runner.RunAsync(notebook, cancellation).ConfigureAwait(false);

        if (executed is not null)
            notebook.Save(executed);
        if (options.Html is not null)
            HtmlReport.Save(notebook, options.Html, Path.GetFileNameWithoutExtension(options.Notebook), folder);
        terminal.End(report, executed, options.Html, options.AllowErrors);
        return report.Interrupted ? ExitCode.Interrupted : report.Failed is null || options.AllowErrors ? ExitCode.Done : ExitCode.Failed;
    }
}

/// <summary>What <c>pyramids run</c> was asked for; paths are full.</summary>
internal sealed record RunOptions(string Notebook, string? Out, string? Html, bool AllowErrors)
{
    /// <summary>Where the executed notebook goes: where asked; else beside the report; else nowhere.</summary>
    public string? Executed => Out ?? (Html is null ? null : Beside(Path.ChangeExtension(Html, ".ipynb")));

    /// <summary>A report beside the notebook itself must not overwrite it.</summary>
    private string Beside(string path) => path == Notebook ? Path.ChangeExtension(path, ".executed.ipynb") : path;
}
