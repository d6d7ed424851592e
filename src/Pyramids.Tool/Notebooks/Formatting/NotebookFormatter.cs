using System.Collections.Concurrent;
using Pyramids.Tool.Scripting;

namespace Pyramids.Tool.Notebooks;

/// <summary>Decides how a value is shown: by writers registered for its type, by its type's own convention, or by what
/// is built in. There is always <c>text/plain</c>, unless the caller asked for other MIME types.</summary>
internal sealed class NotebookFormatter
{
    /// <summary>What a formatter without preferences shows of what it can.</summary>
    private static readonly string[] Shown = ["text/html", "image/svg+xml", "image/png", "image/jpeg", "text/markdown",
        "text/latex", "text/plain"];

    private readonly ConcurrentDictionary<Type, List<ValueWriter>> registered = new();

    /// <summary>Adds a writer for a type, its derived types and, for an interface, its implementations; later ones come first.</summary>
    public void Register(Type type, string mimeType, Func<object, TextWriter, bool> write)
    {
        var writers = registered.GetOrAdd(type, _ => []);
        lock (writers)
            writers.Insert(0, new ValueWriter(mimeType, write));
    }

    public MimeBundle Format(object? value, params string[] mimeTypes)
    {
        if (value is MimeContent made)
            return Made(made);
        var bundle = new MimeBundle();
        if (value is not null)
            WriteOwn(value, mimeTypes, bundle);
        if (mimeTypes.Length > 0)
        {
            foreach (var mime in mimeTypes.Where(m => bundle[m] is null))
                bundle[mime] = BuiltIn(value, mime);
            if (bundle.Count == 0)
                throw new CellFailure("DisplayError",
                    $"{TypeNames.Short(value!.GetType())} cannot be shown as {string.Join(" or ", mimeTypes)}.");
            return bundle;
        }
        if (!bundle.MimeTypes.Any(m => m != "text/plain" && Shown.Contains(m)))
            foreach (var (mime, content) in BuiltIns(value))
                bundle[mime] ??= content;
        bundle["text/plain"] ??= TextView.Of(value);
        return bundle;
    }

    /// <summary>One short line, for tables of variables. Asks a type's own <c>text/plain+summary</c> first.</summary>
    public string Summary(object? value)
    {
        const int Most = 80;
        var text = value is null ? "null" : Attempt(Writers(value.GetType(), out _), "text/plain+summary", value) ?? TextView.Brief(value);
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= Most ? line : line[..(Most - 1)] + "…";
    }

    private static MimeBundle Made(MimeContent made)
    {
        var bundle = new MimeBundle(made.MimeType, made.Content);
        if (made.MimeType is "text/html" or "text/markdown")
            bundle["text/plain"] = made.MimeType == "text/html" ? TextView.WithoutTags(made.Content) : made.Content;
        return bundle;
    }

    private void WriteOwn(object value, string[] asked, MimeBundle bundle)
    {
        var writers = Writers(value.GetType(), out var preferred);
        if (writers.Count == 0)
            return;
        var wanted = asked.Length > 0 ? asked : preferred ?? [.. writers.Select(w => w.MimeType).Distinct().Where(Shown.Contains)];
        foreach (var mime in asked.Length > 0 ? wanted : wanted.Append("text/plain").Distinct())
            if (Attempt(writers, mime, value) is { } content)
                bundle[mime] = content;
    }

    private List<ValueWriter> Writers(Type type, out IReadOnlyList<string>? preferred)
    {
        var found = new List<ValueWriter>();
        foreach (var (key, writers) in registered)
            if (key.IsAssignableFrom(type))
                lock (writers)
                    found.AddRange(writers);
        var convention = ConventionFormatters.Of(type);
        preferred = found.Count == 0 ? convention?.Preferred : null;
        if (convention is not null)
            found.AddRange(convention.Writers);
        return found;
    }

    private static string? Attempt(List<ValueWriter> writers, string mime, object value)
    {
        foreach (var writer in writers.Where(w => w.MimeType == mime))
        {
            var text = new StringWriter { NewLine = "\n" };
            if (writer.Write(value, text))
                return text.ToString();
        }
        return null;
    }

    private static IEnumerable<(string Mime, string Content)> BuiltIns(object? value)
    {
        if (value is null)
            yield break;
        if (Pictures.Of(value) is { } picture)
            yield return (picture.MimeType, picture.Content);
        else if (HtmlView.Of(value) is { } html)
            yield return ("text/html", html);
    }

    private static string? BuiltIn(object? value, string mime) => mime switch
    {
        "text/plain" => TextView.Of(value),
        "text/html"
            => value is null ? "<i>null</i>" : HtmlView.Of(value) ?? $"<pre>{System.Net.WebUtility.HtmlEncode(TextView.Of(value))}</pre>",
        "application/json" => System.Text.Json.JsonSerializer.Serialize(value),
        _ => value is not null && Pictures.Of(value) is { } picture && picture.MimeType == mime ? picture.Content
            : value is string text ? text
            : null,
    };
}
