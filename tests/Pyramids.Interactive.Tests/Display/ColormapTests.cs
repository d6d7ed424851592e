namespace Pyramids.Interactive.Tests.Display;

public class ColormapTests
{
    public static TheoryData<string> Sequential() => [.. Colormap.All.Where(c => !c.IsCyclic && !c.IsDiverging).Select(c => c.Name)];

    [Theory, MemberData(nameof(Sequential))]
    public void A_sequential_ramp_grows_lighter_all_the_way(string name)
    {
        var ramp = Colormap.Named(name);
        for (var i = 1; i < 256; i++) Assert.True(Light(ramp.Rgb(i / 255.0)) >= Light(ramp.Rgb((i - 1) / 255.0)) - .004, $"{name} at {i}");
        Assert.True(Light(ramp.Rgb(1)) - Light(ramp.Rgb(0)) > .4);
    }

    [Theory, MemberData(nameof(Sequential))]
    public void A_sequential_ramp_keeps_its_order_without_red_or_green(string name)
    {
        var ramp = Colormap.Named(name);
        for (var i = 16; i < 256; i += 16)
            Assert.True(Light(WithoutRed(ramp.Rgb(i / 255.0))) > Light(WithoutRed(ramp.Rgb((i - 16) / 255.0))), $"{name} at {i}");
    }

    [Fact]
    public void The_aspect_wheel_ends_where_it_begins_and_its_quarters_stay_apart()
    {
        Assert.Equal(Colormap.Aspect.Color(0), Colormap.Aspect.Color(1));
        var quarters = Enumerable.Range(0, 4).Select(i => OkLab.Of(WithoutRed(Colormap.Aspect.Rgb(i / 4.0)))).ToList();
        for (var i = 0; i < 4; i++)
            for (var j = 0; j < i; j++)
            {
                var (a, b) = (quarters[i], quarters[j]);
                Assert.True(Math.Sqrt((a.L - b.L) * (a.L - b.L) + (a.A - b.A) * (a.A - b.A) + (a.B - b.B) * (a.B - b.B)) > .1,
                    $"{i} and {j}");
            }
    }

    [Theory, InlineData("diverging"), InlineData("vegetation")]
    public void A_diverging_ramp_is_as_light_left_as_right(string name)
    {
        var ramp = Colormap.Named(name);
        for (var i = 0; i <= 10; i++) Assert.Equal(Light(ramp.Rgb(.5 - i / 20.0)), Light(ramp.Rgb(.5 + i / 20.0)), .06);
    }

    [Fact]
    public void Plants_are_green_and_bare_ground_is_brown()
    {
        var (bare, plants) = (Colormap.Vegetation.Color(.1), Colormap.Vegetation.Color(.9));
        Assert.True(bare.Red > bare.Green && bare.Green > bare.Blue, $"{bare}");
        Assert.True(plants.Green > plants.Red && plants.Green > plants.Blue, $"{plants}");
    }

    [Fact]
    public void OkLab_and_back_is_the_same_colour()
    {
        for (var rgb = 0; rgb < 1 << 24; rgb += 4_099) Assert.Equal(rgb, OkLab.Of(rgb).ToRgb());
    }

    [Fact]
    public void Positions_outside_take_the_nearest_end()
    {
        Assert.Equal(Colormap.Viridis.Color(0), Colormap.Viridis.Color(-3));
        Assert.Equal(Colormap.Viridis.Color(1), Colormap.Viridis.Color(7));
        Assert.Equal(Colormap.Viridis.Color(0), Colormap.Viridis.Color(double.NaN));
        Assert.Equal((0x44, 0x01, 0x54), Colormap.Viridis.Color(0));
    }

    [Fact]
    public void An_unknown_ramp_is_an_error_that_lists_the_known()
        => Assert.Contains("viridis, cividis", Assert.Throws<ArgumentException>(() => Colormap.Named("jet")).Message);

    private static double Light(int rgb) => OkLab.Of(rgb).L;

    // Protanopia as Viénot, Brettel and Mollon (1999) simulate it, on linear light approximated by squares.
    private static int WithoutRed(int rgb)
    {
        double r = Math.Pow((rgb >> 16 & 255) / 255.0, 2.2), g = Math.Pow((rgb >> 8 & 255) / 255.0, 2.2),
            b = Math.Pow((rgb & 255) / 255.0, 2.2);
        var mixed = .11238 * r + .88762 * g;
        var blue = .00401 * r - .00401 * g + b;
        int Channel(double c) => (int)(Math.Pow(Math.Clamp(c, 0, 1), 1 / 2.2) * 255 + .5);
        return Channel(mixed) << 16 | Channel(mixed) << 8 | Channel(blue);
    }
}
