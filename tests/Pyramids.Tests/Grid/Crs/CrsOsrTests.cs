using System.Diagnostics;
using Xunit;

namespace Pyramids.Tests;

public class CrsOsrTests(ITestOutputHelper log)
{
    public record Answer(int code, bool known, bool wkt1, bool wkt2, string? osr1, string? esri, string? osr2, string? json);

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
        for d in data:
            s = osr.SpatialReference()
            a = dict(code=d['code'], known=True, wkt1=True, wkt2=True)
            try: s.ImportFromEPSGA(d['code'])
            except RuntimeError: a['known'] = False
            if a['known']:
                w = text(s, 'WKT1_GDAL')
                a.update(wkt1=w is None or same(s, d['wkt1']), wkt2=same(s, d['wkt2']), osr1=w, esri=text(s, 'WKT1_ESRI'), osr2=text(s, 'WKT2_2019'), json=s.ExportToPROJJSON())
            result.append(a)
        """;

    [Fact] public void Every_system_is_the_same_to_PROJ_and_back()
    {
        var clock = Stopwatch.StartNew();
        var codes = "gpvk".SelectMany(section => EpsgTable.Shared.Codes(section)).ToList();
        var answers = Osr.Ask<List<Answer>>(Compare, codes.Select(Crs.FromEpsg).Select(crs => new { code = crs.ClaimedEpsg, wkt1 = crs.ToWkt(WktVersion.Wkt1Gdal), wkt2 = crs.ToWkt() }));
        var errors = new HashSet<string>();
        var count = new SortedDictionary<string, int>();
        foreach (var answer in answers.Where(answer => answer.known))
        {
            Count("systems", true, answer.code);
            Count("our WKT 1", answer.wkt1, answer.code);
            Count("our WKT 2", answer.wkt2, answer.code);
            Count("PROJ's WKT 1", answer.osr1 is null || Same(answer.osr1, answer.code), answer.code);
            Count("PROJ's WKT 2", answer.osr2 is null || Same(answer.osr2, answer.code), answer.code);
            Count("PROJ's PROJJSON", answer.json is null || Same(answer.json, answer.code), answer.code);
            Count("ESRI's WKT 1", answer.esri is null || Same(answer.esri, answer.code), answer.code);
            Count("text equal WKT 1", answer.osr1 == Crs.FromEpsg(answer.code).ToWkt(WktVersion.Wkt1Gdal), answer.code);
        }
        foreach (var (what, many) in count)
            log.WriteLine($"{what}: {many}");
        log.WriteLine($"{clock.Elapsed.TotalSeconds:0.0} s");

        bool Same(string text, int code)
        {
            try { return Crs.FromUserInput(text).Equals(Crs.FromEpsg(code)); }
            catch (CrsException e) { if (errors.Add(e.Message.Split('"')[0])) log.WriteLine($"{code}: {e.Message}"); return false; }
        }
        void Count(string what, bool good, int code)
        {
            var key = $"{what}: {(good ? "same" : "different")}";
            count[key] = count.GetValueOrDefault(key) + 1;
            if (!good && count[key] <= 12) log.WriteLine($"{key} {code}");
        }
    }
}
