using System.Reflection;
using System.Text.Json;

namespace Pyramids.Tests;

/// <summary>Every node describes itself and is made again from what it says.</summary>
public sealed class OperationTests
{
    private static readonly LazyArray Cells = Given.Terrain<float>(83, 101, bands: 2, holes: 0.05).ToLazy(16);

    /// <summary>At least one array with each kind of node; a new kind of node needs a line in one of these lists.</summary>
    private static (string Name, LazyArray Array)[] Examples =>
    [
        .. InvarianceTests.Operations.Select(item => (item.Name, item.Apply(Cells))),
        .. InvarianceTests.Operations.Select(
            item => ($"{item.Name} of Int16", item.Apply(Given.Terrain<short>(83, 101, bands: 2).ToLazy(16)))),
        ("mask nodata", Cells.With(Build.MaskNoData(new SourceNode(new MemorySource(Declaring(Given.Terrain<short>(83, 101), 60)))))),
        ("names", Cells.WithBandNames("low", "high").Band("high")),
        ("with mask", Cells.With(new MaskedOperation().On(Cells.Node, Build.Cast((Cells.Band(0) > 100).Node, DType.Float32)))),
        ("repeated", Cells * Cells.Band(0)),
        ("circle", Cells.FocalStatistics(FocalStatistic.Max, Footprint.Circle(2.5))),
        ("curvature", Cells.Curvature()),
        ("tri", Cells.Tri(Ruggedness.Wilson)),
        ("aspect", Cells.Aspect(flat: -1)),
        ("convolve", Cells.Convolve(new double[,] { { 1, 2, 1 } })),
    ];

    [Fact]
    public void Every_kind_of_node_has_an_example()
    {
        var found = Walk.InOrder(Examples.Select(example => example.Array.Node)).Select(node => Open(node.GetType())).ToHashSet();
        var all = typeof(Node).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Node)) && !type.IsAbstract && type != typeof(FusedNode<>)).Select(Open).ToArray();
        Assert.Empty(all.Where(type => !found.Contains(type)).Select(type => type.Name));

        var operations = Walk.InOrder(Examples.Select(example => example.Array.Node))
            .Select(node => Open(node.Operation.GetType())).ToHashSet();
        var listed = typeof(Operation).GetCustomAttributes<System.Text.Json.Serialization.JsonDerivedTypeAttribute>()
            .Select(attribute => attribute.DerivedType);
        // those are in PlanDocumentTests
        Assert.Empty(listed.Where(type => !operations.Contains(type) && !type.IsSubclassOf(typeof(NamedOperation)))
            .Select(type => type.Name));

        static Type Open(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;
    }

    [Fact]
    public void Every_node_is_made_again_from_its_JSON()
    {
        var nodes = Walk.InOrder(Examples.Select(example => example.Array.Node));
        foreach (var node in nodes.Where(node => node is not SourceNode && !node.Operation.GetType().IsGenericType))
        {
            var text = JsonSerializer.Serialize(node.Operation.Portable, OperationJson.Default.Operation);
            var read = JsonSerializer.Deserialize(text, OperationJson.Default.Operation)!;
            Assert.True(node.Operation.Equals(read) && node.Operation.GetHashCode() == read.GetHashCode(),
                $"{text} of {node} is not equal to what was written");
            var again = read.On(node.Inputs);
            Assert.Equal(node.GetType(), again.GetType());
            Assert.Equal(node.Schema, again.Schema);
            Assert.Equal(node.ToString(), again.ToString());
        }
    }

    [Fact]
    public void Operations_hold_plain_values_only()
    {
        Type[] lists = [typeof(Values<int>), typeof(Values<double>), typeof(Values<string>)];
        foreach (var type in typeof(Operation).Assembly.GetTypes().Where(
            type => type.IsSubclassOf(typeof(Operation)) && !type.IsAbstract && !type.IsGenericType && type != typeof(ReadOperation)))
            foreach (var property in type.GetProperties().Where(p => p.Name is not ("Label" or "Version" or "Portable")))
            {
                var value = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
                Assert.True(value.IsPrimitive || value.IsEnum || value == typeof(string) || value == typeof(ArraySchema)
                    || value == typeof(GridSpec) || value == typeof(Footprint) || lists.Contains(value),
                    $"{type.Name}.{property.Name} is {value.Name}: a plan holds numbers, texts, enums, schemas, footprints and Values of them");
            }
    }

    [Fact]
    public void A_graph_made_again_operation_by_operation_gives_the_same_bits()
    {
        foreach (var (name, array) in Examples)
        {
            var again = new Dictionary<Node, Node>();
            foreach (var node in Walk.InOrder([array.Node]))
                again[node] = node.Operation.On(node.Inputs.Select(input => again[input]).ToArray());
            NDArray expected = array.Compute(), actual = new LazyArray(again[array.Node], array.Chunks).Compute();
            for (var band = 0; band < expected.Schema.Bands; band++)
                for (var row = 0; row < expected.Grid.Rows; row++)
                    Assert.True(expected.RowBytes(band, row, 0, expected.Grid.Columns)
                        .SequenceEqual(actual.RowBytes(band, row, 0, expected.Grid.Columns)),
                        $"{name}, band {band}, row {row}");
        }
    }

    [Fact]
    public void Wrong_inputs_are_refused_by_name()
    {
        var node = Cells.Node;
        Assert.Contains("'slope' takes 1 inputs; 2 were given",
            Assert.Throws<ArgumentException>(() => Cells.Slope().Node.Operation.On(node, node)).Message, StringComparison.Ordinal);
        Assert.Contains("Float32 and Float64",
            Assert.Throws<ArgumentException>(() => new BinaryOperation("add").On(node, Cells.AsType(DType.Float64).Node)).Message,
            StringComparison.Ordinal);
        Assert.Contains("'plus'", Assert.Throws<ArgumentException>(() => new BinaryOperation("plus").On(node, node)).Message,
            StringComparison.Ordinal);
    }

    private static NDArray Declaring(NDArray cells, double noData)
    {
        var declared = NDArray.Allocate(cells.Schema with { NoData = noData });
        for (var row = 0; row < cells.Grid.Rows; row++)
            cells.RowBytes(0, row, 0, cells.Grid.Columns).CopyTo(declared.RowBytes(0, row, 0, cells.Grid.Columns));
        return declared;
    }
}
