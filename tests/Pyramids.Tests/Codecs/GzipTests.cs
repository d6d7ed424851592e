using System.IO.Compression;
using Xunit;

namespace Pyramids.Tests;

public sealed class GzipTests
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * i >> 7))];

    [Theory, InlineData("gzip", 1), InlineData("gzip", 9), InlineData("zlib", 0), InlineData("zlib", 6)]
    public void Decode_undoes_encode(string name, int level)
    {
        var codec = new Gzip(name, level);
        foreach (var length in new[] { 0, 1, 17, Content.Length })
        {
            var encoded = new byte[codec.MaxEncodedLength(length)];
            var written = codec.Encode(Content.AsSpan(0, length), encoded);
            var decoded = new byte[length];
            if (written > 0) codec.Decode(encoded.AsSpan(0, written), decoded);
            Assert.Equal(Content[..length], decoded);
        }
    }

    [Fact]
    public void Several_members_are_one_content()
    {
        byte[] members = [.. Member(0, 40_000), .. Member(40_000, Content.Length)];
        var decoded = new byte[Content.Length];
        new Gzip().Decode(members, decoded);
        Assert.Equal(Content, decoded);
        Assert.Contains("holds more than", Error("gzip", members, 40_000));
    }

    [Theory, InlineData("gzip"), InlineData("zlib")]
    public void Damage_is_told(string name)
    {
        var codec = new Gzip(name);
        var encoded = new byte[codec.MaxEncodedLength(Content.Length)];
        encoded = encoded[..codec.Encode(Content, encoded)];
        Assert.Contains("holds more than", Error(name, encoded, Content.Length - 1));
        Assert.Contains("ends after", Error(name, encoded, Content.Length + 1));
        Assert.Contains("ends after", Error(name, encoded[..(encoded.Length / 2)], Content.Length));
        Assert.Contains("is empty", Error(name, [], Content.Length));
        encoded[encoded.Length / 2] ^= 0x55;
        Error(name, encoded, Content.Length);
    }

    private static byte[] Member(int from, int to)
    {
        var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest)) gzip.Write(Content.AsSpan(from..to));
        return stream.ToArray();
    }

    private static string Error(string name, byte[] encoded, int length)
        => Assert.Throws<InvalidDataException>(() => new Gzip(name).Decode(encoded, new byte[length])).Message;
}
