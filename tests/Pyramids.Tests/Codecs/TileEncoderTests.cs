using Xunit;

namespace Pyramids.Tests;

public class TileEncoderTests
{
    [Fact] public void PackBits_repeats_and_literals_are_as_Apple_has_them()
    {
        byte[] bytes = [0xAA, 0xAA, 0xAA, 0x80, 0x00, 0x2A, 0xAA, 0xAA, 0xAA, 0xAA, 0x80, 0x00, 0x2A, 0x22,
            .. Enumerable.Repeat((byte)0xAA, 10)];
        byte[] packed = [0xFE, 0xAA, 0x02, 0x80, 0x00, 0x2A, 0xFD, 0xAA, 0x03, 0x80, 0x00, 0x2A, 0x22, 0xF7, 0xAA];
        Assert.Equal(packed, Encode(new PackBitsEncoder(100), bytes));
    }

    [Fact] public void LZW_codes_are_those_of_the_specification()
    {
        // TIFF 6.0, section 13: 7 7 7 8 8 7 7 6 6 becomes Clear 7 258 8 8 258 6 6 End, nine bits each.
        byte[] bytes = [7, 7, 7, 8, 8, 7, 7, 6, 6];
        int[] codes = [256, 7, 258, 8, 8, 258, 6, 6, 257];
        var bits = string.Concat(codes.Select(code => Convert.ToString(code, 2).PadLeft(9, '0'))).PadRight(88, '0');
        Assert.Equal(Enumerable.Range(0, 11).Select(i => Convert.ToByte(bits.Substring(8 * i, 8), 2)), Encode(new LzwEncoder(), bytes));
    }

    [Fact] public void No_encoder_writes_more_than_it_announces()
    {
        var random = new Random(1);
        foreach (var compression in Enum.GetValues<Compression>())
            foreach (var length in new[] { 0, 1, 2, 3, 127, 128, 129, 4000, 70_001 })
                foreach (var values in new[] { 1, 2, 256 })
                {
                    var bytes = new byte[length];
                    for (var i = 0; i < length; i++) bytes[i] = (byte)random.Next(values);
                    var encoder = TileEncoders.Of(compression, DType.UInt8, 500);
                    Assert.InRange(encoder.Encode(bytes, new byte[encoder.MaxEncodedLength(length)]), 0, encoder.MaxEncodedLength(length));
                }
    }

    [Theory]
    [InlineData(1, 1), InlineData(1, 3), InlineData(2, 1), InlineData(2, 2), InlineData(4, 1), InlineData(4, 3), InlineData(8, 1),
        InlineData(8, 4)]
    public void Predictors_are_the_plain_formulas(int size, int stride)
    {
        var random = new Random(size + stride);
        foreach (var cells in new[] { 1, 2, 15, 16, 17, 31, 64, 100, 513 })
        {
            var row = new byte[cells * stride * size];
            random.NextBytes(row);
            byte[] result = new byte[row.Length], planes = new byte[row.Length];
            PredictorEncoder.Horizontal(row, result, size, stride);
            var mask = size == 8 ? ulong.MaxValue : (1UL << (8 * size)) - 1;
            for (var i = 0; i < cells * stride; i++)
                Assert.Equal((Cell(row, i, size) - (i < stride ? 0 : Cell(row, i - stride, size))) & mask, Cell(result, i, size));
            if (size < 4) continue;
            PredictorEncoder.FloatingPoint(row, planes, result, size, stride);
            for (var i = 0; i < row.Length; i++)
                Assert.Equal((byte)(Plane(row, i, size) - (i < stride ? 0 : Plane(row, i - stride, size))), result[i]);
        }
    }

    private static ulong Cell(byte[] row, int cell, int size)
    {
        ulong value = 0;
        for (var i = size - 1; i >= 0; i--) value = value << 8 | row[cell * size + i];
        return value;
    }

    private static int Plane(byte[] row, int index, int size)
    {
        var cells = row.Length / size;
        return row[index % cells * size + size - 1 - index / cells];
    }

    private static byte[] Encode(ITileEncoder encoder, byte[] bytes)
    {
        var encoded = new byte[encoder.MaxEncodedLength(bytes.Length)];
        return encoded[..encoder.Encode(bytes, encoded)];
    }
}
