using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>A function of the cells of a window, as a struct: what the compiler can build into the loop.</summary>
/// <typeparam name="T">Cell type: float or double.</typeparam>
public interface IWindowFunction<T> where T : unmanaged
{
    /// <summary>The result for one window. It is called from many threads at once.</summary>
    /// <param name="window">Its cells, row by row; missing ones are NaN. The middle one is there.</param>
    T Invoke(ReadOnlySpan<T> window);
}

/// <summary>A function given as a delegate.</summary>
internal readonly struct DelegateFunction<T>(Func<ReadOnlySpan<T>, T> function) : IWindowFunction<T>, IDelegateKernel where T : unmanaged
{
    public Delegate Function => function;

    public T Invoke(ReadOnlySpan<T> window) => function(window);
}

/// <summary>Makes the kernel of a function: the one that runs on vectors when the function does.</summary>
internal static class FunctionKernels
{
    public static FocalKernel Make<T, TFunction>(TFunction function, int radius, NoDataPolicy policy)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TFunction : struct, IWindowFunction<T>
        => function is IVectorWindowFunction<T>
            ? (FocalKernel)Activator.CreateInstance(typeof(VectorFunctionKernel<,>).MakeGenericType(typeof(T), typeof(TFunction)), function,
                radius, policy)!
            : new FunctionKernel<T, TFunction>(function, radius, policy);
}

/// <summary>Any function of the cells of square windows.</summary>
internal sealed class FunctionKernel<T, TFunction>(TFunction function, int radius, NoDataPolicy policy) : FocalKernel<T, T>(radius)
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TFunction : struct, IWindowFunction<T>
{
    private const int BatchCells = 2048;

    public override double Cost => 10 + (2.0 * Halo + 1) * (2 * Halo + 1);

    private int Batch => Math.Clamp(BatchCells / ((2 * Halo + 1) * (2 * Halo + 1)), 1, 64);

    public override long ScratchBytes(int rows, int columns)
        => Rented((long)Batch * (2 * Halo + 1) * (2 * Halo + 1) + Vector<T>.Count, Unsafe.SizeOf<T>());

    // compiled once, fully: short runs are over before the runtime finds out
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Apply(Plane<T> padded, Plane<T> output, int row, int column)
    {
        // Windows are laid out some at a time, and then given to the function: a window that was written just now is slow to read.
        int side = 2 * Halo + 1, count = side * side, batch = Batch;
        var rented = ArrayPool<T>.Shared.Rent(batch * count + Vector<T>.Count);
        try
        {
            for (var r = 0; r < output.Rows; r++)
            {
                var to = output.Row(r);
                ReadOnlySpan<T> middle = padded.Row(r + Halo).Slice(Halo, to.Length);
                for (var first = 0; first < to.Length; first += batch)
                {
                    var some = Math.Min(batch, to.Length - first);
                    Interruption.Check();
                    LayOut(padded, r, first, some, side, rented);
                    for (var i = 0; i < some; i++)
                    {
                        to[first + i] = T.NaN;
                        if (T.IsNaN(middle[first + i])) continue;
                        ReadOnlySpan<T> window = rented.AsSpan(i * count, count);
                        if (policy is NoDataPolicy.Propagate && Windows.HasMissing(window)) continue;
                        var value = function.Invoke(window);
                        if (!T.IsNaN(value)) to[first + i] = value;
                    }
                }
            }
        }
        finally
        {
            ArrayPool<T>.Shared.Return(rented);
        }
    }

    /// <summary>Writes windows one behind the other, row by row. Whole vectors are copied; what is too much is
    /// overwritten by the next row.</summary>
    private static void LayOut(Plane<T> padded, int row, int column, int windows, int side, Span<T> rented)
    {
        var cells = padded.Cells;
        var wide = (side + Vector<T>.Count - 1) / Vector<T>.Count * Vector<T>.Count;
        var roomy = wide < side + Vector<T>.Count && (long)(row + side - 1) * padded.Stride + column + windows - 1 + wide <= cells.Length
            && windows * side * side + wide - side <= rented.Length;
        for (var i = 0; i < windows; i++)
            for (var r = 0; r < side; r++)
            {
                int from = (row + r) * padded.Stride + column + i, to = (i * side + r) * side;
                if (!roomy) cells.Slice(from, side).CopyTo(rented[to..]);
                else
                    for (var c = 0; c < side; c += Vector<T>.Count)
                        Vector.LoadUnsafe(ref MemoryMarshal.GetReference(cells), (nuint)(from + c))
                            .StoreUnsafe(ref MemoryMarshal.GetReference(rented), (nuint)(to + c));
            }
    }
}
