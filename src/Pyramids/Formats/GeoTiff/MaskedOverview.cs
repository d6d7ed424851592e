using System.Buffers;
using System.Numerics;

namespace Pyramids;

/// <summary>An overview of bands of which another, a mask or the opacity, says where they are valid: only valid cells count.</summary>
/// <remarks>The bands go through the kernel of floating cells, in which what is missing is NaN. A cell of the mask is
/// valid where any it was made from is; opacity is that of the valid cells.</remarks>
internal static class MaskedOverview
{
    /// <summary>The kernel for tiles as a layout has them: masked where a mask, or an alpha band in the same tile, says
    /// what is valid.</summary>
    public static IOverviewKernel Of(GeoTiffWriterLayout layout, OverviewResampling resampling)
    {
        var band = layout.HasMask ? layout.Samples : layout.Pixel ? layout.Meaning.AlphaBand : null;
        return band is null || resampling == OverviewResampling.Nearest
            ? IOverviewKernel.Of(layout.Schema.Type, resampling, layout.NoData)
            : DTypes.Dispatch(layout.Schema.Type, new Make(band.Value, layout.HasMask, resampling, layout.NoData));
    }

    /// <summary>Bytes of working memory for one tile and what lies around it.</summary>
    public static long ScratchBytes(GeoTiffWriterLayout layout)
        => Of(layout, layout.Resampling) is IMasked
            ? 2 * (long)BitOperations.RoundUpToPowerOf2((ulong)(layout.BlockRows + 4) * (ulong)(layout.BlockColumns + 4) * sizeof(double))
            : 0;

    private interface IMasked : IOverviewKernel;

    private readonly struct Make(int band, bool isMask, OverviewResampling resampling, double? noData) : IDTypeAction<IOverviewKernel>
    {
        public IOverviewKernel Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
            => new Kernel<T>(band, isMask, (OverviewKernel<T>)IOverviewKernel.Of(DTypes.Of<T>(), resampling, noData),
                IOverviewKernel.Of(DType.Float64, resampling, null));
    }

    private sealed class Kernel<T>(int validity, bool isMask, OverviewKernel<T> plain, IOverviewKernel floating) : IMasked
        where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        public void Reduce(Chunk source, Chunk target, Window part, OverviewAxis rows, OverviewAxis columns)
        {
            var valid = source.Band(validity - source.Window.Band);
            for (var band = part.Band; band < part.BandEnd; band++)
            {
                Chunk from = source.Band(band - source.Window.Band), to = target.Band(band - target.Window.Band);
                var here = part with { Band = band, Bands = 1 };
                if (band == validity && isMask) AnyValid(from, to, here, rows, columns);
                else Reduce(from, valid, to, here, rows, columns);
            }
        }

        private void Reduce(Chunk from, Chunk valid, Chunk to, Window part, OverviewAxis rows, OverviewAxis columns)
        {
            var (fine, coarse) = (ArrayPool<byte>.Shared.Rent(Bytes(from.Window)), ArrayPool<byte>.Shared.Rent(Bytes(part)));
            try
            {
                Chunk masked = new(from.Window, DType.Float64, fine.AsMemory(0, Bytes(from.Window))),
                    means = new(part, DType.Float64, coarse.AsMemory(0, Bytes(part)));
                plain.ToDoubles(from.Cells<T>(), valid.Cells<T>(), masked.Cells<double>());
                floating.Reduce(masked, means, part, rows, columns);
                for (var row = 0; row < part.Rows; row++)
                    plain.FromDoubles(means.Plane<double>().Row(row),
                        to.Plane<T>().Row(part.Row - to.Window.Row + row).Slice(part.Column - to.Window.Column, part.Columns));
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(fine);
                ArrayPool<byte>.Shared.Return(coarse);
            }
        }

        private static void AnyValid(Chunk from, Chunk to, Window part, OverviewAxis rows, OverviewAxis columns)
        {
            Plane<T> cells = from.Plane<T>(), result = to.Plane<T>();
            for (var row = part.Row; row < part.RowEnd; row++)
                for (var column = part.Column; column < part.ColumnEnd; column++)
                {
                    var any = false;
                    for (var y = rows.Start(row); y < rows.Stop(row) && !any; y++)
                        any = cells.Row(y - from.Window.Row)[(columns.Start(column)
                            - from.Window.Column)..(columns.Stop(column) - from.Window.Column)].ContainsAnyExcept(T.Zero);
                    result[row - to.Window.Row, column - to.Window.Column] = any ? T.One : T.Zero;
                }
        }

        private static int Bytes(Window window) => checked((int)(window.Cells * sizeof(double)));
    }
}
