using System.Numerics;

namespace Pyramids;

/// <summary>A function of two cells, for every cell type.</summary>
internal interface IBinaryOp
{
    /// <summary>Whether two masks of 0 and 1 make another.</summary>
    static virtual bool KeepsMasks => false;

    /// <summary>Whether <see cref="Lanes"/> gives the bits that the functions of rows do.</summary>
    static virtual bool HasLanes => false;

    /// <summary>The function of two vectors of floating cells.</summary>
    static virtual Vector<T> Lanes<T>(Vector<T> x, Vector<T> y) where T : unmanaged, INumber<T>
        => throw new NotSupportedException("The function has no form for vectors.");

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
