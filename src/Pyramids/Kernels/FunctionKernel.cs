using System.Buffers;
using System.Numerics;

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

/// <summary>Any function of the cells of square windows.</summary>
internal sealed class FunctionKernel<T, TFunction>(TFunction function, int radius, NoDataPolicy policy) : FocalKernel<T, T>(radius)
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TFunction : struct, IWindowFunction<T>
{
    public override double Cost => 10 + (2.0 * Halo + 1) * (2 * Halo + 1);

    public override long ScratchBytes(int rows, int columns) => Rented((2L * Halo + 1) * (2 * Halo + 1), System.Runtime.CompilerServices.Unsafe.SizeOf<T>());

    public override void Apply(Plane<T> padded, Plane<T> output, int row, int column)
    {
        var side = 2 * Halo + 1;
        var rented = ArrayPool<T>.Shared.Rent(side * side);
        var window = rented.AsSpan(0, side * side);
        try
        {
            for (var r = 0; r < output.Rows; r++)
            {
                var to = output.Row(r);
                ReadOnlySpan<T> middle = padded.Row(r + Halo).Slice(Halo, to.Length);
                for (var c = 0; c < to.Length; c++)
                {
                    if ((c & 63) == 0) Interruption.Check();
                    to[c] = T.NaN;
                    if (T.IsNaN(middle[c])) continue;
                    for (var i = 0; i < side; i++) padded.Row(r + i).Slice(c, side).CopyTo(window[(i * side)..]);
                    if (policy is NoDataPolicy.Propagate && Windows.HasMissing<T>(window)) continue;
                    var value = function.Invoke(window);
                    if (!T.IsNaN(value)) to[c] = value;
                }
            }
        }
        finally
        {
            ArrayPool<T>.Shared.Return(rented);
        }
    }
}
