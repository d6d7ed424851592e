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
        => isActive
            && (type == DType.Float32 ? HasNaN(MemoryMarshal.Cast<byte, float>(cells)) : HasNaN(MemoryMarshal.Cast<byte, double>(cells)));

    public void Apply(Span<byte> cells)
    {
        if (!isActive) return;
        if (type == DType.Float32) Missing.Restore(MemoryMarshal.Cast<byte, float>(cells), (float)value);
        else Missing.Restore(MemoryMarshal.Cast<byte, double>(cells), value);
    }

    /// <summary>Turns the value back into NaN.</summary>
    public void Undo(Span<byte> cells)
    {
        if (!isActive) return;
        if (type == DType.Float32) Missing.Replace(MemoryMarshal.Cast<byte, float>(cells), (float)value, float.NaN);
        else Missing.Replace(MemoryMarshal.Cast<byte, double>(cells), value, double.NaN);
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
}
