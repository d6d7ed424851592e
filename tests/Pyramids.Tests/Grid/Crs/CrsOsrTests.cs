using System.Diagnostics;
using Xunit;

namespace Pyramids.Tests;

public class CrsOsrTests(ITestOutputHelper log)
{
    public record Answer(int code, bool known, bool wkt1, bool wkt2, bool own1, string? osr1, string? osr2, string? esri, string? json);

    /// <summary>Whether osr takes our texts for the same system, and its own texts of it.</summary>
    private const string Compare = """
        def text(s, f):
            try: return s.ExportToWkt(['FORMAT=' + f, 'MULTILINE=NO'])
            except RuntimeError: return None
        def same(s, wkt):
            t = osr.SpatialReference()
            try: t.ImportFromWkt(wkt)
            except RuntimeError: return False
            return bool(s.IsSame(t, ['CRITERION=EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS', 'IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING=YES']))
        result = []
        for i, d in enumerate(data):
            s = osr.SpatialReference()
            a = dict(code=d['code'], known=True, wkt1=True, wkt2=True, own1=True)
            try: s.ImportFromEPSGA(d['code'])
            except RuntimeError: a['known'] = False
            if a['known']:
                w = text(s, 'WKT1_GDAL')
                own = bool(w) and same(s, w)
                a.update(own1=own, wkt1=own if w == d['wkt1'] else same(s, d['wkt1']), wkt2=same(s, d['wkt2']), osr1=w, osr2=text(s, 'WKT2_2019'))
                if i % 5 == 0: a.update(esri=text(s, 'WKT1_ESRI'), json=s.ExportToPROJJSON())
            result.append(a)
        """;

    /// <summary>Of these ESRI's text does not tell the realization of the datum, the spherical method, or the direction
    /// of the axes.</summary>
    private static readonly int[] VagueInEsri = [3973, 5359, 8045, 9754];

    /// <summary>Derived and engineering systems have no place in the table: there is nothing to compute, and a raster's
    /// code is carried through.</summary>
    [Fact] public void Every_code_of_PROJ_that_is_in_use_is_in_the_table()
    {
        var codes = Osr.Ask<List<int[]>>("""
            names = {getattr(osr, 'OSR_CRS_TYPE_' + n): i for i, n in enumerate(['GEOGRAPHIC_2D', 'GEOGRAPHIC_3D', 'GEOCENTRIC', 'PROJECTED', 'VERTICAL', 'COMPOUND'])}
            result = [[int(i.code), names[i.type]] for i in osr.GetCRSInfoListFromDatabase('EPSG') if i.type in names and not i.deprecated]
            """, 0);
        var absent = codes.Where(item => !Crs.TryFromEpsg(item[0], out _)).ToList();
        log.WriteLine(
            $"{codes.Count} codes, {absent.Count} not in the table: {string.Join(' ', absent.Select(item => $"{item[0]}/{item[1]}"))}");
        Assert.True(codes.Count > 5000);
        Assert.Empty(absent);
    }

    [Fact] public void Every_system_is_the_same_to_PROJ_and_back()
    {
        var clock = Stopwatch.StartNew();
        var codes = "gpvk".SelectMany(section => EpsgTable.Shared.Codes(section)).ToList();
        var answers = Osr.Ask<List<Answer>>(Compare, codes.Select(Crs.FromEpsg)
            .Select(crs => new { code = crs.ClaimedEpsg, wkt1 = crs.ToWkt(WktVersion.Wkt1Gdal), wkt2 = crs.ToWkt() }));
        List<string> wrong = [];
        foreach (var answer in answers.Where(answer => answer.known))
        {
            // a dozen that PROJ does not know again in its own WKT 1 either
            Check("our WKT 1", answer.wkt1 || !answer.own1, answer.code);
            Check("our WKT 2", answer.wkt2, answer.code);
            Check("PROJ's WKT 1", !answer.own1 || IsSame(answer.osr1, answer.code), answer.code);
            Check("PROJ's WKT 2", IsSame(answer.osr2, answer.code), answer.code);
            Check("PROJ's PROJJSON", IsSame(answer.json, answer.code), answer.code);
            Check("ESRI's WKT 1", IsSame(answer.esri, answer.code) || VagueInEsri.Contains(answer.code), answer.code);
        }
        log.WriteLine($"{answers.Count(answer => answer.known)} of {codes.Count} systems known to this PROJ, {answers.Count(answer => !answer.own1)} of them not the same in its own WKT 1 ({answers.Count(answer => answer.osr1 is null)} have none); {clock.Elapsed.TotalSeconds:0.0} s");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(answers.Count(answer => answer.known) > 5000);

        void Check(string what, bool good, int code)
        {
            if (!good)
                wrong.Add($"{what} of EPSG:{code}");
        }
        static bool IsSame(string? text, int code) => text is null || Crs.TryFromUserInput(text, out var crs) && crs == Crs.FromEpsg(code);
    }
}
