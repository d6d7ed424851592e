namespace Pyramids;

/// <summary>Transverse Mercator by Krüger's series in the third flattening to order 6: micrometres within 3,900 km of
/// the meridian.</summary>
/// <remarks>Karney (2011), equations 7 to 36. South orientated, it gives westings and southings.</remarks>
internal sealed class TransverseMercator : MapProjector
{
    /// <summary>Farther than this the series runs away; PROJ draws the line here too.</summary>
    private const double Widest = 2.623395162778;
    private readonly double[] forward, inverse;
    private readonly double scale, origin, sign;

    public TransverseMercator(EllipsoidMath e, MapProjection p) : base(e, p.Value(8802), p.Value(8806), p.Value(8807))
    {
        double n = e.ThirdFlattening, n2 = n * n, n3 = n2 * n, n4 = n2 * n2, n5 = n4 * n, n6 = n3 * n3;
        forward =
        [
            n / 2 - 2 * n2 / 3 + 5 * n3 / 16 + 41 * n4 / 180 - 127 * n5 / 288 + 7891 * n6 / 37800,
            13 * n2 / 48 - 3 * n3 / 5 + 557 * n4 / 1440 + 281 * n5 / 630 - 1983433 * n6 / 1935360,
            61 * n3 / 240 - 103 * n4 / 140 + 15061 * n5 / 26880 + 167603 * n6 / 181440,
            49561 * n4 / 161280 - 179 * n5 / 168 + 6601661 * n6 / 7257600,
            34729 * n5 / 80640 - 3418889 * n6 / 1995840,
            212378941 * n6 / 319334400,
        ];
        inverse =
        [
            n / 2 - 2 * n2 / 3 + 37 * n3 / 96 - n4 / 360 - 81 * n5 / 512 + 96199 * n6 / 604800,
            n2 / 48 + n3 / 15 - 437 * n4 / 1440 + 46 * n5 / 105 - 1118711 * n6 / 3870720,
            17 * n3 / 480 - 37 * n4 / 840 - 209 * n5 / 4480 + 5569 * n6 / 90720,
            4397 * n4 / 161280 - 11 * n5 / 504 - 830251 * n6 / 7257600,
            4583 * n5 / 161280 - 108847 * n6 / 3991680,
            20648693 * n6 / 638668800,
        ];
        scale = p.Value(8805, 1) * e.A / (1 + n) * (1 + n2 / 4 + n4 / 64 + n6 / 256);
        sign = p.MethodCode == ProjectionCodes.TransverseMercatorSouth ? -1 : 1;
        origin = sign * Forward(0, p.Value(8801) * Math.PI / 180).Y;
    }

    protected override (double X, double Y) Forward(double lambda, double phi)
    {
        // on the sphere of conformal latitudes: xi' = atan2(tangent, cosine), sinh eta' = sine / h; double angles
        // follow without a function call
        var tangent = Ellipsoid.ConformalTangent(phi);
        var (sine, cosine) = Math.SinCos(lambda);
        double h = Math.Sqrt(tangent * tangent + cosine * cosine), s = tangent / h, c = cosine / h, sinh = sine / h;
        double xi = Math.Atan2(tangent, cosine), eta = Math.Asinh(sinh);
        if (!(Math.Abs(eta) <= Widest))
            return (double.NaN, double.NaN);
        var (dXi, dEta) = Series(forward, 2 * s * c, c * c - s * s, 2 * sinh * Math.Sqrt(1 + sinh * sinh));
        return (sign * scale * (eta + dEta), sign * (scale * (xi + dXi) - origin));
    }

    protected override (double Lambda, double Phi) Inverse(double x, double y)
    {
        double xi = (sign * y + origin) / scale, eta = sign * x / scale;
        if (!(Math.Abs(eta) <= Widest))
            return (double.NaN, double.NaN);
        var (sine, cosine) = Math.SinCos(2 * xi);
        var (dXi, dEta) = Series(inverse, sine, cosine, Math.Sinh(2 * eta));
        (sine, cosine) = Math.SinCos(xi - dXi);
        var sinh = Math.Sinh(eta - dEta);
        return (Math.Atan2(sinh, cosine), Ellipsoid.FromConformalTangent(sine / Math.Sqrt(sinh * sinh + cosine * cosine)));
    }

    /// <summary>Sum of c[k] sin 2(k+1)z for complex z = xi + i eta by Clenshaw's recurrence, given sine and cosine of 2
    /// xi and sinh of 2 eta.</summary>
    private static (double Xi, double Eta) Series(double[] c, double sine, double cosine, double sinh)
    {
        var cosh = Math.Sqrt(1 + sinh * sinh);
        double real = 2 * cosine * cosh, imaginary = -2 * sine * sinh;
        double oneRe = 0, oneIm = 0, twoRe = 0, twoIm = 0;
        for (var k = c.Length - 1; k >= 0; k--)
        {
            var re = real * oneRe - imaginary * oneIm - twoRe + c[k];
            var im = real * oneIm + imaginary * oneRe - twoIm;
            (twoRe, twoIm, oneRe, oneIm) = (oneRe, oneIm, re, im);
        }
        double sinRe = sine * cosh, sinIm = cosine * sinh;
        return (sinRe * oneRe - sinIm * oneIm, sinRe * oneIm + sinIm * oneRe);
    }
}
