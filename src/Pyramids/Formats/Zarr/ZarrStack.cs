namespace Pyramids;

/// <summary>Bands that lie along several axes of an array, such as time and level: one behind the other, the last axis fastest.</summary>
internal sealed class ZarrStack
{
    /// <summary>Beyond this a block is one band, and a chunk that holds several is decoded for each.</summary>
    private const long MaxBlockBytes = 256 << 20;

    private readonly long[] lengths, chunks;

    /// <param name="array">The array.</param>
    /// <param name="axes">The axes, as the array has them.</param>
    /// <exception cref="RasterFormatException">The bands are too many to be counted.</exception>
    public ZarrStack(ZarrArray array, int[] axes)
    {
        Axes = axes;
        lengths = [.. axes.Select(axis => array.Shape[axis])];
        chunks = [.. axes.Select(axis => Math.Min(array.ChunkShape[axis], array.Shape[axis]))];
        Int128 bands = 1;
        foreach (var length in lengths) bands *= length;
        if (bands > int.MaxValue)
            throw new RasterFormatException(
                $"'shape' is {string.Join("x", array.Shape)}, which makes more than {int.MaxValue} bands.", array.Key);
        Bands = (int)bands;
        IsShared = chunks.Any(size => size > 1);
        var held = chunks.Aggregate(1L, (product, size) => product * Math.Max(1, size));
        BlockBands = Whole() is var block && block <= MaxBlockBytes / (array.ChunkBytes / held + 1) ? (int)Math.Min(block, Bands) : 1;
    }

    public IReadOnlyList<int> Axes { get; }

    public int Bands { get; }

    /// <summary>Bands of a block, which holds whole chunks.</summary>
    public int BlockBands { get; }

    /// <summary>Whether a chunk holds cells of more than one band.</summary>
    public bool IsShared { get; }

    /// <summary>A band's position along one of the axes.</summary>
    public long PositionOf(int band, int axis)
    {
        long rest = band;
        for (var inner = lengths.Length - 1; inner > axis; inner--) rest /= lengths[inner];
        return rest % lengths[axis];
    }

    /// <summary>The chunk along one of the axes that holds a band, and where in it the band lies.</summary>
    public (long Chunk, long Within) ChunkOf(int band, int axis) => Math.DivRem(PositionOf(band, axis), chunks[axis]);

    /// <summary>Bands from a first to before an end, put together by the chunks that hold them.</summary>
    public IEnumerable<IGrouping<long, int>> Together(int first, int end)
        => Enumerable.Range(first, end - first).GroupBy(band =>
        {
            var chunk = 0L;
            for (var axis = 0; axis < lengths.Length; axis++)
                chunk = chunk * ((lengths[axis] + chunks[axis] - 1) / chunks[axis]) + ChunkOf(band, axis).Chunk;
            return chunk;
        });

    /// <summary>The fewest bands, from a multiple of them, that whole chunks hold.</summary>
    private long Whole()
    {
        var outermost = Array.FindIndex(chunks, size => size > 1);
        if (outermost < 0) return 1;
        var bands = outermost == 0 || lengths[outermost] % chunks[outermost] == 0 ? chunks[outermost] : lengths[outermost];
        for (var axis = outermost + 1; axis < lengths.Length; axis++) bands *= lengths[axis];
        return bands;
    }
}
