using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>Turns one decoded row of a block into cells: undoes the predictor and the byte order, widens narrow samples.</summary>
internal static class RowUnpacker
{
    /// <summary>Whether a decoded row is cells already.</summary>
    public static bool IsPlain(TiffLayout layout)
        => layout.IsDirect && layout.Predictor == 1 && (layout.Bits == 8 || layout.BigEndian != BitConverter.IsLittleEndian);

    /// <summary>Bytes of working memory one row needs.</summary>
    public static int ScratchBytes(TiffLayout layout) => layout.IsDirect ? 0 : checked((int)layout.RowBytes);

    /// <summary>Unpacks a row.</summary>
    /// <param name="layout">What the row holds.</param>
    /// <param name="row">The decoded row; overwritten.</param>
    /// <param name="cells">Room for the row's samples as cells.</param>
    /// <param name="scratch">Working memory.</param>
    public static void Unpack(TiffLayout layout, Span<byte> row, Span<byte> cells, Span<byte> scratch)
    {
        if (layout.IsDirect)
        {
            Samples(layout, row, cells);
            return;
        }
        var samples = cells.Length / layout.Type.Size();
        if (layout is { IsFloat: true, Bits: 16 })
        {
            Samples(layout, row, scratch[..row.Length]);
            Widening.Halves(MemoryMarshal.Cast<byte, Half>(scratch)[..samples], MemoryMarshal.Cast<byte, float>(cells));
        }
        else if (layout is { IsFloat: true, Bits: 24 })
        {
            Widening.Floats24(row, MemoryMarshal.Cast<byte, float>(cells), layout.BigEndian);
        }
        else
        {
            Widening.Bits(row, layout.Bits, layout.Type, cells, layout.BigEndian);
        }
    }

    private static void Samples(TiffLayout layout, Span<byte> row, Span<byte> samples)
    {
        var size = layout.Bits / 8;
        if (layout.Predictor == 3)
        {
            FloatingPredictor.Undo(row, samples, size, layout.SamplesPerCell);
            if (!BitConverter.IsLittleEndian) ByteOrder.Reverse(samples, size);
            return;
        }
        row.CopyTo(samples);
        samples = samples[..row.Length];
        if (layout.BigEndian == BitConverter.IsLittleEndian) ByteOrder.Reverse(samples, size);
        if (layout.Predictor != 2) return;
        switch (size)
        {
            case 1:
                HorizontalPredictor.Undo(samples, layout.SamplesPerCell);
                break;
            case 2:
                HorizontalPredictor.Undo(MemoryMarshal.Cast<byte, ushort>(samples), layout.SamplesPerCell);
                break;
            case 4:
                HorizontalPredictor.Undo(MemoryMarshal.Cast<byte, uint>(samples), layout.SamplesPerCell);
                break;
            default:
                HorizontalPredictor.Undo(MemoryMarshal.Cast<byte, ulong>(samples), layout.SamplesPerCell);
                break;
        }
    }
}
