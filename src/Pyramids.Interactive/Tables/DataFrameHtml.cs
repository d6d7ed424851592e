using Microsoft.Data.Analysis;

namespace Pyramids.Interactive;

/// <summary>A data frame as a table: numbers aligned at the point with a bar for their size, nulls shown as such, long
/// tables in pages.</summary>
internal static class DataFrameHtml
{
    private const int Page = 20, MostRows = 400, MostColumns = 30;
    private const int MostCharacters = 220_000;
    private const string Cell = "padding:3px 10px 6px;border:0;";

    /// <param name="table">Any frame; what is beyond 400 rows or 30 columns is counted and not shown.</param>
    /// <param name="units">Unit of a column, by its name.</param>
    /// <param name="notes">What a careful reader should know, below the table.</param>
    /// <param name="kind">The heading.</param>
    public static Markup Draw(DataFrame table, IReadOnlyDictionary<string, string>? units = null, IReadOnlyList<string>? notes = null,
        string kind = "DataFrame")
    {
        var columns = table.Columns.Take(MostColumns).Select(c => Column.Of(c, units?.GetValueOrDefault(c.Name))).ToList();
        var html = new MarkupWriter();
        html.Add($"""<div style="{Tone.Body}"><div style="margin:2px 0 6px"><b>{kind}</b> <span style="opacity:.7">{Figures.Count(table.Rows.Count, "row")}, {Figures.Count(table.Columns.Count, "column")}</span></div>""");
        var shown = 0L;
        while (shown < Math.Min(table.Rows.Count, MostRows) || shown == 0)
        {
            var page = new MarkupWriter();
            var end = Math.Min(Math.Min(table.Rows.Count, MostRows), shown + Page);
            Rows(page, columns, shown, end);
            if (shown > 0 && html.Length + page.Length > MostCharacters) break;
            if (shown == 0) html.Add(page.ToMarkup());
            else html.Add($"""<details style="margin-top:4px"><summary style="display:list-item;cursor:pointer;opacity:.8">Rows {Figures.Count(shown)} to {Figures.Count(end - 1)}</summary>{page.ToMarkup()}</details>""");
            shown = end;
            if (table.Rows.Count == 0) break;
        }
        var left = new List<string>();
        if (shown < table.Rows.Count) left.Add(Figures.Count(table.Rows.Count - shown, "more row"));
        if (columns.Count < table.Columns.Count) left.Add(Figures.Count(table.Columns.Count - columns.Count, "more column"));
        if (left.Count > 0) html.Add($"""<div style="opacity:.7;margin-top:4px">and {string.Join(", ", left)} not shown</div>""");
        foreach (var note in (notes ?? []).Take(20))
            html.Add($"""<div style="margin-top:4px;border-left:3px solid {Tone.Warm};padding-left:8px">{Markup.Clip(note, 400)}</div>""");
        html.Add(Csv(table));
        return html.Add($"</div>").ToMarkup();
    }

    /// <summary>The first rows with columns aligned, for plain text.</summary>
    public static string Text(DataFrame table)
    {
        var columns = table.Columns.Take(12).Select(c => Column.Of(c, null)).ToList();
        var rows = Math.Min(table.Rows.Count, 20);
        var cells = columns.Select(
            c => (IReadOnlyList<string>)[Flat(c.Name), .. Enumerable.Range(0, (int)rows).Select(r => Flat(c.Text(r) ?? "null"))]).ToList();
        var widths = cells.Select(c => c.Max(t => t.Length)).ToList();
        var lines = Enumerable.Range(0, (int)rows + 1).Select(r =>
            string.Join("  ", cells.Select((c, i) => columns[i].IsNumber ? c[r].PadLeft(widths[i]) : c[r].PadRight(widths[i]))).TrimEnd());
        return string.Join('\n', lines) + $"\n[{Figures.Count(table.Rows.Count, "row")}, {Figures.Count(table.Columns.Count, "column")}]";
    }

    private static void Rows(MarkupWriter html, List<Column> columns, long from, long to)
    {
        html.Add($"""<div style="overflow-x:auto;max-width:100%"><table style="border-collapse:collapse;border:0;margin:0;font-size:13px;font-variant-numeric:tabular-nums"><thead><tr style="border:0;border-bottom:1px solid {Tone.Line};background:transparent"><th style="{Cell}"></th>""");
        foreach (var column in columns)
            html.Add($"""<th scope="col" style="{Cell}text-align:{(column.IsNumber ? "right" : "left")};font-weight:600;white-space:nowrap;vertical-align:bottom">{Markup.Clip(column.Name, 60)}<br><span style="font-weight:400;font-size:11px;opacity:.6">{column.Kind}</span></th>""");
        html.Add($"</tr></thead><tbody>");
        for (var row = from; row < to; row++)
        {
            html.Add($"""<tr style="border:0;background:{(row % 2 == 1 ? Tone.Soft : "transparent")}"><td style="{Cell}text-align:right;opacity:.5;font-size:11px">{row}</td>""");
            foreach (var column in columns) column.Draw(html, row, Cell);
            html.Add($"</tr>");
        }
        html.Add($"</tbody></table></div>");
    }

    // A selectable text serves as "copy as CSV" where no script runs.
    private static Markup Csv(DataFrame table)
    {
        const int most = 20_000;
        var csv = new System.Text.StringBuilder();
        string Quote(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";
        csv.AppendJoin(',', table.Columns.Select(c => Quote(c.Name)));
        for (long row = 0; row < table.Rows.Count; row++)
        {
            csv.Append('\n').AppendJoin(',', table.Columns.Select(c => Quote(Column.Plain(c[row]))));
            if (csv.Length > most) return Markup.Empty;
        }
        return Markup.Of($"""<details style="margin-top:4px"><summary style="display:list-item;cursor:pointer;opacity:.7;font-size:12px">Copy as CSV</summary><pre style="margin:4px 0;max-height:200px;overflow:auto;font-size:11px;background:transparent;color:inherit;user-select:all;border:1px solid {Tone.Line};padding:6px">{csv.ToString()}</pre></details>""");
    }

    private static string Flat(string text)
        => string.Concat(Markup.Clip(Figures.Plain(text), 40).Select(c => char.IsControl(c) ? '\ufffd' : c));
}
