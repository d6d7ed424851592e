using Pyramids.Tool.Notebooks;

namespace Pyramids.Tool.Scripting;

/// <summary>What every cell can call without a using: the names that .NET Interactive gives its C# cells.</summary>
public static class Kernel
{
    /// <summary>Shows a value now, in every MIME type its formatters offer, or in those asked for.</summary>
    /// <returns>A handle whose <see cref="DisplayedValue.Update"/> replaces what is shown, from this cell or a later one.</returns>
    /// <exception cref="InvalidOperationException">No cell is running.</exception>
    public static DisplayedValue display(object? value, params string[] mimeTypes)
    {
        var cell = Cell();
        return new DisplayedValue(cell, cell.Display(value, mimeTypes), mimeTypes);
    }

    /// <summary>Markup to be shown as it is; the caller answers for escaping.</summary>
    public static HtmlMarkup HTML(string content) => new(content);

    /// <summary>Shows a value now; the extension method form of <see cref="display"/>.</summary>
    public static DisplayedValue Display(this object? value, params string[] mimeTypes) => display(value, mimeTypes);

    /// <summary>Shows text as content of the given MIME type, as it is.</summary>
    public static DisplayedValue DisplayAs(this string content, string mimeType) => display(new MimeContent(mimeType, content));

    /// <summary>Asks the person at the notebook for a line of text.</summary>
    /// <exception cref="InvalidOperationException">The notebook runs without a front end.</exception>
    public static string? input(string prompt = "") => Cell().Sink.ReadInput(prompt, password: false);

    /// <summary>Asks the person at the notebook for a line of text that is not shown.</summary>
    /// <exception cref="InvalidOperationException">The notebook runs without a front end.</exception>
    public static string? password(string prompt = "") => Cell().Sink.ReadInput(prompt, password: true);

    /// <summary>Removes what the cell has shown so far, now or as soon as the next output comes.</summary>
    public static void clear_output(bool wait = false) => Cell().Sink.Clear(wait);

    private static CellContext Cell() =>
        CellContext.Current ?? throw new InvalidOperationException("Nothing can be displayed: no notebook cell is running.");
}

/// <summary>Something shown by a cell that can be replaced.</summary>
public sealed class DisplayedValue
{
    private readonly CellContext cell;
    private readonly string[] mimeTypes;

    internal DisplayedValue(CellContext cell, string displayId, string[] mimeTypes) =>
        (this.cell, DisplayId, this.mimeTypes) = (cell, displayId, mimeTypes);

    /// <summary>The id under which front ends know the output.</summary>
    public string DisplayId { get; }

    /// <summary>Shows another value, or the same one after a change, in the place of the first.</summary>
    /// <remarks>The running cell sends it, if there is one: front ends take an update from the cell they wait for.</remarks>
    public void Update(object? value) => (CellContext.Current ?? cell).Update(DisplayId, value, mimeTypes);
}

/// <summary>Markup that is shown as it is.</summary>
/// <param name="content">HTML; the caller answers for escaping.</param>
public sealed class HtmlMarkup(string content)
{
    /// <summary>The markup.</summary>
    public override string ToString() => content;
}

/// <summary>Content of a MIME type that the caller has made ready.</summary>
/// <param name="mimeType">Such as "text/markdown" or "image/svg+xml".</param>
/// <param name="content">The text; base64 for binary types.</param>
internal sealed class MimeContent(string mimeType, string content)
{
    public string MimeType => mimeType;

    public string Content => content;
}
