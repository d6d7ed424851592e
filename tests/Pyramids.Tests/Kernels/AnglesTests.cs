using System.Numerics;
using Xunit;

namespace Pyramids.Tests;

public class AnglesTests
{
    private const int Points = 1_000_000;

    [Fact]
    public void Single_precision_stays_within_its_stated_error()
    {
        double atan = 0, atan2 = 0, acos = 0, ulps = 0;
        var random = new Random(7);
        for (var i = 0; i < Points; i++)
        {
            // Ratios over forty binary orders of magnitude, and sines over all of [-1, 1].
            var x = (float)((random.NextDouble() < 0.5 ? -1 : 1) * Math.Pow(2, random.NextDouble() * 40 - 20));
            var y = (float)(random.NextDouble() * 8 - 4);
            var sine = (float)(random.NextDouble() * 2 - 1);
            var angle = Of(Angles.Atan<Scalar<float>, float>(new(x)));
            atan = Math.Max(atan, Math.Abs(angle - Math.Atan(x)));
            ulps = Math.Max(ulps, Math.Abs(angle - Math.Atan(x)) / Math.ScaleB(1, Math.ILogB(Math.Atan(x)) - 23));
            atan2 = Math.Max(atan2, Math.Abs(Of(Angles.Atan2<Scalar<float>, float>(new(y), new(x))) - Math.Atan2(y, x)));
            acos = Math.Max(acos, Math.Abs(Of(Angles.Acos<Scalar<float>, float>(new(sine))) - Math.Acos(sine)));
        }
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"largest errors: atan {atan:G3} rad, {ulps:F2} ulp; atan2 {atan2:G3}; acos {acos:G3}");
        Assert.True(ulps <= 2, $"atan is off by {ulps} ulp");
        Assert.True(Math.Max(atan, Math.Max(atan2, acos)) <= 4e-7);
    }

    [Fact]
    public void Double_precision_stays_within_its_stated_error()
    {
        double atan = 0, atan2 = 0, acos = 0;
        var random = new Random(8);
        for (var i = 0; i < Points; i++)
        {
            var x = (random.NextDouble() < 0.5 ? -1 : 1) * Math.Pow(2, random.NextDouble() * 100 - 50);
            var y = random.NextDouble() * 8 - 4;
            var sine = random.NextDouble() * 2 - 1;
            atan = Math.Max(atan, Math.Abs(Of(Angles.Atan<Scalar<double>, double>(new(x))) - Math.Atan(x)));
            atan2 = Math.Max(atan2, Math.Abs(Of(Angles.Atan2<Scalar<double>, double>(new(y), new(x))) - Math.Atan2(y, x)));
            acos = Math.Max(acos, Math.Abs(Of(Angles.Acos<Scalar<double>, double>(new(sine))) - Math.Acos(sine)));
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"largest errors: atan {atan:G3} rad; atan2 {atan2:G3}; acos {acos:G3}");
        Assert.True(Math.Max(atan, Math.Max(atan2, acos)) <= 1e-15);
    }

    [Fact]
    public void Ends_and_missing_values_are_exact()
    {
        Assert.Equal((float)(Math.PI / 2), Of(Angles.Atan<Scalar<float>, float>(new(float.PositiveInfinity))));
        Assert.Equal(0f, Of(Angles.Atan<Scalar<float>, float>(new(0))));
        Assert.Equal(0f, Of(Angles.Acos<Scalar<float>, float>(new(1))));
        Assert.Equal(0f, Of(Angles.Acos<Scalar<float>, float>(new(1.0000001f))));
        Assert.Equal((float)Math.PI, Of(Angles.Acos<Scalar<float>, float>(new(-1))));
        Assert.Equal(Math.PI / 4, Of(Angles.Atan<Scalar<double>, double>(new(1))));
        Assert.Equal(double.NaN, Of(Angles.Atan<Scalar<double>, double>(new(double.NaN))));
        Assert.Equal(float.NaN, Of(Angles.Atan2<Scalar<float>, float>(new(0), new(0))));
    }

    [Fact]
    public void Every_lane_gives_the_same_bits()
    {
        SameBits<float>(v => (float)v);
        SameBits<double>(v => v);
    }

    private static void SameBits<T>(Func<double, T> of) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new Random(9);
        var x = Enumerable.Range(0, 4096)
            .Select(i => of(i % 97 == 0 ? double.NaN : (random.NextDouble() - 0.5) * Math.Pow(10, i % 9))).ToArray();
        var y = Enumerable.Range(0, 4096).Select(i => of(i % 89 == 0 ? 0 : (random.NextDouble() - 0.5) * Math.Pow(10, i % 7))).ToArray();
        var scalar = All<Scalar<T>, T>(x, y);
        Assert.Equal(scalar, All<Simd<T>, T>(x, y));
        Assert.Equal(scalar, All<Wide<T>, T>(x, y));
    }

    private static T[] All<TLane, T>(T[] x, T[] y) where TLane : struct, ILane<TLane, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var result = new T[3 * x.Length];
        for (var i = 0; i < x.Length; i += TLane.Count)
        {
            TLane a = TLane.Load(in x[0], (nuint)i), b = TLane.Load(in y[0], (nuint)i);
            Angles.Atan<TLane, T>(a).Store(ref result[0], (nuint)i);
            Angles.Atan2<TLane, T>(a, b).Store(ref result[0], (nuint)(i + x.Length));
            Angles.Acos<TLane, T>(b / TLane.Splat(T.CreateTruncating(2))).Store(ref result[0], (nuint)(i + 2 * x.Length));
        }
        return result;
    }

    private static T Of<T>(Scalar<T> lane) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T value = default;
        lane.Store(ref value, 0);
        return value;
    }
}
