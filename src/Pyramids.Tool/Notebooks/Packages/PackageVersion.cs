using System.Globalization;

namespace Pyramids.Tool.Notebooks;

/// <summary>A package's version, ordered as Semantic Versioning 2.0 orders them; up to four numbers, as NuGet allows.</summary>
internal sealed class PackageVersion : IComparable<PackageVersion>
{
    private readonly int[] numbers;
    private readonly string[] labels;

    private PackageVersion(int[] numbers, string[] labels) => (this.numbers, this.labels) = (numbers, labels);

    public static PackageVersion? TryParse(string text)
    {
        var core = text.Split('+')[0];
        var dash = core.IndexOf('-', StringComparison.Ordinal);
        var labels = dash < 0 ? [] : core[(dash + 1)..].Split('.');
        var parts = (dash < 0 ? core : core[..dash]).Split('.');
        var numbers = new int[4];
        if (parts.Length is < 1 or > 4)
            return null;
        for (var i = 0; i < parts.Length; i++)
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
                return null;
        return new PackageVersion(numbers, labels);
    }

    public int CompareTo(PackageVersion? other)
    {
        if (other is null)
            return 1;
        for (var i = 0; i < 4; i++)
            if (numbers[i] != other.numbers[i])
                return numbers[i].CompareTo(other.numbers[i]);
        if (labels.Length == 0 || other.labels.Length == 0)
            return other.labels.Length.CompareTo(labels.Length);
        for (var i = 0; i < Math.Min(labels.Length, other.labels.Length); i++)
        {
            var (mine, yours) = (int.TryParse(labels[i], out var m) ? m : -1, int.TryParse(other.labels[i], out var y) ? y : -1);
            var order = (mine >= 0, yours >= 0) switch
            {
                (true, true) => mine.CompareTo(yours),
                (true, false) => -1,
                (false, true) => 1,
                _ => string.Compare(labels[i], other.labels[i], StringComparison.OrdinalIgnoreCase),
            };
            if (order != 0)
                return order;
        }
        return labels.Length.CompareTo(other.labels.Length);
    }
}
