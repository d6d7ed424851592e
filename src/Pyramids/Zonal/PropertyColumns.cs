using Microsoft.Data.Analysis;
using NetTopologySuite.Features;

namespace Pyramids;

/// <summary>Collects the properties of features that come one by one, and makes columns of them: whole numbers, numbers, truth values, or
/// text when values differ in kind.</summary>
internal sealed class PropertyColumns
{
    private readonly List<(string Name, PropertyValues Values)> columns = [];
    private readonly Dictionary<string, int> positions = [];
    private int rows;

    /// <summary>Takes the properties of the next feature; those that earlier features lacked are null there.</summary>
    public void Add(IAttributesTable? properties)
    {
        foreach (var name in properties?.GetNames() ?? [])
        {
            if (!positions.TryGetValue(name, out var at))
            {
                positions[name] = at = columns.Count;
                columns.Add((name, new()));
            }
            columns[at].Values.Set(rows, properties!.GetOptionalValue(name));
        }
        rows++;
    }

    /// <summary>The columns in the order in which features first have them. A name that is taken becomes <c>zone_{name}</c>.</summary>
    public IEnumerable<DataFrameColumn> Make(IReadOnlySet<string> taken)
    {
        var used = new HashSet<string>(taken);
        foreach (var (name, values) in columns)
        {
            var column = name;
            while (!used.Add(column)) column = "zone_" + column;
            yield return values.ToColumn(column, rows);
        }
    }

    public static IEnumerable<DataFrameColumn> Make(IEnumerable<IFeature> features, IReadOnlySet<string> taken)
    {
        var columns = new PropertyColumns();
        foreach (var feature in features) columns.Add(feature.Attributes);
        return columns.Make(taken);
    }
}
