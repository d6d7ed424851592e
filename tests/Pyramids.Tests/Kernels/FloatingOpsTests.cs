using System.Numerics;
using System.Runtime.InteropServices;

namespace Pyramids.Tests.Kernels;

public sealed class FloatingOpsTests
{
    /// <summary>Numbers that vector forms treat apart from others.</summary>
    private static readonly double[] Wild = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0.0, 1, -1, 1e30, -1e10,
        1e-40, double.Epsilon, 85.5, 700.5, -745, -104, 88.8];

    [Theory, InlineData(DType.Float32), InlineData(DType.Float64)]
    public void A_cell_gives_the_same_bits_whatever_its_place_and_neighbours(DType type)
    {
        var cases = type is DType.Float32 ? Check<float>() : Check<double>();
        Assert.Equal(15 * 4 * 500, cases);
    }

    [Theory, InlineData(DType.Float32), InlineData(DType.Float64)]
    public void Vector_forms_agree_with_scalar_ones_to_two_units_in_the_last_place(DType type)
    {
        if (type is DType.Float32) Agree<float>(1f / (1 << 22));
        else Agree<double>(1.0 / (1L << 51));
    }

    [Theory, InlineData(DType.Float32), InlineData(DType.Float64)]
    public void A_pair_of_cells_gives_the_same_bits_whatever_its_place_and_neighbours(DType type)
    {
        if (type is DType.Float32) CheckPairs<float, Power, Atan2>();
        else CheckPairs<double, Power, Atan2>();

        static void CheckPairs<T, TFirst, TSecond>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> where TFirst : struct, IPairFunction where TSecond : struct, IPairFunction
        {
            CheckPair<T, TFirst>();
            CheckPair<T, TSecond>();
        }
    }

    private static void CheckPair<T, TFunction>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TFunction : struct, IPairFunction
    {
        var random = new Random(3);
        T[] Cells(double scale)
            => [.. Enumerable.Range(0, 700).Select(
                _ => T.CreateTruncating(random.Next(8) == 0 ? Wild[random.Next(Wild.Length)] : (random.NextDouble() * 2 - 0.5) * scale))];
        foreach (var scale in new[] { 1, 3, 40 })
        {
            T[] x = Cells(scale), y = Cells(3), whole = new T[700], alone = new T[1];
            Pairs<TFunction>.Invoke<T>(x, y, whole);
            for (var i = 0; i < x.Length; i++)
            {
                Pairs<TFunction>.Invoke<T>(x.AsSpan(i, 1), y.AsSpan(i, 1), alone);
                Same<T, Pairs<TFunction>>(whole[i], alone[0], x[i]);
                Pairs<TFunction>.Invoke<T>(x.AsSpan(i, 1), y[i], alone);
                Same<T, Pairs<TFunction>>(whole[i], alone[0], x[i]);
                var expected = T.IsNaN(x[i]) || T.IsNaN(y[i]) ? T.NaN : TFunction.Invoke(x[i], y[i]);
                if (!T.IsFinite(expected)) Assert.Equal(expected, whole[i]);
                else
                    Assert.True(T.Abs(whole[i] - expected) <= T.CreateTruncating(8) * (T.BitIncrement(T.Abs(expected)) - T.Abs(expected)),
                        $"{typeof(TFunction).Name} of {x[i]} and {y[i]}: {whole[i]}, not {expected}");
            }
        }
    }

    private static int Check<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Check<T, Sqrt>() + Check<T, Blocks<Exp>>() + Check<T, Blocks<Log>>() + Check<T, Blocks<Log10>>() + Check<T, Blocks<Log2>>()
            + Check<T, Blocks<InLanes<Sin>>>() + Check<T, Blocks<InLanes<Cos>>>() + Check<T, Blocks<InLanes<Tan>>>()
            + Check<T, Blocks<InLanes<Asin>>>() + Check<T, Blocks<InLanes<Acos>>>() + Check<T, Blocks<InLanes<Atan>>>()
            + Check<T, Floor>() + Check<T, Ceiling>() + Check<T, Truncate>() + Check<T, RoundToEven>();

    private static int Check<T, TOp>() where T : unmanaged, IBinaryFloatingPointIeee754<T> where TOp : struct, IFloatingOp
    {
        var random = new Random(7);
        var cases = 0;
        var whole = new T[500];
        T[] alone = new T[1], row = new T[1];
        foreach (var scale in new[] { 0.7, 50, 1e3, 1e8 })
        {
            var cells = Enumerable.Range(0, whole.Length)
                .Select(_ => T.CreateTruncating(
                    random.Next(10) == 0 ? Wild[random.Next(Wild.Length)] : (random.NextDouble() * 2 - 1) * scale)).ToArray();
            TOp.Invoke<T>(cells, whole);
            for (var i = 0; i < cells.Length; i++)
            {
                TOp.Invoke<T>(cells.AsSpan(i, 1), alone);
                Same<T, TOp>(whole[i], alone[0], cells[i]);
                var length = Math.Min(1 + i % 37, cells.Length - i);         // the cell begins a row of another length
                if (row.Length != length) row = new T[length];
                TOp.Invoke<T>(cells.AsSpan(i, length), row);
                Same<T, TOp>(whole[i], row[0], cells[i]);
                cases++;
            }
        }
        return cases;
    }

    private static void Same<T, TOp>(T expected, T actual, T cell) where T : unmanaged
        => Assert.True(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in expected))
            .SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in actual))),
            $"{typeof(TOp)} of {cell:R}: {expected:R} in a row, {actual:R} elsewhere");

    private static void Agree<T>(T tolerance) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var cells = Enumerable.Range(0, 4000).Select(i => T.CreateTruncating(-90 + i * 0.045)).Append(T.Zero)
            .Concat(Wild.Select(T.CreateTruncating)).ToArray();
        var values = new T[cells.Length];
        Compare<Exp>();
        Compare<Log>();
        Compare<Log10>();
        Compare<Log2>();
        Compare<InLanes<Sin>>();
        Compare<InLanes<Cos>>();
        Compare<InLanes<Tan>>(2);
        Compare<InLanes<Asin>>(2);
        Compare<InLanes<Acos>>(2);
        Compare<InLanes<Atan>>(2);
        Blocks<Exp>.Invoke<T>([T.Zero, T.One, T.NaN, T.NegativeInfinity], values.AsSpan(0, 4));
        Assert.Equal([T.One, T.E, T.NaN, T.Zero], values[..4]);

        void Compare<TFunction>(int factor = 1) where TFunction : struct, IBlockFunction
        {
            Blocks<TFunction>.Invoke<T>(cells, values);
            for (var i = 0; i < cells.Length; i++)
            {
                var expected = TFunction.Invoke(cells[i]);
                if (T.IsFinite(expected))
                    Assert.True(T.Abs(values[i] - expected) <= T.CreateTruncating(factor) * tolerance * T.Max(T.Abs(expected), T.Epsilon),
                        $"{typeof(TFunction).Name} of {cells[i]}: {values[i]}, not {expected}");
                else Assert.Equal(expected, values[i]);
            }
        }
    }
}
