namespace Pyramids;

/// <summary>Centres of cells along an axis, from a one-dimensional coordinate array.</summary>
internal static class ZarrCoordinates
{
    private const int MaxLength = 1 << 26;
    private const double Tolerance = 1e-3;

    /// <returns>The values; null when the array is no readable coordinate of the length asked for.</returns>
    public static async ValueTask<double[]?> ReadAsync(IByteStore store, ZarrNode? node, long length, CancellationToken cancellation)
    {
        if (node is not { IsArray: true }) return null;
        var array = ZarrArray.Read(node);
        if (array.Rank != 1 || array.Shape[0] != length || length > MaxLength || array.Type.Cell is null) return null;
        return await ReadAllAsync(store, array, cancellation).ConfigureAwait(false);
    }

    /// <summary>All values of a one-dimensional array.</summary>
    public static async ValueTask<double[]> ReadAllAsync(IByteStore store, ZarrArray array, CancellationToken cancellation)
    {
        var reader = new ZarrReader(store, array);
        var values = new double[array.Shape[0]];
        var size = array.Type.Size;
        var cells = new byte[array.ChunkBytes];
        for (var start = 0L; start < values.Length; start += array.ChunkShape[0])
        {
            var stored = await reader.ReadAsync([start / array.ChunkShape[0]], cells, cancellation).ConfigureAwait(false);
            for (var i = 0; i < array.ChunkShape[0] && start + i < values.Length; i++)
                values[start + i] = ZarrFill.ToDouble(stored ? cells.AsSpan(i * size, size) : array.Fill, array.Cell);
        }
        return values;
    }

    /// <summary>Outer edge of the first cell, and the cell size with its sign, when all centres are equally far apart.</summary>
    /// <param name="centres">Centres, at least two.</param>
    /// <param name="type">The type they are stored in, whose precision limits how equal they can be.</param>
    public static (double Edge, double Step)? Regular(double[] centres, DType type)
    {
        if (centres.Length < 2) return null;
        var step = (centres[^1] - centres[0]) / (centres.Length - 1);
        if (!double.IsFinite(step) || step == 0) return null;
        var magnitude = Math.Max(Math.Abs(centres[0]), Math.Abs(centres[^1]));
        var tolerance = Math.Max(Tolerance * Math.Abs(step), magnitude * (type == DType.Float32 ? 2.4e-7 : 1e-14));
        for (var i = 0; i < centres.Length; i++)
        {
            if (!(Math.Abs(centres[0] + i * step - centres[i]) <= tolerance)) return null;
        }
        return (centres[0] - step / 2, step);
    }
}
