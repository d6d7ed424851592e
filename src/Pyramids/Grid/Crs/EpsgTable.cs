using System.Collections.Concurrent;
using System.Globalization;

namespace Pyramids;

/// <summary>The EPSG dataset as carried in the assembly: its lines are made into objects one by one when asked for.</summary>
internal sealed class EpsgTable
{
    private static readonly Lazy<EpsgTable> Loaded = new(() => new EpsgTable());
    private readonly EpsgLines lines = EpsgLines.Read();
    private readonly ConcurrentDictionary<int, Crs?> systems = new();
    private readonly ConcurrentDictionary<int, CrsUnit> units = new();
    private readonly Lazy<ILookup<string, int>> datumNames, verticalNames, methodNames, parameterNames;
    private readonly Lazy<ILookup<int, int>> byHash;

    private EpsgTable()
    {
        datumNames = new(() => Names('d', 7));
        verticalNames = new(() => Names('h', 7));
        methodNames = new(() => Codes('x').ToLookup(code => NameKey.Of(MethodName(code)!)));
        parameterNames = new(() => Codes('y').ToLookup(code => NameKey.Of(ParameterName(code)!)));
        byHash = new(() => "gpvk".SelectMany(Codes).ToLookup(code => Crs(code)!.GetHashCode()));
    }

    public static EpsgTable Shared => Loaded.Value;

    /// <summary>Version of the dataset, such as <c>v10.076</c>.</summary>
    public string Version => lines.Head[1];

    /// <summary>Codes of all systems, by section: g geographic and geocentric, p projected, v vertical, k compound.</summary>
    public IEnumerable<int> Codes(char section) => lines.Codes(section);

    /// <summary>The system of a code, or null.</summary>
    public Crs? Crs(int code) => systems.GetOrAdd(code, static (code, table) => table.Make(code), this);

    public string? MethodName(int code) => Row('x', code)?[2];

    public string? ParameterName(int code) => Row('y', code)?[2];

    public CrsUnit? Unit(int code)
    {
        if (units.TryGetValue(code, out var known))
            return known;
        if (Row('u', code) is not { } row)
            return null;
        var kind = row[3] switch { "length" => CrsUnitKind.Length, "angle" => CrsUnitKind.Angle, _ => CrsUnitKind.Scale };
        return units[code] = new(row[2], kind, Number(row[4]), code);
    }

    /// <summary>EPSG's unit of this code or size; or one of the name as given.</summary>
    public CrsUnit UnitLike(string name, CrsUnitKind kind, double factor, int? code)
    {
        var unit = CrsUnit.Of(name, kind, factor);
        foreach (var candidate in (ReadOnlySpan<int>)[code ?? 0, 9001, 9002, 9003, 9122, 9105, 9201, 9036])
            if (candidate != 0 && Unit(candidate) is { } known && known.IsSame(unit))
                return known;
        return unit;
    }

    public Ellipsoid? Ellipsoid(int code) => Row('e', code) is { } row ? new(row[2], Number(row[3]), Number(row[4]), code) : null;

    public PrimeMeridian? PrimeMeridian(int code)
        => Row('m', code) is { } row ? new(row[2], Unit(Integer(row[4]))!.ToBase(Number(row[3])), code) : null;

    public GeodeticDatum? Datum(int code) => Row('d', code) is not { } row ? null
        : new(row[2], Ellipsoid(Integer(row[3]))!, PrimeMeridian(Integer(row[4]))!, code)
        { EnsembleAccuracyMetres = Accuracy(row), EnsembleMembers = Members(row) };

    public VerticalDatum? VerticalDatum(int code) => Row('h', code) is not { } row ? null
        : new(row[2], code) { EnsembleAccuracyMetres = Accuracy(row), EnsembleMembers = Members(row) };

    /// <summary>The way of a datum to WGS 84: seven parameters (as <see cref="GeodeticDatum.ToWgs84"/>) and their
    /// accuracy in metres (NaN if EPSG gives none); or null.</summary>
    public (double[] Parameters, double AccuracyMetres)? ShiftToWgs84(int datum)
    {
        if (Row('t', datum) is not { } row)
            return null;
        var parameters = new double[7];
        for (var i = 0; i < row.Length - 4; i++)
            parameters[i] = Number(row[i + 4]);
        return (parameters, row[3].Length > 0 ? Number(row[3]) : double.NaN);
    }

    /// <summary>A conversion, such as UTM zone 33N (16033), or null.</summary>
    public MapProjection? Projection(int code)
    {
        if (Row('c', code) is not { } row)
            return null;
        var parameters = new ProjectionParameter[row.Length - 4];
        for (var i = 0; i < parameters.Length; i++)
        {
            var words = row[i + 4].Split(' ');
            parameters[i] = new(ParameterName(Integer(words[0]))!, Integer(words[0]), Number(words[1]), Unit(Integer(words[2]))!);
        }
        return new(row[2], MethodName(Integer(row[3]))!, Integer(row[3]), parameters, code);
    }

    public int? MethodNamed(string name) => CodeNamed(methodNames.Value, name);

    public int? ParameterNamed(string name) => CodeNamed(parameterNames.Value, name);

    /// <summary>EPSG's datums that go by this name or one of its aliases.</summary>
    public IEnumerable<int> DatumsNamed(string name) => datumNames.Value[NameKey.OfDatum(name)];

    public IEnumerable<int> VerticalDatumsNamed(string name) => verticalNames.Value[NameKey.OfDatum(name)];

    public int? Identify(Crs crs)
    {
        if (crs.ClaimedEpsg is { } claimed && Crs(claimed) is { } system && system.Equals(crs))
            return claimed;
        var name = NameKey.Of(crs.Name);
        return byHash.Value[crs.GetHashCode()].Where(code => Crs(code)!.Equals(crs))
            .OrderBy(code => NameKey.Of(Crs(code)!.Name) != name).ThenBy(code => Crs(code)!.IsDeprecated).ThenBy(code => code)
            .Select(code => (int?)code).FirstOrDefault();
    }

    private static int? CodeNamed(ILookup<string, int> names, string name)
    {
        foreach (var code in names[NameKey.Of(name)])
            return code;
        return null;
    }

    private Crs? Make(int code)
    {
        if (Row('p', code) is { } p)
        {
            var below = Crs(Integer(p[4]))!;
            var (_, axes) = Axes(Integer(p[3]));
            return new(CrsKind.Projected, p[2])
            {
                Authority = "EPSG", Code = p[1], Base = below, Datum = below.Datum, Projection = Projection(Integer(p[5])),
                Axes = axes, Unit = axes[0].Unit, IsDeprecated = p.Length > 6,
            };
        }
        if (Row('g', code) is { } g)
        {
            var (_, axes) = Axes(Integer(g[4]));
            var kind = g[3] == "c" ? CrsKind.Geocentric : axes.Length == 3 ? CrsKind.Geographic3D : CrsKind.Geographic2D;
            return new(kind, g[2]) { Authority = "EPSG", Code = g[1], Datum = Datum(Integer(g[5])), Axes = axes, Unit = axes[0].Unit,
                IsDeprecated = g.Length > 6 };
        }
        if (Row('v', code) is { } v)
        {
            var (_, axes) = Axes(Integer(v[3]));
            return new(CrsKind.Vertical, v[2]) { Authority = "EPSG", Code = v[1], VerticalDatum = VerticalDatum(Integer(v[4])), Axes = axes,
                Unit = axes[0].Unit, IsDeprecated = v.Length > 5 };
        }
        if (Row('k', code) is { } k)
            return Compound(k[2], Crs(Integer(k[3]))!, Crs(Integer(k[4]))!, "EPSG", k[1], k.Length > 5);
        return null;
    }

    internal static Crs Compound(string name, Crs horizontal, Crs vertical, string? authority = null, string? code = null,
        bool deprecated = false) => new(CrsKind.Compound, name)
    {
        Authority = authority, Code = code, Components = [horizontal, vertical], Axes = [.. horizontal.Axes, .. vertical.Axes],
        Unit = horizontal.Unit, Datum = horizontal.Datum, VerticalDatum = vertical.VerticalDatum, Projection = horizontal.Projection,
        IsDeprecated = deprecated,
    };

    private (string Type, CrsAxis[] Axes) Axes(int code)
    {
        var row = Row('s', code)!;
        var axes = new CrsAxis[row.Length - 3];
        for (var i = 0; i < axes.Length; i++)
        {
            var words = row[i + 3].Split('|');
            axes[i] = new(words[0], words[1], words[2], Unit(Integer(words[3]))!);
        }
        return (row[2], axes);
    }

    private ILookup<string, int> Names(char section, int aliases)
        => (from code in Codes(section)
            let row = Row(section, code)!
            from name in (string[])[row[2], .. row.Length > aliases ? row[aliases].Split('|') : []]
            select (Key: NameKey.OfDatum(name), code)).Distinct().ToLookup(pair => pair.Key, pair => pair.code);

    private string[]? Row(char section, int code) => lines.Find(section, code);

    private static double Accuracy(string[] row) => row.Length > 5 && row[5].Length > 0 ? Number(row[5]) : double.NaN;

    private static string[] Members(string[] row) => row.Length > 6 && row[6].Length > 0 ? row[6].Split('|') : [];

    private static int Integer(string field) => int.Parse(field, CultureInfo.InvariantCulture);

    private static double Number(string field) => double.Parse(field, CultureInfo.InvariantCulture);
}
