using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>Moments of the cells of stored objects: found row by row, written as text and read back.</summary>
internal static class ZarrMoments
{
    /// <summary>Words that <see cref="Text"/> makes.</summary>
    public const int Words = 6;

    /// <summary>Of the cells of a chunk that a window holds and that are not missing.</summary>
    public static Moments Of(Chunk chunk, Window window, double? noData) => DTypes.Dispatch(chunk.Type, new Rows(chunk, ZarrLayout.Clip(window, chunk.Window), noData));

    public static string Text(Moments moments)
        => string.Create(CultureInfo.InvariantCulture, $"{moments.Weight:R} {moments.Mean:R} {moments.SumOfSquares:R} {moments.Sum:R} {moments.Min:R} {moments.Max:R}");

    public static bool TryParse(ReadOnlySpan<string> words, out Moments moments)
    {
        moments = Moments.Empty;
        Span<double> numbers = stackalloc double[Words];
        for (var i = 0; i < Words; i++)
        {
            if (!double.TryParse(words[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i])) return false;
        }
        moments = new() { Weight = numbers[0], Mean = numbers[1], SumOfSquares = numbers[2], Sum = numbers[3], Min = numbers[4], Max = numbers[5] };
        return true;
    }

    private readonly struct Rows(Chunk chunk, Window part, double? noData) : IDTypeAction<Moments>
    {
        public Moments Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            var lanes = new MomentLanes();
            var cells = MemoryMarshal.Cast<byte, T>(chunk.Bytes);
            var whole = chunk.Window;
            var values = noData is { } value && !double.IsNaN(value) ? new double[part.Columns] : null;
            var missing = values is null ? default : T.CreateTruncating(noData!.Value);
            for (var band = part.Band; band < part.BandEnd; band++)
            {
                for (var row = part.Row; row < part.RowEnd; row++)
                {
                    var line = cells.Slice(((band - whole.Band) * whole.Rows + row - whole.Row) * whole.Columns + part.Column - whole.Column, part.Columns);
                    if (values is null || !line.Contains(missing))
                    {
                        lanes.Add<T>(line, line.Length);
                        continue;
                    }
                    Missing.Row<T, double>(line, values, missing);
                    lanes.Add<double>(values, values.Length);
                }
            }
            return lanes.ToMoments();
        }
    }
}
