using Xunit;

namespace Pyramids.Tests;

public class CrsTransformTests(ITestOutputHelper log)
{
    /// <summary>PROJ before 9.8 takes the equidistant cylindrical projection of an ellipsoid for that of a sphere, and
    /// leaves out the turn of the Belgian cone.</summary>
    private static readonly int[] OtherInThisPROJ = [4087, 32663, 31300];

    public record Points(int code, double[] lon, double[] lat, double?[] x, double?[] y);

    [Fact] public void Every_projection_agrees_with_PROJ_to_a_millimetre_on_its_area_of_use()
    {
        List<(Crs Crs, CrsTransform Transform)> systems = [];
        List<string> wrong = [];
        var unanswered = 0;
        var refused = new SortedDictionary<string, int>();
        foreach (var crs in EpsgTable.Shared.Codes('p').Select(Crs.FromEpsg))
            if (Refusal(() => systems.Add((crs, CrsTransform.Create(crs.Base!, crs)))) is { } error)
            {
                Assert.Contains($"'{crs.Projection!.Method}'", error.Message);
                refused[crs.Projection.Method] = refused.GetValueOrDefault(crs.Projection.Method) + 1;
            }
        var answers = Osr.Ask<List<Points>>("""
            result = []
            for code in data:
                s = osr.SpatialReference(); s.ImportFromEPSG(code); g = s.CloneGeogCS()
                for each in (s, g): each.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
                a = s.GetAreaOfUse(); shift = g.GetTargetLinearUnits(None) and float(g.GetAttrValue('PRIMEM', 1)); unit = g.GetAngularUnits() / 0.017453292519943295
                east = a.east_lon_degree + (360 if a.east_lon_degree < a.west_lon_degree else 0)
                w, e, lo, hi = a.west_lon_degree, east, a.south_lat_degree, a.north_lat_degree
                lon = [(((w + (e - w) * i / 10 - shift) + 540) % 360 - 180) / unit for i in (1, 3, 5, 7, 9)]
                lat = [(lo + (hi - lo) * i / 10) / unit for i in (5, 1, 9, 3, 7)]
                t = osr.CoordinateTransformation(g, s)
                try: r = t.TransformPoints([(u, v) for u, v in zip(lon, lat)])
                except RuntimeError: r = [(1e99, 1e99)] * 5
                ok = lambda v: v if abs(v) < 1e30 else None
                result.append(dict(code=code, lon=lon, lat=lat, x=[ok(p[0]) for p in r], y=[ok(p[1]) for p in r]))
            """, systems.Select(system => system.Crs.ClaimedEpsg));
        var worst = new SortedDictionary<string, (double Metres, double Back, int Code)>();
        foreach (var (answer, (crs, transform)) in answers.Zip(systems))
        {
            double[] x = [.. answer.lon], y = [.. answer.lat];
            transform.Apply(x, y);
            var known = Enumerable.Range(0, 5).Where(i => answer.x[i] is not null).ToList();
            var off = known.Select(
                i => Math.Max(Math.Abs(x[i] - answer.x[i]!.Value), Math.Abs(y[i] - answer.y[i]!.Value)) * crs.Unit.Factor)
                .DefaultIfEmpty(0).Aggregate(0.0, (a, b) => a > b ? a : b);
            transform.Invert().Apply(x, y);
            var back = known.Select(
                i => Math.Max(Math.Abs(Math.IEEERemainder(x[i] - answer.lon[i], 360)), Math.Abs(y[i] - answer.lat[i])) * 111320)
                .Aggregate(0.0, (a, b) => a > b ? a : b);
            if (known.Count == 0)
                unanswered++;
            else if (!(off < 1e-3 && back < 1e-3) && !OtherInThisPROJ.Contains(crs.ClaimedEpsg!.Value))
                wrong.Add($"{crs} ({crs.Projection!.Method}): {off} m, back {back} m");
            var before = worst.GetValueOrDefault(crs.Projection!.Method);
            if (!(off <= before.Metres) || !(back <= before.Back) || before.Code == 0)
                worst[crs.Projection.Method] = (double.IsNaN(off) ? 9e9 : Math.Max(off, before.Metres),
                    double.IsNaN(back) ? 9e9 : Math.Max(back, before.Back), crs.ClaimedEpsg!.Value);
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(systems.Count > 5000 && unanswered < 50, $"{systems.Count} systems, {unanswered} without an answer");
        foreach (var (method, (metres, back, code)) in worst)
            log.WriteLine($"{method}: {metres:g3} m, back {back:g3} m ({code})");
        foreach (var (method, count) in refused)
            log.WriteLine($"refused: {method}, {count} systems");
    }

    [Theory]
    [InlineData(31300, 5.807370277777778, 50.679572500000006, 251763.20, 153034.13)]     // Belgium; EPSG Guidance Note 7-2, 3.1.1.4
    [InlineData(2985, 140.0714, -66.60522777777778, 303169.52, 244055.72)]              // Terre Adelie; the same, 3.3.2.3
    [InlineData(4087, -143.9999611505, 71.9993230521, -16030002.350, 7992053.817)]      // three engines' agreement
    public void Published_examples_come_out(int code, double longitude, double latitude, double x, double y)
    {
        var crs = Crs.FromEpsg(code);
        var (east, north) = CrsTransform.Create(crs.Base!, crs).Apply(longitude, latitude);
        Assert.Equal((x, y), (east, north), new Within(0.006));
    }

    [Fact] public void West_orientated_cones_mirror_the_plain_ones()
    {
        var west = Crs.FromEpsg(3052);                                                   // axes west and north
        var plain = new Crs(CrsKind.Projected,
            "mirrored") { Base = west.Base, Datum = west.Datum, Projection = west.Projection! with { MethodCode = 9801 } };
        var (westing, north) = CrsTransform.Create(west.Base!, west).Apply(-23.5, 65);
        var (east, same) = CrsTransform.Create(west.Base!, plain).Apply(-23.5, 65);
        var falseEasting = west.Projection.Value(8806);
        Assert.Equal((falseEasting - westing, north), (east - falseEasting, same), new Within(1e-9));
    }

    /// <summary>Datum shifts as PROJ computes them from the parameters that EPSG gives (its own choice would depend on
    /// the place).</summary>
    [Theory]
    [InlineData(27700, 4326, 530000, 180000,
        "+proj=pipeline +step +inv +proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy +step "
            + "+proj=cart +ellps=airy +step +proj=helmert +x=446.448 +y=-125.157 +z=542.06 +rx=0.15 +ry=0.247 +rz=0.842 +s=-20.489 "
            + "+convention=position_vector +step +inv +proj=cart +ellps=WGS84 +step +proj=unitconvert +xy_in=rad +xy_out=deg", 2)]
    [InlineData(4326, 31257, 11.5, 47.3,
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=cart +ellps=WGS84 +step +inv +proj=helmert "
            + "+x=577.326 +y=90.129 +z=463.919 +rx=5.137 +ry=1.474 +rz=5.297 +s=2.4232 +convention=position_vector +step +inv +proj=cart "
            + "+ellps=bessel +step +proj=tmerc +lat_0=0 +lon_0=10.33333333333333 +k=1 +x_0=150000 +y_0=-5000000 +ellps=bessel", 1.5)]
    [InlineData(4807, 4326, 1.5, 52,
        "+proj=pipeline +step +proj=unitconvert +xy_in=grad +xy_out=rad +step +inv +proj=longlat +ellps=clrk80ign +pm=paris +step "
            + "+proj=cart +ellps=clrk80ign +step +proj=helmert +x=-168 +y=-60 +z=320 +step +inv +proj=cart +ellps=WGS84 +step "
            + "+proj=unitconvert +xy_in=rad +xy_out=deg", 2)]
    [InlineData(25833, 32633, 500000, 5000000, "+proj=noop", 1)]
    public void Datum_shifts_agree_with_PROJ(int from, int to, double x, double y, string pipeline, double accuracy)
    {
        var answer = Osr.Ask<double[]>("""
            o = osr.CoordinateTransformationOptions(); o.SetOperation(data['pipeline'])
            result = osr.CoordinateTransformation(None, None, o).TransformPoint(data['x'], data['y'])[:2]
            """, new { pipeline, x, y });
        var transform = CrsTransform.Create(Crs.FromEpsg(from), Crs.FromEpsg(to));
        var (u, v) = transform.Apply(x, y);
        var unit = Crs.FromEpsg(to).IsGeographic ? 1e-8 : 1e-3;
        Assert.Equal((answer[0], answer[1]), (u, v), new Within(unit));
        // small parameters are not exactly undone by their opposites
        Assert.Equal((x, y), transform.Invert().Apply(u, v), new Within(0.01));
        Assert.Equal(accuracy, transform.AccuracyMetres);
    }

    [Fact] public void A_shift_in_the_definition_is_taken_first()
    {
        var own = Crs.FromUserInput(Crs.FromEpsg(4277).ToWkt(WktVersion.Wkt1Gdal).Replace(""" "7001"]]""".Trim(),
            """ "7001"]],TOWGS84[375,-111,431,0,0,0,0]""".Trim()));
        Assert.Equal(Crs.FromEpsg(4277), own);
        var (x, _) = CrsTransform.Create(own, Crs.FromEpsg(4326)).Apply(-2, 52);
        Assert.NotEqual(x, CrsTransform.Create(Crs.FromEpsg(4277), Crs.FromEpsg(4326)).Apply(-2, 52).X);
        Assert.Equal(-2.0013, x, 1e-3);
    }

    [Fact] public void The_same_system_changes_nothing()
    {
        var transform = CrsTransform.Create(Crs.FromEpsg(4326), Crs.FromUserInput("OGC:CRS84"));
        Assert.True(transform.IsIdentity);
        Assert.Equal((200.5, 91), transform.Apply(200.5, 91));
    }

    [Fact] public void Axes_and_units_are_those_of_the_systems()
    {
        var feet = CrsTransform.Create(Crs.FromEpsg(32118), Crs.FromEpsg(2263));         // New York in metres and US feet
        Assert.Equal((300000 / 0.30480060960121924, 60000 / 0.30480060960121924), feet.Apply(300000, 60000), new Within(1e-5));
        var lo29 = CrsTransform.Create(Crs.FromEpsg(4148), Crs.FromEpsg(2053)).Apply(29.5, -26);
        Assert.True(lo29.X < 0 && lo29.Y > 0);                                           // westings and southings
        var utm = CrsTransform.Create(Crs.FromEpsg(4326), Crs.FromEpsg(32661)).Apply(0, 89);
        Assert.Equal((2000000, 2000000 - 111015.4), utm, new Within(100));
    }

    [Fact] public void Spans_of_any_length_give_the_same_as_points()
    {
        var transform = CrsTransform.Create(Crs.FromEpsg(4326), Crs.FromEpsg(3035));
        double[] x = [.. Enumerable.Range(0, 1000).Select(i => -20 + i * 0.06)],
            y = [.. Enumerable.Range(0, 1000).Select(i => 30 + i * 0.04)];
        var expected = x.Zip(y, transform.Apply).ToArray();
        transform.Apply(x, y);
        Assert.Equal(expected, x.Zip(y));
    }

    [Fact] public void What_has_no_image_is_NaN()
    {
        var transform = CrsTransform.Create(Crs.FromEpsg(4326), Crs.FromEpsg(3857));
        foreach (var (x, y) in ((double, double)[])[(0, 90), (0, 95), (double.NaN, 3), (double.PositiveInfinity, 3)])
            Assert.Equal((double.NaN, double.NaN), transform.Apply(x, y));
        Assert.True(double.IsNaN(CrsTransform.Create(Crs.FromEpsg(4326), Crs.FromEpsg(32633)).Apply(105, 0).X));
    }

    [Theory]
    [InlineData("EPSG:6247", "'Colombia Urban' (EPSG method 1052)")]
    [InlineData("EPSG:5703", "kind Vertical")]
    [InlineData("EPSG:4978", "kind Geocentric")]
    [InlineData("""GEOGCS["x",DATUM["nobody's datum",SPHEROID["s",6378000,298]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]""",
        "'nobody's datum'")]
    public void What_cannot_be_computed_is_refused_by_name(string text, string named)
        => Assert.Contains(named,
            Assert.Throws<CrsException>(() => CrsTransform.Create(Crs.FromEpsg(4326), Crs.FromUserInput(text))).Message);

    [Fact] public void Spans_of_different_lengths_are_an_error()
        => Assert.Throws<ArgumentException>(
            () => CrsTransform.Create(Crs.FromEpsg(4326), Crs.FromEpsg(3857)).Apply(new double[2], new double[3]));

    private sealed class Within(double tolerance) : IEqualityComparer<(double X, double Y)>
    {
        public bool Equals((double X, double Y) a, (double X, double Y) b)
            => Math.Abs(a.X - b.X) <= tolerance && Math.Abs(a.Y - b.Y) <= tolerance;
        public int GetHashCode((double X, double Y) point) => 0;
    }

    private static CrsException? Refusal(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (CrsException e)
        {
            return e;
        }
    }
}
