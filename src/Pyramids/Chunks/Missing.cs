using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>Turns stored nodata values into NaN, and NaN back.</summary>
internal static class Missing
{
    /// <summary>Copies cells, or converts them, with NaN in place of one value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Row<TFrom, TTo>(ReadOnlySpan<TFrom> x, Span<TTo> result, TFrom noData)
        where TFrom : unmanaged, INumber<TFrom> where TTo : unmanaged, IFloatingPointIeee754<TTo>
    {
        if (typeof(TFrom) == typeof(TTo))
        {
            Copy(MemoryMarshal.Cast<TFrom, TTo>(x), result, TTo.CreateTruncating(noData), TTo.NaN);
            return;
        }
        Conversion.Row(x, result);
        for (var at = 0; ;)
        {
            var next = x[at..].IndexOf(noData);
            if (next < 0) return;
            at += next;
            while (at < x.Length && x[at] == noData) result[at++] = TTo.NaN;
        }
    }

    /// <summary>Writes the nodata value where a cell is NaN, in place.</summary>
    public static void Restore<T>(Span<T> cells, T noData) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var vectors = MemoryMarshal.Cast<T, Vector<T>>(cells);
        var value = new Vector<T>(noData);
        for (var i = 0; i < vectors.Length; i++)
            vectors[i] = Vector.ConditionalSelect(Vector.Equals(vectors[i], vectors[i]), vectors[i], value);
        for (var i = vectors.Length * Vector<T>.Count; i < cells.Length; i++)
            if (T.IsNaN(cells[i])) cells[i] = noData;
    }

    /// <summary>Writes one value where another stands, in place.</summary>
    public static void Replace<T>(Span<T> cells, T from, T to) where T : unmanaged, INumber<T> => Copy(cells, cells, from, to);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Copy<T>(ReadOnlySpan<T> cells, Span<T> result, T from, T to) where T : unmanaged, INumber<T>
    {
        result = result[..cells.Length];
        var vectors = MemoryMarshal.Cast<T, Vector<T>>(cells);
        var results = MemoryMarshal.Cast<T, Vector<T>>(result);
        Vector<T> old = new(from), replacement = new(to);
        for (var i = 0; i < vectors.Length; i++)
            results[i] = Vector.ConditionalSelect(Vector.Equals(vectors[i], old), replacement, vectors[i]);
        for (var i = vectors.Length * Vector<T>.Count; i < cells.Length; i++) result[i] = cells[i] == from ? to : cells[i];
    }
}
