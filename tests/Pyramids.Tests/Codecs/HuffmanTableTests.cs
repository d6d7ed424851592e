using Xunit;

namespace Pyramids.Tests;

public class HuffmanTableTests
{
    private static readonly uint[] Meaning =
    [
        .. Enumerable.Range(0, 286).Select(symbol
            => (symbol < 256 ? HuffmanTable.OneLiteral : HuffmanTable.NoLiteral) | (uint)symbol << HuffmanTable.ValueShift),
    ];

    [Theory, InlineData("any"), InlineData("deepest"), InlineData("shallowest"), InlineData("twelve")]
    public void Every_symbol_of_a_full_code_is_found_whatever_follows_it(string split)
    {
        var random = new Random(8);
        var table = new InflateTables().Literals;
        for (var round = 0; round < 100; round++)
        {
            var lengths = FullCode(random, 2 + random.Next(285), split);
            Assert.True(table.Build(lengths, Meaning));
            var code = 0;
            foreach (var symbol in Enumerable.Range(0, lengths.Length).Where(i => lengths[i] != 0).OrderBy(i => lengths[i]))
            {
                var bits = random.Next(1 << 30) << lengths[symbol];
                for (var i = 0; i < lengths[symbol]; i++) bits |= (code >> (14 - i) & 1) << i;
                Assert.Equal((symbol, lengths[symbol]), Find(table, bits));
                code += 1 << (15 - lengths[symbol]);
            }
            Assert.Equal(1 << 15, code);
        }
    }

    [Fact]
    public void Two_literals_come_of_one_look_up_where_their_codes_fit()
    {
        var lengths = new byte[257];
        for (var i = 0; i < 15; i++) lengths[7 * i] = 4;
        lengths[256] = 4;
        var table = new InflateTables().Literals;
        Assert.True(table.Build(lengths, Meaning));
        // Codes 3 and 5, each from its highest bit.
        var entry = Entry(table, 0b1010_1100);
        Assert.Equal(2u, entry >> HuffmanTable.CountShift);
        Assert.Equal((21u, 35u, 8u), (entry >> 8 & 255, entry >> 16 & 255, entry & 63));
        Assert.Equal(Entry(table, 0b1111_1100), HuffmanTable.FirstOf(entry));
    }

    [Theory, InlineData(1, 1, 1), InlineData(2, 2, 2), InlineData(15, 0, 0), InlineData(1, 2, 0)]
    public void Lengths_that_make_no_full_prefix_code_are_refused(byte a, byte b, byte c)
        => Assert.False(new InflateTables().Literals.Build([a, b, c], Meaning));

    // The symbol that these bits begin with, and the length of its code.
    private static (int Symbol, byte Length) Find(HuffmanTable table, int bits)
    {
        var (entry, further) = (Entry(table, bits & ((1 << InflateTables.LiteralBits) - 1)), 0u);
        if (HuffmanTable.IsLink(entry))
        {
            var width = (int)(entry >> HuffmanTable.LengthShift & 15);
            further = InflateTables.LiteralBits;
            entry = Entry(table,
                (int)(entry >> HuffmanTable.ValueShift & 0x7FFF) + (bits >> InflateTables.LiteralBits & ((1 << width) - 1)));
        }
        if (HuffmanTable.IsLiteral(entry)) entry = HuffmanTable.FirstOf(entry);
        var symbol = (int)(entry >> HuffmanTable.ValueShift & 0x7FFF);
        return (symbol, (byte)((entry & 63) + further));
    }

    private static unsafe uint Entry(HuffmanTable table, int at) => table.Entries[at];

    // Lengths of a full code, made by splitting leaves of a tree.
    private static byte[] FullCode(Random random, int symbols, string split)
    {
        List<byte> leaves = [1, 1];
        while (leaves.Count < symbols)
        {
            var deepest = leaves.Where(depth => depth < 15).Max();
            var wanted = split switch
            {
                "deepest" => deepest,
                "shallowest" => leaves.Min(),
                "twelve" => leaves.Contains(12) ? (byte)12 : leaves.Where(depth => depth < 12).DefaultIfEmpty(deepest).Max(),
                _ => leaves.Where(depth => depth < 15).ElementAt(random.Next(leaves.Count(depth => depth < 15))),
            };
            leaves.Remove(wanted);
            leaves.AddRange([(byte)(wanted + 1), (byte)(wanted + 1)]);
        }
        var lengths = new byte[286];
        var places = Enumerable.Range(0, 286).ToArray();
        random.Shuffle(places);
        for (var i = 0; i < symbols; i++) lengths[places[i]] = leaves[i];
        return lengths;
    }
}
