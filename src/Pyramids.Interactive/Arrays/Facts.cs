namespace Pyramids.Interactive;

/// <summary>What there is to say of a thing with cells, as label and text, before a cell is read.</summary>
/// <param name="Kind">The C# type: <c>LazyArray</c>, <c>Dataset</c>.</param>
/// <param name="Name">Which one: the operation or the file's name.</param>
/// <param name="Rows">Label and value, in the order they are read.</param>
internal sealed record Facts(string Kind, string Name, IReadOnlyList<(string Label, string Value)> Rows)
{
    /// <summary>One line for a list of variables.</summary>
    public required string Summary { get; init; }

    /// <summary>Parts that open on demand: heading and text or markup.</summary>
    public IReadOnlyList<(string Heading, Markup Body)> Sections { get; init; } = [];

    /// <summary>A word on the state of the cells: <c>lazy</c>, <c>in memory</c>.</summary>
    public string State { get; init; } = "";

    /// <summary>The longest string of a file that is shown outside a section.</summary>
    public const int LongestText = 200;

    public string ToText()
    {
        var width = Rows.Count == 0 ? 0 : Rows.Max(r => r.Label.Length);
        var lines = Rows.Select(r => $"  {r.Label.PadRight(width)}  {Plain(Markup.Clip(r.Value, LongestText))}");
        return string.Join('\n', [Summary, .. lines]);
    }

    /// <summary>The table and, beside it, a picture.</summary>
    public Markup ToHtml(Markup picture)
    {
        var html = new MarkupWriter();
        html.Add($"""<div style="{Tone.Body}"><div style="margin:2px 0 6px"><b>{Kind}</b> {Markup.Clip(Name, LongestText)}""");
        if (State.Length > 0)
            html.Add($""" <span style="opacity:.7;font-size:11px;border:1px solid {Tone.Line};border-radius:8px;padding:0 7px;margin-left:4px;white-space:nowrap">{State}</span>""");
        html.Add($"""</div><div style="{Tone.Row}"><div style="min-width:0;max-width:min(100%,440px)"><table style="border-collapse:collapse;border:0;margin:0;font-size:13px">""");
        foreach (var (label, value) in Rows)
            html.Add($"""<tr style="background:transparent;border:0"><th scope="row" style="text-align:left;vertical-align:top;font-weight:500;opacity:.7;padding:2px 16px 2px 0;border:0;background:transparent;white-space:nowrap">{label}</th><td style="text-align:left;padding:2px 0;border:0;background:transparent;overflow-wrap:anywhere">{Markup.Clip(value, LongestText)}</td></tr>""");
        html.Add($"</table>");
        foreach (var (heading, body) in Sections)
            html.Add($"""<details style="margin:4px 0"><summary style="display:list-item;cursor:pointer;opacity:.8">{heading}</summary><div style="margin:4px 0 4px 14px;overflow:auto;max-height:320px">{body}</div></details>""");
        html.Add($"""</div><div style="min-width:0;max-width:100%">{picture}</div></div></div>""");
        return html.ToMarkup();
    }

    /// <summary>A list of names, one each, for a section; the first thousand.</summary>
    public static Markup List(IReadOnlyList<string> names)
    {
        const int most = 1000;
        var items = Markup.Join(names.Take(most)
            .Select(n => Markup.Of($"""<li style="overflow-wrap:anywhere">{Markup.Clip(n, 120)}</li>""")));
        var rest = names.Count > most ? Markup.Of($"<div>and {Figures.Count(names.Count - most)} more</div>") : Markup.Empty;
        return Markup.Of($"""<ol style="margin:0;padding-left:28px">{items}</ol>{rest}""");
    }

    /// <summary>A long text of a file, such as a CRS's definition.</summary>
    public static Markup Verbatim(string text)
        => Markup.Of($"""<pre style="margin:0;font-size:11px;white-space:pre-wrap;overflow-wrap:anywhere;background:transparent;color:inherit">{Markup.Clip(text, 12_000)}</pre>""");

    // A terminal acts on control characters; a file's strings may hold them.
    private static string Plain(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '\ufffd' : c));
}
