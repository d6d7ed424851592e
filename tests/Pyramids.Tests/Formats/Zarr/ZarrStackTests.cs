using Xunit;

namespace Pyramids.Tests;

/// <summary>Arrays whose bands lie along several axes, such as time and level.</summary>
public sealed class ZarrStackTests
{
    private static readonly int[] Lengths = [3, 4, 6, 5];              // time, level, y, x

    public static TheoryData<string, int[]> Chunkings()
    {
        var data = new TheoryData<string, int[]>();
        foreach (var order in new[] { "time level y x", "y x level time", "x time y level" })
            foreach (var chunks in new int[][] { [1, 1, 4, 3], [1, 2, 6, 5], [1, 3, 4, 5], [1, 9, 9, 9], [2, 1, 6, 5], [2, 4, 3, 5],
                [2, 3, 4, 4], [3, 4, 6, 5] })
                data.Add(order, chunks);
        return data;
    }

    [Theory, MemberData(nameof(Chunkings))]
    public async Task Bands_are_those_of_all_axes_with_the_last_one_fastest_and_each_chunk_is_read_once(string order, int[] chunks)
    {
        var axes = order.Split(' ').Select(name => Array.IndexOf(["time", "level", "y", "x"], name)).ToArray();
        var (store, objects) = Store(axes, chunks);
        var counting = new CountingStore(store);
        await using var source = await ZarrStore.OpenAsync(counting);
        var timeFirst = Array.IndexOf(axes, 0) < Array.IndexOf(axes, 1);
        var expected = Chunk.Allocate(new(0, 0, 0, 12, 6, 5), DType.Int16);
        for (var i = 0; i < 360; i++)
        {
            var (band, row, column) = (i / 30, i / 5 % 6, i % 5);
            var (time, level) = timeFirst ? (band / 4, band % 4) : (band % 3, band / 3);
            expected.Cells<short>()[i] = Value(time, level, row, column);
        }
        await Stores.Equal(expected, source);

        counting.Reads.Clear();
        var grid = ChunkGrid.Regular(12, 6, 5, source.Block.Bands, source.Block.Rows, source.Block.Columns);
        for (var i = 0L; i < grid.Count; i++) await source.ReadAsync(Chunk.Allocate(grid.WindowOf(grid.At(i)), DType.Int16), default);
        Assert.Equal(objects, counting.Reads.Count);
    }

    [Fact]
    public async Task Bands_are_named_by_dates_texts_and_values()
    {
        var (store, _) = Store([0, 1, 2, 3], [1, 1, 6, 5]);
        await store.WriteAsync("time/.zarray", Hand.Bytes(Hand.Array2(("shape", "[3]"), ("chunks", "[3]"))), default);
        await store.WriteAsync("time/.zattrs", Hand.Bytes("""{"units": "days since 2020-01-30"}"""), default);
        await store.WriteAsync("time/0", Hand.Bytes("hex: 0000 0100 0200"), default);
        await store.WriteAsync("level/.zarray", Hand.Bytes(Hand.Array2(("shape", "[4]"), ("chunks", "[4]"))), default);
        await store.WriteAsync("level/0", Hand.Bytes("hex: E803 5203 F401 FA00"), default);
        var names = (await ZarrStore.OpenAsync(store, "t")).Schema.BandNames;
        Assert.Equal(["2020-01-30 level=1000", "2020-01-30 level=850", "2020-01-30 level=500", "2020-01-30 level=250",
            "2020-01-31 level=1000"], names.Take(5));
        Assert.Equal((12, "2020-02-01 level=250"), (names.Count, names[^1]));
    }

    [Fact]
    public async Task Bands_beyond_number_are_refused()
    {
        var metadata = Hand.Array2(("shape", "[70000, 70000, 4, 4]"), ("chunks", "[1, 1, 4, 4]"));
        var error = await Assert.ThrowsAsync<RasterFormatException>(
            async () => await ZarrStore.OpenAsync(Hand.Store((".zarray", metadata))));
        Assert.Contains("70000x70000x4x4", error.Message);
    }

    [Fact]
    public async Task A_stack_is_not_written_into()
    {
        using var folder = new ScratchFolder();
        Directory.CreateDirectory(folder["s.zarr"]);
        var metadata = Hand.Array2(("shape", "[2, 2, 4, 4]"), ("chunks", "[1, 1, 4, 4]"));
        await File.WriteAllTextAsync(folder["s.zarr/.zarray"], metadata, TestContext.Current.CancellationToken);
        var schema = new ArraySchema(new(4, 4, Affine.Identity, null), 4, DType.Int16);
        foreach (var mode in new[] { ZarrMode.Region, ZarrMode.Append })
        {
            var error = Assert.Throws<ArgumentException>(() => ZarrSink.Create(folder["s.zarr"], schema, new() { Mode = mode }));
            Assert.Contains("bands lie along several axes", error.Message);
        }
    }

    private static short Value(int time, int level, int row, int column) => (short)(1000 * time + 100 * level + 10 * row + column);

    /// <summary>A group with the array <c>t</c>, whose axes are those of <see cref="Lengths"/> in another order.</summary>
    private static (MemoryStore Store, int Objects) Store(int[] axes, int[] chunks)
    {
        string[] names = ["time", "level", "y", "x"];
        var store = Hand.Store((".zgroup", """{"zarr_format": 2}"""),
            ("t/.zarray", Hand.Array2(("shape", $"[{Join(Lengths)}]"), ("chunks", $"[{Join(chunks)}]"), ("fill_value", "-1"))),
            ("t/.zattrs", $$"""{"_ARRAY_DIMENSIONS": [{{string.Join(", ", axes.Select(axis => $"\"{names[axis]}\""))}}]}"""));
        var counts = axes.Select(axis => (Lengths[axis] + chunks[axis] - 1) / chunks[axis]).ToArray();
        var objects = counts.Aggregate(1, (product, count) => product * count);
        for (var i = 0; i < objects; i++)
        {
            var index = Unravel(i, counts);
            var cells = new List<byte>();
            var size = axes.Select(axis => chunks[axis]).ToArray();
            for (var cell = 0; cell < size.Aggregate(1, (product, each) => product * each); cell++)
            {
                var within = Unravel(cell, size);
                var at = new int[4];
                for (var axis = 0; axis < 4; axis++) at[axes[axis]] = index[axis] * size[axis] + within[axis];
                var isInside = at.Zip(Lengths).All(pair => pair.First < pair.Second);
                cells.AddRange(BitConverter.GetBytes(isInside ? Value(at[0], at[1], at[2], at[3]) : (short)-1));
            }
            store.WriteAsync("t/" + string.Join('.', index), cells.ToArray(), default).AsTask().GetAwaiter().GetResult();
        }
        return (store, objects);

        string Join(int[] values) => string.Join(", ", axes.Select(axis => values[axis]));
    }

    private static int[] Unravel(int flat, int[] counts)
    {
        var index = new int[counts.Length];
        for (var axis = counts.Length - 1; axis >= 0; axis--) (flat, index[axis]) = Math.DivRem(flat, counts[axis]);
        return index;
    }
}
