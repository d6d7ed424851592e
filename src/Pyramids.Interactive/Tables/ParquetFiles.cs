using System.Globalization;
using Microsoft.Data.Analysis;
using Parquet;
using Parquet.Schema;

namespace Pyramids;

/// <summary>Tables as Parquet files.</summary>
public static class ParquetFiles
{
    /// <summary>Writes a table as Parquet: whole numbers, numbers, truth values and text, null where the table has null.</summary>
    /// <param name="table">Any table. The file of zonal statistics says the method, the notes and the largest error of a quantile as
    /// metadata.</param>
    /// <param name="path">The file; another of this name is replaced when all is written.</param>
    public static void WriteParquet(this DataFrame table, string path)
        => Task.Run(() => table.WriteParquetAsync(path)).GetAwaiter().GetResult();

    /// <summary>Writes a table as Parquet: whole numbers, numbers, truth values and text, null where the table has null.</summary>
    /// <param name="table">Any table. The file of zonal statistics says the method, the notes and the largest error of a quantile as
    /// metadata.</param>
    /// <param name="path">The file; another of this name is replaced when all is written.</param>
    /// <param name="cancellation">Ends the writing; no file is left.</param>
    public static async Task WriteParquetAsync(this DataFrame table, string path, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        using var file = new WholeFile(path);
        DataField[] fields = [.. table.Columns.Select(FieldOf)];
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), file.Stream,
            cancellationToken: cancellation).ConfigureAwait(false))
        {
            if (table is ZonalTable zonal) writer.CustomMetadata = zonal.Metadata;
            using var group = writer.CreateRowGroup();
            for (var i = 0; i < fields.Length; i++)
                switch (table.Columns[i])
                {
                    case Int64DataFrameColumn integers:
                        await group.WriteAsync<long>(fields[i], integers.ToArray(), cancellationToken: cancellation).ConfigureAwait(false);
                        break;
                    case DoubleDataFrameColumn numbers:
                        await group.WriteAsync<double>(fields[i], numbers.ToArray(), cancellationToken: cancellation).ConfigureAwait(false);
                        break;
                    case BooleanDataFrameColumn flags:
                        await group.WriteAsync<bool>(fields[i], flags.ToArray(), cancellationToken: cancellation).ConfigureAwait(false);
                        break;
                    case var other:
                        cancellation.ThrowIfCancellationRequested();
                        await group.WriteAsync(fields[i], Texts(other)).ConfigureAwait(false);
                        break;
                }
            group.CompleteValidate();
        }
        file.Commit();
    }

    private static DataField FieldOf(DataFrameColumn column) => column switch
    {
        Int64DataFrameColumn => new DataField<long>(column.Name, nullable: true),
        DoubleDataFrameColumn => new DataField<double>(column.Name, nullable: true),
        BooleanDataFrameColumn => new DataField<bool>(column.Name, nullable: true),
        _ => new DataField<string>(column.Name, nullable: true),
    };

    private static string?[] Texts(DataFrameColumn column)
        => [.. Enumerable.Range(0, (int)column.Length)
            .Select(row => column[row] is { } value ? Convert.ToString(value, CultureInfo.InvariantCulture) : null)];
}
