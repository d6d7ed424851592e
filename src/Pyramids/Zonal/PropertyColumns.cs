using Microsoft.Data.Analysis;
using NetTopologySuite.Features;

namespace Pyramids;

/// <summary>Makes columns of the properties of features: whole numbers, numbers, truth values, or text when values differ in
/// kind.</summary>
internal static class PropertyColumns
{
    public static IEnumerable<DataFrameColumn> Make(IReadOnlyList<IFeature> features, IReadOnlyList<string> names,
        IReadOnlySet<string> taken)
    {
        var used = new HashSet<string>(taken);
        foreach (var name in names)
        {
            var column = name;
            while (!used.Add(column)) column = "zone_" + column;
            yield return Make(column, [.. features.Select(f => f.Attributes?.GetOptionalValue(name))]);
        }
    }

    private static DataFrameColumn Make(string name, object?[] values)
    {
        var present = values.Where(v => v is not null).ToArray();
        if (present.Length > 0 && present.All(v => v is long or int or short or byte))
            return new Int64DataFrameColumn(name, values.Select(v => v is null ? (long?)null : Convert.ToInt64(v)));
        if (present.Length > 0 && present.All(v => v is double or float or long or int or short or byte or decimal))
            return new DoubleDataFrameColumn(name, values.Select(v => v is null ? (double?)null : Convert.ToDouble(v)));
        if (present.Length > 0 && present.All(v => v is bool))
            return new BooleanDataFrameColumn(name, values.Select(v => (bool?)v));
        return new StringDataFrameColumn(name, values.Select(v => v switch
        {
            null => null!,
            bool b => b ? "true" : "false",
            IFormattable f => f.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
            _ => v.ToString()!,
        }));
    }
}
