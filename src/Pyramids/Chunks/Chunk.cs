using System.Buffers;
using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>Cells of a window in memory: dense, row-major (band, row, column). Whoever made it owns the memory.</summary>
internal readonly struct Chunk
{
    private readonly Memory<byte> memory;

    public Chunk(Window window, DType type, Memory<byte> memory)
    {
        var bytes = window.Cells * type.Size();
        if (memory.Length < bytes)
            throw new ArgumentException($"A chunk of {window} in {type} needs {bytes} bytes; {memory.Length} were given.");
        (Window, Type, this.memory) = (window, type, memory[..(int)bytes]);
    }

    /// <summary>Which cells of the array these are.</summary>
    public Window Window { get; }

    public DType Type { get; }

    public Memory<byte> Memory => memory;

    public Span<byte> Bytes => memory.Span;

    public Span<T> Cells<T>() where T : unmanaged
    {
        if (DTypes.Of<T>() != Type) throw new InvalidOperationException($"The chunk holds {Type}, not {typeof(T).Name}.");
        return MemoryMarshal.Cast<byte, T>(memory.Span);
    }

    /// <summary>One band as a plane; <paramref name="band"/> counts from the window's first.</summary>
    public Plane<T> Plane<T>(int band = 0) where T : unmanaged
    {
        var cells = Window.Rows * Window.Columns;
        return new(Cells<T>().Slice(band * cells, cells), Window.Rows, Window.Columns, Window.Columns);
    }

    /// <summary>The cells of a window of one band inside this chunk, as a plane.</summary>
    public Plane<T> Plane<T>(Window window) where T : unmanaged
        => Plane<T>(window.Band - Window.Band).Slice(window.Row - Window.Row, window.Column - Window.Column, window.Rows, window.Columns);

    /// <summary>Whole rows of a chunk of one band, sharing memory.</summary>
    public Chunk RowRange(int row, int rows)
    {
        var rowBytes = Window.Columns * Type.Size();
        return new(Window with { Row = row, Rows = rows }, Type, memory.Slice((row - Window.Row) * rowBytes, rows * rowBytes));
    }

    /// <summary>One band alone, sharing memory.</summary>
    public Chunk Band(int band)
    {
        var bytes = Window.Rows * Window.Columns * Type.Size();
        return new(Window with { Band = Window.Band + band, Bands = 1 }, Type, memory.Slice(band * bytes, bytes));
    }

    /// <summary>A chunk in an array of the collected heap, for small things and tests.</summary>
    public static Chunk Allocate(Window window, DType type) => new(window, type, new byte[checked((int)(window.Cells * type.Size()))]);
}
