using System.Text;
using Microsoft.Data.Analysis;

namespace Pyramids;

/// <summary>Writes a table as RFC 4180 has it.</summary>
internal static class CsvWriter
{
    /// <summary>Writes a file at once: it is there whole or not at all.</summary>
    public static void Write(DataFrame table, string path)
    {
        using var file = new WholeFile(path);
        using (var writer = new StreamWriter(file.Stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false))) Write(table, writer);
        file.Commit();
    }

    /// <summary>Writes a header and a line for each row; lines end in CR LF.</summary>
    public static void Write(DataFrame table, TextWriter writer)
    {
        Line(writer, table.Columns.Select(c => c.Name));
        for (long row = 0; row < table.Rows.Count; row++)
            Line(writer, table.Columns.Select(c => PlainText.Of(c[row]) ?? ""));
    }

    private static void Line(TextWriter writer, IEnumerable<string> fields)
    {
        var first = true;
        foreach (var field in fields)
        {
            if (!first) writer.Write(',');
            first = false;
            writer.Write(field.AsSpan().ContainsAny("\",\r\n") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field);
        }
        writer.Write("\r\n");
    }
}
