using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Pyramids.Tests;

public sealed class BloscTests
{
    public static TheoryData<string, int, int, int> Frames()
    {
        var frames = new TheoryData<string, int, int, int>();
        foreach (var compressor in new[] { "lz4", "lz4hc", "zstd", "zlib" })
            foreach (var shuffle in new[] { 0, 1, 2 })
                foreach (var size in new[] { 1, 2, 4, 8 })
                    frames.Add(compressor, shuffle, size, 5);
        frames.Add("lz4", 1, 4, 0);
        frames.Add("zstd", 1, 4, 9);
        return frames;
    }

    [Theory, MemberData(nameof(Frames))]
    public void Decode_undoes_encode(string compressor, int shuffle, int size, int level)
    {
        var codec = new Blosc(compressor, level, (BloscShuffle)shuffle, size);
        foreach (var cells in Samples())
        {
            var encoded = new byte[codec.MaxEncodedLength(cells.Length)];
            var length = codec.Encode(cells, encoded);
            var decoded = new byte[cells.Length];
            codec.Decode(encoded.AsSpan(0, length), decoded);
            Assert.Equal(cells, decoded);
        }
    }

    [Fact]
    public void A_frame_of_the_specification_is_read()
    {
        // version 2, lz4 stream version 1, byte shuffle and "do not split", elements of 4, 8 bytes in blocks of 8, one
        // block at 20 that is stored
        byte[] frame = [2, 1, 0x31, 4, 8, 0, 0, 0, 8, 0, 0, 0, 32, 0, 0, 0, 20, 0, 0, 0, 8, 0, 0, 0, 1, 5, 2, 6, 3, 7, 4, 8];
        var cells = new byte[8];
        new Blosc("lz4", 5, BloscShuffle.Bytes, 4).Decode(frame, cells);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], cells);
    }

    [Fact]
    public void Bytes_that_do_not_shrink_are_stored_with_16_more()
    {
        var cells = new byte[100_003];
        new Random(1).NextBytes(cells);
        foreach (var compressor in new[] { "lz4", "zstd", "zlib" })
        {
            var codec = new Blosc(compressor, 5, BloscShuffle.Bytes, 4);
            var encoded = new byte[codec.MaxEncodedLength(cells.Length)];
            Assert.True(codec.Encode(cells, encoded) <= cells.Length + 16);
        }
    }

    [Fact]
    public void Damaged_frames_are_refused_and_never_crash()
    {
        var random = new Random(7);
        var cells = Samples().ElementAt(3);
        var frames = new List<(Blosc Codec, byte[] Encoded)>();
        foreach (var (compressor, shuffle, size, level) in Frames().Select(row => row.Data))
        {
            var codec = new Blosc(compressor, level, (BloscShuffle)shuffle, size);
            var encoded = new byte[codec.MaxEncodedLength(cells.Length)];
            frames.Add((codec, encoded[..codec.Encode(cells, encoded)]));
        }
        var refused = 0;
        var decoded = new byte[cells.Length];
        for (var i = 0; i < 4_000; i++)
        {
            var (codec, encoded) = frames[i % frames.Count];
            var damaged = encoded.ToArray();
            for (var change = random.Next(1, 4); change > 0; change--)
                damaged[random.Next(i % 2 == 0 ? Math.Min(damaged.Length, 40) : damaged.Length)] = (byte)random.Next(256);
            if (i % 5 == 0) damaged = damaged[..random.Next(damaged.Length)];
            try
            {
                codec.Decode(damaged, decoded);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 500, 4_000);
    }

    [Fact]
    public void Frames_of_c_blosc_are_read_and_ours_by_it()
    {
        using var folder = new ScratchFolder();
        ZarrPeer.Run("""
            import sys, numpy as np, numcodecs, os
            out = sys.argv[1]
            rng = np.random.default_rng(1)
            arrays = [np.cumsum(rng.integers(-3, 4, 300001)).astype(t) for t in ('u1', 'i2', 'f4', 'f8')] + [rng.random(50000), np.zeros(100000, 'f4'), np.arange(5, dtype='i2')]
            n = 0
            for a in arrays:
                for c in ('blosclz', 'lz4', 'lz4hc', 'zlib', 'zstd'):
                    for s in (0, 1, 2):
                        for level in (1, 5, 9) if c != 'zlib' else (5,):
                            b = numcodecs.Blosc(c, level, s).encode(a)
                            open(f'{out}/{n}.blosc', 'wb').write(b); open(f'{out}/{n}.raw', 'wb').write(a.tobytes()); n += 1
            """, folder.Path);
        var count = 0;
        foreach (var path in Directory.EnumerateFiles(folder.Path, "*.blosc").ToList())
        {
            var cells = File.ReadAllBytes(Path.ChangeExtension(path, "raw"));
            var frame = File.ReadAllBytes(path);
            var decoded = new byte[cells.Length];
            new Blosc("lz4", 5, BloscShuffle.Bytes, 4).Decode(frame, decoded);
            Assert.True(cells.AsSpan().SequenceEqual(decoded), path);
            var compressor = new[] { "lz4", "lz4hc", "zstd", "zlib" }[count % 4];
            var codec = new Blosc(compressor, 1 + count % 9, (BloscShuffle)(count / 4 % 3), frame[3]);
            var encoded = new byte[codec.MaxEncodedLength(cells.Length)];
            File.WriteAllBytes(path, encoded[..codec.Encode(cells, encoded)]);
            count++;
        }
        Assert.True(count > 200, $"{count} frames");
        ZarrPeer.Run("""
            import sys, numcodecs, glob
            for p in glob.glob(sys.argv[1] + '/*.blosc'):
                assert numcodecs.Blosc().decode(open(p, 'rb').read()) == open(p[:-5] + 'raw', 'rb').read(), p
            """, folder.Path);
    }

    [Fact]
    public void A_blosclz_match_longer_than_its_distance_repeats()
    {
        var decoded = new byte[11];
        BloscLz.Decode([2, 1, 2, 3, 6 << 5, 2], decoded);          // three literals, then a match of 8 bytes at distance 3
        Assert.Equal([1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2], decoded);
    }

    [Fact]
    public void Any_bytes_come_back() => Prop.ForAll<byte[], byte>((cells, choice) =>
    {
        var codec = new Blosc(choice % 2 == 0 ? "lz4" : "zstd", 1 + choice % 9, (BloscShuffle)(choice / 9 % 3), 1 << choice % 4,
            choice % 5 == 0 ? 64 : 0);
        var encoded = new byte[codec.MaxEncodedLength(cells.Length)];
        var decoded = new byte[cells.Length];
        codec.Decode(encoded.AsSpan(0, codec.Encode(cells, encoded)), decoded);
        return cells.SequenceEqual(decoded);
    }).Check(Law.Cases(100));

    private static IEnumerable<byte[]> Samples()
    {
        yield return [];
        yield return [1, 2, 3];
        yield return new byte[1 << 20];
        var random = new Random(3);
        var waves = new byte[300_007];
        for (var i = 0; i < waves.Length; i++) waves[i] = (byte)(i % 4 == 0 ? random.Next(256) : 100 + 20 * Math.Sin(i / 999.0));
        yield return waves;
        var noise = new byte[70_000];
        random.NextBytes(noise);
        yield return noise;
    }
}
