namespace Pyramids;

/// <summary>
/// Makes each level from the one before, tile by tile as tiles come in any order and from several threads. A tile whose neighbours
/// are needed (see <see cref="OverviewAxis.Before"/>) waits for them in memory; no more than a band of tiles is alive on each level.
/// </summary>
internal sealed class OverviewBuilder : IDisposable
{
    private const int MostAround = 4;
    private readonly GeoTiffWriterLayout layout;
    private readonly IOverviewKernel kernel;
    private readonly Action<int, int, Chunk> finished;
    private readonly SegmentPool tiles, surroundings;
    private readonly Step[] steps;

    /// <summary><paramref name="finished"/> gets the number of the level, the ordinal of the tile in it, and its cells.</summary>
    public OverviewBuilder(GeoTiffWriterLayout layout, OverviewResampling resampling, Action<int, int, Chunk> finished)
    {
        (this.layout, this.finished) = (layout, finished);
        kernel = MaskedOverview.Of(layout, resampling);
        tiles = new(layout.CellBytes);
        surroundings = new(
            checked(layout.Block.Bands * (layout.BlockRows + MostAround) * (layout.BlockColumns + MostAround) * layout.Schema.Type.Size()));
        steps = new Step[layout.Levels.Count - 1];
        for (var i = 0; i < steps.Length; i++) steps[i] = new(layout.Levels[i], resampling);
    }

    /// <summary>Bytes of tiles that may be alive at once: a band on each level, more where neighbours are needed.</summary>
    public long Bytes
        => steps.Select((step, i) => layout.Levels[i + 1].TileColumns + (step.NeedsNeighbours ? 3L * layout.Levels[i].TileColumns : 0))
            .Sum() * layout.CellBytes;

    /// <summary>Takes in a tile of a level. Its window counts cells of that level; the chunk may hold more than the tile.</summary>
    public void Add(int level, Chunk chunk, Window tile)
    {
        if (level == steps.Length) return;
        var step = steps[level];
        if (!step.NeedsNeighbours)
        {
            Reduce(level, chunk, tile);
            return;
        }
        foreach (var ready in step.Keep(Copy(chunk, tile), tile, layout))
        {
            var buffer = surroundings.Rent();
            step.Gather(ready, layout, buffer, out var cells).ForEach(tiles.Return);
            Reduce(level, cells, ready);
            surroundings.Return(buffer);
        }
    }

    public void Dispose()
    {
        foreach (var step in steps) step.Clear(tiles);
        tiles.Dispose();
        surroundings.Dispose();
    }

    private void Reduce(int level, Chunk source, Window tile)
    {
        var step = steps[level];
        // Of an odd number of cells the last one has no pair: it belongs to the cell before, which may lie in another tile.
        var part = (tile with { Row = tile.Row / 2, Column = tile.Column / 2, Rows = (tile.Rows + 1) / 2,
            Columns = (tile.Columns + 1) / 2 })
            .Intersect(new(tile.Band, 0, 0, tile.Bands, step.Rows.Target, step.Columns.Target));
        if (part.IsEmpty) return;
        var target = step.Target(part, layout, tiles);
        kernel.Reduce(source, target.Cells, part, step.Rows, step.Columns);
        if (Interlocked.Decrement(ref target.Remaining) > 0) return;
        step.Forget(target);
        finished(level + 1, target.Ordinal, target.Cells);
        Add(level + 1, target.Cells, target.Cells.Window);
        tiles.Return(target.Buffer);
    }

    private (Chunk, NativeBuffer) Copy(Chunk chunk, Window tile)
    {
        var buffer = tiles.Rent();
        var copy = new Chunk(tile, chunk.Type, buffer.Memory);
        CopyShared(chunk, copy);
        return (copy, buffer);
    }

    // The cells that both chunks hold.
    private static void CopyShared(Chunk from, Chunk to)
    {
        var (shared, size) = (from.Window.Intersect(to.Window), from.Type.Size());
        for (var band = shared.Band; band < shared.BandEnd; band++)
            for (var row = shared.Row; row < shared.RowEnd; row++)
                from.Bytes.Slice(Offset(from.Window, band, row, shared.Column) * size, shared.Columns * size)
                    .CopyTo(to.Bytes[(Offset(to.Window, band, row, shared.Column) * size)..]);
    }

    private static int Offset(Window window, int band, int row, int column)
        => ((band - window.Band) * window.Rows + row - window.Row) * window.Columns + column - window.Column;

    /// <summary>From one level to the next.</summary>
    private sealed class Step(TiffLevel source, OverviewResampling resampling)
    {
        private readonly Lock gate = new();
        private readonly Dictionary<int, TargetTile> targets = [];
        private readonly Dictionary<int, SourceTile> kept = [];

        public OverviewAxis Rows { get; } = new(source.Rows, resampling);

        public OverviewAxis Columns { get; } = new(source.Columns, resampling);

        public bool NeedsNeighbours => Rows.Before + Rows.After + Columns.Before + Columns.After > 0;

        public TargetTile Target(Window part, GeoTiffWriterLayout layout, SegmentPool pool)
        {
            var (height, width) = (source.BlockRows, source.BlockColumns);
            var (plane, row, column) = (part.Band / layout.Block.Bands, part.Row / height, part.Column / width);
            var ordinal = (plane * ((Rows.Target + height - 1) / height) + row) * ((Columns.Target + width - 1) / width) + column;
            lock (gate)
            {
                if (targets.TryGetValue(ordinal, out var target)) return target;
                var window = new Window(part.Band, row * height, column * width, layout.Block.Bands,
                    Math.Min(height, Rows.Target - row * height), Math.Min(width, Columns.Target - column * width));
                var parts = Parts(window.Rows, height) * Parts(window.Columns, width);
                var buffer = pool.Rent();
                return targets[ordinal] = new(ordinal, new(window, layout.Schema.Type, buffer.Memory), buffer) { Remaining = parts };
            }
        }

        // A tile of the source fills half a tile of the target along each axis.
        private static int Parts(int cells, int block) => 2 * cells > block ? 2 : 1;

        public void Forget(TargetTile target)
        {
            lock (gate) targets.Remove(target.Ordinal);
        }

        /// <summary>Keeps a tile until its neighbours are served; gives the tiles whose neighbours are now all here.</summary>
        public List<Window> Keep((Chunk Cells, NativeBuffer Buffer) tile, Window window, GeoTiffWriterLayout layout)
        {
            var ready = new List<Window>();
            lock (gate)
            {
                var (plane, row, column) = Place(window, layout);
                kept.Add(source.Ordinal(plane, row, column), new(tile.Cells, tile.Buffer) { Readers = Around(row, column).Count() });
                foreach (var (r, c) in Around(row, column))
                    if (kept.TryGetValue(source.Ordinal(plane, r, c), out var centre)
                        && Around(r, c).All(at => kept.ContainsKey(source.Ordinal(plane, at.Row, at.Column))))
                        if (!centre.Taken)
                        {
                            centre.Taken = true;
                            ready.Add(centre.Cells.Window);
                        }
            }
            return ready;
        }

        /// <summary>The cells of a tile and as many around it as are needed.</summary>
        /// <returns>The buffers of tiles that nobody needs any more.</returns>
        public List<NativeBuffer> Gather(Window tile, GeoTiffWriterLayout layout, NativeBuffer buffer, out Chunk gathered)
        {
            var whole = new Window(tile.Band, 0, 0, tile.Bands, source.Rows, source.Columns);
            var wanted = (tile with
            {
                Row = tile.Row - Rows.Before,
                Column = tile.Column - Columns.Before,
                Rows = tile.Rows + Rows.Before + Rows.After,
                Columns = tile.Columns + Columns.Before + Columns.After,
            }).Intersect(whole);
            gathered = new(wanted, layout.Schema.Type, buffer.Memory);
            var (plane, row, column) = Place(tile, layout);
            var free = new List<NativeBuffer>();
            foreach (var (r, c) in Around(row, column))
            {
                SourceTile part;
                lock (gate) part = kept[source.Ordinal(plane, r, c)];
                CopyShared(part.Cells, gathered);
                lock (gate)
                    if (--part.Readers == 0)
                    {
                        kept.Remove(source.Ordinal(plane, r, c));
                        free.Add(part.Buffer);
                    }
            }
            return free;
        }

        public void Clear(SegmentPool pool)
        {
            foreach (var target in targets.Values) pool.Return(target.Buffer);
            foreach (var tile in kept.Values) pool.Return(tile.Buffer);
            targets.Clear();
            kept.Clear();
        }

        private (int Plane, int Row, int Column) Place(Window tile, GeoTiffWriterLayout layout)
            => (tile.Band / layout.Block.Bands, tile.Row / source.BlockRows, tile.Column / source.BlockColumns);

        private IEnumerable<(int Row, int Column)> Around(int row, int column)
        {
            for (var r = Math.Max(0, row - 1); r <= Math.Min(source.TileRows - 1, row + 1); r++)
                for (var c = Math.Max(0, column - 1); c <= Math.Min(source.TileColumns - 1, column + 1); c++) yield return (r, c);
        }
    }

    private sealed class TargetTile(int ordinal, Chunk cells, NativeBuffer buffer)
    {
        public int Remaining;

        public int Ordinal { get; } = ordinal;

        public Chunk Cells { get; } = cells;

        public NativeBuffer Buffer { get; } = buffer;
    }

    private sealed class SourceTile(Chunk cells, NativeBuffer buffer)
    {
        public Chunk Cells { get; } = cells;

        public NativeBuffer Buffer { get; } = buffer;

        public int Readers { get; set; }

        public bool Taken { get; set; }
    }
}
