using System.Text;

namespace Pyramids;

/// <summary>GeoKeys as a dictionary: a key holds a short, some doubles, or a text.</summary>
internal sealed class GeoKeyDirectory(string? file)
{
    private const ushort DoubleParams = 34736, AsciiParams = 34737;
    private readonly Dictionary<int, object> values = [];

    public static GeoKeyDirectory Parse(ReadOnlySpan<ushort> directory, ReadOnlySpan<double> doubles, string ascii, string? file)
    {
        var keys = new GeoKeyDirectory(file);
        if (directory.Length < 4 || directory[0] != 1)
            throw keys.Error($"TIFF tag 34735 (GeoKeyDirectory) has {directory.Length} values{(directory.Length > 0 ? $" and version {directory[0]}" : "")}; at least 4 and version 1 are expected.");
        if (directory.Length < 4 + 4 * directory[3])
            throw keys.Error(
                $"TIFF tag 34735 (GeoKeyDirectory) announces {directory[3]} keys and has values for {(directory.Length - 4) / 4}.");
        for (var i = 1; i <= directory[3]; i++)
        {
            var (key, location, count, at) = (directory[4 * i], directory[4 * i + 1], directory[4 * i + 2], directory[4 * i + 3]);
            keys.values[key] = location switch
            {
                0 => at,
                DoubleParams when at + count <= doubles.Length => doubles.Slice(at, count).ToArray(),
                AsciiParams when at + count <= ascii.Length => ascii.Substring(at, count).TrimEnd('\0').TrimEnd('|').Trim(),
                34735 when at + count <= directory.Length && count > 0 => directory[at],
                DoubleParams or AsciiParams or 34735
                    => throw keys.Error($"GeoKey {key} has {count} values from position {at} of TIFF tag {location}, which ends before."),
                _ => throw keys.Error(
                    $"GeoKey {key} lies in TIFF tag {location}; 0, 34736 (GeoDoubleParams) or 34737 (GeoAsciiParams) is expected."),
            };
        }
        return keys;
    }

    public ushort? Short(ushort key) => values.GetValueOrDefault(key) is ushort value ? value : null;

    public string? Text(ushort key) => values.GetValueOrDefault(key) as string is { Length: > 0 } text ? text : null;

    public double[]? Doubles(ushort key) => values.GetValueOrDefault(key) as double[];

    public double? Double(ushort key) => Doubles(key) is not [var value, ..] ? null
        : double.IsFinite(value) ? value : throw Error($"GeoKey {key} is {value}; a finite number is expected.");

    public bool Has(ushort key) => values.ContainsKey(key);

    public void Set(ushort key, ushort value) => values[key] = value;

    public void Set(ushort key, params double[] value) => values[key] = value;

    public void Set(ushort key, string value) => values[key] = value;

    /// <summary>Entries in ascending order of keys; texts are ASCII, each closed by a bar.</summary>
    public (ushort[] Directory, double[] Doubles, string Ascii) Build()
    {
        List<ushort> directory = [1, 1, (ushort)(Has(GeoKeys.Vertical) ? 1 : 0), (ushort)values.Count];
        List<double> doubles = [];
        var ascii = new StringBuilder();
        int[] keys = [.. values.Keys];
        Array.Sort(keys);
        foreach (ushort key in keys)
            switch (values[key])
            {
                case ushort number:
                    directory.AddRange([key, 0, 1, number]);
                    break;
                case double[] numbers:
                    directory.AddRange([key, DoubleParams, (ushort)numbers.Length, (ushort)doubles.Count]);
                    doubles.AddRange(numbers);
                    break;
                case string text:
                    if (ascii.Length + text.Length + 1 > ushort.MaxValue)
                        throw new CrsException(
                            $"The definition has {text.Length:N0} characters, and GeoKeys hold {ushort.MaxValue:N0} in all. Shorten "
                                + "its names, or write the system to a sidecar.");
                    directory.AddRange([key, AsciiParams, (ushort)(text.Length + 1), (ushort)ascii.Length]);
                    foreach (var letter in text)
                        ascii.Append(letter == '|' && !text.Contains(" = ") ? '/' : char.IsAscii(letter) ? letter : '?');
                    ascii.Append('|');
                    break;
            }
        return ([.. directory], [.. doubles], ascii.ToString());
    }

    public RasterFormatException Error(string message, Exception? inner = null) => new(message, file, inner: inner);
}
