using System.Collections;
using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using Pyramids.Tool.Scripting;

namespace Pyramids.Tool.Notebooks;

/// <summary>Values as tables. Plain values have no HTML: their text is enough.</summary>
internal static class HtmlView
{
    private const int MostColumns = 20;

    /// <summary>Markup, or null when the value is better shown as text.</summary>
    public static string? Of(object value)
    {
        if (value is HtmlMarkup markup)
            return markup.ToString();
        if (Content(value) is { } content)
            return content;
        if (value is Exception or byte[] || Members.IsSimple(value))
            return null;
        var text = new StringBuilder();
        Write(value, text, 0);
        return text.ToString();
    }

    public static bool IsNumber(Type? type)
    {
        if (type is null)
            return false;
        type = Nullable.GetUnderlyingType(type) ?? type;
        return !type.IsEnum && Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.Decimal;
    }

    /// <summary>What an <c>IHtmlContent</c> of whatever package writes.</summary>
    private static string? Content(object value)
    {
        if (!value.GetType().GetInterfaces().Any(i => i.Name == "IHtmlContent"))
            return null;
        var write = value.GetType().GetInterfaces().First(i => i.Name == "IHtmlContent").GetMethod("WriteTo",
            [typeof(TextWriter), typeof(HtmlEncoder)]);
        if (write is null)
            return null;
        var text = new StringWriter();
        write.Invoke(value, [text, HtmlEncoder.Default]);
        return text.ToString();
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    private static void Write(object? value, StringBuilder text, int depth)
    {
        if (value is null)
            text.Append("<i>null</i>");
        else if (Members.IsSimple(value) || depth >= Members.Deepest)
            text.Append(Encode(TextView.Number(value)));
        else if (value is IDictionary pairs)
            WriteRows(pairs.Keys.Cast<object>().Take(Members.MostItems).Select(k => (TextView.Brief(k), pairs[k])), text, depth,
                pairs.Count > Members.MostItems ? pairs.Count : null);
        else if (value is IEnumerable sequence)
            WriteSequence(sequence, text, depth);
        else
            WriteRows(Members.Properties(value.GetType()).Select(p => (p.Name, Members.Value(p, value))), text, depth, null);
    }

    private static void WriteRows(IEnumerable<(string Name, object? Value)> rows, StringBuilder text, int depth, int? total)
    {
        text.Append("<table><tbody>");
        foreach (var (name, value) in rows)
        {
            text.Append("<tr><th scope=\"row\" style=\"text-align:left\">").Append(Encode(name)).Append("</th>")
                .Append(Open(value?.GetType()));
            Write(value, text, depth + 1);
            text.Append("</td></tr>");
        }
        text.Append("</tbody></table>");
        if (total is not null)
            text.Append($"<p>… {total} entries in all</p>");
    }

    private static void WriteSequence(IEnumerable sequence, StringBuilder text, int depth)
    {
        var (items, more) = Members.Head(sequence);
        var columns = Columns(items);
        text.Append("<table><thead><tr><th>#</th>");
        foreach (var column in columns)
            text.Append("<th>").Append(Encode(column.Name)).Append("</th>");
        if (columns.Count == 0)
            text.Append("<th>value</th>");
        text.Append("</tr></thead><tbody>");
        for (var i = 0; i < items.Count; i++)
        {
            text.Append("<tr><th scope=\"row\">").Append(i).Append("</th>");
            foreach (var column in columns)
                Cell(items[i] is { } item ? Members.Value(column, item) : null);
            if (columns.Count == 0)
                Cell(items[i]);
            text.Append("</tr>");
        }
        text.Append("</tbody></table>");
        if (more)
            text.Append(Members.Count(sequence) is { } count ? $"<p>… {count} items in all</p>" : "<p>… and more</p>");

        void Cell(object? value)
        {
            text.Append(Open(value?.GetType()));
            Write(value, text, depth + 1);
            text.Append("</td>");
        }
    }

    /// <summary>The properties that all items share, when the items are things with properties of one type.</summary>
    private static List<PropertyInfo> Columns(List<object?> items)
    {
        var types = items.Where(i => i is not null).Select(i => i!.GetType()).Distinct().ToList();
        return types is [var type] && items.First(i => i is not null) is { } item && item is not IEnumerable && !Members.IsSimple(item)
            ? [.. Members.Properties(type).Take(MostColumns)] : [];
    }

    private static string Open(Type? type) => IsNumber(type) ? "<td style=\"text-align:right\">" : "<td style=\"text-align:left\">";
}
