using System.Globalization;
using Microsoft.Data.Analysis;

namespace Pyramids;

/// <summary>The values of one property: nine bytes each so long as they are numbers or truth values, objects from the first other value
/// on.</summary>
internal sealed class PropertyValues
{
    private readonly List<Kind> kinds = [];
    private readonly List<long> bits = [];
    private List<object?>? objects;

    private enum Kind : byte { Missing, Whole, Double, Single, Truth }

    /// <summary>Sets the value of a row after the last one that was set; rows between have none.</summary>
    public void Set(int row, object? value)
    {
        Pad(row);
        if (objects is null && !TrySet(value))
        {
            objects = [.. Enumerable.Range(0, kinds.Count).Select(Boxed)];
            kinds.Clear();
            bits.Clear();
        }
        objects?.Add(value);
    }

    public DataFrameColumn ToColumn(string name, int rows)
    {
        Pad(rows);
        var types = objects is null ? kinds.Where(k => k != Kind.Missing).ToHashSet() : [];
        if (types.Count > 0 && types.All(t => t == Kind.Whole))
            return new Int64DataFrameColumn(name, bits.Zip(kinds, (b, k) => k == Kind.Missing ? (long?)null : b));
        if (types.Count > 0 && !types.Contains(Kind.Truth))
            return new DoubleDataFrameColumn(name, Enumerable.Range(0, rows).Select(Number));
        if (types.Count > 0 && types.All(t => t == Kind.Truth))
            return new BooleanDataFrameColumn(name, bits.Zip(kinds, (b, k) => k == Kind.Missing ? (bool?)null : b != 0));
        var all = objects ?? Enumerable.Range(0, rows).Select(Boxed);
        if (objects is not null && objects.All(v => v is null or decimal or double or float or long or int or short or byte))
            return new DoubleDataFrameColumn(name,
                all.Select(v => v is null ? (double?)null : Convert.ToDouble(v, CultureInfo.InvariantCulture)));
        return new StringDataFrameColumn(name, all.Select(PlainText.Of));
    }

    private void Pad(int rows)
    {
        if (objects is not null)
            while (objects.Count < rows) objects.Add(null);
        else
            while (kinds.Count < rows) Add(Kind.Missing, 0);
    }

    private bool TrySet(object? value) => value switch
    {
        null => Add(Kind.Missing, 0),
        long whole => Add(Kind.Whole, whole),
        int whole => Add(Kind.Whole, whole),
        short whole => Add(Kind.Whole, whole),
        byte whole => Add(Kind.Whole, whole),
        double number => Add(Kind.Double, BitConverter.DoubleToInt64Bits(number)),
        float number => Add(Kind.Single, BitConverter.DoubleToInt64Bits(number)),
        bool truth => Add(Kind.Truth, truth ? 1 : 0),
        _ => false,
    };

    private bool Add(Kind kind, long value)
    {
        kinds.Add(kind);
        bits.Add(value);
        return true;
    }

    private double? Number(int row) => kinds[row] switch
    {
        Kind.Missing => null,
        Kind.Whole => bits[row],
        _ => BitConverter.Int64BitsToDouble(bits[row]),
    };

    private object? Boxed(int row) => kinds[row] switch
    {
        Kind.Missing => null,
        Kind.Whole => bits[row],
        Kind.Double => BitConverter.Int64BitsToDouble(bits[row]),
        Kind.Single => (float)BitConverter.Int64BitsToDouble(bits[row]),
        _ => bits[row] != 0,
    };
}
