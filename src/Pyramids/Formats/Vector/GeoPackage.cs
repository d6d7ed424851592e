using System.Buffers.Binary;
using NetTopologySuite.Features;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace Pyramids;

/// <summary>Reads a layer of features from a GeoPackage, without SQLite.</summary>
/// <remarks>OGC 12-128r18: tables gpkg_contents, gpkg_geometry_columns and gpkg_spatial_ref_sys; geometries as in section 2.1.3.</remarks>
internal static class GeoPackage
{
    /// <param name="path">The file.</param>
    /// <param name="layer">Name of a table of features; null when there is only one.</param>
    public static VectorLayer Read(string path, string? layer) => Open(path, layer).ToLayer();

    /// <inheritdoc cref="Read"/>
    public static VectorStream Open(string path, string? layer)
    {
        var name = Path.GetFileName(path);
        using var file = new SqliteFile(path);
        var tables = file.Tables();
        var contents = Rows("gpkg_contents").Where(r => r.GetValueOrDefault("data_type") as string == "features")
            .Select(r => r.GetValueOrDefault("table_name") as string ?? "").ToArray();
        var table = layer is null ? contents is [var only] ? only : null : contents.FirstOrDefault(c => c == layer);
        if (table is null)
            throw new ArgumentException(contents.Length == 0 ? $"{name} has no table of features."
                : $"{name} has the layers {string.Join(", ", contents)}; "
                    + $"{(layer is null ? "name one of them" : $"'{layer}' is none of them")}.", nameof(layer));
        var geometry = Rows("gpkg_geometry_columns").FirstOrDefault(r => r.GetValueOrDefault("table_name") as string == table)
            ?? throw new RasterFormatException($"The table '{table}' is not in gpkg_geometry_columns.", name);
        var shape = geometry.GetValueOrDefault("column_name") as string ?? "";
        if ((geometry.GetValueOrDefault("geometry_type_name") as string)?.ToUpperInvariant() is "CURVEPOLYGON" or "MULTISURFACE" or "CURVE"
            or "SURFACE" or "COMPOUNDCURVE" or "MULTICURVE"
            && ForeignFormats.Reader is { } foreign) return foreign.OpenVectors(path, table);
        var definition = tables.FirstOrDefault(t => t.Name == table);
        if (definition.Sql is null) throw new RasterFormatException($"The table '{table}' of gpkg_contents does not exist.", name);
        var columns = SqliteColumns.Parse(definition.Sql);
        var names = new ColumnNames();
        foreach (var column in columns.Where(c => !c.IsRowNumber && !c.Name.Equals(shape, StringComparison.OrdinalIgnoreCase)))
            names.IndexOrNew(column.Name);
        return new(Features(path, definition.Root, columns, shape, names), names.All,
            Crs(geometry.GetValueOrDefault("srs_id") as long? ?? 0));

        IEnumerable<Dictionary<string, object?>> Rows(string wanted)
        {
            var found = tables.FirstOrDefault(t => t.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase));
            if (found.Sql is null) throw new RasterFormatException($"There is no table {wanted}, so this is no GeoPackage.", name);
            var own = SqliteColumns.Parse(found.Sql);
            foreach (var (number, values) in file.Rows(found.Root))
            {
                var row = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
                for (var i = 0; i < own.Count; i++) row[own[i].Name] = own[i].IsRowNumber ? number : values.ElementAtOrDefault(i);
                yield return row;
            }
        }

        Crs? Crs(long number)
        {
            var row = Rows("gpkg_spatial_ref_sys").FirstOrDefault(r => r.GetValueOrDefault("srs_id") as long? == number);
            if (number is 0 or -1 || row is null) return null;
            if (row.GetValueOrDefault("organization") as string is { } owner && owner.Equals("EPSG", StringComparison.OrdinalIgnoreCase)
                && row.GetValueOrDefault("organization_coordsys_id") is long code && Pyramids.Crs.TryFromEpsg((int)code, out var known))
                return known;
            return Pyramids.Crs.TryFromUserInput(row.GetValueOrDefault("definition") as string, out var read)
                ? read : throw new RasterFormatException(
                    $"The CRS {number} of the layer is neither in the EPSG dataset nor defined in a way that can be read.", name);
        }
    }

    private static IEnumerable<IFeature> Features(string path, long root, IReadOnlyList<SqliteColumns> columns, string shape,
        ColumnNames names)
    {
        using var file = new SqliteFile(path);
        var reader = new WKBReader(new NetTopologySuite.NtsGeometryServices(
            NetTopologySuite.Geometries.Implementation.PackedCoordinateSequenceFactory.DoubleFactory, new PrecisionModel(), 0));
        var count = 0;
        foreach (var (_, values) in file.Rows(root))
        {
            Geometry? where = null;
            var properties = new FeatureProperties(names);
            for (var i = 0; i < Math.Min(columns.Count, values.Length); i++)
                if (columns[i].Name.Equals(shape, StringComparison.OrdinalIgnoreCase))
                    where = values[i] is byte[] blob ? Shape(blob, reader, Path.GetFileName(path), count) : null;
                else if (!columns[i].IsRowNumber)
                    properties[columns[i].Name] = columns[i].IsBoolean && values[i] is long flag ? flag != 0
                        : values[i] is byte[] bytes ? Convert.ToHexString(bytes)
                        : values[i];
            count++;
            yield return new Feature(where, properties);
        }
    }

    private static Geometry? Shape(byte[] blob, WKBReader reader, string name, int feature)
    {
        if (blob.Length < 8 || blob[0] != 'G' || blob[1] != 'P')
            throw new RasterFormatException($"The geometry of feature {feature} does not begin with GP.", name);
        var flags = blob[3];
        var envelope = (flags >> 1 & 7) switch { 0 => 0, 1 => 32, 2 or 3 => 48, 4 => 64, var other => throw new RasterFormatException(
            $"The geometry of feature {feature} has an envelope of kind {other}; 0 to 4 were expected.", name) };
        if ((flags & 0x20) != 0)
            throw new RasterFormatException($"The geometry of feature {feature} is of an extended kind, which is not read.", name);
        if (blob.Length <= 8 + envelope) return null;
        if (blob.Length > 12 + envelope && Kind(blob.AsSpan(8 + envelope)) is >= 8 and <= 14 and var kind)
            throw new RasterFormatException($"The geometry of feature {feature} has curves (WKB type {kind}), which are not read; make lines of them, such as by ogr2ogr -nlt CONVERT_TO_LINEAR, "
                + "or state the layer's type as one with curves, which opens through GDAL.", name);
        try
        {
            return reader.Read(blob[(8 + envelope)..]);
        }
        catch (Exception e) when (e is ParseException or EndOfStreamException or ArgumentException or IndexOutOfRangeException
            or OverflowException)
        {
            throw new RasterFormatException($"The geometry of feature {feature} could not be read: {e.Message}", name, inner: e);
        }
    }

    // As ISO's WKB numbers kinds of geometry, without those of Z and M.
    private static uint Kind(ReadOnlySpan<byte> text)
        => (text[0] == 1 ? BinaryPrimitives.ReadUInt32LittleEndian(text[1..]) : BinaryPrimitives.ReadUInt32BigEndian(text[1..])) % 1000;
}

/// <summary>Columns of a table, as its CREATE TABLE says.</summary>
internal sealed record SqliteColumns(string Name, bool IsRowNumber, bool IsBoolean)
{
    public static IReadOnlyList<SqliteColumns> Parse(string sql)
    {
        var columns = new List<SqliteColumns>();
        int open = sql.IndexOf('('), depth = 0, from = open + 1;
        var quote = '\0';
        for (var i = open + 1; open >= 0 && i < sql.Length; i++)
        {
            var c = sql[i];
            if (quote != '\0') quote = c == quote ? '\0' : quote;
            else if (c is '"' or '\'' or '`') quote = c;
            else if (c == '[') quote = ']';
            else if (c == '(') depth++;
            else if (c == ')' && depth-- == 0 || c == ',' && depth == 0)
            {
                Add(sql[from..i].Trim());
                from = i + 1;
                if (c == ')') break;
            }
        }
        return columns;

        void Add(string text)
        {
            if (text.Length == 0) return;
            var end = text[0] is '"' or '`' or '\'' ? text.IndexOf(text[0], 1)
                : text[0] == '[' ? text.IndexOf(']')
                : text.IndexOfAny([' ', '\t', '\r', '\n']);
            if (end < 0) end = text.Length;
            var quoted = text[0] is '"' or '`' or '\'' or '[';
            var name = quoted ? text[1..end] : text[..end];
            var rest = text[Math.Min(text.Length, end + (quoted ? 1 : 0))..].ToUpperInvariant();
            if (!quoted && name.ToUpperInvariant() is "CONSTRAINT" or "PRIMARY" or "UNIQUE" or "CHECK" or "FOREIGN") return;
            var type = rest.TrimStart();
            columns.Add(new(name,
                type.StartsWith("INTEGER", StringComparison.Ordinal) && rest.Contains("PRIMARY KEY", StringComparison.Ordinal),
                type.StartsWith("BOOL", StringComparison.Ordinal)));
        }
    }
}
