using System.Globalization;
using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Pyramids.Tests;

public class DeflateEncoderTests
{
    public static TheoryData<int> Levels => [1, 2, 3, 4, 5, 6, 7, 8, 9];

    [Theory, MemberData(nameof(Levels))]
    public void What_is_encoded_is_inflated_to_the_same_bytes(int level)
    {
        foreach (var (name, bytes) in Samples())
            Assert.True(bytes.AsSpan().SequenceEqual(Inflate(Encode(bytes, level))), $"{name} at level {level}");
    }

    [Theory, MemberData(nameof(Levels))]
    public void Random_bytes_survive(int level)
        => Check.One(Law.Cases(300),
            Prop.ForAll(Runs(), bytes => bytes.AsSpan().SequenceEqual(Inflate(Encode(bytes, level)))));

    [Fact] public void The_encoder_forgets_one_input_before_the_next()
    {
        var (noise, flat) = (Noise(70_000, 1), new byte[70_000]);
        var first = Encode(flat, 1);
        Encode(noise, 1);
        Assert.Equal(first, Encode(flat, 1));
        Assert.True(noise.AsSpan().SequenceEqual(Inflate(Encode(noise, 6))));
    }

    [Theory, MemberData(nameof(Levels))]
    public void Incompressible_bytes_grow_by_less_than_a_thousandth(int level)
    {
        var noise = Noise(1 << 20, 3);
        Assert.InRange(Encode(noise, level).Length, noise.Length, noise.Length + noise.Length / 1000);
    }

    [Theory, MemberData(nameof(Levels))]
    public void A_run_of_one_byte_nearly_vanishes(int level) => Assert.InRange(Encode(new byte[1 << 20], level).Length, 1, 1500);

    [Fact] public void A_map_of_classes_is_searched_at_the_fast_levels_too()
    {
        var classes = Classes(200_000, 3);
        var thorough = Encode(classes, 6).Length;
        Assert.InRange(Encode(classes, 1).Length, 1, thorough + thorough / 100);
        Assert.InRange(Encode(classes, 3).Length, 1, thorough + thorough / 100);
    }

    [Theory, InlineData(6), InlineData(7), InlineData(8), InlineData(9)]
    public void Differences_of_words_come_out_smaller_than_by_zlib(int level)
    {
        const int byZlibNg = 65_936;                             // at its default level
        Assert.InRange(Encode(SmallWords(150_000, 21), level).Length, 1, byZlibNg - 1);
    }

    [Fact] public void A_search_that_weighs_never_looks_before_the_first_byte_nor_beyond_the_last()
    {
        var words = SmallWords(100_000, 22);                     // beyond the 65536 positions that an entry can tell apart
        foreach (var length in new[] { 1, 3, 19, 20, 21, 40, 32_768, 65_535, 65_536, 65_537, 65_600, 131_070, 131_071, 131_090, 200_000 })
        {
            var exact = words.AsSpan(words.Length - length).ToArray();
            Assert.True(exact.AsSpan().SequenceEqual(Inflate(Encode(exact, 6))), $"{length} bytes");
        }
    }

    [Fact] public void A_buffer_too_small_is_refused_before_anything_is_written()
        => Assert.Throws<ArgumentException>(() => DeflateEncoder.EncodeZlib(new byte[100], new byte[100], 1));

    [Fact] public void Python_zlib_and_libdeflate_inflate_it()
    {
        using var folder = new ScratchFolder();
        var count = 0;
        foreach (var (_, bytes) in Samples())
            foreach (var level in new[] { 1, 2, 3, 6, 9 })
            {
                File.WriteAllBytes(folder[$"{count}.raw"], bytes);
                File.WriteAllBytes(folder[$"{count}.z"], Encode(bytes, level));
                count++;
            }
        var result = GdalPeer.Run("""
            import sys, zlib, ctypes
            try:
                lib = ctypes.CDLL('libdeflate.so.0')
                lib.libdeflate_alloc_decompressor.restype = ctypes.c_void_p
                lib.libdeflate_zlib_decompress.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_void_p]
                d = lib.libdeflate_alloc_decompressor()
            except OSError:
                lib = None
            for i in range(int(sys.argv[2])):
                raw = open(f'{sys.argv[1]}/{i}.raw', 'rb').read(); z = open(f'{sys.argv[1]}/{i}.z', 'rb').read()
                assert zlib.decompress(z) == raw, i
                if lib:
                    out = ctypes.create_string_buffer(max(1, len(raw)))
                    assert lib.libdeflate_zlib_decompress(d, z, len(z), out, len(raw), None) == 0 and out.raw[:len(raw)] == raw, i
            print('ok')
            """, folder.Path, count.ToString(CultureInfo.InvariantCulture));
        Assert.Equal("ok", result.Trim());
    }

    private static byte[] Encode(byte[] bytes, int level)
    {
        var encoded = new byte[DeflateEncoder.MaxEncodedLength(bytes.Length)];
        return encoded[..DeflateEncoder.EncodeZlib(bytes, encoded, level)];
    }

    private static byte[] Inflate(byte[] encoded)
    {
        using var zlib = new ZLibStream(new MemoryStream(encoded), CompressionMode.Decompress);
        var result = new MemoryStream();
        zlib.CopyTo(result);
        return result.ToArray();
    }

    private static byte[] Noise(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Samples()
    {
        for (var length = 0; length < 40; length++) yield return ($"{length} bytes of noise", Noise(length, length));
        for (var length = 1; length < 300; length += 13)
            yield return ($"{length} equal bytes", Enumerable.Repeat((byte)7, length).ToArray());
        yield return ("a long run", new byte[400_000]);
        yield return ("noise of several blocks", Noise(300_000, 5));
        yield return ("text",
            Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 40_000).Select(i => $"row {i % 977}, column {i}; "))));
        foreach (var distance in new[] { 32766, 32767, 32768, 32769, 65536 })
            yield return ($"a match {distance} bytes back",
                [.. Noise(64, 9), .. Noise(distance - 64, 10), .. Noise(64, 9), .. Noise(500, 11)]);
        yield return ("every length of match", [.. Enumerable.Range(3, 270).SelectMany(n => Noise(600, 12).Take(n).Concat(Noise(3, n)))]);
        yield return ("frequencies so skewed that words must be shortened",
            [.. Enumerable.Range(0, 20).SelectMany(i => Enumerable.Repeat((byte)(i * 11), 1 << i)).OrderBy(_ => 0).Chunk(37)
                .SelectMany((c, i) => c.Append((byte)i)).ToArray()]);
        var rows = new List<byte>();
        for (var row = 0; row < 200; row++)
            rows.AddRange([.. new byte[512], .. Noise(512, row).Select(b => (byte)(b % 3)), .. Noise(1024, row + 1000)]);
        yield return ("planes of predicted cells", [.. rows]);
        yield return ("a run across blocks", [.. Noise(131_060, 13), .. new byte[600], .. Noise(131_000, 14)]);
        yield return ("a Fibonacci code", Fibonacci());
        yield return ("maps of classes between noise",
            [.. Classes(200_000, 15), .. Noise(150_000, 16), .. Classes(270_000, 17), .. Noise(70_000, 18)]);
    }

    // Differences of 16 bits as a smooth surface of whole heights has them.
    private static byte[] SmallWords(int count, int seed)
    {
        var random = new Random(seed);
        var bytes = new byte[2 * count];
        for (var i = 0; i < count; i++)
            BitConverter.TryWriteBytes(bytes.AsSpan(2 * i), (short)(random.Next(4) + random.Next(4) - 3));
        return bytes;
    }

    // Runs of a few values, which a search shortens further.
    private static byte[] Classes(int length, int seed)
    {
        var random = new Random(seed);
        var bytes = new byte[length];
        for (var i = 0; i < length;)
        {
            var run = Math.Min(length - i, random.Next(20, 90));
            bytes.AsSpan(i, run).Fill((byte)random.Next(5));
            i += run;
        }
        return bytes;
    }

    // Without matches and with Fibonacci frequencies a plain Huffman code would have words of more than 15 bits.
    private static byte[] Fibonacci()
    {
        var bytes = new List<byte>();
        var (a, b) = (1, 1);
        for (var symbol = 0; symbol < 22; symbol++)
        {
            bytes.AddRange(Enumerable.Repeat((byte)symbol, a));
            (a, b) = (b, a + b);
        }
        var shuffled = bytes.ToArray();
        new Random(2).Shuffle(shuffled);
        return shuffled;
    }

    // Noise, runs, few values and copies from before, so that every kind of sequence comes up.
    private static Arbitrary<byte[]> Runs()
    {
        var part = from kind in Gen.Choose(0,
            3) from length in Gen.Choose(1, 700) from seed in Gen.Choose(0, 1000) select (kind, length, seed);
        return Arb.From(from parts in Gen.ArrayOf(part) select Build(parts));
    }

    private static byte[] Build((int Kind, int Length, int Seed)[] parts)
    {
        var bytes = new List<byte>();
        foreach (var (kind, length, seed) in parts)
        {
            if (kind == 0) bytes.AddRange(Noise(length, seed));
            else if (kind == 1) bytes.AddRange(Enumerable.Repeat((byte)seed, length));
            else if (kind == 2) bytes.AddRange(Noise(length, seed).Select(b => (byte)(b & 3)));
            else
            {
                var back = Math.Min(bytes.Count, 1 + seed * 40);
                for (var i = 0; i < length && back > 0; i++) bytes.Add(bytes[^back]);
            }
        }
        return [.. bytes];
    }
}
