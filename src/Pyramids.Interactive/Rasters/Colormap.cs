using System.Globalization;
using Pyramids.Interactive;

namespace Pyramids;

/// <summary>A ramp of 256 colours from low to high. All but <see cref="Aspect"/>, <see cref="Diverging"/> and <see cref="Vegetation"/>
/// grow lighter from end to end, so they keep their order in grey print and for eyes that see fewer colours.</summary>
/// <remarks>The ramps are interpolated in OKLab (Ottosson, 2020) between the anchors given here. Viridis and Magma follow van der Walt and
/// Smith (2015, CC0); Cividis Nuñez, Anderton and Renslow (2018).</remarks>
public sealed class Colormap
{
    private readonly int[] colors;           // 0xRRGGBB

    private Colormap(string name, string anchors, params ReadOnlySpan<double> positions)
    {
        Name = name;
        var stops = anchors.Split(' ').Select(a => OkLab.Of(int.Parse(a, NumberStyles.HexNumber, CultureInfo.InvariantCulture))).ToArray();
        colors = new int[256];
        for (int i = 0, stop = 0; i < 256; i++)
        {
            var t = i / 255.0;
            while (stop < stops.Length - 2 && t > At(positions, stop + 1, stops.Length)) stop++;
            double from = At(positions, stop, stops.Length), to = At(positions, stop + 1, stops.Length);
            colors[i] = OkLab.Mix(stops[stop], stops[stop + 1], (t - from) / (to - from)).ToRgb();
        }
    }

    /// <summary>Dark violet through green to yellow; the ordinary choice for a measured quantity.</summary>
    public static Colormap Viridis { get; } = new("viridis",
        "440154 482475 414487 355f8d 2a788e 21918c 22a884 44bf70 7ad151 bddf26 fde725");

    /// <summary>Dark blue through grey to yellow; the same to readers with and without colour blindness.</summary>
    public static Colormap Cividis { get; } = new("cividis", "00224e 00336f 39486b 575c6d 707173 8a8779 a69d75 c4b56c e4cf5b fee838");

    /// <summary>Black through crimson to cream.</summary>
    public static Colormap Magma { get; } = new("magma", "000004 140e36 3b0f70 641a80 8c2981 b73779 de4968 f7705c fe9f6d fecf92 fcfdbf");

    /// <summary>Heights: deep green lowland, straw, brown and snow; lightness still rises all the way.</summary>
    public static Colormap Terrain { get; } = new("terrain", "1f5a4c 3f7d55 79a165 b9bf78 d9c58c e0cba6 ece0d0 fdfcfa", 0, .13, .3, .48,
        .62, .75, .89, 1);

    /// <summary>Black to white, for shaded relief.</summary>
    public static Colormap Grey { get; } = new("grey", "000000 ffffff");

    /// <summary>A wheel for directions in degrees clockwise from north: blue north, straw east, rust south, pale blue west.</summary>
    public static Colormap Aspect { get; } = new("aspect", "34599c e9d48b a63f2b b5d6ea 34599c") { IsCyclic = true };

    /// <summary>Blue below, near-white in the middle, orange above; drawn symmetrically about 0.</summary>
    public static Colormap Diverging { get; } = new("diverging", "16487f 4a8ac0 a6c9e2 f4f3f0 f1bd85 cf7a2c 7f3d0a") { IsDiverging = true };

    /// <summary>Brown below, near-white in the middle, green above, for indices of vegetation; drawn symmetrically about 0.</summary>
    public static Colormap Vegetation { get; } = new("vegetation",
        "6b3d10 a8763e dcc096 f4f3ee b0d396 5a9e4b 14591d") { IsDiverging = true };

    /// <summary>Every ramp.</summary>
    public static IReadOnlyList<Colormap> All { get; } = [Viridis, Cividis, Magma, Terrain, Grey, Aspect, Diverging, Vegetation];

    /// <summary>What <see cref="Named"/> calls it.</summary>
    public string Name { get; }

    /// <summary>Whether the end is the beginning again, as for directions.</summary>
    public bool IsCyclic { get; private init; }

    /// <summary>Whether the middle stands for 0.</summary>
    public bool IsDiverging { get; private init; }

    /// <summary>The ramp of a name, in any case.</summary>
    /// <exception cref="ArgumentException">There is no such ramp; the message lists them.</exception>
    public static Colormap Named(string name)
        => All.FirstOrDefault(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase) || (name is "gray" && c == Grey))
           ?? throw new ArgumentException(
               $"There is no colour ramp '{name}'; take one of {string.Join(", ", All.Select(c => c.Name))}.", nameof(name));

    /// <summary>The ramp of a name.</summary>
    public static implicit operator Colormap(string name) => Named(name);

    /// <summary>Red, green and blue of a position from 0 to 1; positions outside take the nearest end, NaN the first colour.</summary>
    public (byte Red, byte Green, byte Blue) Color(double position)
    {
        var rgb = Rgb(position);
        return ((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal int Rgb(double position) => colors[position > 0 ? (int)Math.Min(255, position * 255 + .5) : 0];

    internal static string Hex(int rgb) => $"#{rgb:x6}";

    private static double At(ReadOnlySpan<double> positions, int stop, int stops)
        => positions.IsEmpty ? stop / (stops - 1.0) : positions[stop];
}
