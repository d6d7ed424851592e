using NetTopologySuite.Features;

namespace Pyramids;

/// <summary>Values of a feature beside names that all features of a file share.</summary>
internal sealed class FeatureProperties(ColumnNames names) : IAttributesTable
{
    private object?[] values = new object?[names.Count];

    public int Count => names.Count;

    public object? this[string name]
    {
        get => GetOptionalValue(name);
        set => Set(names.IndexOrNew(name), value);
    }

    public bool Exists(string name) => names.Index(name) >= 0;

    public object? GetOptionalValue(string name) => names.Index(name) is var i && i >= 0 && i < values.Length ? values[i] : null;

    public void Add(string name, object? value) => this[name] = value;

    public string[] GetNames() => [.. names.All];

    public object?[] GetValues()
    {
        var all = new object?[names.Count];
        values.CopyTo(all, 0);
        return all;
    }

    public Type GetType(string name) => GetOptionalValue(name)?.GetType() ?? typeof(object);

    public void DeleteAttribute(string name)
        => throw new NotSupportedException("Features read from a file share their columns; make a new Feature to leave one out.");

    private void Set(int column, object? value)
    {
        if (column >= values.Length) Array.Resize(ref values, names.Count);
        values[column] = value;
    }
}

/// <summary>Names of columns in the order in which a file first gives them.</summary>
internal sealed class ColumnNames
{
    private readonly List<string> all = [];
    private readonly Dictionary<string, int> positions = [];

    public IReadOnlyList<string> All => all;

    public int Count => all.Count;

    public int Index(string name) => positions.TryGetValue(name, out var i) ? i : -1;

    public int IndexOrNew(string name)
    {
        if (positions.TryGetValue(name, out var i)) return i;
        positions.Add(name, all.Count);
        all.Add(name);
        return all.Count - 1;
    }
}
