using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using NetTopologySuite.Features;
using NetTopologySuite.Geometries;
using Xunit;

namespace Pyramids.Tests.Zonal;

public class ArrowTableTests
{
    [Fact]
    public void A_table_is_a_record_batch_and_a_file_with_nulls_kinds_and_notes()
    {
        var square = new GeometryFactory().ToGeometry(new Envelope(0, 1, 0, 1));
        var far = new GeometryFactory().ToGeometry(new Envelope(9, 10, 9, 10));
        var zones = new FeatureCollection(
        [
            new Feature(square, new AttributesTable { { "name", "Łódź" }, { "big", true } }),
            new Feature(far, new AttributesTable { { "name", null }, { "big", false } }),
        ]);
        var table = NDArray.From(new GridSpec(1, 1, Affine.Identity), [3f]).ZonalStats(zones, "count", "mean");
        Check(table.ToRecordBatch());
        var folder = Directory.CreateTempSubdirectory("pyramids");
        try
        {
            var path = Path.Combine(folder.FullName, "t.arrow");
            table.WriteArrow(path);
            using var reader = new ArrowFileReader(File.OpenRead(path));
            Check(reader.ReadNextRecordBatch());
            Assert.Equal([path], Directory.GetFiles(folder.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Check(RecordBatch batch)
    {
        Assert.Equal([("name", ArrowTypeId.String), ("big", ArrowTypeId.Boolean), ("count", ArrowTypeId.Int64),
            ("mean", ArrowTypeId.Double)],
            batch.Schema.FieldsList.Select(f => (f.Name, f.DataType.TypeId)));
        Assert.Equal(("Łódź", null), (((StringArray)batch.Column(0)).GetString(0), ((StringArray)batch.Column(0)).GetString(1)));
        Assert.Equal([true, false], ((BooleanArray)batch.Column(1)).Select(v => v!.Value));
        Assert.Equal([1L, 0L], ((Int64Array)batch.Column(2)).Select(v => v!.Value));
        Assert.Equal([3.0, null], ((DoubleArray)batch.Column(3)).Select(v => v));
        Assert.Equal(("Center", "0"), (batch.Schema.Metadata["pyramids.method"], batch.Schema.Metadata["pyramids.quantile_error"]));
        Assert.Contains("1 of 2 zones hold no cell of the raster.", batch.Schema.Metadata["pyramids.notes"]);
    }
}
