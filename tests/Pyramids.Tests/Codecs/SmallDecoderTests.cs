using Xunit;

namespace Pyramids.Tests;

public class SmallDecoderTests
{
    [Fact]
    public void PackBits_of_the_specification()
    {
        byte[] encoded = [0xFE, 0xAA, 0x02, 0x80, 0x00, 0x2A, 0xFD, 0xAA, 0x03, 0x80, 0x00, 0x2A, 0x22, 0xF7, 0xAA];
        byte[] expected = [0xAA, 0xAA, 0xAA, 0x80, 0x00, 0x2A, 0xAA, 0xAA, 0xAA, 0xAA, 0x80, 0x00, 0x2A, 0x22,
            0xAA, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA];
        var decoded = new byte[expected.Length];
        Assert.Equal(expected.Length, PackBitsDecoder.Decode(encoded, decoded));
        Assert.Equal(expected, decoded);
        Assert.Equal(10, PackBitsDecoder.Decode(encoded, decoded.AsSpan(0, 10)));
        Assert.Equal(14, PackBitsDecoder.Decode(encoded.AsSpan(0, 13), decoded));
    }

    [Fact]
    public void Lzw_of_the_specification()
    {
        // Section 13's example: 7 7 7 8 8 7 7 6 6 is <256> 7 258 8 8 258 6 6 <257>.
        var decoded = new byte[9];
        Assert.Equal(9, LzwDecoder.Decode(Packed(256, 7, 258, 8, 8, 258, 6, 6, 257), decoded));
        Assert.Equal<byte>([7, 7, 7, 8, 8, 7, 7, 6, 6], decoded);
    }

    [Theory, MemberData(nameof(InflateTests.Kinds), MemberType = typeof(InflateTests))]
    public void Lzw_undoes_what_an_encoder_did(string kind)
    {
        foreach (var length in (int[])[0, 1, 5, 600, 4000, 70_000])
        {
            var content = InflateTests.Bytes(kind, length);
            var decoded = new byte[content.Length];
            Assert.Equal(content.Length, LzwDecoder.Decode(Lzw(content), decoded));
            Assert.True(content.AsSpan().SequenceEqual(decoded), $"{kind} {length}");
        }
    }

    [Fact]
    public void Lzw_codes_without_a_string_are_errors()
        => Assert.Throws<InvalidDataException>(() => LzwDecoder.Decode(Packed(256, 7, 300), new byte[9]));

    [Fact]
    public void Damaged_Lzw_never_writes_outside()
    {
        var random = new Random(6);
        var content = InflateTests.Bytes("mixed", 3000);
        var encoded = Lzw(content);
        for (var i = 0; i < 5000; i++)
        {
            var damaged = (byte[])encoded.Clone();
            for (var n = random.Next(1, 4); n > 0; n--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            var room = new byte[content.Length + 64];
            room.AsSpan().Fill(0xA5);
            try
            {
                LzwDecoder.Decode(damaged, room.AsSpan(32, content.Length));
            }
            catch (InvalidDataException)
            {
            }
            Assert.True(room.AsSpan(0, 32).IndexOfAnyExcept((byte)0xA5) < 0
                && room.AsSpan(room.Length - 32).IndexOfAnyExcept((byte)0xA5) < 0);
        }
    }

    [Fact]
    public void Zstd_undoes_what_its_encoder_did_and_damage_is_an_error()
    {
        var content = InflateTests.Bytes("text", 10_000);
        using var compressor = new ZstdSharp.Compressor(3);
        var encoded = compressor.Wrap(content).ToArray();
        var decoded = new byte[content.Length];
        Assert.Equal(content.Length, ZstdDecoder.Decode(encoded, decoded));
        Assert.Equal(content, decoded);
        Assert.Throws<InvalidDataException>(() => ZstdDecoder.Decode(encoded.AsSpan(0, encoded.Length / 2), decoded));
        Assert.Throws<InvalidDataException>(() => ZstdDecoder.Decode(content, decoded));
    }

    // Nine-bit codes, high bit first.
    private static byte[] Packed(params int[] codes)
    {
        var bytes = new byte[(codes.Length * 9 + 7) / 8];
        for (var i = 0; i < codes.Length * 9; i++)
            if ((codes[i / 9] >> (8 - i % 9) & 1) != 0) bytes[i / 8] |= (byte)(128 >> i % 8);
        return bytes;
    }

    /// <summary>A plain encoder after section 13, to have something to decode.</summary>
    internal static byte[] Lzw(ReadOnlySpan<byte> content)
    {
        var bits = new List<bool>();
        var table = new Dictionary<(int, byte), int>();
        int next = 258, width = 9, prefix = -1;
        void Put(int code)
        {
            for (var i = width - 1; i >= 0; i--) bits.Add((code >> i & 1) != 0);
        }
        Put(256);
        foreach (var value in content)
        {
            if (prefix < 0)
            {
                prefix = value;
                continue;
            }
            if (table.TryGetValue((prefix, value), out var code))
            {
                prefix = code;
                continue;
            }
            Put(prefix);
            table[(prefix, value)] = next++;
            if (next == 4095)
            {
                Put(256);
                table.Clear();
                (next, width) = (258, 9);
            }
            else if (next >= 1 << width)
            {
                width++;
            }
            prefix = value;
        }
        if (prefix >= 0) Put(prefix);
        if (prefix >= 0 && next + 1 >= 1 << width) width++;
        Put(257);
        var bytes = new byte[(bits.Count + 7) / 8];
        for (var i = 0; i < bits.Count; i++)
            if (bits[i]) bytes[i / 8] |= (byte)(128 >> i % 8);
        return bytes;
    }
}
