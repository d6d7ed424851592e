namespace Pyramids.Tool.Notebooks;

/// <summary>How one code cell went.</summary>
/// <param name="Number">Its number among the code cells that ran, from 1: the N of <c>In [N]</c>.</param>
/// <param name="Position">Its place among all cells of the notebook, from 1.</param>
internal sealed record CellReport(int Number, int Position, string Source, CellResult Result)
{
    /// <summary>The first line that says something, for a list of cells.</summary>
    public string Headline
        => Source.Split('\n').Select(l => l.Trim()).FirstOrDefault(l => l.Length > 0 && !l.StartsWith("//", StringComparison.Ordinal))
            ?? Source.Trim();
}

/// <summary>How a notebook went.</summary>
/// <param name="Failed">The cell that stopped the run, or with <c>allowErrors</c> the first that failed; null when all went well.</param>
internal sealed record NotebookReport(IReadOnlyList<CellReport> Cells, CellReport? Failed, TimeSpan Elapsed)
{
    public bool Interrupted => Failed?.Result.Interrupted == true;
}

/// <summary>Runs a notebook from top to bottom and writes the outputs into it.</summary>
/// <param name="session">Where the cells run.</param>
/// <param name="allowErrors">Go on after a cell that fails.</param>
internal sealed class NotebookRunner(ScriptSession session, bool allowErrors = false)
{
    /// <summary>Called before a cell runs, with its number, place and text.</summary>
    public Action<int, int, string>? Starting { get; init; }

    public Action<CellReport>? Finished { get; init; }

    /// <exception cref="NotebookException">The notebook is in a language that this runner does not run.</exception>
    public async Task<NotebookReport> RunAsync(NotebookDocument notebook, CancellationToken cancellation)
    {
        var language = notebook.Language;
        if (language != "csharp")
            throw new NotebookException(
                $"The notebook is written in {language}; this runner runs C#. (metadata: kernelspec or language_info)");
        notebook.NameKernel();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        foreach (var cell in notebook.Cells.Where(c => c.Kind == "code"))
            cell.SetOutputs([], null);

        var recorder = new NotebookRecorder();
        var recorded = new List<(NotebookCell Cell, CellRecorder Outputs, int Number)>();
        var reports = new List<CellReport>();
        CellReport? failed = null;
        for (var i = 0; i < notebook.Cells.Count; i++)
        {
            var cell = notebook.Cells[i];
            if (cell.Kind != "code" || string.IsNullOrWhiteSpace(cell.Source) || cell.Tags.Contains("skip-execution"))
                continue;
            var number = reports.Count + 1;
            Starting?.Invoke(number, i + 1, cell.Source);
            var outputs = recorder.NewCell();
            recorded.Add((cell, outputs, number));
            var result = await session.ExecuteAsync(cell.Source, $"Cell {number}", cell.Language ?? language, outputs,
                cancellation).ConfigureAwait(false);
            if (result.Value is not null)
                outputs.Result(result.Value, number);
            if (result.Error is not null)
                outputs.Error(result.Error);
            var report = new CellReport(number, i + 1, cell.Source, result);
            reports.Add(report);
            Finished?.Invoke(report);
            if (result.Error is null || (cell.Tags.Contains("raises-exception") && !result.Interrupted))
                continue;
            failed ??= report;
            if (!allowErrors || result.Interrupted)
                break;
        }
        foreach (var (cell, outputs, number) in recorded)
            cell.SetOutputs(outputs.ToOutputs(), number);
        return new NotebookReport(reports, failed, clock.Elapsed);
    }
}
