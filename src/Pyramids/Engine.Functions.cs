namespace Pyramids;

public static partial class Engine
{
    /// <summary>Names a function of windows, as <c>FocalApply</c> takes it, so that plans can hold operations that run it.</summary>
    /// <param name="name">What plans call it. The program that runs a plan registers the same function by the same
    /// name; a name that is taken gets the new function.</param>
    /// <param name="function">The function.</param>
    /// <returns>The function, to be given to the operation.</returns>
    public static Func<ReadOnlySpan<float>, float> Register(string name, Func<ReadOnlySpan<float>, float> function)
        => Register<Func<ReadOnlySpan<float>, float>>(name, function);

    /// <summary>Names a function of cells, as <c>MapBlocks</c> takes it, so that plans can hold operations that run it.</summary>
    /// <inheritdoc cref="Register(string, Func{ReadOnlySpan{float}, float})"/>
    public static BlockFunction<TIn, TOut> Register<TIn, TOut>(string name, BlockFunction<TIn, TOut> function)
        where TIn : unmanaged where TOut : unmanaged
        => Register<BlockFunction<TIn, TOut>>(name, function);

    /// <summary>Names any function of <c>FocalApply</c>, <c>MapBlocks</c>, <c>MapOverlap</c> or <c>MapTiles</c>, a
    /// delegate or a struct, so that plans can hold operations that run it.</summary>
    /// <typeparam name="TFunction">The delegate or struct.</typeparam>
    /// <inheritdoc cref="Register(string, Func{ReadOnlySpan{float}, float})"/>
    public static TFunction Register<TFunction>(string name, TFunction function) where TFunction : notnull
    {
        ArgumentNullException.ThrowIfNull(function);
        NamedFunctions.Add(name, function);
        return function;
    }
}
