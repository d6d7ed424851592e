using K4os.Compression.LZ4;

namespace Pyramids.Tests.Codecs;

public class Lz4EncoderTests
{
    [Fact]
    public void Blocks_of_every_length_and_kind_are_undone_by_another_decoder()
    {
        var random = new Random(8);
        foreach (var lookUp in new[] { Lz4Encoder.OfAny, Lz4Encoder.OfPlanes })
            for (var length = 0; length < 3000; length += length < 300 ? 1 : 97)
                for (var kind = 0; kind < 6; kind++) Undone(Bytes(random, length, kind), lookUp);
    }

    [Theory, InlineData(70_000), InlineData(1 << 20)]
    public void Matches_never_lie_farther_than_the_format_can_tell(int length)
    {
        var bytes = new byte[2 * length];
        new Random(9).NextBytes(bytes.AsSpan(0, length));
        bytes.AsSpan(0, length).CopyTo(bytes.AsSpan(length));
        Undone(bytes, Lz4Encoder.OfAny);
        Undone(bytes[..length], Lz4Encoder.OfPlanes);
    }

    [Fact]
    public void A_block_does_not_remember_what_its_thread_encoded_before()
    {
        var bytes = Bytes(new(10), 5000, 3);
        var target = new byte[Lz4Encoder.MaxEncodedLength(bytes.Length)];
        var first = target[..Lz4Encoder.Encode(bytes, target)];
        for (var i = 0; i < 100; i++)
        {
            Lz4Encoder.Encode(Bytes(new(i), 40 * i, i % 6), new byte[10_000]);
            Assert.Equal(first, target[..Lz4Encoder.Encode(bytes, target)]);
        }
    }

    [Fact]
    public void Too_little_room_is_told_and_never_passed()
    {
        var random = new Random(11);
        for (var kind = 0; kind < 6; kind++)
        {
            var bytes = Bytes(random, 2000, kind);
            var whole = Lz4Encoder.Encode(bytes, new byte[Lz4Encoder.MaxEncodedLength(bytes.Length)]);
            for (var room = 0; room < whole; room += 7)
            {
                var target = new byte[whole + 64];
                Assert.Equal(0, Lz4Encoder.Encode(bytes, target.AsSpan(0, room)));
                Assert.All(target[room..], left => Assert.Equal(0, left));
            }
        }
    }

    private static void Undone(byte[] bytes, int lookUp)
    {
        var target = new byte[Lz4Encoder.MaxEncodedLength(bytes.Length)];
        var length = Lz4Encoder.Encode(bytes, target, lookUp);
        Assert.InRange(length, 1, target.Length);
        var decoded = new byte[bytes.Length];
        Assert.Equal(bytes.Length, bytes.Length == 0 ? 0 : LZ4Codec.Decode(target.AsSpan(0, length), decoded));
        Assert.True(bytes.AsSpan().SequenceEqual(decoded), $"{bytes.Length} bytes differ");
    }

    private static byte[] Bytes(Random random, int length, int kind)
    {
        var bytes = new byte[length];
        switch (kind)
        {
            case 0: random.NextBytes(bytes); break;
            case 1: break;                                                                               // all equal
            case 2: for (var i = 0; i < length; i++) bytes[i] = (byte)(i / 7); break;                    // short runs
            case 3: for (var i = 0; i < length; i++) bytes[i] = (byte)random.Next(3); break;             // few values
            case 4: for (var i = 0; i < length; i++) bytes[i] = (byte)(i % 41 < 3 ? i : i % 41); break;  // a period with noise
            default: for (var i = 0; i < length; i++) bytes[i] = (byte)(random.Next(40) == 0 ? random.Next(256) : 5); break;
        }
        return bytes;
    }
}
