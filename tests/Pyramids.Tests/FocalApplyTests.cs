using System.Numerics;

namespace Pyramids.Tests;

public sealed class FocalApplyTests
{
    [Theory, InlineData(0), InlineData(1), InlineData(2), InlineData(5)]
    public void A_maximum_by_lambda_struct_and_vectors_equals_the_built_in_one(int radius)
    {
        foreach (var (rows, columns) in new[] { (40, 61), (7, 3), (1, 1) })
        {
            var cells = Given.Terrain<float>(rows, columns, holes: 0.1).ToLazy(9);
            var expected = cells.FocalMax(radius).Compute().ToDoubles();
            Assert.Equal(expected, cells.FocalApply(Greatest, radius).Compute().ToDoubles());
            Assert.Equal(expected, cells.FocalApply<float, One<float>>(default, radius).Compute().ToDoubles());
            Assert.Equal(expected, cells.FocalApply<float, Many<float>>(default, radius).Compute().ToDoubles());
            var wide = cells.AsType(DType.Float64);
            Assert.Equal(wide.FocalMax(radius).Compute().ToDoubles(),
                wide.FocalApply<double, Many<double>>(default, radius).Compute().ToDoubles());
            Assert.Equal(cells.FocalMax(radius, NoDataPolicy.Propagate).Compute().ToDoubles(),
                cells.FocalApply<float, Many<float>>(default, radius, NoDataPolicy.Propagate).Compute().ToDoubles());
        }
    }

    [Fact]
    public void A_window_is_given_row_by_row_and_vectors_by_row_and_column()
    {
        var cells = Given.Grid("1 2 3\n4 5 6\n7 8 9");
        var seen = new List<float>();
        cells.FocalApply(window =>
        {
            if (window[4] == 5)
                lock (seen) seen.AddRange(window);
            return 0;
        }, 1).Compute();
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], seen);
        Assert.Equal(3 - 7, cells.FocalApply<float, Corners>(default, 1).Compute()[1, 1]);
        Assert.Equal(2 - 4, ((IWindowFunction<float>)default(Corners)).Invoke([0, 1, 2, 3, 0, 5, 4, 7, 8]));
    }

    [Fact]
    public void A_vector_function_that_looks_farther_than_the_radius_is_told()
        => Assert.Contains("give FocalApply a larger radius",
            Assert.ThrowsAny<Exception>(() => Given.Grid("1 2 3").FocalApply<float, Corners>(default, 0).Compute()).Message);

    private static float Greatest(ReadOnlySpan<float> window)
    {
        var greatest = float.NegativeInfinity;
        foreach (var cell in window)
            if (cell > greatest) greatest = cell;
        return greatest;
    }

    private readonly struct One<T> : IWindowFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public T Invoke(ReadOnlySpan<T> window)
        {
            var greatest = T.NegativeInfinity;
            foreach (var cell in window)
                if (cell > greatest) greatest = cell;
            return greatest;
        }
    }

    private readonly struct Many<T> : IVectorWindowFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public Vector<T> Invoke(VectorWindow<T> window)
        {
            var greatest = window[0, 0];
            for (var row = -window.Radius; row <= window.Radius; row++)
                for (var column = -window.Radius; column <= window.Radius; column++)
                    greatest = Larger(window[row, column], greatest);
            return greatest;
        }

        private static Vector<T> Larger(Vector<T> cell, Vector<T> greatest)
            => Vector.ConditionalSelect(Vector.GreaterThan(cell, greatest), cell, greatest);
    }

    private readonly struct Corners : IVectorWindowFunction<float>
    {
        public Vector<float> Invoke(VectorWindow<float> window) => window[-1, 1] - window[1, -1];
    }
}
