using System.Collections.Concurrent;

namespace Pyramids;

/// <summary>Functions of callers by the names that they gave them, so that plans can hold operations that run them.</summary>
internal static class NamedFunctions
{
    private static readonly ConcurrentDictionary<string, object> ByName = new(StringComparer.Ordinal);

    public static void Add(string name, object function)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ByName[name] = function;
    }

    /// <exception cref="PlanException">The function has no name.</exception>
    public static string NameOf(object function, string label)
    {
        var given = function is IDelegateKernel { Function: var own } ? own : function;
        return ByName.Where(pair => pair.Value.Equals(given)).Select(pair => pair.Key).Order(StringComparer.Ordinal).FirstOrDefault()
            ?? throw PlanException.Unnamed(label);
    }

    /// <exception cref="PlanException">This program has no such function.</exception>
    public static object Find(string name) => ByName.TryGetValue(name, out var function)
        ? function
        : throw new PlanException(
            $"The plan runs the function '{name}', which this program does not have. Run the plan from a program that calls "
                + $"Engine.Register(\"{name}\", ...) first.");
}

/// <summary>An operation that runs a function of the caller's, by the function's name: what a plan holds of a
/// <see cref="CallerOperation"/> and the like.</summary>
internal abstract record NamedOperation(string Function) : Operation
{
    public override string Label => $"function {Function}";

    public sealed override Node On(params IReadOnlyList<Node> inputs)
        => (Make(NamedFunctions.Find(Function)) ?? throw new PlanException(
            $"The function '{Function}' is of another kind than the plan runs; register the one that it was made with.")).On(inputs);

    /// <summary>The operation that runs the function; null when it is of another kind.</summary>
    protected abstract Operation? Make(object function);

    /// <summary>Closes an operation's type over those of a function.</summary>
    /// <param name="operation">Generic over the types of <paramref name="contract"/> and the kernel, or over those of a
    /// delegate alone.</param>
    /// <param name="contract">The interface of struct kernels, or the delegate itself.</param>
    /// <param name="function">A kernel or a delegate.</param>
    /// <param name="wrappers">Kernels that take a delegate, by the delegate's type; they are generic over its last types.</param>
    /// <param name="parameters">What the operation takes after the function.</param>
    protected static Operation? Close(Type operation, Type contract, object function, (Type Delegate, Type Kernel)[] wrappers,
        params object[] parameters)
    {
        try
        {
            var type = function.GetType();
            if (type.IsGenericType && type.GetGenericTypeDefinition() == contract)
                return (Operation)Activator.CreateInstance(operation.MakeGenericType(type.GetGenericArguments()),
                    [function, .. parameters])!;
            foreach (var (from, to) in wrappers)
                if (type.IsGenericType && type.GetGenericTypeDefinition() == from)
                    function = Activator.CreateInstance(
                        to.MakeGenericType(type.GetGenericArguments()[^to.GetGenericArguments().Length..]), function)!;
            var kernel = function.GetType();
            var found = Array.Find(kernel.GetInterfaces(),
                implemented => implemented.IsGenericType && implemented.GetGenericTypeDefinition() == contract);
            return found is null ? null
                : (Operation)Activator.CreateInstance(operation.MakeGenericType([.. found.GetGenericArguments(), kernel]),
                    [function, .. parameters])!;
        }
        catch (ArgumentException)                                            // the types break a constraint
        {
            return null;
        }
    }
}

/// <summary>A function of square windows.</summary>
internal sealed record NamedFocalOperation(string Function, int Radius, NoDataPolicy NoData, EdgeMode Edges) : NamedOperation(Function)
{
    protected override Operation? Make(object function)
        => Close(typeof(FocalApplyOperation<,>), typeof(IWindowFunction<>), function, [(typeof(Func<,>), typeof(DelegateFunction<>))],
            Radius, NoData, Edges);
}

/// <summary>A function from rows of cells to rows of cells, or of one cell.</summary>
internal sealed record NamedMapOperation(string Function) : NamedOperation(Function)
{
    protected override Operation? Make(object function)
        => Close(typeof(MapOperation<,,>), typeof(IBlockKernel<,>), function,
            [(typeof(BlockFunction<,>), typeof(DelegateBlock<,>)), (typeof(Func<,>), typeof(CellBlock<,>))]);
}

/// <summary>A function of the cells of two arrays.</summary>
internal sealed record NamedPairOperation(string Function) : NamedOperation(Function)
{
    protected override Operation? Make(object function) => Close(typeof(MapPairOperation<,,>), typeof(Func<,,>), function, []);
}

/// <summary>A function of cells and those around them.</summary>
/// <param name="Function">Its name.</param>
/// <param name="Depth">Rows above and below, columns left and right, bands before and after.</param>
/// <param name="Mode">What lies beyond the raster.</param>
/// <param name="Value">The number that does, where one does.</param>
/// <param name="IsOpen">Whether nothing does.</param>
internal sealed record NamedOverlapOperation(string Function, Values<int> Depth, EdgeMode Mode, double Value, bool IsOpen)
    : NamedOperation(Function)
{
    protected override Operation? Make(object function)
    {
        if (Depth.Count != 6) throw new ArgumentException($"A depth has six numbers; {Depth.Count} were given.");
        var depth = new Depth(Depth[0], Depth[1], Depth[2], Depth[3]) { BandsBefore = Depth[4], BandsAfter = Depth[5] };
        depth.Check();
        return Close(typeof(OverlapOperation<,,>), typeof(IOverlapKernel<,>), function,
            [(typeof(OverlapFunction<,>), typeof(DelegateOverlap<,>))], depth, new Boundary(Mode, Value, IsOpen));
    }
}

/// <summary>A function of whole tiles.</summary>
internal sealed record NamedTilesOperation(string Function, int Rows, int Columns) : NamedOperation(Function)
{
    protected override Operation? Make(object function)
        => Close(typeof(TileOperation<,>), typeof(OverlapFunction<,>), function, [], Rows, Columns);
}
