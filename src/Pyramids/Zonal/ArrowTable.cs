using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Microsoft.Data.Analysis;

namespace Pyramids;

/// <summary>Brings a table into the columns of Apache Arrow: whole numbers, numbers, truth values and text; null stays null.</summary>
internal static class ArrowTable
{
    public static RecordBatch ToRecordBatch(DataFrame table, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        var rows = (int)table.Rows.Count;
        var arrays = table.Columns.Select(column => ToArray(column, rows)).ToArray();
        var fields = table.Columns.Zip(arrays, (column, array) => new Field(column.Name, array.Data.DataType, nullable: true));
        return new(new Schema(fields, metadata), arrays, rows);
    }

    /// <summary>Writes a file in Arrow's file format: it is there whole or not at all.</summary>
    public static void Write(RecordBatch batch, string path)
    {
        using var file = new WholeFile(path);
        using (var writer = new ArrowFileWriter(file.Stream, batch.Schema, leaveOpen: true))
        {
            writer.WriteRecordBatch(batch);
            writer.WriteEnd();
        }
        file.Commit();
    }

    private static IArrowArray ToArray(DataFrameColumn column, int rows)
    {
        switch (column)
        {
            case Int64DataFrameColumn numbers:
                var integers = new Int64Array.Builder().Reserve(rows);
                for (var row = 0; row < rows; row++) integers = numbers[row] is { } value ? integers.Append(value) : integers.AppendNull();
                return integers.Build();
            case DoubleDataFrameColumn numbers:
                var doubles = new DoubleArray.Builder().Reserve(rows);
                for (var row = 0; row < rows; row++) doubles = numbers[row] is { } value ? doubles.Append(value) : doubles.AppendNull();
                return doubles.Build();
            case BooleanDataFrameColumn flags:
                var truths = new BooleanArray.Builder().Reserve(rows);
                for (var row = 0; row < rows; row++) truths = flags[row] is { } value ? truths.Append(value) : truths.AppendNull();
                return truths.Build();
            default:
                var texts = new StringArray.Builder().Reserve(rows);
                for (var row = 0; row < rows; row++)
                    texts = column[row] is { } value ? texts.Append(Convert.ToString(value, CultureInfo.InvariantCulture)!)
                        : texts.AppendNull();
                return texts.Build();
        }
    }
}
