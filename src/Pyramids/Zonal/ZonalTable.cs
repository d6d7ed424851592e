using Microsoft.Data.Analysis;

namespace Pyramids;

/// <summary>Zonal statistics: one row for each zone in the order of the zones, and what is to be known about how they came about.</summary>
/// <remarks>Columns are the properties of the zones, then the statistics in the order asked, named <c>mean</c>, or <c>{band}_mean</c> with several
/// bands. A property with the name of a statistic's column is called <c>zone_{name}</c>. Null stands where a zone has no valid cell.</remarks>
[TypeFormatterSource]
public sealed class ZonalTable : DataFrame
{
    internal ZonalTable(IEnumerable<DataFrameColumn> columns) : base(columns) { }

    /// <summary>Which cells belong to a zone.</summary>
    public ZonalMethod Method { get; internal init; }

    /// <summary>Number of zones without any cell of the raster.</summary>
    public int EmptyZones { get; internal init; }

    /// <summary>What a careful reader should know: a CRS that was taken for granted, zones that do not meet the raster, invalid polygons.</summary>
    public IReadOnlyList<string> Notes { get; internal init; } = [];

    /// <summary>For each zone the largest distance between a quantile of the table and the exact one; 0 where quantiles are exact, as they are unless
    /// values did not fit into memory.</summary>
    public IReadOnlyList<double> ValueErrors { get; internal init; } = [];

    /// <summary>Writes the table as RFC 4180 has it: one header line, doubles so that they read back equal, nothing where null, always the dot.</summary>
    /// <param name="path">The file; another of this name is replaced when all is written.</param>
    public void WriteCsv(string path) => CsvWriter.Write(this, path);
}
