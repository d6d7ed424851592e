using System.IO.Compression;
using Xunit;

namespace Pyramids.Tests;

public class InflateTests
{
    public static TheoryData<string> Kinds
        => new("empty", "one", "noise", "zeros", "text", "ramp", "sparse", "period3", "mixed", "few", "sixbits", "deep");

    [Theory, MemberData(nameof(Kinds))]
    public void Inflate_undoes_what_zlib_did_at_every_level(string kind)
    {
        foreach (var length in (int[])[0, 1, 2, 3, 10, 257, 258, 259, 600, 5000, 65535, 65536, 200_000])
        {
            var content = Bytes(kind, length);
            foreach (var level in Enum.GetValues<CompressionLevel>())
            {
                var encoded = Deflated(content, level);
                var decoded = new byte[content.Length];
                Assert.Equal(content.Length, Inflate.Zlib(encoded, decoded));
                Assert.True(content.AsSpan().SequenceEqual(decoded), $"{kind} {length} {level}");
            }
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_short_room_takes_the_begin_and_a_long_one_says_how_much_came(string kind)
    {
        var content = Bytes(kind, 10_000);
        var encoded = Deflated(content, CompressionLevel.Optimal);
        foreach (var room in (int[])[0, 1, content.Length / 2, Math.Max(0, content.Length - 1), content.Length + 1, content.Length + 1000])
        {
            var decoded = new byte[room];
            var expected = Math.Min(room, content.Length);
            Assert.Equal(expected, Inflate.Zlib(encoded, decoded));
            Assert.True(content.AsSpan(0, expected).SequenceEqual(decoded.AsSpan(0, expected)), $"{kind} {room}");
        }
    }

    [Theory, InlineData("mixed"), InlineData("few")]
    public void A_stream_cut_anywhere_is_an_error(string kind)
    {
        var content = Bytes(kind, 3000);
        var encoded = Deflated(content, CompressionLevel.Optimal);
        var decoded = new byte[content.Length];
        for (var length = 0; length < encoded.Length - 12; length++)
            Assert.Throws<InvalidDataException>(() => Inflate.Zlib(encoded.AsSpan(0, length), decoded));
    }

    [Fact]
    public void A_wrong_checksum_is_an_error()
    {
        var content = Bytes("text", 3000);
        var encoded = Deflated(content, CompressionLevel.Optimal);
        encoded[^1] ^= 1;
        var error = Assert.Throws<InvalidDataException>(() => Inflate.Zlib(encoded, new byte[content.Length]));
        Assert.Contains("Adler-32", error.Message);
    }

    [Fact]
    public void Damaged_streams_give_errors_or_bytes_and_never_write_outside()
    {
        var random = new Random(5);
        foreach (var kind in (string[])["noise", "text", "mixed", "period3", "few"])
        {
            var content = Bytes(kind, 2000);
            var encoded = Deflated(content, CompressionLevel.Optimal);
            for (var i = 0; i < 3000; i++)
            {
                var damaged = (byte[])encoded.Clone();
                for (var n = random.Next(1, 4); n > 0; n--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                var room = new byte[content.Length + 64];
                room.AsSpan().Fill(0xA5);
                try
                {
                    Inflate.Zlib(damaged, room.AsSpan(32, content.Length));
                }
                catch (InvalidDataException)
                {
                }
                Assert.True(room.AsSpan(0, 32).IndexOfAnyExcept((byte)0xA5) < 0
                    && room.AsSpan(room.Length - 32).IndexOfAnyExcept((byte)0xA5) < 0);
            }
        }
    }

    [Fact]
    public void Two_streams_side_by_side_are_what_each_is_alone()
    {
        foreach (string kind in Kinds.Select(row => row.Data))
            foreach (string otherKind in Kinds.Select(row => row.Data))
                foreach (var (length, room, otherLength, otherRoom) in ((int, int, int, int)[])[(50_000, 50_000, 50_000, 50_000),
                    (50_000, 50_000, 300, 300), (1000, 999, 70_000, 60_000), (5000, 6000, 0, 0)])
                {
                    byte[] content = Bytes(kind, length), other = Bytes(otherKind, otherLength);
                    byte[] decoded = new byte[room], otherDecoded = new byte[otherRoom];
                    var counts = Inflate.Zlib(Deflated(content, CompressionLevel.Fastest), decoded,
                        Deflated(other, CompressionLevel.SmallestSize), otherDecoded);
                    Assert.Equal((Math.Min(content.Length, room), Math.Min(other.Length, otherRoom)), counts);
                    Assert.True(content.AsSpan(0, counts.First).SequenceEqual(decoded.AsSpan(0, counts.First)),
                        $"{kind} beside {otherKind}");
                    Assert.True(other.AsSpan(0, counts.Second).SequenceEqual(otherDecoded.AsSpan(0, counts.Second)),
                        $"{otherKind} beside {kind}");
                }
    }

    [Fact]
    public void Blocks_of_every_type_end_anywhere_beside_another_stream()
    {
        var (content, encoded) = Blocks(60_000);
        byte[] other = Bytes("mixed", 1_000_000), otherEncoded = Deflated(other, CompressionLevel.Fastest);
        var random = new Random(9);
        for (var i = 0; i < 1500; i++)
        {
            // Nearly all of it, so that the margin is reached at every state of the bits, or any part.
            var room = i < 700 ? content.Length - i : random.Next(content.Length);
            byte[] decoded = new byte[room + 64], beside = new byte[random.Next(i % 100 == 0 ? other.Length : 70_000)];
            decoded.AsSpan().Fill(0xA5);
            var place = decoded.AsSpan(32, room);
            var counts = i % 2 == 0
                ? Inflate.Zlib(encoded, place, otherEncoded, beside)
                : Swapped(Inflate.Zlib(otherEncoded, beside, encoded, place));
            Assert.Equal((room, beside.Length), counts);
            Assert.True(content.AsSpan(0, room).SequenceEqual(place), $"room {room}");
            Assert.True(other.AsSpan(0, beside.Length).SequenceEqual(beside), $"beside room {room}");
            Assert.True(decoded.AsSpan(0, 32).IndexOfAnyExcept((byte)0xA5) < 0
                && decoded.AsSpan(decoded.Length - 32).IndexOfAnyExcept((byte)0xA5) < 0);
        }

        static (int, int) Swapped((int First, int Second) counts) => (counts.Second, counts.First);
    }

    [Fact]
    public void Blocks_of_every_type_cut_anywhere_are_an_error_in_either_place()
    {
        var (content, encoded) = Blocks(4000);
        byte[] whole = Deflated(content, CompressionLevel.Optimal), decoded = new byte[content.Length], clean = new byte[content.Length];
        for (var length = 0; length < encoded.Length - 12; length++)
        {
            Assert.Throws<InvalidDataException>(() => Inflate.Zlib(encoded.AsSpan(0, length), decoded));
            Assert.Throws<InvalidDataException>(() => Inflate.Zlib(encoded.AsSpan(0, length), decoded, whole, clean));
            Assert.Throws<InvalidDataException>(() => Inflate.Zlib(whole, clean, encoded.AsSpan(0, length), decoded));
        }
    }

    [Fact]
    public void Damage_of_one_of_two_streams_is_an_error_and_never_written_outside()
    {
        var random = new Random(6);
        byte[] content = Bytes("mixed", 3000), whole = Deflated(content, CompressionLevel.Optimal), clean = new byte[content.Length];
        for (var i = 0; i < 4000; i++)
        {
            var damaged = (byte[])whole.Clone();
            for (var n = random.Next(1, 4); n > 0; n--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            var room = new byte[content.Length + 64];
            room.AsSpan().Fill(0xA5);
            var isFirst = i % 2 == 0;
            var alone = Try(() => Inflate.Zlib(damaged, new byte[content.Length]));
            var beside = Try(() => isFirst
                ? Inflate.Zlib(damaged, room.AsSpan(32, content.Length), whole, clean).First
                : Inflate.Zlib(whole, clean, damaged, room.AsSpan(32, content.Length)).Second);
            Assert.Equal(alone, beside);
            Assert.True(room.AsSpan(0, 32).IndexOfAnyExcept((byte)0xA5) < 0
                && room.AsSpan(room.Length - 32).IndexOfAnyExcept((byte)0xA5) < 0);
            if (beside is not null) Assert.Equal(content, clean);
        }

        static int? Try(Func<int> decode)
        {
            try
            {
                return decode();
            }
            catch (InvalidDataException)
            {
                return null;
            }
        }
    }

    [Fact]
    public void Adler32_of_known_bytes()
    {
        Assert.Equal(1u, Adler32.Compute([]));
        Assert.Equal(0x11E60398u, Adler32.Compute("Wikipedia"u8));
        var ones = new byte[100_000];
        ones.AsSpan().Fill(255);
        uint low = 1, high = 0;
        foreach (var value in ones)
        {
            low = (low + value) % 65521;
            high = (high + low) % 65521;
        }
        Assert.Equal(high << 16 | low, Adler32.Compute(ones));
    }

    // A stream of many blocks: each kind in pieces short (fixed codes) and long, noise stored, and empty ones between.
    private static (byte[] Content, byte[] Encoded) Blocks(int length)
    {
        var random = new Random(length);
        using MemoryStream content = new(), encoded = new();
        using (var zlib = new ZLibStream(encoded, CompressionLevel.Optimal, leaveOpen: true))
            while (content.Length < length)
            {
                string kind = Kinds.ElementAt(random.Next(Kinds.Count)).Data;
                var piece = Bytes(kind, random.Next(random.Next(2) == 0 ? 40 : 2500));
                content.Write(piece);
                zlib.Write(piece);
                zlib.Flush();
            }
        return (content.ToArray(), encoded.ToArray());
    }

    internal static byte[] Deflated(ReadOnlySpan<byte> content, CompressionLevel level)
    {
        if (content.IsEmpty) return [0x78, 0x9C, 3, 0, 0, 0, 0, 1]; // ZLibStream writes nothing at all for it
        using var stream = new MemoryStream();
        using (var zlib = new ZLibStream(stream, level, leaveOpen: true)) zlib.Write(content);
        return stream.ToArray();
    }

    internal static byte[] Bytes(string kind, int length)
    {
        var random = new Random(length);
        var bytes = new byte[kind switch { "empty" => 0, "one" => Math.Min(1, length), _ => length }];
        switch (kind)
        {
            case "noise":
                random.NextBytes(bytes);
                break;
            case "text":
                for (var i = 0; i < length; i++)
                    bytes[i] = "the cells of a raster, row by row "u8[random.Next(8) == 0 ? random.Next(34) : i % 34];
                break;
            case "ramp":
                for (var i = 0; i < length; i++) bytes[i] = (byte)(i / 7);
                break;
            case "sparse":
                for (var i = 0; i < length; i++) bytes[i] = (byte)(random.Next(50) == 0 ? random.Next(256) : 0);
                break;
            case "period3":
                for (var i = 0; i < length; i++) bytes[i] = (byte)(i % (2 + i / 1000 % 13));
                break;
            case "few": // codes so short that two literals come of one look-up
                for (var i = 0; i < length; i++) bytes[i] = (byte)(random.Next(3) * random.Next(5));
                break;
            case "sixbits":
                for (var i = 0; i < length; i++) bytes[i] = (byte)random.Next(64);
                break;
            case "deep": // the longest codes, and the longest matches from far away
                for (var i = 0; i < length;)
                {
                    var run = i > 20_000 && random.Next(40) == 0 ? Math.Min(random.Next(3, 259), length - i) : 0;
                    var distance = random.Next(3) == 0 ? random.Next(1, 20) : random.Next(16_000, 20_000);
                    for (var end = i + run; i < end; i++) bytes[i] = bytes[i - distance];
                    if (i < length) bytes[i++] = (byte)(37 * System.Numerics.BitOperations.TrailingZeroCount(random.Next() | 1 << 22));
                }
                break;
            case "mixed":
                for (var i = 0; i < length; i++)
                    bytes[i] = (byte)((i / 500 % 3) switch { 0
                        => random.Next(256), 1 => random.Next(4) * random.Next(4) * random.Next(16), _ => i % 9 });
                break;
        }
        return bytes;
    }
}
