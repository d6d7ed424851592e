using System.Text;
using Pyramids.Interactive;

namespace Pyramids;

/// <summary>One HTML page of what a program shows, for programs that are no notebook. It needs no other file, no script and no
/// network. While it is open it is the notebook: <see cref="Notebook.Display"/> and progress displays go into it.</summary>
/// <remarks>Not for several threads at once; progress may come from any.</remarks>
public sealed class Report : IDisposable
{
    private const string Policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

    private const string Style = """
        body{margin:0;font:15px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',sans-serif;background:#fff;color:#1c1e21}
        main{max-width:880px;margin:0 auto;padding:16px 20px 48px}h1{font-size:26px;line-height:1.25}h2{font-size:19px;margin-top:32px}
        p{max-width:68ch}.shown{margin:14px 0;overflow-x:auto}pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:13px}
        @media(prefers-color-scheme:dark){body{background:#17191c;color:#e3e5e8}}
        """;

    private readonly string title;
    private readonly List<Func<Markup>> parts = [];
    private readonly Lock gate = new();
    private readonly IDisposable attached;

    /// <summary>An empty page.</summary>
    /// <param name="title">Its heading.</param>
    public Report(string title)
    {
        ArgumentNullException.ThrowIfNull(title);
        this.title = title;
        attached = NotebookHost.Attach(Shown);
    }

    /// <summary>Adds a heading.</summary>
    public void Heading(string text) => Add(() => Markup.Of($"<h2>{text}</h2>\n"));

    /// <summary>Adds paragraphs; an empty line parts them. The text is taken as it is, not as markup.</summary>
    public void Text(string text) => Add(() => Markup.Join(text.ReplaceLineEndings("\n")
        .Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(p => Markup.Of($"<p>{p}</p>\n"))));

    /// <summary>Adds a value as a notebook shows it: arrays, graphs, plans, pictures, tables; of other types the text.</summary>
    /// <param name="value">Made into markup now, so that it may be disposed of.</param>
    public void Show(object value) => Shown(value);

    /// <summary>The page.</summary>
    public string ToHtml()
    {
        lock (gate)
            return HtmlPage.Of(title, Policy, Style,
                Markup.Of($"<main>\n<h1>{title}</h1>\n{Markup.Join(parts.Select(p => p()))}</main>").ToString());
    }

    /// <summary>Writes the page, in the place of one that is there.</summary>
    /// <param name="path">A file name, such as <c>report.html</c>.</param>
    public void Save(string path) => File.WriteAllText(path, ToHtml(), new UTF8Encoding(false));

    /// <summary>What is displayed from now on goes where it went before.</summary>
    public void Dispose() => attached.Dispose();

    private Action<object> Shown(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var markup = Of(value);
        Add(() => markup);
        return changed =>
        {
            var now = Of(changed);
            lock (gate) markup = now;
        };
    }

    private void Add(Func<Markup> part)
    {
        lock (gate) parts.Add(part);
    }

    private static Markup Of(object value)
    {
        var html = new StringWriter();
        return new ValueFormatter("text/html").Format(value, html)
            ? Markup.Of($"<div class=\"shown\">{Markup.Raw(html.ToString())}</div>\n")
            : Markup.Of($"<pre class=\"shown\">{value.ToString()}</pre>\n");
    }
}
