using System.Globalization;
using Pyramids.Tool.Notebooks;

namespace Pyramids.Tool.Commands;

/// <summary>Says on a terminal or in a log how a notebook goes: a line per cell, what failed, a summary.</summary>
/// <param name="live">Show the running cell and replace its line when it is done.</param>
internal sealed class RunTerminal(TextWriter output, TextWriter errors, bool colours, bool live)
{
    private int total;

    public void Begin(string notebook, int codeCells)
    {
        total = codeCells;
        output.WriteLine($"{Path.GetFileName(notebook)}: {codeCells} code cell{(codeCells == 1 ? "" : "s")}");
    }

    public void Starting(int number, int position, string source)
    {
        if (live)
            output.Write(
                $"{Number(number)} ...      {Fit(new CellReport(number, position, source, new CellResult(null, null, default)).Headline)}");
    }

    public void Finished(CellReport report)
    {
        var (word, colour) =
            report.Result.Error is null ? ("ok    ", "32") : report.Result.Interrupted ? ("stop  ", "33") : ("FAILED", "31;1");
        output.WriteLine($"{(live ? "\r\e[K" : "")}{Number(report.Number)} {Colour(word, colour)} {Seconds(report.Result.Elapsed),7}  {Colour(Fit(report.Headline), "2")}");
        if (report.Result.Error is not { } error || report.Result.Interrupted)
            return;
        foreach (var line in error.Traceback)
            output.WriteLine("         " + (colours ? line : AnsiText.Strip(line)));
    }

    public void End(NotebookReport report, string? executed, string? html, bool allowErrors)
    {
        var failures = report.Cells.Count(c => c.Result.Error is not null);
        var left = total - report.Cells.Count;
        output.WriteLine($"{report.Cells.Count} cells ran in {Seconds(report.Elapsed).Trim()}, {failures} failed{(report.Failed is not null && left > 0 && !allowErrors ? $", {left} not run" : "")}");
        if (executed is not null)
            output.WriteLine($"notebook  {executed}");
        if (html is not null)
            output.WriteLine($"report    {html}");
        if (report.Failed is not { Result.Error: { } error } failed)
            return;
        errors.WriteLine(report.Interrupted
            ? $"pyramids: stopped in cell {failed.Number}; what was done until then is written"
            : $"pyramids: cell {failed.Number} failed (cell {failed.Position} of the notebook{(error.Place is null ? "" : $"; {error.Place}")}): {error.Name}: {error.Message.Split('\n')[0]}");
    }

    public void Error(string message) => errors.WriteLine($"pyramids: {message}");

    private string Number(int number)
        => $"[{number.ToString(CultureInfo.InvariantCulture).PadLeft(total.ToString(CultureInfo.InvariantCulture).Length)}]";

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture) + " s";

    private static string Fit(string text) => text.Length <= 60 ? text : text[..59] + "…";

    private string Colour(string text, string code) => colours ? $"\e[{code}m{text}\e[0m" : text;
}
