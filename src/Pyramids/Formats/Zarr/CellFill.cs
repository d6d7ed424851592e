using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>One cell repeated.</summary>
internal static class CellFill
{
    public static void Repeat(ReadOnlySpan<byte> cell, Span<byte> cells)
    {
        switch (cell.Length)
        {
            case 1: cells.Fill(cell[0]); break;
            case 2: MemoryMarshal.Cast<byte, ushort>(cells).Fill(MemoryMarshal.Read<ushort>(cell)); break;
            case 4: MemoryMarshal.Cast<byte, uint>(cells).Fill(MemoryMarshal.Read<uint>(cell)); break;
            default: MemoryMarshal.Cast<byte, ulong>(cells).Fill(MemoryMarshal.Read<ulong>(cell)); break;
        }
    }

    /// <summary>Fills the part of a chunk's cells that a window holds.</summary>
    public static void Window(ReadOnlySpan<byte> cell, Chunk destination, Window window)
    {
        var whole = destination.Window;
        var part = ZarrLayout.Clip(window, whole);
        var size = cell.Length;
        for (var band = part.Band; band < part.BandEnd; band++)
        {
            for (var row = part.Row; row < part.RowEnd; row++)
            {
                var above = (band - whole.Band) * whole.Rows + row - whole.Row;
                var at = above * whole.Columns + part.Column - whole.Column;
                Repeat(cell, destination.Bytes.Slice(at * size, part.Columns * size));
            }
        }
    }

    /// <summary>Whether every cell has the bits of the one given; where that is NaN, whether every cell is NaN.</summary>
    public static bool IsUniform(ReadOnlySpan<byte> cell, ReadOnlySpan<byte> cells, DType type) => type switch
    {
        DType.Float32 when float.IsNaN(MemoryMarshal.Read<float>(cell)) => CellMask.IsAllNaN(MemoryMarshal.Cast<byte, float>(cells)),
        DType.Float64 when double.IsNaN(MemoryMarshal.Read<double>(cell)) => CellMask.IsAllNaN(MemoryMarshal.Cast<byte, double>(cells)),
        _ => cell.Length switch
        {
            1 => !cells.ContainsAnyExcept(cell[0]),
            2 => !MemoryMarshal.Cast<byte, ushort>(cells).ContainsAnyExcept(MemoryMarshal.Read<ushort>(cell)),
            4 => !MemoryMarshal.Cast<byte, uint>(cells).ContainsAnyExcept(MemoryMarshal.Read<uint>(cell)),
            _ => !MemoryMarshal.Cast<byte, ulong>(cells).ContainsAnyExcept(MemoryMarshal.Read<ulong>(cell)),
        },
    };
}
