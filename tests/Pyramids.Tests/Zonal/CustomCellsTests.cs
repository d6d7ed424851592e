using NetTopologySuite.Geometries;

namespace Pyramids.Tests.Zonal;

/// <summary>What a statistic of the user's throws is told with its name, its zone and where that was.</summary>
public class CustomCellsTests
{
    private static readonly NDArray Cells = NDArray.From(new GridSpec(600, 20, Affine.Identity),
        Enumerable.Range(0, 600 * 20).Select(i => (float)i).ToArray());

    [Theory]
    [InlineData(1, "zone 1 (from 0) failed for ")]
    [InlineData(2, "zone 1 (from 0) failed for ")]
    [InlineData(3, "zone 0 (from 0) failed for ")]
    public void An_exception_in_it_names_statistic_and_zone(int fault, string expected)
    {
        Faulty.At = fault;
        var zones = new FeatureCollection([Box(0, 10, 3, 13), Box(0, 0, 20, 600)]);
        if (fault < 3) zones = new FeatureCollection([(Geometry?)null, zones[1].Geometry]);
        var error = Assert.Throws<ComputeException>(() => Cells.ZonalStats(zones, Statistic.Define<Faulty>("spread")));
        Assert.Contains("The statistic 'spread' of " + expected, error.Message);
        Assert.EndsWith("no such spread", error.Message);
        Assert.IsType<InvalidTimeZoneException>(error.InnerException);
    }

    [Fact]
    public void An_exception_under_a_label_names_statistic_and_label()
    {
        Faulty.At = 1;
        var labels = NDArray.From(new GridSpec(600, 20, Affine.Identity), Enumerable.Repeat(7, 600 * 20).ToArray());
        var error = Assert.Throws<ComputeException>(() => Cells.ToLazy().ZonalStats(labels.ToLazy(), Statistic.Define<Faulty>("spread")));
        Assert.Contains("The statistic 'spread' of label 7 failed for ", error.Message);
    }

    private static Geometry Box(double x0, double y0, double x1, double y1)
        => new GeometryFactory().ToGeometry(new Envelope(x0, x1, y0, y1));

    private struct Faulty : IZonalAccumulator<Faulty>
    {
        public static int At;

        public void Add(double value, double share) => Check(1);

        public void Merge(Faulty later) => Check(2);

        public readonly double? Result
        {
            get
            {
                Check(3);
                return 1;
            }
        }

        private static void Check(int at)
        {
            if (At == at) throw new InvalidTimeZoneException("no such spread");
        }
    }
}
