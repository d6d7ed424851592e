using System.Globalization;
using Apache.Arrow;
using Microsoft.Data.Analysis;

namespace Pyramids;

/// <summary>Zonal statistics: one row for each zone in the order of the zones, and what is to be known about how they came about.</summary>
/// <remarks>Columns are the properties of the zones, then the statistics in the order asked, named <c>mean</c>, or <c>{band}_mean</c> with
/// several bands. A property with the name of a statistic's column is called <c>zone_{name}</c>. Null stands where a zone has no valid
/// cell.</remarks>
[TypeFormatterSource]
public sealed class ZonalTable : DataFrame
{
    internal ZonalTable(IEnumerable<DataFrameColumn> columns) : base(columns) { }

    /// <summary>Which cells belong to a zone.</summary>
    public ZonalMethod Method { get; internal init; }

    /// <summary>Number of zones without any cell of the raster.</summary>
    public int EmptyZones { get; internal init; }

    /// <summary>What a careful reader should know: a CRS that was taken for granted, zones that do not meet the raster, invalid
    /// polygons.</summary>
    public IReadOnlyList<string> Notes { get; internal init; } = [];

    /// <summary>For each zone the largest distance between a quantile of the table and the exact one; 0 where quantiles are exact, as they
    /// are unless values did not fit into memory.</summary>
    public IReadOnlyList<double> ValueErrors { get; internal init; } = [];

    /// <summary>Writes the table as RFC 4180 has it: one header line, doubles so that they read back equal, nothing where null, always the
    /// dot.</summary>
    /// <param name="path">The file; another of this name is replaced when all is written.</param>
    public void WriteCsv(string path) => CsvWriter.Write(this, path);

    /// <summary>The table as a record batch of Apache Arrow: Int64, Float64, Bool and Utf8, null where the table has null. The metadata of
    /// its schema hold the method, the notes and the largest error of a quantile.</summary>
    public RecordBatch ToRecordBatch() => ArrowTable.ToRecordBatch(this, Metadata);

    /// <summary>Writes the table in Arrow's file format (Feather 2), with the method, the notes and the largest error of a quantile as
    /// metadata.</summary>
    /// <param name="path">The file; another of this name is replaced when all is written.</param>
    public void WriteArrow(string path) => ArrowTable.Write(ToRecordBatch(), path);

    /// <summary>Unit of a statistic's column by its name, where the raster states one.</summary>
    internal IReadOnlyDictionary<string, string> Units { get; init; } = new Dictionary<string, string>();

    /// <summary>How many of the columns are statistics; they come last.</summary>
    internal int StatisticColumns { get; init; }

    /// <summary>What a file of the table says beside its cells.</summary>
    internal IReadOnlyDictionary<string, string> Metadata => new Dictionary<string, string>
    {
        ["pyramids.method"] = Method.ToString(),
        ["pyramids.notes"] = string.Join("\n", Notes),
        ["pyramids.quantile_error"] = ValueErrors.DefaultIfEmpty(0).Max().ToString("R", CultureInfo.InvariantCulture),
    };
}
