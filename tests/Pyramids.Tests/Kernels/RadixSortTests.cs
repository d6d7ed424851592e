using Xunit;

namespace Pyramids.Tests.Kernels;

public class RadixSortTests
{
    [Theory, InlineData(0), InlineData(1), InlineData(255), InlineData(257), InlineData(10_000)]
    public void Keys_come_out_as_a_sort_puts_them(int count)
    {
        var random = new Random(count);
        uint[] small = [.. Enumerable.Range(0, count).Select(_ => (uint)random.Next(3) << 28 | (uint)random.Next(50))];
        ulong[] large = [.. Enumerable.Range(0, count).Select(_ => (ulong)random.NextInt64())];
        uint[] expectedSmall = [.. small.Order()];
        ulong[] expectedLarge = [.. large.Order()];
        RadixSort.Sort(small.AsSpan(), new uint[count]);
        RadixSort.Sort(large.AsSpan(), new ulong[count]);
        Assert.Equal(expectedSmall, small);
        Assert.Equal(expectedLarge, large);
    }
}
