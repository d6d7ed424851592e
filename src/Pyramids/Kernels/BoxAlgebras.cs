using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>What a box statistic adds up: states of a lane of cells, in double precision, kept as planes of numbers
/// between passes.</summary>
/// <remarks>Adding must not subtract: a missing cell then spoils the windows it lies in and no other.</remarks>
internal interface IBoxAlgebra<TLane, TState> where TLane : struct, ILane<TLane, double> where TState : struct
{
    /// <summary>Numbers in a state.</summary>
    static abstract int Planes { get; }

    /// <summary>Whether missing cells are left out; else they make the result NaN.</summary>
    static abstract bool LeavesOut { get; }

    /// <summary>Whether elements are taken relative to an anchor: down the columns a cell, and along them the first number
    /// of a column, that every window sharing the sums contains.</summary>
    static abstract bool IsAnchored { get; }

    /// <summary>Whether the root is taken of what <see cref="Finish"/> gives, which is faster in the type of the output.</summary>
    bool IsRooted { get; }

    static abstract TState Load(ref double first, nuint index, nuint plane);

    static abstract void Store(TState state, ref double first, nuint index, nuint plane);

    /// <summary>Numbers in a <see cref="Column"/>.</summary>
    static abstract int ColumnPlanes { get; }

    static abstract TState LoadColumn(ref double first, nuint index, nuint plane);

    /// <summary>One of the numbers of a column, as they are stored plane by plane.</summary>
    static abstract TLane Part(TState column, int plane);

    /// <summary>What sums begin with.</summary>
    TState Begin(TLane anchor);

    /// <summary>Sums with one more cell.</summary>
    TState Include(TState sums, TLane cells, TLane anchor);

    /// <summary>The sums of a whole column of a window, as they are added up along the columns.</summary>
    TState Column(TState sums, TLane anchor);

    /// <summary>Sums with one more column.</summary>
    TState Join(TState sums, TState column, TLane anchor);

    /// <summary>Both together; an anchor held is that of the first, if it has one.</summary>
    TState Add(TState x, TState y);

    /// <summary>The result, or its square when <see cref="IsRooted"/>.</summary>
    TLane Finish(TState window);
}

/// <summary>One number for each cell of a lane.</summary>
internal readonly struct One<TLane>(TLane a) where TLane : struct
{
    public readonly TLane A = a;
}

/// <summary>Two numbers for each cell of a lane.</summary>
internal readonly struct Two<TLane>(TLane a, TLane b) where TLane : struct
{
    public readonly TLane A = a, B = b;
}

/// <summary>Four numbers for each cell of a lane.</summary>
internal readonly struct Four<TLane>(TLane a, TLane b, TLane c, TLane d) where TLane : struct
{
    public readonly TLane A = a, B = b, C = c, D = d;
}

/// <summary>Plain sums, for windows with no missing cell; the result is the sum times a factor.</summary>
internal readonly struct SumAlgebra<TLane>(double factor) : IBoxAlgebra<TLane, One<TLane>> where TLane : struct, ILane<TLane, double>
{
    private readonly double factor = factor;

    public static int Planes => 1;

    public static bool LeavesOut => false;

    public static bool IsAnchored => false;

    public bool IsRooted => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static One<TLane> Load(ref double first, nuint index, nuint plane) => new(TLane.Load(in first, index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(One<TLane> state, ref double first, nuint index, nuint plane) => state.A.Store(ref first, index);

    public static int ColumnPlanes => Planes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static One<TLane> LoadColumn(ref double first, nuint index, nuint plane) => Load(ref first, index, plane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Part(One<TLane> column, int plane) => column.A;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public One<TLane> Begin(TLane anchor) => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public One<TLane> Include(One<TLane> sums, TLane cells, TLane anchor) => new(sums.A + cells);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public One<TLane> Column(One<TLane> sums, TLane anchor) => sums;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public One<TLane> Join(One<TLane> sums, One<TLane> column, TLane anchor) => Add(sums, column);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public One<TLane> Add(One<TLane> x, One<TLane> y) => new(x.A + y.A);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Finish(One<TLane> window) => window.A * TLane.Splat(factor);
}

/// <summary>Sums and counts of the cells that are there; the result is the sum, or the mean, and that of
/// <see cref="SumAlgebra{TLane}"/> to the bit where no cell is missing.</summary>
internal readonly struct CountedSumAlgebra<TLane>(bool mean) : IBoxAlgebra<TLane, Two<TLane>> where TLane : struct, ILane<TLane, double>
{
    private readonly bool mean = mean;

    public static int Planes => 2;

    public static bool LeavesOut => true;

    public static bool IsAnchored => false;

    public bool IsRooted => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Two<TLane> Load(ref double first, nuint index, nuint plane)
        => new(TLane.Load(in first, index), TLane.Load(in Unsafe.Add(ref first, plane), index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Two<TLane> state, ref double first, nuint index, nuint plane)
    {
        state.A.Store(ref first, index);
        state.B.Store(ref Unsafe.Add(ref first, plane), index);
    }

    public static int ColumnPlanes => Planes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Two<TLane> LoadColumn(ref double first, nuint index, nuint plane) => Load(ref first, index, plane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Part(Two<TLane> column, int plane) => plane == 0 ? column.A : column.B;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Two<TLane> Begin(TLane anchor) => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Two<TLane> Include(Two<TLane> sums, TLane cells, TLane anchor)
    {
        var there = TLane.Same(cells, cells);
        return new(sums.A + (cells & there), sums.B + (TLane.Splat(1) & there));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Two<TLane> Column(Two<TLane> sums, TLane anchor) => sums;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Two<TLane> Join(Two<TLane> sums, Two<TLane> column, TLane anchor) => Add(sums, column);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Two<TLane> Add(Two<TLane> x, Two<TLane> y) => new(x.A + y.A, x.B + y.B);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Finish(Two<TLane> window) => mean ? window.A * (TLane.Splat(1) / window.B) : window.A;
}

/// <summary>Sums of differences from an anchor and of their squares, for windows with no missing cell; the result is
/// the population variance or its root. A column becomes its mean and its variance.</summary>
/// <remarks>
/// The anchor is a cell of the column, and then the mean of a column of the window, so squares are of the window's own spread and the
/// subtractions lose at most the digits of the count. The variance is the mean of the columns' plus that of their means.
/// </remarks>
internal readonly struct SquareAlgebra<TLane>(int length, bool root) : IBoxAlgebra<TLane, Two<TLane>>
    where TLane : struct, ILane<TLane, double>
{
    private readonly TLane share = TLane.Splat(1.0 / length), lessShare = TLane.Splat(-1.0 / length);

    public static int Planes => 2;

    public static bool LeavesOut => false;

    public static bool IsAnchored => true;

    public bool IsRooted { get; } = root;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Two<TLane> Load(ref double first, nuint index, nuint plane)
        => new(TLane.Load(in first, index), TLane.Load(in Unsafe.Add(ref first, plane), index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Two<TLane> state, ref double first, nuint index, nuint plane)
    {
        state.A.Store(ref first, index);
        state.B.Store(ref Unsafe.Add(ref first, plane), index);
    }

    public static int ColumnPlanes => Planes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Two<TLane> LoadColumn(ref double first, nuint index, nuint plane) => Load(ref first, index, plane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Part(Two<TLane> column, int plane) => plane == 0 ? column.A : column.B;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Two<TLane> Begin(TLane anchor) => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Two<TLane> Include(Two<TLane> sums, TLane cells, TLane anchor)
    {
        var difference = cells - anchor;
        return new(sums.A + difference, TLane.Fma(difference, difference, sums.B));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Two<TLane> Column(Two<TLane> sums, TLane anchor) => new(anchor - sums.A * lessShare, Variance(sums));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Two<TLane> Join(Two<TLane> sums, Two<TLane> column, TLane anchor)
    {
        var difference = column.A - anchor;
        return new(sums.A + difference, sums.B + TLane.Fma(difference, difference, column.B));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Two<TLane> Add(Two<TLane> x, Two<TLane> y) => new(x.A + y.A, x.B + y.B);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Finish(Two<TLane> window) => TLane.Greater(TLane.Splat(0), Variance(window));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TLane Variance(Two<TLane> sums) => TLane.Fma(sums.A * lessShare, sums.A, sums.B) * share;
}

/// <summary>
/// The same of the cells that are there, with their count, and with an anchor that may be another cell of the window
/// where the one meant for it is missing. Where no cell is missing, the result is that of
/// <see cref="SquareAlgebra{TLane}"/> to the bit: the same numbers are added in the same order.
/// </summary>
/// <remarks>The numbers are the anchor, the sum, that of squares, and the count; along the columns the count is in whole
/// columns, so that those with no missing cell weigh 1.</remarks>
internal readonly struct CountedSquareAlgebra<TLane>(int length, bool root) : IBoxAlgebra<TLane, Four<TLane>>
    where TLane : struct, ILane<TLane, double>
{
    private readonly double length = length;

    public static int Planes => 4;

    public static bool LeavesOut => true;

    public static bool IsAnchored => true;

    public bool IsRooted { get; } = root;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Four<TLane> Load(ref double first, nuint index, nuint plane)
        => new(TLane.Load(in first, index), TLane.Load(in Unsafe.Add(ref first, plane), index),
            TLane.Load(in Unsafe.Add(ref first, 2 * plane), index), TLane.Load(in Unsafe.Add(ref first, 3 * plane), index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Four<TLane> state, ref double first, nuint index, nuint plane)
    {
        state.A.Store(ref first, index);
        state.B.Store(ref Unsafe.Add(ref first, plane), index);
        state.C.Store(ref Unsafe.Add(ref first, 2 * plane), index);
        state.D.Store(ref Unsafe.Add(ref first, 3 * plane), index);
    }

    public static int ColumnPlanes => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Four<TLane> LoadColumn(ref double first, nuint index, nuint plane)
        => new(TLane.Load(in first, index), TLane.Splat(0), TLane.Load(in Unsafe.Add(ref first, plane), index),
            TLane.Load(in Unsafe.Add(ref first, 2 * plane), index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Part(Four<TLane> column, int plane) => plane == 0 ? column.A : plane == 1 ? column.C : column.D;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Four<TLane> Begin(TLane anchor) => new(anchor, TLane.Splat(0), TLane.Splat(0), TLane.Splat(0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Four<TLane> Include(Four<TLane> sums, TLane cells, TLane anchor)
    {
        var there = TLane.Same(cells, cells);
        var held = sums.A;
        if (!TLane.IsOrdered(held)) held = TLane.Select(TLane.Same(held, held), held, cells);
        var difference = (cells - held) & there;
        return new(held, sums.B + difference, TLane.Fma(difference, difference, sums.C), sums.D + (TLane.Splat(1) & there));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Four<TLane> Column(Four<TLane> sums, TLane anchor)
    {
        TLane share = TLane.Splat(1 / length), mean = sums.B * (TLane.Splat(1) / sums.D), some = TLane.Less(TLane.Splat(0), sums.D);
        var variance = TLane.Fma(-mean, sums.B, sums.C) * share;
        var weight = TLane.Select(TLane.Same(sums.D, TLane.Splat(length)), TLane.Splat(1), sums.D * share);
        return new(sums.A + mean, TLane.Splat(0), variance & some, weight);   // a column with no cell has no mean
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Four<TLane> Join(Four<TLane> sums, Four<TLane> column, TLane anchor)
    {
        var held = Shift(sums.A, column.A, out var shift);
        var sum = column.D * shift;
        return new(held, sums.B + sum, sums.C + TLane.Fma(shift, sum, column.C), sums.D + column.D);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Four<TLane> Add(Four<TLane> x, Four<TLane> y)
    {
        var held = Shift(x.A, y.A, out var shift);
        var sum = TLane.Fma(y.D, shift, y.B);
        return new(held, x.B + sum, x.C + TLane.Fma(shift, y.B + sum, y.C), x.D + y.D);
    }

    /// <summary>The anchor held, and how far the other one is from it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Shift(TLane held, TLane other, out TLane shift)
    {
        shift = other - held;
        if (TLane.IsOrdered(shift)) return held;
        var either = TLane.Select(TLane.Same(held, held), held, other);       // seldom: an anchor is missing
        shift = (other - either) & TLane.Same(other, other);
        return either;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Finish(Four<TLane> window)
    {
        var share = TLane.Splat(1) / window.D;
        return TLane.Greater(TLane.Splat(0), TLane.Fma(-(window.B * share), window.B, window.C) * share);
    }
}
