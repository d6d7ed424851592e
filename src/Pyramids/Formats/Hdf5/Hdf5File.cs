using System.Numerics;
using PureHDF;
using PureHDF.VOL.Native;

namespace Pyramids;

/// <summary>Opens the raster of an HDF5 or NetCDF-4 file: a dataset in two dimensions or more, with its coordinates by
/// name as CF has them.</summary>
/// <remarks>HDF5 file format specification 3, by PureHDF; CF conventions 1.10.</remarks>
internal sealed class Hdf5File(string path)
{
    private const int MaxObjects = 10_000, MaxDepth = 32, MaxCoordinates = 1 << 26;
    private static readonly string[] Endings = [".nc", ".nc4", ".h5", ".hdf5", ".hdf", ".he5"];

    public string Path => path;

    /// <summary>Whether a name is that of such a file.</summary>
    public static bool IsName(string path) => Endings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    /// <summary>Splits <c>file.nc/group/dataset</c> into the file and the path in it; null when no part of it is such a file.</summary>
    public static (string File, string Inside)? Split(string path)
    {
        for (var at = path.Length; at > 0; at = path.LastIndexOf('/', at - 1))
        {
            if (IsName(path[..at]) && File.Exists(path[..at])) return (path[..at], path[at..].Trim('/'));
        }
        return null;
    }

    /// <summary>Whether a file has HDF5's signature, at its start or, behind a user block, at a power of two from 512
    /// on. Older NetCDF has another.</summary>
    public static bool IsOne(string path)
    {
        using var file = File.OpenHandle(path);
        Span<byte> begin = stackalloc byte[8];
        for (var at = 0L; at < RandomAccess.GetLength(file); at = at == 0 ? 512 : 2 * at)
            if (RandomAccess.Read(file, begin, at) == 8 && begin.SequenceEqual(
                (ReadOnlySpan<byte>)[0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1a, (byte)'\n']))
                return true;
        return false;
    }

    public NativeFile Open() => H5File.OpenRead(path);

    /// <exception cref="RasterFormatException">The file is none, holds no raster, or several (the message lists them).</exception>
    public static RasterFile Read(string path, string inside)
    {
        try
        {
            return new Hdf5File(path).Read(inside);
        }
        catch (Exception inner) when (inner is not (OutOfMemoryException or RasterFormatException or FileNotFoundException))
        {
            throw new RasterFormatException($"The file cannot be read as HDF5 or NetCDF-4: {inner.Message}", path, null, inner);
        }
    }

    private RasterFile Read(string inside)
    {
        using var file = Open();
        var all = new Dictionary<string, IH5Dataset>(StringComparer.Ordinal);
        Collect(file, "", 0, all);
        var chosen = Choose(all, inside);
        var (dataset, group) = (all[chosen], chosen.LastIndexOf('/') is >= 0 and var slash ? chosen[..(slash + 1)] : "");
        var shape = dataset.Space.Dimensions;
        if (shape.Any(size => size is 0 or > int.MaxValue))
            throw new RasterFormatException(
                $"The shape is {string.Join("x", shape)}; a raster has 1 to {int.MaxValue} cells along an axis.", $"{path}/{chosen}");
        var axes = Axes(shape, chosen);
        var (rows, columns, bands) = ((int)shape[axes[1]], (int)shape[axes[2]], axes[0] < 0 ? 1 : (int)shape[axes[0]]);
        var type = Hdf5Types.Of(dataset.Type)!.Value;
        var siblings = all.Where(pair => pair.Key.StartsWith(group, StringComparison.Ordinal) && !pair.Key[group.Length..].Contains('/'))
            .ToDictionary(pair => pair.Key[group.Length..], pair => pair.Value);
        var grid = Hdf5Georeference.Of(rows, columns, dataset, siblings, group.Length == 0 ? file : file.Group(group.TrimEnd('/')));
        var names = Hdf5Attributes.Texts(dataset, "band_names") ?? Hdf5Attributes.Texts(dataset, "long_name") ?? Times(siblings, bands);
        var schema = new ArraySchema(grid, bands, type)
        {
            NoData = Hdf5Attributes.Number(dataset, "_FillValue") ?? Hdf5Attributes.Number(dataset, "missing_value")
                ?? Hdf5Attributes.Number(dataset, "nodata"),
            BandNames = names?.Length == bands ? names : [],
            IsPlane = axes[0] < 0,
            Meaning = CfMeaning.Read(bands, name => Hdf5Attributes.Numbers(dataset, name), name => TextsOf(dataset, name)),
        };
        var source = new Hdf5Source(this, chosen, axes, schema, Block(dataset, axes, schema));
        return new(source, "HDF5", [], Facts(chosen, dataset), source) { Fingerprint = Fingerprint() };
    }

    private static string[]? TextsOf(IH5Dataset dataset, string name)
        => !dataset.AttributeExists(name)
            || dataset.Attribute(name).Type.Class is not (H5DataTypeClass.String or H5DataTypeClass.VariableLength) ? null
            : Hdf5Attributes.Texts(dataset, name) ?? (Hdf5Attributes.Text(dataset, name) is { } text ? [text] : null);

    private string Fingerprint()
    {
        var file = FolderLinks.FileOf(path);
        return $"{file.Length} bytes of {file.LastWriteTimeUtc:O}";
    }

    private static void Collect(IH5Group group, string prefix, int depth, Dictionary<string, IH5Dataset> all)
    {
        if (depth > MaxDepth) return;
        foreach (var child in group.Children())
        {
            if (all.Count >= MaxObjects) return;
            if (child is IH5Dataset dataset) all[prefix + child.Name] = dataset;
            else if (child is IH5Group below) Collect(below, prefix + child.Name + "/", depth + 1, all);
        }
    }

    private string Choose(Dictionary<string, IH5Dataset> all, string inside)
    {
        if (inside.Length > 0 && all.ContainsKey(inside)) return inside;
        var prefix = inside.Length == 0 ? "" : inside + "/";
        var rasters = all.Where(pair =>
            pair.Key.StartsWith(prefix, StringComparison.Ordinal) && pair.Value.Space.Rank >= 2 && Hdf5Types.Of(pair.Value.Type) is not null
                && !ZarrNames.IsAuxiliary(pair.Key[(pair.Key.LastIndexOf('/') + 1)..])).Select(pair => pair.Key)
                    .Order(StringComparer.Ordinal).ToList();
        return rasters switch
        {
            [var only] => only,
            [] => throw new RasterFormatException(inside.Length == 0
                ? "The file holds no dataset of numbers in two dimensions or more."
                : $"There is no raster '{inside}' in the file.", path),
            _ => throw new RasterFormatException(
                $"The file holds {rasters.Count} rasters: {string.Join(", ", rasters.Take(20))}. Ask for one, as in "
                    + $"'{path}/{rasters[0]}'.", path),
        };
    }

    /// <summary>Axes of bands (-1 for none), rows and columns: the last two, and the one before that is longer than 1.</summary>
    private int[] Axes(ulong[] shape, string chosen)
    {
        var others = Enumerable.Range(0, shape.Length - 2).Where(axis => shape[axis] != 1).ToArray();
        return others.Length > 1
            ? throw new RasterFormatException(
                $"'{chosen}' has the shape {string.Join("x", shape)}; a raster has rows, columns and at most one more axis that is "
                    + "longer than 1.", path)
            : [others.Length == 1 ? others[0] : shape.Length > 2 ? shape.Length - 3 : -1, shape.Length - 2, shape.Length - 1];
    }

    private static BlockShape Block(IH5Dataset dataset, int[] axes, ArraySchema schema)
    {
        if (dataset.Layout is { Class: H5DataLayoutClass.Chunked, Chunks: { } chunks } && chunks.Length == dataset.Space.Rank)
            return new(axes[0] < 0 ? 1 : Cut(chunks[axes[0]], schema.Bands), Cut(chunks[axes[1]], schema.Grid.Rows),
                Cut(chunks[axes[2]], schema.Grid.Columns));
        // Cells that lie in a row on the disk: strips of about a mebibyte.
        return new(1, Math.Clamp((1 << 20) / (schema.Grid.Columns * schema.Type.Size()), 1, schema.Grid.Rows), schema.Grid.Columns);
    }

    private static int Cut(ulong size, int length) => (int)Math.Min(size, (ulong)length);

    private static string[]? Times(Dictionary<string, IH5Dataset> siblings, int bands)
    {
        foreach (var (name, dataset) in siblings)
        {
            if (dataset.Space.Rank == 1 && dataset.Space.Dimensions[0] == (ulong)bands && Hdf5Attributes.Text(dataset, "units") is { } units
                && units.Contains(" since ", StringComparison.Ordinal)
                && Values(dataset) is { } values && CfTime.Decode(values, units, Hdf5Attributes.Text(dataset, "calendar")) is { } dates)
                return dates;
        }
        return null;
    }

    /// <summary>Values of a one-dimensional dataset; null when it is none of numbers.</summary>
    public static double[]? Values(IH5Dataset dataset)
    {
        if (dataset.Space.Rank != 1 || dataset.Space.Dimensions[0] > MaxCoordinates || Hdf5Types.Of(dataset.Type) is not { } type)
            return null;
        return DTypes.Dispatch(type, new ReadAll(dataset));
    }

    private static List<(string Name, string Value)> Facts(string chosen, IH5Dataset dataset)
    {
        var facts = new List<(string, string)> { ("dataset", chosen), ("layout", dataset.Layout.Class.ToString().ToLowerInvariant()) };
        foreach (var name in new[] { "scale_factor", "add_offset", "units", "standard_name" })
        {
            if (Hdf5Attributes.Text(dataset, name) is { } value) facts.Add((name, value));
        }
        return facts;
    }

    private readonly struct ReadAll(IH5Dataset dataset) : IDTypeAction<double[]>
    {
        public double[] Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
            => [.. dataset.Read<T[]>().Select(double.CreateTruncating)];
    }
}
