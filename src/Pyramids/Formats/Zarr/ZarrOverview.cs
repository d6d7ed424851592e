using System.Buffers;

namespace Pyramids;

/// <summary>Makes an overview from the level before it, chunk by chunk in parallel, out of the store that is being written.</summary>
internal sealed class ZarrOverview
{
    private readonly ZarrSource source;
    private readonly ZarrWriter writer;
    private readonly ZarrPlan plan;
    private readonly ZarrLedger ledger;
    private readonly IOverviewKernel kernel;
    private readonly OverviewAxis rows, columns;
    private readonly CellMask mask;

    public ZarrOverview(IWritableStore store, ZarrLevel finer, ZarrLevel coarser, ZarrLedger ledger)
    {
        (plan, this.ledger) = (coarser.Plan, ledger);
        var schema = finer.Plan.Schema;
        source = new(store, new(finer.Array(), finer.Axes, schema));
        writer = new(store, coarser.Array(), coarser.Axes, schema.NoData, plan.Options.SkipEmptyChunks);
        kernel = IOverviewKernel.Of(schema.Type, plan.Options.Overviews, schema.NoData);
        (rows, columns) = (new(schema.Grid.Rows, plan.Options.Overviews), new(schema.Grid.Columns, plan.Options.Overviews));
        mask = new(schema.Type, schema.NoData);
    }

    public async ValueTask WriteAsync(CancellationToken cancellation)
    {
        var (grid, whole) = (plan.Schema.Grid, writer.Object);
        var objects = ChunkGrid.Regular(plan.Schema.Bands, grid.Rows, grid.Columns, whole.Bands, whole.Rows, whole.Columns);
        // What one chunk takes: its cells, those of the finer level that it is made from, and the working memory of reading and writing.
        var fine = new Window(0, 0, 0, whole.Bands, Math.Min(2 * whole.Rows + 2, source.Schema.Grid.Rows),
            Math.Min(2 * whole.Columns + 2, source.Schema.Grid.Columns));
        var each = (whole.Cells + fine.Cells) * plan.Schema.Type.Size() + source.ScratchBytes(fine) + writer.ScratchBytes;
        var limit = new ParallelOptions
        {
            MaxDegreeOfParallelism = (int)Math.Clamp(plan.Options.MemoryBytes / each, 1, plan.Options.Threads),
            CancellationToken = cancellation,
        };
        await Parallel.ForAsync(
            0L, objects.Count, limit,
            (ordinal, token) => WriteAsync(objects.At(ordinal), objects.WindowOf(objects.At(ordinal)), token)).ConfigureAwait(false);
    }

    private async ValueTask WriteAsync(ChunkIndex index, Window target, CancellationToken cancellation)
    {
        var needed = new Window(target.Band, rows.Start(target.Row), columns.Start(target.Column), target.Bands,
            rows.Stop(target.RowEnd - 1) - rows.Start(target.Row), columns.Stop(target.ColumnEnd - 1) - columns.Start(target.Column));
        var size = plan.Schema.Type.Size();
        var fine = ArrayPool<byte>.Shared.Rent(checked((int)(needed.Cells * size)));
        var coarse = ArrayPool<byte>.Shared.Rent((int)(target.Cells * size));
        try
        {
            Chunk from = new(needed, plan.Schema.Type, fine), to = new(target, plan.Schema.Type, coarse);
            await source.ReadAsync(from, cancellation).ConfigureAwait(false);
            mask.Undo(from.Bytes);
            kernel.Reduce(from, to, target, rows, columns);
            ledger[writer.KeyOf(index)] = await writer.WriteAsync(index, to, cancellation).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(fine);
            ArrayPool<byte>.Shared.Return(coarse);
        }
    }
}
