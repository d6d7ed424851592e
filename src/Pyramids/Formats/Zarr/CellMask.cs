using System.Numerics;
using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>Turns NaN into the value that stands for missing cells in storage.</summary>
internal readonly struct CellMask(DType type, double? noData)
{
    private readonly bool isActive = type.IsFloating() && noData is { } value && !double.IsNaN(value);
    private readonly double value = noData ?? double.NaN;

    /// <summary>Whether any cell is NaN and would change.</summary>
    public bool IsNeeded(ReadOnlySpan<byte> cells)
        => isActive && (type == DType.Float32 ? HasNaN(MemoryMarshal.Cast<byte, float>(cells)) : HasNaN(MemoryMarshal.Cast<byte, double>(cells)));

    public void Apply(Span<byte> cells)
    {
        if (!isActive) return;
        if (type == DType.Float32) Replace(MemoryMarshal.Cast<byte, float>(cells), (float)value);
        else Replace(MemoryMarshal.Cast<byte, double>(cells), value);
    }

    /// <summary>Turns the value back into NaN.</summary>
    public void Undo(Span<byte> cells)
    {
        if (!isActive) return;
        if (type == DType.Float32) Restore(MemoryMarshal.Cast<byte, float>(cells), (float)value);
        else Restore(MemoryMarshal.Cast<byte, double>(cells), value);
    }

    /// <summary>Whether every cell is NaN, of whatever bits.</summary>
    public static bool IsAllNaN<T>(ReadOnlySpan<T> cells) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var vectors = MemoryMarshal.Cast<T, Vector<T>>(cells);
        foreach (var vector in vectors)
        {
            if (Vector.EqualsAny(vector, vector)) return false;
        }
        foreach (var cell in cells[(vectors.Length * Vector<T>.Count)..])
        {
            if (!T.IsNaN(cell)) return false;
        }
        return true;
    }

    private static bool HasNaN<T>(ReadOnlySpan<T> cells) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var vectors = MemoryMarshal.Cast<T, Vector<T>>(cells);
        foreach (var vector in vectors)
        {
            if (!Vector.EqualsAll(vector, vector)) return true;
        }
        foreach (var cell in cells[(vectors.Length * Vector<T>.Count)..])
        {
            if (T.IsNaN(cell)) return true;
        }
        return false;
    }

    private static void Restore<T>(Span<T> cells, T value) where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (ref var cell in cells)
        {
            if (cell == value) cell = T.NaN;
        }
    }

    private static void Replace<T>(Span<T> cells, T value) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var vectors = MemoryMarshal.Cast<T, Vector<T>>(cells);
        var values = new Vector<T>(value);
        foreach (ref var vector in vectors) vector = Vector.ConditionalSelect(Vector.Equals(vector, vector), vector, values);
        foreach (ref var cell in cells[(vectors.Length * Vector<T>.Count)..])
        {
            if (T.IsNaN(cell)) cell = value;
        }
    }
}
