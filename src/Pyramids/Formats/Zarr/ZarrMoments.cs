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
    public static Moments Of(Chunk chunk, Window window, double? noData)
        => DTypes.Dispatch(chunk.Type, new Rows(chunk, ZarrLayout.Clip(window, chunk.Window), noData));

    public static string Text(Moments moments)
        => string.Create(
            CultureInfo.InvariantCulture,
            $"{moments.Weight:R} {moments.Mean:R} {moments.SumOfSquares:R} {moments.Sum:R} {moments.Min:R} {moments.Max:R}");

    public static bool TryParse(ReadOnlySpan<string> words, out Moments moments)
    {
        moments = Moments.Empty;
        Span<double> numbers = stackalloc double[Words];
        for (var i = 0; i < Words; i++)
        {
            if (!double.TryParse(words[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i])) return false;
        }
        moments = new()
        {
            Weight = numbers[0],
            Mean = numbers[1],
            SumOfSquares = numbers[2],
            Sum = numbers[3],
            Min = numbers[4],
            Max = numbers[5],
        };
        return true;
    }

    private readonly struct Rows(Chunk chunk, Window part, double? noData) : IDTypeAction<Moments>
    {
        /// <remarks>A value for missing cells that lies outside the range of all cells stands in none of them: one pass is
        /// enough.</remarks>
        public Moments Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            var all = Add<T>([], default);
            if (noData is not { } value || double.IsNaN(value)) return all;
            var missing = T.CreateTruncating(value);
            var asDouble = double.CreateTruncating(missing);
            return asDouble < all.Min || asDouble > all.Max ? all : Add(new double[part.Columns], missing);
        }

        private Moments Add<T>(double[] values, T missing) where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            var lanes = new MomentLanes();
            var cells = MemoryMarshal.Cast<byte, T>(chunk.Bytes);
            var whole = chunk.Window;
            for (var band = part.Band; band < part.BandEnd; band++)
            {
                for (var row = part.Row; row < part.RowEnd; row++)
                {
                    var at = ((band - whole.Band) * whole.Rows + row - whole.Row) * whole.Columns + part.Column - whole.Column;
                    var line = cells.Slice(at, part.Columns);
                    if (values.Length == 0 || !line.Contains(missing))
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
