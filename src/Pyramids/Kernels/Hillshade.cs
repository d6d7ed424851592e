using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>How an illumination in [0, 1] becomes a grey value: offset + scale * illumination.</summary>
internal readonly record struct Grey(double Scale, double Offset)
{
    /// <summary>255 * illumination.</summary>
    public static Grey Full { get; } = new(255, 0);

    /// <summary>1 + 254 * illumination: a byte whose 0 is left for nodata.</summary>
    public static Grey AboveZero { get; } = new(254, 1);
}

/// <summary>The cosine between the surface normal and the light, where it is positive.</summary>
internal readonly struct Hillshade<T, TGradient> : IFocal3x3<Hillshade<T, TGradient>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TGradient : struct, IGradient<TGradient, T>
{
    private readonly Surface<T, TGradient> surface;
    private readonly T lightEast, lightNorth, lightUp, offset, most;

    public Hillshade(Surface<T, TGradient> surface, double azimuthDegrees, double altitudeDegrees, Grey grey)
    {
        var (sine, cosine) = Math.SinCos(azimuthDegrees * (Math.PI / 180));
        var (up, level) = Math.SinCos(altitudeDegrees * (Math.PI / 180));
        this.surface = surface;
        (lightEast, lightNorth, lightUp) = (T.CreateTruncating(grey.Scale * level * sine), T.CreateTruncating(grey.Scale * level * cosine),
            T.CreateTruncating(grey.Scale * up));
        (offset, most) = (T.CreateTruncating(grey.Offset), T.CreateTruncating(grey.Offset + grey.Scale));
    }

    private Hillshade(Hillshade<T, TGradient> other, Surface<T, TGradient> surface)
    {
        this = other;
        this.surface = surface;
    }

    public Hillshade<T, TGradient> AtRow(int row) => new(this, surface.AtRow(row));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Invoke<TLane>(Neighbourhood<TLane, T> z) where TLane : struct, ILane<TLane, T>
    {
        surface.Rise(z, out TLane east, out TLane north);
        var steepness = TLane.Fma(east, east, TLane.Fma(north, north, TLane.Splat(T.One)));
        var light = TLane.Splat(lightUp) - TLane.Fma(east, TLane.Splat(lightEast), north * TLane.Splat(lightNorth));
        var shade = light / TLane.Sqrt(steepness) + TLane.Splat(offset);
        // Written so that NaN stays: the second operand.
        return TLane.Lesser(TLane.Splat(most), TLane.Greater(TLane.Splat(offset), shade));
    }
}

/// <summary>Light from the south-west, west, north-west and north, each weighted by the squared cosine between its
/// direction and that of the slope.</summary>
/// <remarks>As gdaldem -multidirectional computes it, after Mark (1992), USGS Open-File Report 92-422.</remarks>
internal readonly struct MultidirectionalHillshade<T, TGradient> : IFocal3x3<MultidirectionalHillshade<T, TGradient>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TGradient : struct, IGradient<TGradient, T>
{
    private readonly Surface<T, TGradient> surface;
    private readonly T up, level, diagonal, scale, offset;

    public MultidirectionalHillshade(Surface<T, TGradient> surface, double altitudeDegrees, Grey grey)
    {
        var (up, level) = Math.SinCos(altitudeDegrees * (Math.PI / 180));
        this.surface = surface;
        (this.up, this.level, diagonal) = (T.CreateTruncating(up), T.CreateTruncating(level), T.CreateTruncating(level * Math.Sqrt(0.5)));
        (scale, offset) = (T.CreateTruncating(grey.Scale), T.CreateTruncating(grey.Offset));
    }

    private MultidirectionalHillshade(MultidirectionalHillshade<T, TGradient> other, Surface<T, TGradient> surface)
    {
        this = other;
        this.surface = surface;
    }

    public MultidirectionalHillshade<T, TGradient> AtRow(int row) => new(this, surface.AtRow(row));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Invoke<TLane>(Neighbourhood<TLane, T> z) where TLane : struct, ILane<TLane, T>
    {
        surface.Rise(z, out TLane east, out TLane north);
        TLane up = TLane.Splat(this.up), level = TLane.Splat(this.level), diagonal = TLane.Splat(this.diagonal);
        TLane zero = TLane.Splat(T.Zero), half = Lane.Constant<TLane, T>(0.5);
        TLane eastEast = east * east, northNorth = north * north, both = eastEast + northNorth;
        var southWest = TLane.Greater(zero, TLane.Fma(east + north, diagonal, up));
        var west = TLane.Greater(zero, TLane.Fma(east, level, up));
        var northWest = TLane.Greater(zero, TLane.Fma(east - north, diagonal, up));
        var northern = TLane.Greater(zero, up - north * level);
        var alongSouthWest = TLane.Fma(east, north, half * both);
        var alongNorthWest = both - alongSouthWest;
        var sum = alongSouthWest * southWest + eastEast * west + (alongNorthWest * northWest + northNorth * northern);
        var shade = sum * half / both / TLane.Sqrt(TLane.Splat(T.One) + both);
        var flat = TLane.Same(both, zero);
        return TLane.Fma(TLane.Splat(scale), TLane.Select(flat, up, shade), TLane.Splat(offset));
    }
}

/// <summary>Shade and slope together: dark where the surface is both steep and turned away from the light.</summary>
/// <remarks>As gdaldem -combined computes it: 1 - angle to the light * slope angle / (pi/2)^2.</remarks>
internal readonly struct CombinedHillshade<T, TGradient> : IFocal3x3<CombinedHillshade<T, TGradient>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TGradient : struct, IGradient<TGradient, T>
{
    private readonly Surface<T, TGradient> surface;
    private readonly T lightEast, lightNorth, lightUp, scale, offset;

    public CombinedHillshade(Surface<T, TGradient> surface, double azimuthDegrees, double altitudeDegrees, Grey grey)
    {
        var (sine, cosine) = Math.SinCos(azimuthDegrees * (Math.PI / 180));
        var (up, level) = Math.SinCos(altitudeDegrees * (Math.PI / 180));
        this.surface = surface;
        (lightEast, lightNorth, lightUp) = (T.CreateTruncating(level * sine), T.CreateTruncating(level * cosine), T.CreateTruncating(up));
        (scale, offset) = (T.CreateTruncating(grey.Scale), T.CreateTruncating(grey.Offset));
    }

    private CombinedHillshade(CombinedHillshade<T, TGradient> other, Surface<T, TGradient> surface)
    {
        this = other;
        this.surface = surface;
    }

    public CombinedHillshade<T, TGradient> AtRow(int row) => new(this, surface.AtRow(row));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Invoke<TLane>(Neighbourhood<TLane, T> z) where TLane : struct, ILane<TLane, T>
    {
        surface.Rise(z, out TLane east, out TLane north);
        var squared = east * east + north * north;
        var light = TLane.Splat(lightUp) - (east * TLane.Splat(lightEast) + north * TLane.Splat(lightNorth));
        var fromLight = Angles.Acos<TLane, T>(light / TLane.Sqrt(TLane.Splat(T.One) + squared));
        var slope = Angles.AtanPositive<TLane, T>(TLane.Sqrt(squared));
        var shade = TLane.Splat(T.One) - fromLight * slope * Lane.Constant<TLane, T>(4 / (Math.PI * Math.PI));
        return TLane.Fma(TLane.Splat(scale), TLane.Greater(TLane.Splat(T.Zero), shade), TLane.Splat(offset));
    }
}

/// <summary>White where it is level, darker the steeper the surface falls away from the light; other layers stay
/// readable under it.</summary>
/// <remarks>Igor Brejc's formula for maperitive, as gdaldem -igor computes it: 255 * (1 - slope / 90 * likeness of directions).</remarks>
internal readonly struct IgorHillshade<T, TGradient> : IFocal3x3<IgorHillshade<T, TGradient>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TGradient : struct, IGradient<TGradient, T>
{
    private readonly Surface<T, TGradient> surface;
    private readonly T lightEast, lightNorth;

    public IgorHillshade(Surface<T, TGradient> surface, double azimuthDegrees)
    {
        var (sine, cosine) = Math.SinCos(azimuthDegrees * (Math.PI / 180));
        this.surface = surface;
        (lightEast, lightNorth) = (T.CreateTruncating(sine), T.CreateTruncating(cosine));
    }

    private IgorHillshade(Surface<T, TGradient> surface, T lightEast, T lightNorth)
        => (this.surface, this.lightEast, this.lightNorth) = (surface, lightEast, lightNorth);

    public IgorHillshade<T, TGradient> AtRow(int row) => new(surface.AtRow(row), lightEast, lightNorth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Invoke<TLane>(Neighbourhood<TLane, T> z) where TLane : struct, ILane<TLane, T>
    {
        surface.Rise(z, out TLane east, out TLane north);
        TLane lightEast = TLane.Splat(this.lightEast), lightNorth = TLane.Splat(this.lightNorth), zero = TLane.Splat(T.Zero);
        var squared = east * east + north * north;
        var flat = TLane.Same(squared, zero);
        // The slope falls toward (-east, -north) and the light goes toward (-lightEast, -lightNorth): the angle between the two.
        var along = TLane.Select(flat, TLane.Splat(T.One), east * lightEast + north * lightNorth);
        var between = Angles.FirstQuadrant<TLane, T>(TLane.Abs(east * lightNorth - north * lightEast), TLane.Abs(along));
        between = TLane.Select(TLane.Less(along, zero), Lane.Constant<TLane, T>(Math.PI) - between, between);
        var likeness = TLane.Splat(T.One) - between * Lane.Constant<TLane, T>(1 / Math.PI);
        var strength = Angles.AtanPositive<TLane, T>(TLane.Sqrt(squared)) * Lane.Constant<TLane, T>(2 / Math.PI);
        return Lane.Constant<TLane, T>(255) * (TLane.Splat(T.One) - strength * likeness);
    }
}
