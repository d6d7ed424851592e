using Xunit;

namespace Pyramids.Tests;

public sealed class ByteShuffleTests
{
    [Fact]
    public void First_bytes_come_first()
    {
        var planes = new byte[9];
        ByteShuffle.Shuffle([0x11, 0x12, 0x21, 0x22, 0x31, 0x32, 0x41, 0x42, 0xff], planes, 2);
        Assert.Equal([0x11, 0x21, 0x31, 0x41, 0x12, 0x22, 0x32, 0x42, 0xff], planes);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(8), InlineData(16)]
    public void The_quick_way_equals_the_plain_one_and_is_undone(int size)
    {
        var random = new Random(size);
        foreach (var length in new[] { 0, 1, 7, 31, 32, 33, 63, 64, 65, 256, 257, 1000, 4096 + 24 })
        {
            var elements = new byte[length];
            random.NextBytes(elements);
            byte[] planes = new byte[length], again = new byte[length];
            ByteShuffle.Shuffle(elements, planes, size);
            var count = length / size;
            for (var i = 0; i < length; i++)
                Assert.Equal(i < count * size ? elements[i % count * size + i / count] : elements[i], planes[i]);
            ByteShuffle.Unshuffle(planes, again, size);
            Assert.Equal(elements, again);
        }
    }

    [Theory, InlineData(1), InlineData(2), InlineData(4), InlineData(8), InlineData(3)]
    public void Bits_of_one_place_lie_together_and_go_back(int size)
    {
        var random = new Random(size);
        foreach (var count in new[] { 0, 8, 64, 72, 256, 264, 1000 })
        {
            var elements = new byte[count * size + (size - 1)];
            random.NextBytes(elements);
            byte[] planes = new byte[elements.Length], again = new byte[elements.Length], scratch = new byte[elements.Length];
            BitShuffle.Shuffle(elements, planes, scratch, size);
            for (var element = 0; element < count; element++)
            {
                for (var bit = 0; bit < 8 * size; bit++)
                {
                    var plane = planes[bit * (count / 8) + element / 8] >> (element % 8) & 1;
                    Assert.Equal(elements[element * size + bit / 8] >> (bit % 8) & 1, plane);
                }
            }
            BitShuffle.Unshuffle(planes, again, scratch, size);
            Assert.Equal(elements, again);
        }
    }
}
