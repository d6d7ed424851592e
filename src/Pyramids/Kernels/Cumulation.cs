using System.Numerics;

namespace Pyramids;

/// <summary>What is carried from band to band.</summary>
internal enum Cumulation : byte
{
    Sum,
    Product,
    Min,
    Max,
}

/// <summary>Carries values along the bands of each cell. A missing cell stays missing, and the bands behind it go on without it.</summary>
internal static class Cumulate
{
    /// <summary>Fills an output of one band from all bands up to it.</summary>
    public static void Apply<T, TResult>(Cumulation kind, Chunk input, Chunk output)
        where T : unmanaged, INumber<T> where TResult : unmanaged, INumber<TResult>
    {
        var bands = output.Window.Band - input.Window.Band + 1;
        var neutral = kind == Cumulation.Product ? TResult.One : TResult.Zero;
        for (var row = 0; row < output.Window.Rows; row++)
        {
            var line = output.Window with { Band = input.Window.Band, Row = output.Window.Row + row, Rows = 1 };
            var result = output.Plane<TResult>().Row(row);
            if (kind is Cumulation.Sum or Cumulation.Product) result.Fill(neutral);
            else Convert(input.Plane<T>(line).Row(0), result);
            for (var band = 0; band < bands; band++)
            {
                var cells = input.Plane<T>(line with { Band = line.Band + band }).Row(0);
                Add(kind, cells, result);
                if (band < bands - 1) continue;
                for (var i = 0; i < cells.Length; i++)
                    if (T.IsNaN(cells[i])) result[i] = TResult.CreateTruncating(cells[i]);
            }
        }
    }

    private static void Add<T, TResult>(Cumulation kind, ReadOnlySpan<T> cells, Span<TResult> result)
        where T : unmanaged, INumber<T> where TResult : unmanaged, INumber<TResult>
    {
        for (var i = 0; i < result.Length; i++)
        {
            if (T.IsNaN(cells[i])) continue;
            var value = TResult.CreateTruncating(cells[i]);
            switch (kind)
            {
                case Cumulation.Sum: result[i] += value; break;
                case Cumulation.Product: result[i] *= value; break;
                case Cumulation.Min: if (value < result[i] || TResult.IsNaN(result[i])) result[i] = value; break;
                default: if (value > result[i] || TResult.IsNaN(result[i])) result[i] = value; break;
            }
        }
    }

    private static void Convert<T, TResult>(ReadOnlySpan<T> cells, Span<TResult> result)
        where T : unmanaged, INumber<T> where TResult : unmanaged, INumber<TResult>
    {
        for (var i = 0; i < result.Length; i++) result[i] = TResult.CreateTruncating(cells[i]);
    }
}
