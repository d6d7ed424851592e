using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pyramids;

/// <summary>What a box statistic adds up: states of four cells at once, in double precision, kept as planes of numbers between passes.</summary>
/// <remarks>Adding must not subtract: a missing cell then spoils the windows it lies in and no other.</remarks>
internal interface IBoxAlgebra<TState> where TState : struct
{
    /// <summary>Numbers in a state.</summary>
    static abstract int Planes { get; }

    /// <summary>Whether elements are taken relative to an anchor: a cell that every window sharing the sums contains.</summary>
    static abstract bool IsAnchored { get; }

    static abstract TState Load(ref double first, nuint index, nuint plane);

    static abstract void Store(TState state, ref double first, nuint index, nuint plane);

    /// <summary>Stores states of four rows by four columns as four columns by four rows.</summary>
    static abstract void StoreTransposed(TState row0, TState row1, TState row2, TState row3, ref double first, nuint index, nuint plane);

    TState Element(Vector256<double> cells, Vector256<double> anchor);

    /// <summary>A column's sums, taken about its own anchor, as taken about another; <paramref name="shift"/> is the old anchor less the new one.</summary>
    TState Rebase(TState column, Vector256<double> shift);

    TState Add(TState x, TState y);

    /// <summary>The result, or its square when <see cref="IsRooted"/>.</summary>
    Vector256<double> Finish(TState window);

    /// <summary>Whether the root is taken of what <see cref="Finish"/> gives, which is faster in the type of the output.</summary>
    bool IsRooted { get; }
}

/// <summary>Four by four doubles with rows and columns exchanged.</summary>
internal static class Transposition
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<double> row0, Vector256<double> row1, Vector256<double> row2, Vector256<double> row3, ref double first, nuint index)
    {
        Turn(ref row0, ref row1, ref row2, ref row3);
        row0.StoreUnsafe(ref first, index);
        row1.StoreUnsafe(ref first, index + 4);
        row2.StoreUnsafe(ref first, index + 8);
        row3.StoreUnsafe(ref first, index + 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Turn(ref Vector256<double> row0, ref Vector256<double> row1, ref Vector256<double> row2, ref Vector256<double> row3)
    {
        if (Avx.IsSupported)
        {
            Vector256<double> low01 = Avx.UnpackLow(row0, row1), high01 = Avx.UnpackHigh(row0, row1);
            Vector256<double> low23 = Avx.UnpackLow(row2, row3), high23 = Avx.UnpackHigh(row2, row3);
            row0 = Avx.Permute2x128(low01, low23, 0x20);
            row1 = Avx.Permute2x128(high01, high23, 0x20);
            row2 = Avx.Permute2x128(low01, low23, 0x31);
            row3 = Avx.Permute2x128(high01, high23, 0x31);
            return;
        }
        var column0 = Vector256.Create(row0[0], row1[0], row2[0], row3[0]);
        var column1 = Vector256.Create(row0[1], row1[1], row2[1], row3[1]);
        var column2 = Vector256.Create(row0[2], row1[2], row2[2], row3[2]);
        var column3 = Vector256.Create(row0[3], row1[3], row2[3], row3[3]);
        (row0, row1, row2, row3) = (column0, column1, column2, column3);
    }
}

/// <summary>Plain sums, for windows with no missing cell; the result is the sum times a factor.</summary>
internal readonly struct SumAlgebra(double factor) : IBoxAlgebra<SumAlgebra.State>
{
    internal readonly struct State(Vector256<double> sum)
    {
        public readonly Vector256<double> Sum = sum;
    }

    private readonly double factor = factor;

    public static int Planes => 1;

    public static bool IsAnchored => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static State Load(ref double first, nuint index, nuint plane) => new(Vector256.LoadUnsafe(ref first, index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(State state, ref double first, nuint index, nuint plane) => state.Sum.StoreUnsafe(ref first, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreTransposed(State row0, State row1, State row2, State row3, ref double first, nuint index, nuint plane)
        => Transposition.Store(row0.Sum, row1.Sum, row2.Sum, row3.Sum, ref first, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State Element(Vector256<double> cells, Vector256<double> anchor) => new(cells);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State Rebase(State column, Vector256<double> shift) => column;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State Add(State x, State y) => new(x.Sum + y.Sum);

    public bool IsRooted => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<double> Finish(State window) => window.Sum * Vector256.Create(factor);
}

/// <summary>Sums and counts of the cells that are there; the result is the sum, or the mean.</summary>
internal readonly struct CountedSumAlgebra(bool mean) : IBoxAlgebra<CountedSumAlgebra.State>
{
    internal readonly struct State(Vector256<double> sum, Vector256<double> count)
    {
        public readonly Vector256<double> Sum = sum, Count = count;
    }

    private readonly bool mean = mean;

    public static int Planes => 2;

    public static bool IsAnchored => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static State Load(ref double first, nuint index, nuint plane) => new(Vector256.LoadUnsafe(ref first, index), Vector256.LoadUnsafe(ref first, index + plane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(State state, ref double first, nuint index, nuint plane)
    {
        state.Sum.StoreUnsafe(ref first, index);
        state.Count.StoreUnsafe(ref first, index + plane);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreTransposed(State row0, State row1, State row2, State row3, ref double first, nuint index, nuint plane)
    {
        Transposition.Store(row0.Sum, row1.Sum, row2.Sum, row3.Sum, ref first, index);
        Transposition.Store(row0.Count, row1.Count, row2.Count, row3.Count, ref first, index + plane);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State Element(Vector256<double> cells, Vector256<double> anchor)
    {
        var there = Vector256.Equals(cells, cells);
        return new(cells & there, Vector256<double>.One & there);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State Rebase(State column, Vector256<double> shift) => column;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State Add(State x, State y) => new(x.Sum + y.Sum, x.Count + y.Count);

    public bool IsRooted => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<double> Finish(State window) => mean ? window.Sum / window.Count : window.Sum;
}

/// <summary>Sums of differences from an anchor and of their squares, for windows with no missing cell; the result is the population variance or its root.</summary>
/// <remarks>
/// The anchor is a cell of the window, so squares are of the window's own spread and the subtraction in <see cref="Finish"/> loses at most
/// the digits of the cell count. Columns are anchored at one row, windows at one column of it.
/// </remarks>
internal readonly struct SquareAlgebra(double rows, double count, bool root) : IBoxAlgebra<SquareAlgebra.State>
{
    internal readonly struct State(Vector256<double> sum, Vector256<double> squares)
    {
        public readonly Vector256<double> Sum = sum, Squares = squares;
    }

    private readonly double rows = rows, share = 1 / count;
    public bool IsRooted { get; } = root;

    public static int Planes => 2;

    public static bool IsAnchored => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static State Load(ref double first, nuint index, nuint plane) => new(Vector256.LoadUnsafe(ref first, index), Vector256.LoadUnsafe(ref first, index + plane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(State state, ref double first, nuint index, nuint plane)
    {
        state.Sum.StoreUnsafe(ref first, index);
        state.Squares.StoreUnsafe(ref first, index + plane);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreTransposed(State row0, State row1, State row2, State row3, ref double first, nuint index, nuint plane)
    {
        Transposition.Store(row0.Sum, row1.Sum, row2.Sum, row3.Sum, ref first, index);
        Transposition.Store(row0.Squares, row1.Squares, row2.Squares, row3.Squares, ref first, index + plane);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State Element(Vector256<double> cells, Vector256<double> anchor)
    {
        var difference = cells - anchor;
        return new(difference, difference * difference);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State Rebase(State column, Vector256<double> shift)
    {
        var sum = Vector256.FusedMultiplyAdd(Vector256.Create(rows), shift, column.Sum);
        return new(sum, Vector256.FusedMultiplyAdd(shift, column.Sum + sum, column.Squares));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State Add(State x, State y) => new(x.Sum + y.Sum, x.Squares + y.Squares);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<double> Finish(State window)
    {
        var share = Vector256.Create(this.share);
        var variance = Vector256.FusedMultiplyAdd(-(window.Sum * share), window.Sum, window.Squares) * share;
        return Vector256.ConditionalSelect(Vector256.LessThan(variance, Vector256<double>.Zero), Vector256<double>.Zero, variance);
    }
}

/// <summary>Count, mean and summed squared deviations of the cells that are there; the result is the population variance or its root.</summary>
/// <remarks>Merged as Chan, Golub and LeVeque (1983) do; no cell stands for the window, since any may be missing.</remarks>
internal readonly struct MomentAlgebra(bool root) : IBoxAlgebra<MomentAlgebra.State>
{
    internal readonly struct State(Vector256<double> count, Vector256<double> mean, Vector256<double> squares)
    {
        public readonly Vector256<double> Count = count, Mean = mean, Squares = squares;
    }

    public bool IsRooted { get; } = root;

    public static int Planes => 3;

    public static bool IsAnchored => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static State Load(ref double first, nuint index, nuint plane)
        => new(Vector256.LoadUnsafe(ref first, index), Vector256.LoadUnsafe(ref first, index + plane), Vector256.LoadUnsafe(ref first, index + 2 * plane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(State state, ref double first, nuint index, nuint plane)
    {
        state.Count.StoreUnsafe(ref first, index);
        state.Mean.StoreUnsafe(ref first, index + plane);
        state.Squares.StoreUnsafe(ref first, index + 2 * plane);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreTransposed(State row0, State row1, State row2, State row3, ref double first, nuint index, nuint plane)
    {
        Transposition.Store(row0.Count, row1.Count, row2.Count, row3.Count, ref first, index);
        Transposition.Store(row0.Mean, row1.Mean, row2.Mean, row3.Mean, ref first, index + plane);
        Transposition.Store(row0.Squares, row1.Squares, row2.Squares, row3.Squares, ref first, index + 2 * plane);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State Element(Vector256<double> cells, Vector256<double> anchor)
    {
        var there = Vector256.Equals(cells, cells);
        return new(Vector256<double>.One & there, cells & there, Vector256<double>.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State Rebase(State column, Vector256<double> shift) => column;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public State Add(State x, State y)
    {
        var count = x.Count + y.Count;
        // 0 / 0 of two empty states becomes 0.
        var share = y.Count / count & Vector256.LessThan(Vector256<double>.Zero, count);
        var delta = y.Mean - x.Mean;
        var mean = Vector256.FusedMultiplyAdd(delta, share, x.Mean);
        return new(count, mean, Vector256.FusedMultiplyAdd(delta * delta, x.Count * share, x.Squares + y.Squares));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<double> Finish(State window) => window.Squares / window.Count;
}
