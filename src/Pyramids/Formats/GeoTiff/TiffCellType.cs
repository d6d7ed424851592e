namespace Pyramids;

/// <summary>Which cell type the samples of an image become: BitsPerSample and SampleFormat together.</summary>
internal static class TiffCellType
{
    private const int Unsigned = 1, Signed = 2, Floating = 3, Void = 4, ComplexInteger = 5, ComplexFloating = 6;

    public static (int Bits, DType Type, bool IsFloat) Read(TiffDirectory directory, int bands)
    {
        var bits = Same(directory, TiffTag.BitsPerSample, bands, 1);
        var format = Same(directory, TiffTag.SampleFormat, bands, Unsigned);
        if (bits is < 1 or > 128) throw directory.Wrong(TiffTag.BitsPerSample, $"is {bits}; 1 to 64 was expected.");
        if (format is ComplexInteger or ComplexFloating)
            throw directory.Wrong(TiffTag.SampleFormat, $"is {format} (complex numbers); this reader knows whole and floating ones. "
                + "Write the part you need first: gdal_translate -ot Float32 takes the real one.");
        if (format is < Unsigned or > ComplexFloating)
            throw directory.Wrong(TiffTag.SampleFormat,
                $"is {format}; 1 (unsigned), 2 (signed), 3 (floating) or 4 (undefined) was expected.");
        DType? type = (format, bits) switch
        {
            (Floating, 16 or 24 or 32) => DType.Float32,
            (Floating, 64) => DType.Float64,
            (Signed, 8) => DType.Int8,
            (Signed, 16) => DType.Int16,
            (Signed, 32) => DType.Int32,
            (Signed, 64) => DType.Int64,
            (Unsigned or Void, <= 8) => DType.UInt8,
            (Unsigned or Void, <= 16) => DType.UInt16,
            (Unsigned or Void, <= 32) => DType.UInt32,
            (Unsigned or Void, 64) => DType.UInt64,
            _ => null,
        };
        var kind = format switch { Signed => "signed", Floating => "floating", _ => "unsigned" };
        return ((int)bits,
            type ?? throw directory.Wrong(TiffTag.BitsPerSample, $"is {bits} with {kind} samples; this reader knows no such cells."),
            format == Floating);
    }

    private static long Same(TiffDirectory directory, TiffTag tag, int bands, long absent)
    {
        var values = directory.Integers(tag, bands);
        if (values.Length == 0) return absent;
        foreach (var value in values)
            if (value != values[0])
                throw directory.Wrong(tag, $"differs between bands ({values[0]} and {value}); this reader needs them alike.");
        return values[0];
    }
}
