using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>What a box statistic adds up: states of a lane of cells, in double precision, kept as planes of numbers
/// between passes.</summary>
/// <remarks>Adding must not subtract: a missing cell then spoils the windows it lies in and no other.</remarks>
internal interface IBoxAlgebra<TLane, TState> where TLane : struct, ILane<TLane, double> where TState : struct
{
    /// <summary>Numbers in a state.</summary>
    static abstract int Planes { get; }

    /// <summary>Whether elements are taken relative to an anchor: a cell that every window sharing the sums contains.</summary>
    static abstract bool IsAnchored { get; }

    /// <summary>Whether a state holds the anchor itself, as its first number, because the cell may be missing and
    /// another take its place.</summary>
    static abstract bool HoldsAnchor { get; }

    /// <summary>Whether the root is taken of what <see cref="Finish"/> gives, which is faster in the type of the output.</summary>
    bool IsRooted { get; }

    static abstract TState Load(ref double first, nuint index, nuint plane);

    static abstract void Store(TState state, ref double first, nuint index, nuint plane);

    /// <summary>What sums begin with.</summary>
    TState Begin(TLane anchor);

    /// <summary>Sums with one more cell.</summary>
    TState Include(TState sums, TLane cells, TLane anchor);

    /// <summary>A column's sums, taken about its own anchor, as taken about another; <paramref name="shift"/> is the
    /// old anchor less the new one.</summary>
    TState Rebase(TState column, TLane shift);

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

    public static bool IsAnchored => false;

    public static bool HoldsAnchor => false;

    public bool IsRooted => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static One<TLane> Load(ref double first, nuint index, nuint plane) => new(TLane.Load(in first, index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(One<TLane> state, ref double first, nuint index, nuint plane) => state.A.Store(ref first, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public One<TLane> Begin(TLane anchor) => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public One<TLane> Include(One<TLane> sums, TLane cells, TLane anchor) => new(sums.A + cells);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public One<TLane> Rebase(One<TLane> column, TLane shift) => column;

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

    public static bool IsAnchored => false;

    public static bool HoldsAnchor => false;

    public bool IsRooted => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Two<TLane> Load(ref double first, nuint index, nuint plane)
        => new(TLane.Load(in first, index), TLane.Load(in first, index + plane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Two<TLane> state, ref double first, nuint index, nuint plane)
    {
        state.A.Store(ref first, index);
        state.B.Store(ref first, index + plane);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Two<TLane> Begin(TLane anchor) => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Two<TLane> Include(Two<TLane> sums, TLane cells, TLane anchor)
    {
        var there = TLane.Same(cells, cells);
        return new(sums.A + (cells & there), sums.B + (TLane.Splat(1) & there));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Two<TLane> Rebase(Two<TLane> column, TLane shift) => column;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Two<TLane> Add(Two<TLane> x, Two<TLane> y) => new(x.A + y.A, x.B + y.B);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Finish(Two<TLane> window) => mean ? window.A * (TLane.Splat(1) / window.B) : window.A;
}

/// <summary>Sums of differences from an anchor and of their squares, for windows with no missing cell; the result is
/// the population variance or its root.</summary>
/// <remarks>
/// The anchor is a cell of the window, so squares are of the window's own spread and the subtraction in <see cref="Finish"/> loses at most
/// the digits of the cell count. Columns are anchored at one row, windows at one column of it.
/// </remarks>
internal readonly struct SquareAlgebra<TLane>(double rows, double count, bool root) : IBoxAlgebra<TLane, Two<TLane>>
    where TLane : struct, ILane<TLane, double>
{
    private readonly double rows = rows, share = 1 / count;

    public static int Planes => 2;

    public static bool IsAnchored => true;

    public static bool HoldsAnchor => false;

    public bool IsRooted { get; } = root;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Two<TLane> Load(ref double first, nuint index, nuint plane)
        => new(TLane.Load(in first, index), TLane.Load(in first, index + plane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Two<TLane> state, ref double first, nuint index, nuint plane)
    {
        state.A.Store(ref first, index);
        state.B.Store(ref first, index + plane);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Two<TLane> Begin(TLane anchor) => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Two<TLane> Include(Two<TLane> sums, TLane cells, TLane anchor)
    {
        var difference = cells - anchor;
        return new(sums.A + difference, TLane.Fma(difference, difference, sums.B));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Two<TLane> Rebase(Two<TLane> column, TLane shift)
    {
        var sum = TLane.Fma(TLane.Splat(rows), shift, column.A);
        return new(sum, TLane.Fma(shift, column.A + sum, column.B));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Two<TLane> Add(Two<TLane> x, Two<TLane> y) => new(x.A + y.A, x.B + y.B);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Finish(Two<TLane> window)
    {
        var share = TLane.Splat(this.share);
        var variance = TLane.Fma(-(window.A * share), window.A, window.B) * share;
        return TLane.Greater(TLane.Splat(0), variance);
    }
}

/// <summary>
/// The same of the cells that are there, with their count, and with an anchor that may be another cell of the window
/// where the one meant for it is missing. Where no cell is missing, the result is that of
/// <see cref="SquareAlgebra{TLane}"/> to the bit: the same numbers are added in the same order.
/// </summary>
internal readonly struct CountedSquareAlgebra<TLane>(bool root) : IBoxAlgebra<TLane, Four<TLane>> where TLane : struct, ILane<TLane, double>
{
    public static int Planes => 4;

    public static bool IsAnchored => true;

    public static bool HoldsAnchor => true;

    public bool IsRooted { get; } = root;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Four<TLane> Load(ref double first, nuint index, nuint plane)
        => new(TLane.Load(in first, index), TLane.Load(in first, index + plane), TLane.Load(in first, index + 2 * plane),
            TLane.Load(in first, index + 3 * plane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Four<TLane> state, ref double first, nuint index, nuint plane)
    {
        state.A.Store(ref first, index);
        state.B.Store(ref first, index + plane);
        state.C.Store(ref first, index + 2 * plane);
        state.D.Store(ref first, index + 3 * plane);
    }

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
    public Four<TLane> Rebase(Four<TLane> column, TLane shift) => column;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Four<TLane> Add(Four<TLane> x, Four<TLane> y)
    {
        TLane held = x.A, shift = y.A - held;
        if (!TLane.IsOrdered(shift))                                          // seldom: an anchor is missing
        {
            held = TLane.Select(TLane.Same(x.A, x.A), x.A, y.A);
            shift = (y.A - held) & TLane.Same(y.A, y.A);
        }
        var sum = TLane.Fma(y.D, shift, y.B);
        return new(held, x.B + sum, x.C + TLane.Fma(shift, y.B + sum, y.C), x.D + y.D);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Finish(Four<TLane> window)
    {
        var share = TLane.Splat(1) / window.D;
        return TLane.Greater(TLane.Splat(0), TLane.Fma(-(window.B * share), window.B, window.C) * share);
    }
}
