using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pyramids;

/// <summary>Every operation that a plan document can hold, by the name that it has there.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "name")]
[JsonDerivedType(typeof(BinaryOperation), "binary")]
[JsonDerivedType(typeof(ScalarOperation), "scalar")]
[JsonDerivedType(typeof(CompareOperation), "compare")]
[JsonDerivedType(typeof(CompareScalarOperation), "compareScalar")]
[JsonDerivedType(typeof(WhereOperation), "where")]
[JsonDerivedType(typeof(WhereScalarOperation), "whereScalar")]
[JsonDerivedType(typeof(CastOperation), "asType")]
[JsonDerivedType(typeof(MaskNoDataOperation), "maskNoData")]
[JsonDerivedType(typeof(FloatingOperation), "floating")]
[JsonDerivedType(typeof(RoundOperation), "round")]
[JsonDerivedType(typeof(FillMissingOperation), "fillMissing")]
[JsonDerivedType(typeof(AbsOperation), "abs")]
[JsonDerivedType(typeof(SignOperation), "sign")]
[JsonDerivedType(typeof(BitsOperation), "bits")]
[JsonDerivedType(typeof(SliceOperation), "slice")]
[JsonDerivedType(typeof(BandsOperation), "bands")]
[JsonDerivedType(typeof(RepeatOperation), "repeat")]
[JsonDerivedType(typeof(NameBandsOperation), "nameBands")]
[JsonDerivedType(typeof(StackOperation), "stack")]
[JsonDerivedType(typeof(BitNotOperation), "bitNot")]
[JsonDerivedType(typeof(MosaicOperation), "mosaic")]
[JsonDerivedType(typeof(KeepOperation), "keep")]
[JsonDerivedType(typeof(WarpOperation), "warp")]
[JsonDerivedType(typeof(ReduceOperation), "reduce")]
[JsonDerivedType(typeof(CumulativeOperation), "cumulative")]
[JsonDerivedType(typeof(BroadcastOperation), "broadcast")]
[JsonDerivedType(typeof(FocalStatisticOperation), "focalStatistic")]
[JsonDerivedType(typeof(ConvolveOperation), "convolve")]
[JsonDerivedType(typeof(SlopeOperation), "slope")]
[JsonDerivedType(typeof(AspectOperation), "aspect")]
[JsonDerivedType(typeof(HillshadeOperation), "hillshade")]
[JsonDerivedType(typeof(CurvatureOperation), "curvature")]
[JsonDerivedType(typeof(MaskedOperation), "withMask")]
[JsonDerivedType(typeof(TpiOperation), "tpi")]
[JsonDerivedType(typeof(TriOperation), "tri")]
[JsonDerivedType(typeof(RoughnessOperation), "roughness")]
[JsonDerivedType(typeof(NamedFocalOperation), "focalApply")]
[JsonDerivedType(typeof(NamedMapOperation), "mapBlocks")]
[JsonDerivedType(typeof(NamedPairOperation), "mapPairs")]
[JsonDerivedType(typeof(NamedOverlapOperation), "mapOverlap")]
[JsonDerivedType(typeof(NamedTilesOperation), "mapTiles")]
internal abstract partial record Operation;

/// <summary>Operations and schemas as JSON.</summary>
[JsonSerializable(typeof(Operation))]
[JsonSerializable(typeof(ArraySchema))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowOutOfOrderMetadataProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(GridJson), typeof(SchemaJson), typeof(FootprintJson)])]
internal sealed partial class OperationJson : JsonSerializerContext;

/// <summary>Rows, columns, the six numbers of the transform in GDAL's order, and the CRS as WKT 2.</summary>
internal sealed class GridJson : JsonConverter<GridSpec>
{
    public override GridSpec Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        using var json = JsonDocument.ParseValue(ref reader);
        var t = json.RootElement.GetProperty("transform").EnumerateArray().Select(number => number.GetDouble()).ToArray();
        if (t.Length != 6) throw new JsonException($"A transform has six numbers; {t.Length} were found.");
        return new(json.RootElement.GetProperty("rows").GetInt32(), json.RootElement.GetProperty("columns").GetInt32(),
            new(t[0], t[1], t[2], t[3], t[4], t[5]),
            json.RootElement.TryGetProperty("crs", out var crs) ? Crs.FromUserInput(crs.GetString()!) : null);
    }

    public override void Write(Utf8JsonWriter writer, GridSpec grid, JsonSerializerOptions options)
    {
        var t = grid.Transform;
        writer.WriteStartObject();
        writer.WriteNumber("rows", grid.Rows);
        writer.WriteNumber("columns", grid.Columns);
        writer.WriteStartArray("transform");
        foreach (var number in (ReadOnlySpan<double>)[t.OriginX, t.XPerColumn, t.XPerRow, t.OriginY, t.YPerColumn, t.YPerRow])
            writer.WriteNumberValue(number);
        writer.WriteEndArray();
        if (grid.Crs is not null) writer.WriteString("crs", grid.Crs.ToWkt());
        writer.WriteEndObject();
    }
}

/// <summary>What a schema states; what follows from that is left out.</summary>
internal sealed class SchemaJson : JsonConverter<ArraySchema>
{
    private static readonly GridJson Grid = new();

    public override ArraySchema Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        using var json = JsonDocument.ParseValue(ref reader);
        var root = json.RootElement;
        return new(root.GetProperty("grid").Deserialize(OperationJson.Default.GridSpec)!, root.GetProperty("bands").GetInt32(),
            Enum.Parse<DType>(root.GetProperty("type").GetString()!))
        {
            NoData = !root.TryGetProperty("noData", out var noData) ? null
                : noData.ValueKind is JsonValueKind.String ? double.NaN
                : noData.GetDouble(),
            BandNames =
                root.TryGetProperty("bandNames", out var names) ? names.EnumerateArray().Select(name => name.GetString()!).ToArray() : [],
            IsPlane = root.TryGetProperty("isPlane", out var plane) && plane.GetBoolean(),
            RowsReduced = root.TryGetProperty("rowsReduced", out var rows) && rows.GetBoolean(),
            ColumnsReduced = root.TryGetProperty("columnsReduced", out var columns) && columns.GetBoolean(),
        };
    }

    public override void Write(Utf8JsonWriter writer, ArraySchema schema, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("grid");
        Grid.Write(writer, schema.Grid, options);
        writer.WriteNumber("bands", schema.Bands);
        writer.WriteString("type", schema.Type.ToString());
        if (schema.NoData is { } noData)
        {
            if (double.IsFinite(noData)) writer.WriteNumber("noData", noData);
            else writer.WriteString("noData", "NaN");
        }
        if (schema.BandNames.Count > 0)
        {
            writer.WriteStartArray("bandNames");
            foreach (var name in schema.BandNames) writer.WriteStringValue(name);
            writer.WriteEndArray();
        }
        if (schema.IsPlane) writer.WriteBoolean("isPlane", true);
        if (schema.RowsReduced) writer.WriteBoolean("rowsReduced", true);
        if (schema.ColumnsReduced) writer.WriteBoolean("columnsReduced", true);
        writer.WriteEndObject();
    }
}

/// <summary>The side of a square, or the runs of cells of another shape.</summary>
internal sealed class FootprintJson : JsonConverter<Footprint>
{
    public override Footprint Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        using var json = JsonDocument.ParseValue(ref reader);
        if (json.RootElement.TryGetProperty("square", out var radius)) return Footprint.Square(radius.GetInt32());
        var (rows, columns) = (json.RootElement.GetProperty("rows").GetInt32(), json.RootElement.GetProperty("columns").GetInt32());
        if (rows is < 1 or > 8193 || columns is < 1 or > 8193)
            throw new JsonException($"A footprint has 1 to 8193 rows and columns; {rows} by {columns} were found.");
        var cells = new bool[rows, columns];
        foreach (var run in json.RootElement.GetProperty("runs").EnumerateArray())
            for (var column = run[1].GetInt32(); column <= run[2].GetInt32(); column++)
                cells[run[0].GetInt32() + rows / 2, column + columns / 2] = true;
        return Footprint.Custom(cells);
    }

    public override void Write(Utf8JsonWriter writer, Footprint footprint, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        if (footprint.IsSquare) writer.WriteNumber("square", footprint.Radius);
        else
        {
            writer.WriteNumber("rows", footprint.Rows);
            writer.WriteNumber("columns", footprint.Columns);
            writer.WriteStartArray("runs");
            foreach (var (row, first, last) in footprint.Runs)
            {
                writer.WriteStartArray();
                foreach (var number in (ReadOnlySpan<int>)[row, first, last]) writer.WriteNumberValue(number);
                writer.WriteEndArray();
            }
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }
}
