using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pyramids;

/// <summary>Median or most frequent cell of small windows of any shape, by comparing their cells with each other: a
/// lane of windows at a time.</summary>
/// <remarks>
/// The median is found by forgetful selection (Paeth 1990, Graphics Gems): of a little more than half of the cells, the
/// least and the greatest cannot be in the middle of all, so they give their places to the next cell, until none is
/// left. No cell is moved by what it is, so all windows of a lane go together.
/// </remarks>
internal static class SmallRanks
{
    private const int MostCells = 100, LineBytes = 64;

    /// <summary>Whether so many cells are compared faster than they are sorted.</summary>
    public static bool Serves(RankStatistic statistic, int cells)
        => Vector.IsHardwareAccelerated && cells <= (statistic is RankStatistic.Median ? MostCells : 81);

    /// <summary>Fills the output in the widest lane that the machine runs well.</summary>
    public static void Apply<T>(RankStatistic statistic, Footprint footprint, NoDataPolicy policy, Plane<T> padded, Plane<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Vector512.IsHardwareAccelerated && output.Columns >= Wide<T>.Count)
            Apply<Wide<T>, T>(statistic, footprint, policy, padded, output);
        else if (Vector.IsHardwareAccelerated && output.Columns >= Simd<T>.Count)
            Apply<Simd<T>, T>(statistic, footprint, policy, padded, output);
        else Apply<Scalar<T>, T>(statistic, footprint, policy, padded, output);
    }

    /// <summary>The same in a given lane; the output must have at least the lane's count of columns.</summary>
    public static void Apply<TLane, T>(RankStatistic statistic, Footprint footprint, NoDataPolicy policy, Plane<T> padded, Plane<T> output)
        where TLane : struct, ILane<TLane, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var halo = footprint.Radius;
        Focal3x3.CheckHalo(padded.Rows, padded.Columns, output.Rows, output.Columns, halo);
        ArgumentOutOfRangeException.ThrowIfLessThan(output.Columns, TLane.Count, nameof(output));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(footprint.Count, MostCells, nameof(footprint));
        Span<nuint> places = stackalloc nuint[footprint.Count];
        var count = 0;
        foreach (var (down, first, last) in footprint.Runs)
            for (var c = first; c <= last; c++) places[count++] = (nuint)((halo + down) * padded.Stride + halo + c);
        for (var r = 0; r < output.Rows; r++)
        {
            Interruption.Check();
            var window = padded.Slice(r, 0, 2 * halo + 1, padded.Columns);
            Row<TLane, T>(statistic, policy, window.Cells, places, (nuint)(halo * padded.Stride + halo), output.Row(r),
                Windows.HasMissing(window));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row<TLane, T>(RankStatistic statistic, NoDataPolicy policy, Span<T> window, ReadOnlySpan<nuint> places,
        nuint middle, Span<T> output, bool someMissing)
        where TLane : struct, ILane<TLane, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref var cells = ref MemoryMarshal.GetReference(window);
        ref var place = ref MemoryMarshal.GetReference(places);
        ref var to = ref MemoryMarshal.GetReference(output);
        Held<TLane> memory = default;
        ref var held = ref Aligned(ref memory);
        TLane missing = TLane.Splat(T.NaN), infinity = TLane.Splat(T.PositiveInfinity);
        nuint lane = (nuint)TLane.Count, last = (nuint)output.Length - lane;
        for (nuint c = 0; ; c += lane)
        {
            if (c > last) c = last;                                           // ranking twice changes nothing
            TLane value, centre = TLane.Load(in cells, middle + c), all = TLane.Same(infinity, infinity);
            if (someMissing)
                for (nuint i = 0; i < (nuint)places.Length; i++)
                {
                    var z = TLane.Load(in cells, Unsafe.Add(ref place, i) + c);
                    all &= TLane.Same(z, z);
                }
            if (statistic is RankStatistic.Majority)
                value = Majority<TLane, T>(ref cells, ref place, places.Length, c, ref held);
            else if (policy is NoDataPolicy.Propagate || !someMissing || TLane.IsSet(all))
            {
                var (low, high) = Middle<TLane, T>(ref cells, ref place, places.Length, c, ref held, infinity, mayMiss: false);
                value = Mean<TLane, T>(low, high);
            }
            else
            {
                // Missing cells stand at both ends by turns. If their number is odd, one end has one more: the middle
                // is moved by half a place, once to each side.
                var (low, _) = Middle<TLane, T>(ref cells, ref place, places.Length, c, ref held, infinity, mayMiss: true);
                var (_, high) = Middle<TLane, T>(ref cells, ref place, places.Length, c, ref held, -infinity, mayMiss: true);
                value = Mean<TLane, T>(low, high);
                var found = TLane.Splat(T.Zero);
                for (nuint i = 0; i < (nuint)places.Length; i++)
                {
                    var z = TLane.Load(in cells, Unsafe.Add(ref place, i) + c);
                    found = TLane.Select(TLane.Same(z, z), TLane.Splat(T.One), found);
                }
                value = TLane.Select(TLane.Same(found, TLane.Splat(T.One)), value, missing);
            }
            var known = TLane.Ordered(centre, value);
            if (policy is NoDataPolicy.Propagate) known &= all;
            TLane.Select(known, value, missing).Store(ref to, c);
            if (c == last) return;
        }
    }

    /// <summary>The one cell in the middle, twice, or the two; missing ones are put at the ends, <paramref name="end"/> first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TLane Low, TLane High) Middle<TLane, T>(ref T cells, ref nuint place, int count, nuint column, ref TLane held,
        TLane end, bool mayMiss)
        where TLane : struct, ILane<TLane, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var holding = Math.Min(count, count / 2 + 2);
        for (var i = 0; i < holding; i++)
            Unsafe.Add(ref held, i) = Next<TLane, T>(ref cells, Unsafe.Add(ref place, i) + column, ref end, mayMiss);
        for (var i = holding; i < count; i++)
        {
            ToEnds<TLane, T>(ref held, holding--);
            held = Next<TLane, T>(ref cells, Unsafe.Add(ref place, i) + column, ref end, mayMiss);
        }
        if (holding == 1) return (held, held);
        ToEnds<TLane, T>(ref held, holding);
        if (holding == 2) return (held, Unsafe.Add(ref held, 1));
        return holding == 3 ? (Unsafe.Add(ref held, 1), Unsafe.Add(ref held, 1))
            : (TLane.Lesser(Unsafe.Add(ref held, 1), Unsafe.Add(ref held, 2)),
                TLane.Greater(Unsafe.Add(ref held, 1), Unsafe.Add(ref held, 2)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Next<TLane, T>(ref T cells, nuint at, ref TLane end, bool mayMiss)
        where TLane : struct, ILane<TLane, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var z = TLane.Load(in cells, at) + TLane.Splat(T.Zero);               // -0 becomes 0
        if (!mayMiss) return z;
        var there = TLane.Same(z, z);
        var value = TLane.Select(there, z, end);
        end = TLane.Select(there, end, -end);
        return value;
    }

    /// <summary>Puts the least of the lanes held first and the greatest last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ToEnds<TLane, T>(ref TLane held, int count)
        where TLane : struct, ILane<TLane, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0, j = count - 1; i < j; i++, j--)
        {
            TLane x = Unsafe.Add(ref held, i), y = Unsafe.Add(ref held, j);
            Unsafe.Add(ref held, i) = TLane.Lesser(x, y);
            Unsafe.Add(ref held, j) = TLane.Greater(x, y);
        }
        TLane least = held, most = Unsafe.Add(ref held, count - 1);
        for (var i = 1; i <= (count - 1) / 2; i++)
        {
            var x = Unsafe.Add(ref held, i);
            Unsafe.Add(ref held, i) = TLane.Greater(least, x);
            least = TLane.Lesser(least, x);
        }
        for (var i = count - 2; i >= count / 2; i--)
        {
            var x = Unsafe.Add(ref held, i);
            Unsafe.Add(ref held, i) = TLane.Lesser(most, x);
            most = TLane.Greater(most, x);
        }
        held = least;
        Unsafe.Add(ref held, count - 1) = most;
    }

    /// <summary>The cell that most cells are like; of several, the least. NaN where all are missing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Majority<TLane, T>(ref T cells, ref nuint place, int count, nuint column, ref TLane held)
        where TLane : struct, ILane<TLane, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TLane zero = TLane.Splat(T.Zero), one = TLane.Splat(T.One), most = zero, best = TLane.Splat(T.NaN);
        for (var i = 0; i < count; i++) Unsafe.Add(ref held, i) = TLane.Load(in cells, Unsafe.Add(ref place, i) + column) + zero;
        for (var i = 0; i < count; i++)
        {
            TLane x = Unsafe.Add(ref held, i), alike = zero;
            for (var j = 0; j < count; j++) alike += one & TLane.Same(x, Unsafe.Add(ref held, j));
            best = TLane.Select(TLane.Less(most, alike), x, TLane.Select(TLane.Same(most, alike) & TLane.Less(x, best), x, best));
            most = TLane.Greater(most, alike);
        }
        return best;
    }

    /// <summary>What lies between two cells in the middle, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Mean<TLane, T>(TLane low, TLane high)
        where TLane : struct, ILane<TLane, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var half = Lane.Constant<TLane, T>(0.5);
        return TLane.Select(TLane.Same(low, high), low, TLane.Fma(half, low, half * high));
    }

    /// <summary>The first place that begins a cache line: lanes that straddle two lines cost twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe ref TLane Aligned<TLane>(ref Held<TLane> memory)
        => ref Unsafe.As<Held<TLane>, TLane>(ref Unsafe.AddByteOffset(ref memory,
            (nuint)(-(nint)Unsafe.AsPointer(ref memory)) % LineBytes));

    /// <summary>Room for the lanes of a window, and a line more.</summary>
    [InlineArray(MostCells + LineBytes / sizeof(float))]
    private struct Held<TLane>
    {
        private TLane first;
    }
}
