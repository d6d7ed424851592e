namespace Pyramids;

/// <summary>Which cell of a file each cell of a mosaic takes, along one axis: the one under its centre.</summary>
/// <param name="First">The first cell of the mosaic that takes one.</param>
/// <param name="Count">How many do.</param>
/// <param name="Offset">Where in the file, in cells, the first of them begins.</param>
/// <param name="Step">Cells of the file to a cell of the mosaic.</param>
/// <param name="SourceCount">Cells that the file has; the largest number when that is not known.</param>
internal readonly record struct MosaicAxis(int First, int Count, double Offset, double Step, int SourceCount = int.MaxValue)
{
    private const double Tolerance = 1e-10;

    /// <summary>Whether cells are taken one by one, without a gap or a repetition.</summary>
    public bool IsOneToOne => Step == 1 && Offset == Math.Floor(Offset);

    /// <summary>The file's cell for one of the mosaic.</summary>
    public int At(int index) => (int)Math.Clamp(Math.Floor(Offset + (index - First + 0.5) * Step + Tolerance), 0, SourceCount - 1);

    /// <summary>The axis for a rectangle of a file that is stretched over one of the mosaic, as GDAL's virtual rasters
    /// have it; null where it lies outside of the mosaic or the file.</summary>
    /// <param name="source">Begin and length in the file; fractions are allowed.</param>
    /// <param name="target">Begin and length in the mosaic; fractions are allowed.</param>
    /// <param name="length">Cells of the mosaic.</param>
    /// <param name="sourceCount">Cells of the file, when known.</param>
    public static MosaicAxis? Stretched((double Begin, double Length) source, (double Begin, double Length) target, int length,
        int? sourceCount)
    {
        const double Snap = 1e-3;
        var step = source.Length / target.Length;
        double begin = Math.Max(0, target.Begin), end = Math.Min(length, target.Begin + target.Length);
        double from = (begin - target.Begin) * step + source.Begin, to = (end - target.Begin) * step + source.Begin;
        if (Math.Ceiling(from) - from is > 0 and < Snap) from = Math.Ceiling(from);
        (from, to) = (Math.Max(0, from), Math.Min(sourceCount ?? double.PositiveInfinity, to));
        if (end <= begin || to <= from) return null;
        // A cell of the mosaic that is covered in part counts as a whole one, but for a thousandth.
        double left = (from - source.Begin) / step + target.Begin, right = (to - source.Begin) / step + target.Begin;
        var first = (int)Math.Floor(left + Snap);
        var count = Math.Min((int)Math.Ceiling(right - Snap), length) - first;
        return count < 1 ? null : new(first, count, from + (first - left) * step, step, sourceCount ?? int.MaxValue);
    }
}
