using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>A node whose formula can be part of a larger one.</summary>
internal interface IFusable
{
    /// <summary>The formula over those of the inputs (structs that are <see cref="ICells{T}"/> of the node's cells,
    /// masks among them as lanes); null when it has none.</summary>
    object? Fuse(object[] inputs);
}

/// <summary>Several local nodes as one formula: every cell is loaded once, computed in registers and stored once.</summary>
/// <param name="root">The last of the nodes.</param>
/// <param name="leaves">What the formula reads: cells, or single values.</param>
/// <param name="isSingle">Which leaves hold one value for all cells.</param>
/// <param name="loop">The formula.</param>
internal sealed class FusedNode<T>(Node root, IReadOnlyList<Node> leaves, bool[] isSingle, FusedLoop<T> loop)
    : KernelNode(root.Operation, root.Schema, leaves)
    where T : unmanaged, INumber<T>
{
    public override bool MovesWithOutput { get; } = !isSingle.Contains(true);

    public override Window InputWindow(int input, Window output)
        => isSingle[input] ? new(Inputs[input].Schema.Bands == 1 ? 0 : output.Band, 0, 0, output.Bands, 1, 1) : output;

    public override void Compute(ReadOnlySpan<Chunk> inputs, Chunk output)
    {
        var lanes = Vector<T>.Count;
        Span<T> singles = stackalloc T[4 * lanes], tails = stackalloc T[5 * lanes];
        var result = output.Plane<T>();
        var whole = result.Columns / lanes * lanes;
        for (var i = 0; i < inputs.Length; i++)
            if (isSingle[i]) singles.Slice(i * lanes, lanes).Fill(inputs[i].Plane<T>(InputWindow(i, output.Window)).Row(0)[0]);
        for (var row = 0; row < result.Rows; row++)
        {
            var at = new Leaves<T> { A = ref First(inputs, 0, row, output, singles), B = ref First(inputs, 1, row, output, singles),
                C = ref First(inputs, 2, row, output, singles), D = ref First(inputs, 3, row, output, singles) };
            var cells = result.Row(row);
            loop.Run(at, cells);
            if (whole == cells.Length) continue;
            for (var i = 0; i < inputs.Length; i++)
                if (!isSingle[i]) inputs[i].Plane<T>(output.Window).Row(row)[whole..].CopyTo(tails[(i * lanes)..]);
            var ends = new Leaves<T> { A = ref Tail(0, tails, singles), B = ref Tail(1, tails, singles), C = ref Tail(2, tails, singles),
                D = ref Tail(3, tails, singles) };
            loop.Run(ends, tails[(4 * lanes)..]);
            tails.Slice(4 * lanes, cells.Length - whole).CopyTo(cells[whole..]);
        }
    }

    private ref T First(ReadOnlySpan<Chunk> inputs, int leaf, int row, Chunk output, Span<T> singles)
    {
        if (leaf >= inputs.Length || isSingle[leaf]) return ref singles[leaf * Vector<T>.Count];
        return ref MemoryMarshal.GetReference(inputs[leaf].Plane<T>(output.Window).Row(row));
    }

    private ref T Tail(int leaf, Span<T> tails, Span<T> singles)
        => ref (leaf < isSingle.Length && isSingle[leaf] ? singles : tails)[leaf * Vector<T>.Count];
}

/// <summary>Puts formulas together.</summary>
internal static class Fused
{
    private static readonly Type[] Leaves = [typeof(LeafA), typeof(LeafB), typeof(LeafC), typeof(LeafD)];

    public static int MostLeaves => Leaves.Length;

    public static object Leaf<T>(int number, bool isSingle)
        => Make(isSingle ? typeof(OneCell<,>) : typeof(RowCells<,>), [typeof(T), Leaves[number]], []);

    public static object Binary<T, TOp>(object x, object y)
        => Make(typeof(BinaryCells<,,,>), [typeof(T), x.GetType(), y.GetType(), typeof(TOp)], [x, y]);

    public static object Compared<T, TOp>(object x, object y)
        => Make(typeof(ComparedCells<,,,>), [typeof(T), x.GetType(), y.GetType(), typeof(TOp)], [x, y]);

    public static object Chosen<T>(object mask, object x, object y)
        => Make(typeof(ChosenCells<,,,>), [typeof(T), mask.GetType(), x.GetType(), y.GetType()], [mask, x, y]);

    public static FusedLoop<T> Loop<T>(object cells) where T : unmanaged
        => (FusedLoop<T>)Make(typeof(FusedLoop<,>), [typeof(T), cells.GetType()], [cells]);

    /// <summary>Vectors of these cells are what formulas are made of.</summary>
    public static bool Takes<T>() => typeof(T) == typeof(float) || typeof(T) == typeof(double);

    private static object Make(Type type, Type[] arguments, object[] parts)
        => Activator.CreateInstance(type.MakeGenericType(arguments), parts)!;
}
