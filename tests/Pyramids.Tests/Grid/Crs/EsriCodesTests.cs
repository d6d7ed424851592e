using Xunit;

namespace Pyramids.Tests;

public class EsriCodesTests(ITestOutputHelper log)
{
    public record Answer(int code, string wkt, double x, double y);

    [Fact] public void A_code_is_kept_and_means_a_system()
    {
        var mollweide = Crs.FromUserInput("ESRI:54009");
        Assert.Equal(("ESRI:54009", "World_Mollweide", true), (mollweide.ToString(), mollweide.Name, mollweide.IsProjected));
        var back = Crs.FromUserInput(mollweide.ToWkt());
        Assert.Equal(("ESRI:54009", mollweide), (back.ToString(), back));
        Assert.Equal(mollweide, Crs.FromUserInput("urn:ogc:def:crs:ESRI::54009"));
        Assert.Equal(3857, Crs.FromUserInput("ESRI:102100").ToEpsg());
        var (x, y) = CrsTransform.Create(mollweide.Base!, mollweide).Apply(180, 0);
        Assert.Equal(2 * Math.Sqrt(2) * 6_378_137, x, 1e-6);                  // half an ellipse twice as wide as high
        Assert.Equal(0, y, 1e-6);
    }

    [Fact] public void A_code_that_is_not_built_in_says_what_to_do()
    {
        Assert.Contains("ESRI:54099", Assert.Throws<CrsException>(() => Crs.FromUserInput("ESRI:54099")).Message);
        Assert.Contains("as WKT", Assert.Throws<CrsException>(() => Crs.FromUserInput("ESRI:54099")).Message);
        var robinson = Crs.FromUserInput("ESRI:54030");
        Assert.Contains("'Robinson'", Assert.Throws<CrsException>(() => CrsTransform.Create(robinson.Base!, robinson)).Message);
    }

    [Fact] public void Definitions_and_coordinates_are_those_of_PROJ()
    {
        var answers = Osr.Ask<List<Answer>>("""
            result = []
            for code in data:
                s = osr.SpatialReference(); s.SetFromUserInput('ESRI:%d' % code); g = s.CloneGeogCS()
                for each in (s, g): each.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
                x, y, z = osr.CoordinateTransformation(g, s).TransformPoint(23.5, -12.25 if 'South' in s.GetName() else 71.5)
                result.append(dict(code=code, wkt=s.ExportToWkt(['FORMAT=WKT2_2019']), x=x, y=y))
            """, EsriCodes.All);
        var computed = 0;
        foreach (var answer in answers)
        {
            var crs = EsriCodes.Of(answer.code);
            Assert.True(crs == Crs.FromUserInput(answer.wkt), $"{crs} is not {answer.wkt}");
            if (Transform(crs) is not { } transform) continue;
            var (x, y) = transform.Apply(23.5, crs.Name.Contains("South", StringComparison.Ordinal) ? -12.25 : 71.5);
            Assert.True(Math.Abs(x - answer.x) < 1e-3 && Math.Abs(y - answer.y) < 1e-3,
                $"{crs}: {x}, {y}, PROJ has {answer.x}, {answer.y}");
            computed++;
        }
        log.WriteLine($"{answers.Count} definitions, {computed} with coordinates");
        Assert.InRange(computed, 25, answers.Count);
    }

    /// <summary>Null where the map projection has no formulas here.</summary>
    private static CrsTransform? Transform(Crs crs)
    {
        try
        {
            return CrsTransform.Create(crs.Base!, crs);
        }
        catch (CrsException)
        {
            return null;
        }
    }
}
