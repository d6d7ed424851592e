using System.Globalization;
using Microsoft.Data.Analysis;

namespace Pyramids.Interactive;

/// <summary>How one column of a table is written.</summary>
internal sealed class Column
{
    private readonly DataFrameColumn cells;
    private readonly int decimals;
    private readonly double least, greatest;
    private readonly bool bars, scientific;

    private Column(DataFrameColumn cells, string? unit)
    {
        (this.cells, Name) = (cells, cells.Name);
        IsNumber = cells.DataType.IsPrimitive && cells.DataType != typeof(bool) && cells.DataType != typeof(char)
            || cells.DataType == typeof(decimal);
        Kind = unit is null ? TypeName(cells.DataType) : $"{TypeName(cells.DataType)}, {unit}";
        if (!IsNumber) return;
        var (count, greatestSize, whole) = (0, 0.0, true);
        (least, greatest) = (double.PositiveInfinity, double.NegativeInfinity);
        for (long row = 0; row < Math.Min(cells.Length, 10_000); row++)
        {
            if (Value(row) is not { } value || !double.IsFinite(value)) continue;
            (least, greatest, count) = (Math.Min(least, value), Math.Max(greatest, value), count + 1);
            greatestSize = Math.Max(greatestSize, Math.Abs(value));
            whole &= value == Math.Floor(value);
        }
        // Four significant digits of the largest value serve reading; the CSV has them all.
        decimals = whole ? 0 : Math.Clamp(3 - (int)Math.Floor(Math.Log10(Math.Max(greatestSize, 1e-12))), 1, 9);
        scientific = greatestSize is >= 1e15 or (> 0 and < 1e-6);
        bars = count > 1 && greatest > Math.Min(0, least);
    }

    public string Name { get; }

    public bool IsNumber { get; }

    /// <summary>Cell type and unit, in small print.</summary>
    public string Kind { get; }

    public static Column Of(DataFrameColumn cells, string? unit) => new(cells, unit);

    /// <summary>A cell as it is read; null for a missing one.</summary>
    public string? Text(long row)
    {
        if (cells[row] is not { } value) return null;
        return IsNumber ? Number(Convert.ToDouble(value, CultureInfo.InvariantCulture)) : Plain(value);
    }

    /// <summary>A cell in full.</summary>
    public static string Plain(object? value) => value switch
    {
        null => "",
        DateTime date => date.TimeOfDay == TimeSpan.Zero
            ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : date.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    public void Draw(MarkupWriter html, long row, string style)
    {
        var text = Text(row);
        if (text is null)
            html.Add($"""<td style="{style}text-align:{(IsNumber ? "right" : "left")};opacity:.45;font-style:italic">null</td>""");
        else if (IsNumber)
            html.Add($"""<td style="{style}text-align:right;white-space:nowrap{Bar(row)}">{text}</td>""");
        else
            html.Add($"""<td style="{style}text-align:left;overflow-wrap:break-word;max-width:320px">{Markup.Clip(text, 160)}</td>""");
    }

    // From zero, so that twice the value is twice the bar; from the least value only where some are negative.
    private Markup Bar(long row)
    {
        if (!bars || Value(row) is not { } value || !double.IsFinite(value)) return Markup.Empty;
        var from = Math.Min(0, least);
        var share = Math.Clamp((value - from) / (greatest - from), 0, 1) * 100;
        return Markup.Of($";background:linear-gradient(90deg,{Tone.Accent}b0 {Math.Round(share, 1)}%,#8882 0)10px calc(100% - 2px)/calc(100% - 20px) 3px no-repeat");
    }

    private double? Value(long row) => cells[row] is { } value ? Convert.ToDouble(value, CultureInfo.InvariantCulture) : null;

    private string Number(double value)
        => scientific ? Figures.Number(value, 4) : double.IsFinite(value) ? Figures.Fixed(value, decimals) : Figures.Number(value);

    private static string TypeName(Type type)
        => type == typeof(float) ? "Float32" : type == typeof(double) ? "Float64" : type == typeof(byte) ? "UInt8" : type
            == typeof(sbyte) ? "Int8" : type == typeof(string) ? "text" : type == typeof(bool) ? "true/false" : type.Name;
}
