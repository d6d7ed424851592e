namespace Pyramids.Tests;

/// <summary>Local nodes put into one formula give the bits that they give one by one.</summary>
public sealed class FusionTests
{
    private static readonly (string Name, int Buffers, Func<LazyArray, LazyArray> Apply)[] Formulas =
    [
        ("normalised", 1, a => ((a - 60.5) / 7).Where(a > 62, 0)),
        ("normalised by what is computed", 1, a => ((a - a.Mean()) / a.Std()).Where(a > 62, 0)),
        ("normalised band by band", 1, a => (a - a.Mean(1, 2)) / a.Std(1, 2)),
        ("numbers on the left", 1, a => 3 - 100 / (a + 1)),
        ("difference by sum", 1, a => (a - a.Bands(1, 0)) / (a + a.Bands(1, 0))),
        ("missing cells put in", 1, a => a.Where(a.EqualTo(61), double.NaN) * 2),
        ("where another", 1, a => (a * 2).Where(a <= a.Bands(1, 0), a.Bands(1, 0) - 1)),
        ("read twice", 2, a => (a + 1) is var b ? (b * b) - (b / 3) : a),
        ("below a focal node", 3, a => ((a + 1) * 2).FocalMax(1) / 3 - 1),
        ("columns apart", 3, a => (a - a.Mean(1)) * 2 + 1),
    ];

    public static TheoryData<DType, int> Cases
        => new(from type in new[] { DType.Float32, DType.Float64 } from columns in new[] { 1, 3, 8, 37, 130 } select (type, columns));

    [Theory, MemberData(nameof(Cases))]
    public void A_formula_gives_the_bits_of_its_nodes(DType type, int columns)
    {
        var cells = type == DType.Float32
            ? Given.Terrain<float>(29, columns, bands: 2, holes: 0.1)
            : Given.Terrain<double>(29, columns, bands: 2, holes: 0.1);
        foreach (var (name, _, apply) in Formulas)
        {
            var (alone, together) = (Run(long.MaxValue), Run(0));
            for (var band = 0; band < alone.Schema.Bands; band++)
                for (var row = 0; row < 29; row++)
                    Assert.True(alone.RowBytes(band, row, 0, columns).SequenceEqual(together.RowBytes(band, row, 0, columns)),
                        $"{name}, band {band}, row {row}");

            NDArray Run(long leastCells)
            {
                Fusion.LeastCells = leastCells;
                return apply(cells.ToLazy(7)).Compute();
            }
        }
    }

    [Fact]
    public void Nodes_of_a_formula_take_no_memory_of_their_own()
    {
        var a = Given.Terrain<float>(64, 64, bands: 2).ToLazy();
        Fusion.LeastCells = 0;
        foreach (var (name, buffers, apply) in Formulas)
        {
            var program = new StageProgram(apply(a).Node, 0, node => node is not KernelNode);
            var computed = program.Buffers(new(0, 0, 0, 1, 64, 64))
                .Where(buffer => buffer.Node is not (BandsNode or BroadcastNode) && !buffer.Node.Schema.IsReduced).Count();
            Assert.True(buffers >= computed, $"{name}: {computed} nodes hold cells of their own, at most {buffers} were expected");
            Assert.True(program.Fused.Count() > computed, $"{name}: nothing was put together");
        }
    }
}
