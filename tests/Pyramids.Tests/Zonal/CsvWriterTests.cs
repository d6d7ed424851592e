using Microsoft.Data.Analysis;
using Xunit;

namespace Pyramids.Tests.Zonal;

public class CsvWriterTests
{
    [Fact]
    public void Fields_are_quoted_when_they_must_be_and_doubles_read_back_equal()
    {
        var table = new DataFrame(
            new StringDataFrameColumn("na\"me", ["a,b", "two\nlines", null!]),
            new DoubleDataFrameColumn("mean", new double?[] { 0.1 + 0.2, null, 1e300 }),
            new Int64DataFrameColumn("count", new long?[] { 1, 0, null }),
            new BooleanDataFrameColumn("ok", new bool?[] { true, false, null }));
        var writer = new StringWriter();
        CsvWriter.Write(table, writer);
        Assert.Equal("\"na\"\"me\",mean,count,ok\r\n\"a,b\",0.30000000000000004,1,true\r\n\"two\nlines\",,0,false\r\n,1E+300,,\r\n",
            writer.ToString());
    }

    [Fact]
    public void A_file_is_there_whole_or_not_at_all()
    {
        var folder = Directory.CreateTempSubdirectory("pyramids");
        try
        {
            var path = Path.Combine(folder.FullName, "x.csv");
            CsvWriter.Write(new DataFrame(new DoubleDataFrameColumn("a", [1.5])), path);
            CsvWriter.Write(new DataFrame(new DoubleDataFrameColumn("a", [2.5])), path);
            Assert.Equal("a\r\n2.5\r\n", File.ReadAllText(path));
            Assert.Equal([path], Directory.GetFiles(folder.FullName));
            Assert.Throws<DirectoryNotFoundException>(
                () => CsvWriter.Write(new DataFrame(), Path.Combine(folder.FullName, "none", "x.csv")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
