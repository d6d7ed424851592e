using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>An expression of cells, a vector of them at a time. Expressions are structs of structs, so the compiler
/// makes one loop of the whole.</summary>
internal interface ICells<T> where T : unmanaged
{
    Vector<T> At(in Leaves<T> leaves, nuint index);
}

/// <summary>The first cells of up to four rows that an expression reads.</summary>
internal ref struct Leaves<T> where T : unmanaged
{
    public ref T A, B, C, D;
}

/// <summary>Which of the rows.</summary>
internal interface ILeaf
{
    static abstract ref T Of<T>(in Leaves<T> leaves) where T : unmanaged;
}

internal readonly struct LeafA : ILeaf
{
    public static ref T Of<T>(in Leaves<T> leaves) where T : unmanaged => ref leaves.A;
}

internal readonly struct LeafB : ILeaf
{
    public static ref T Of<T>(in Leaves<T> leaves) where T : unmanaged => ref leaves.B;
}

internal readonly struct LeafC : ILeaf
{
    public static ref T Of<T>(in Leaves<T> leaves) where T : unmanaged => ref leaves.C;
}

internal readonly struct LeafD : ILeaf
{
    public static ref T Of<T>(in Leaves<T> leaves) where T : unmanaged => ref leaves.D;
}

/// <summary>The cells of a row.</summary>
internal readonly struct RowCells<T, TLeaf> : ICells<T> where T : unmanaged where TLeaf : struct, ILeaf
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<T> At(in Leaves<T> leaves, nuint index) => Vector.LoadUnsafe(ref TLeaf.Of(leaves), index);
}

/// <summary>One value for the whole row: the leaf is a vector of it.</summary>
internal readonly struct OneCell<T, TLeaf> : ICells<T> where T : unmanaged where TLeaf : struct, ILeaf
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<T> At(in Leaves<T> leaves, nuint index) => Vector.LoadUnsafe(ref TLeaf.Of(leaves));
}

/// <summary>A number.</summary>
internal readonly struct NumberCells<T>(T number) : ICells<T> where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<T> At(in Leaves<T> leaves, nuint index) => new(number);
}

/// <summary>A function of two expressions.</summary>
internal readonly struct BinaryCells<T, TX, TY, TOp>(TX x, TY y) : ICells<T>
    where T : unmanaged, INumber<T> where TX : struct, ICells<T> where TY : struct, ICells<T> where TOp : IBinaryOp
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<T> At(in Leaves<T> leaves, nuint index) => TOp.Lanes(x.At(leaves, index), y.At(leaves, index));
}

/// <summary>A comparison of two expressions: lanes of all bits or none.</summary>
internal readonly struct ComparedCells<T, TX, TY, TOp>(TX x, TY y) : ICells<T>
    where T : unmanaged, INumber<T> where TX : struct, ICells<T> where TY : struct, ICells<T> where TOp : IComparison
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<T> At(in Leaves<T> leaves, nuint index) => TOp.Holds(x.At(leaves, index), y.At(leaves, index));
}

/// <summary>One of two expressions, by lanes of a third.</summary>
internal readonly struct ChosenCells<T, TMask, TX, TY>(TMask mask, TX x, TY y) : ICells<T>
    where T : unmanaged where TMask : struct, ICells<T> where TX : struct, ICells<T> where TY : struct, ICells<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<T> At(in Leaves<T> leaves, nuint index)
        => Vector.ConditionalSelect(mask.At(leaves, index), x.At(leaves, index), y.At(leaves, index));
}

/// <summary>An expression over rows.</summary>
internal abstract class FusedLoop<T> where T : unmanaged
{
    public abstract void Run(in Leaves<T> leaves, Span<T> result);
}

/// <inheritdoc/>
internal sealed class FusedLoop<T, TCells>(TCells cells) : FusedLoop<T> where T : unmanaged where TCells : struct, ICells<T>
{
    /// <summary>Fills whole vectors; what is left of a row is for a caller with padded rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(in Leaves<T> leaves, Span<T> result)
    {
        var expression = cells;
        ref var first = ref MemoryMarshal.GetReference(result);
        var end = (nuint)(result.Length / Vector<T>.Count * Vector<T>.Count);
        for (nuint i = 0; i < end; i += (nuint)Vector<T>.Count) expression.At(leaves, i).StoreUnsafe(ref first, i);
    }
}
