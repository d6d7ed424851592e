namespace Pyramids.Tests;

/// <summary>Focal and terrain operations that the laws are tested on.</summary>
internal static class TerrainOperations
{
    public static (string Name, Func<LazyArray, LazyArray> Apply)[] All { get; } = [];
}
