namespace Pyramids.Tests;

/// <summary>Joins, choices and functions of one's own that the laws are tested on; arrays have two bands.</summary>
internal static class ArrayOperations
{
    public static (string Name, Func<LazyArray, LazyArray> Apply)[] All { get; } =
    [
        ("concatenate rows", a => LazyArray.Concatenate([a[..30, ..], a[30..31, ..] * 2, a[31.., ..]], axis: 1)),
        ("concatenate columns", a => LazyArray.Concatenate([a[.., ..50], a[.., 50..]], axis: -1)),
        ("concatenate bands", a => LazyArray.Concatenate([a, a.Band(0) + 1])),
        ("concatenate filtered", a => LazyArray.Concatenate([a.FocalMean(2)[..35, ..], a[35.., ..].FocalMean(1)], axis: 1)),
        ("transpose", a => a.Transpose(1, 0)),
        ("slice turned around", a => a.Slice(.., 2.., .., -1, -3)),
        ("slice of bands with steps", a => a.Slice(.., .., 3.., 2, 2, bandStep: -1)),
        ("where alone", a => a.Where(a > 60)),
        ("where mask of a band", a => a.Where(a.Band(0) > 60, a * 2)),
        ("where band under masks", a => a.Band(1).Where(a > 50, 0)),
        ("classes", a => a.Classify(20, 60, 61.5)),
        ("equality", a => (a == a.Band(0)) + (a != 60)),
        ("where numbers", a => LazyArray.Where(a > 60, 1, 0.5)),
        ("where number else array", a => LazyArray.Where(a > 60, 3, a)),
        ("map cells", a => a.AsType(DType.Float64).MapBlocks<double, byte>(x => x > 60 ? (byte)1 : (byte)0)),
        ("map two arrays", a => a.AsType(DType.Float64).MapBlocks<double, byte, float>(a > 60, (x, mask) => mask == 1 ? (float)x : -1)),
        ("map struct", a => a.AsType(DType.Float32).MapBlocks<float, float, Doubled>(default)),
        ("map tiles", a => a.AsType(DType.Float64).MapTiles<double, double>(LessMean, 17, 23)),
        ("map tiles of tiles", a => a.AsType(DType.Float64).MapTiles<double, double>(LessMean, 10, 200).FocalMax(5)),
        .. new[] { Boundary.Reflect, Boundary.Nearest, Boundary.Periodic, Boundary.Constant(7),
            Boundary.None }.SelectMany(boundary => new (string, Func<LazyArray, LazyArray>)[]
        {
            ($"overlap {boundary}", a => a.AsType(DType.Float64).MapOverlap<double, double>(Sum(2, 2, 3, 3), (2, 3), boundary)),
            ($"overlap {boundary} on one side", a => a.AsType(DType.Float64).MapOverlap<double, double>(Sum(9, 0, 0, 2),
                new Depth(Top: 9, Bottom: 0, Left: 0, Right: 2), boundary)),
            ($"overlap {boundary} on the other", a => a.AsType(DType.Float64).MapOverlap<double, float>(SumSingle(0, 8, 5, 0),
                new Depth(Top: 0, Bottom: 8, Left: 5, Right: 0), boundary)),
            ($"overlap {boundary} over bands",
                a => a.AsType(DType.Float64).MapOverlap<double, double>(Sum(1, 1, 1, 1), (1, 1, 1), boundary)),
        }),
        ("overlap beyond the raster", a => a.AsType(DType.Float32).MapOverlap<float, float, Far>(default, (100, 0))),
        ("overlap of overlaps", a => a.AsType(DType.Float64).MapOverlap<double, double>(Sum(5, 5, 5, 5), 5, Boundary.Periodic)
            .MapOverlap<double, double>(Sum(4, 4, 4, 4), 4, Boundary.Periodic)),
        ("focal mean periodic", a => a.FocalMean(3, edges: EdgeMode.Periodic)),
        ("focal max periodic of focal", a => a.FocalMin(2).FocalMax(7, edges: EdgeMode.Periodic)),
        ("focal sum constant", a => a.FocalSum(2, edges: EdgeMode.Constant)),
        ("align nearest", a => a.AlignTo(Moved(a.Grid, 0.6), outside: a.DType.IsFloating() ? null : 9)),
        ("align bilinear", a => a.AlignTo(Moved(a.Grid, 0.6), Resampling.Bilinear)),
        ("align bilinear to larger cells", a => a.AlignTo(Moved(a.Grid, 3.7), Resampling.Bilinear)),
        ("align cubic", a => a.AlignTo(Moved(a.Grid, 1.01), Resampling.Cubic)),
        ("align average", a => (a + 1).AlignTo(Moved(a.Grid, 2.3), Resampling.Average)),
        ("align and back", a => a.FocalMean(2).AlignTo(Moved(a.Grid, 0.6), Resampling.Bilinear).AlignTo(a.Grid, Resampling.Bilinear) - a),
        ("warp", a => InUtm(a).Warp(Turned, Resampling.Bilinear)),
        ("warp nearest", a => InUtm(a).Warp(Turned).FocalMax(1)),
        ("focal apply on vectors", a => a.AsType(DType.Float32).FocalApply<float, Across>(default, 3, edges: EdgeMode.Periodic)),
        ("focal apply", a => a.AsType(DType.Float32).FocalApply(window => window[^1] - window[0], 2)),
    ];

    private static Crs Utm => Crs.FromEpsg(32633);
    private static GridSpec Turned => new(70, 90, Affine.NorthUp(15, 45.154, 1.3e-4, 1.3e-4), Crs.FromEpsg(4326));

    private static GridSpec Moved(GridSpec grid, double size)
        => new((int)(70 / size), (int)(80 / size),
            Affine.NorthUp(grid.Extent.MinX + 43, grid.Extent.MaxY - 21, size * 10, size * 10), grid.Crs);

    private static LazyArray InUtm(LazyArray a) => a.AlignTo(new GridSpec(a.Grid.Rows, a.Grid.Columns, a.Grid.Transform, Utm));

    /// <summary>Sums the cells that lie so far around each, where there are some.</summary>
    private static OverlapFunction<double, double> Sum(int up, int down, int left, int right) => (cells, result) =>
    {
        for (var row = 0; row < result.Rows; row++)
            for (var column = 0; column < result.Columns; column++) result[row, column] = Sum(cells, row, column, up, down, left, right);
    };

    private static OverlapFunction<double, float> SumSingle(int up, int down, int left, int right) => (cells, result) =>
    {
        for (var row = 0; row < result.Rows; row++)
            for (var column = 0; column < result.Columns; column++)
                result[row, column] = (float)(Sum(cells, row, column, up, down, left, right) + result.Window.Row + row);
    };

    private static double Sum(OverlapBlock<double> cells, int row, int column, int up, int down, int left, int right)
    {
        double sum = 0;
        for (var band = -cells.BandsBefore; band <= cells.BandsAfter; band++)
            for (var r = Math.Max(row - up, -cells.Top); r <= Math.Min(row + down, cells.Rows + cells.Bottom - 1); r++)
                for (var c = Math.Max(column - left, -cells.Left); c <= Math.Min(column + right, cells.Columns + cells.Right - 1); c++)
                    sum += cells[band, r, c];
        return sum;
    }

    /// <summary>Cells less the mean of their tile.</summary>
    private static void LessMean(OverlapBlock<double> cells, ResultBlock<double> result)
    {
        double sum = 0, count = 0;
        for (var row = 0; row < cells.Rows; row++)
            foreach (var cell in cells.Row(row))
                if (!double.IsNaN(cell)) (sum, count) = (sum + cell, count + 1);
        for (var row = 0; row < cells.Rows; row++)
            for (var column = 0; column < cells.Columns; column++) result[row, column] = cells[row, column] - sum / count;
    }

    private readonly struct Across : IVectorWindowFunction<float>
    {
        public System.Numerics.Vector<float> Invoke(VectorWindow<float> window) => window[-3, 2] - window[0, 0] * window[3, -3];
    }

    private readonly struct Doubled : IBlockKernel<float, float>
    {
        public void Invoke(ReadOnlySpan<float> cells, Span<float> result)
        {
            for (var i = 0; i < cells.Length; i++) result[i] = 2 * cells[i];
        }
    }

    private readonly struct Far : IOverlapKernel<float, float>
    {
        public void Invoke(OverlapBlock<float> cells, ResultBlock<float> result)
        {
            for (var row = 0; row < result.Rows; row++)
                for (var column = 0; column < result.Columns; column++)
                    result[row, column] = cells[row - 100, column] + cells[row + 99, column];
        }
    }
}
