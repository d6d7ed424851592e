using System.Numerics;

namespace Pyramids;

/// <summary>A function of two cells, for every cell type.</summary>
internal interface IBinaryOp
{
    /// <summary>Whether two masks of 0 and 1 make another.</summary>
    static virtual bool KeepsMasks => false;

    static abstract void Invoke<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, INumber<T>;

    static abstract void Invoke<T>(ReadOnlySpan<T> x, T y, Span<T> result) where T : unmanaged, INumber<T>;

    static abstract void Invoke<T>(T x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, INumber<T>;
}

/// <summary>A function of one cell.</summary>
internal interface IUnaryOp<T> where T : unmanaged
{
    void Invoke(ReadOnlySpan<T> x, Span<T> result);
}

/// <summary>A comparison of two numbers; false when one is NaN.</summary>
internal interface IComparison
{
    static abstract bool Holds<T>(T x, T y) where T : unmanaged, INumber<T>;

    static abstract Vector<T> Holds<T>(Vector<T> x, Vector<T> y) where T : unmanaged, INumber<T>;
}
