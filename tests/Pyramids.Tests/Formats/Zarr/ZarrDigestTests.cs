using System.IO.Hashing;
using System.Text;

namespace Pyramids.Tests.Formats.Zarr;

public class ZarrDigestTests
{
    [Fact]
    public void A_digest_is_the_32_digits_of_XXH128_and_is_read_back()
    {
        Assert.Equal("99aa06d3014798d86001c324468d497f", ZarrDigest.Of([]).ToString());
        for (var length = 0; length < 600; length += 7)
        {
            var content = Encoding.ASCII.GetBytes(new string('x', length));
            var digest = ZarrDigest.Of(content);
            Assert.Equal(XxHash128.HashToUInt128(content).ToString("x32"), digest.ToString());
            Assert.True(ZarrDigest.TryParse(digest.ToString(), out var again));
            Assert.Equal(digest, again);
        }
        Assert.Equal("00000000000000010000000000000002", new ZarrDigest(1, 2).ToString());
    }

    [Theory]
    [InlineData(""), InlineData("99aa06d3014798d86001c324468d497"), InlineData("99aa06d3014798d86001c324468d497f0")]
    [InlineData("99aa06d3014798d86001c324468d497g"), InlineData(" 9aa06d3014798d86001c324468d497f")]
    [InlineData("0x99aa06d3014798d86001c324468d49")]
    public void Anything_but_32_digits_is_no_digest(string text) => Assert.False(ZarrDigest.TryParse(text, out _));
}
