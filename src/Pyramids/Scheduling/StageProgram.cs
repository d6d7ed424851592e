namespace Pyramids;

/// <summary>Fused nodes of one stage, for one band of the root: evaluated together over strips that stay in the cache.</summary>
internal sealed class StageProgram
{
    private const int StripBytes = 768 << 10;                     // about what a core's second-level cache holds beside other things

    private readonly List<Step> steps = [];
    private readonly Func<Node, bool> isLeaf;
    private readonly int root;
    private readonly bool movesWithOutput, isUneven;
    private StripSize? lastStrip;

    public StageProgram(Node rootNode, int band, Func<Node, bool> isLeaf)
    {
        this.isLeaf = isLeaf;
        Add(rootNode, band);
        root = steps.Count - 1;
        if (rootNode.Schema.Whole.Cells >= Fusion.LeastCells) Fuse();
        TakeInLeaves();
        movesWithOutput = steps.All(step => step.IsLeaf || step.Node.MovesWithOutput);
        isUneven = steps.Any(step => !step.IsLeaf && step.Node.IsUneven);
    }

    /// <summary>Whether the root is itself a leaf: nothing is computed, cells are passed on.</summary>
    public bool IsPassThrough => steps[root].IsLeaf;

    /// <summary>Nodes computed here.</summary>
    public IEnumerable<Node> Fused => steps.Where(step => !step.IsLeaf).Select(step => step.Original).Distinct();

    /// <summary>Asks for the windows of the leaves that an output window needs, inside their rasters.</summary>
    /// <param name="output">Cells of one band of the root.</param>
    /// <param name="windows">Working memory, made when too short.</param>
    /// <param name="state">Passed on to the visitor.</param>
    /// <param name="visit">Given each leaf and its window.</param>
    public void LeafWindows<TState>(Window output, ref Window[] windows, TState state, Action<TState, Node, Window> visit)
    {
        if (windows.Length < steps.Count) windows = new Window[steps.Count];
        Needs(output, windows, clip: true);
        for (var i = 0; i < steps.Count; i++)
            if (steps[i].IsLeaf && !windows[i].IsEmpty)
                visit(state, steps[i].Node, windows[i]);
    }

    /// <summary>Rows of a strip, and the working memory that one takes at most.</summary>
    public StripSize Strip(Window output)
    {
        if (lastStrip is { } known && known.ChunkRows == output.Rows && known.ChunkColumns == output.Columns) return known;
        if (IsPassThrough) return lastStrip = new(output.Rows, output.Columns, output.Rows, 0, 0, 0);
        var halo = 0;
        foreach (var step in steps) halo = Math.Max(halo, step.Node.Halo);
        var rows = output.Rows;
        while (rows > Math.Max(8, 2 * halo) && Scratch(output with { Rows = rows }) > StripBytes) rows = (rows + 1) / 2;
        var block = steps[root].Node.Block.Rows;
        rows = Math.Min(output.Rows, (rows + block - 1) / block * block);
        var bytes = Scratch(output with { Rows = rows });
        if (isUneven)
            for (var row = output.Row + rows; row < output.RowEnd; row += rows)
                bytes = Math.Max(bytes, Scratch(output with { Row = row, Rows = Math.Min(rows, output.RowEnd - row) }));
        var size = new StripSize(output.Rows, output.Columns, rows, bytes, KernelScratch(output with { Rows = rows }),
            (long)rows * output.Columns * steps[root].Node.Schema.Type.Size() + 64);
        if (movesWithOutput) lastStrip = size;
        return size;
    }

    /// <summary>Bytes of the cells that each fused node makes for one strip of an output window.</summary>
    public IEnumerable<(Node Node, long Bytes)> Buffers(Window output)
    {
        var needs = new Window[steps.Count];
        Needs(output with { Rows = Strip(output).Rows }, needs, clip: true);
        for (var i = 0; i < steps.Count; i++)
            if (!steps[i].IsLeaf && !needs[i].IsEmpty) yield return (steps[i].Original, needs[i].Cells * steps[i].Node.Schema.Type.Size());
    }

    /// <summary>Computes the cells of a chunk of one band.</summary>
    public void Run(Chunk output, LeafReader read, Arena arena, CancellationToken cancellation)
        => Run(output.Window, 0, window => output.RowRange(window.Row, window.Rows), null, read, arena, cancellation);

    /// <summary>Computes the cells of a window of one band, and hands them over strip by strip.</summary>
    public void Run(Window output, Action<Chunk> deliver, LeafReader read, Arena arena, CancellationToken cancellation)
    {
        var type = steps[root].Node.Schema.Type;
        Run(output, Strip(output).OutputBytes, window => arena.Take(window, type), deliver, read, arena, cancellation);
    }

    private void Run(Window output, long stripBytes, Func<Window, Chunk> stripOf, Action<Chunk>? deliver, LeafReader read, Arena arena,
        CancellationToken cancellation)
    {
        using var interruption = Interruption.By(cancellation);
        var size = Strip(output);
        var needs = new Window[steps.Count];
        var chunks = new Chunk[steps.Count];
        for (var row = output.Row; row < output.RowEnd; row += size.Rows)
        {
            cancellation.ThrowIfCancellationRequested();
            arena.Reset(size.Bytes + stripBytes);
            var strip = stripOf(output with { Row = row, Rows = Math.Min(size.Rows, output.RowEnd - row) });
            Needs(strip.Window, needs, clip: true);
            for (var i = 0; i < steps.Count; i++)
                if (!needs[i].IsEmpty && !steps[i].IsTakenIn)
                    chunks[i] = Evaluate(i, i == root ? strip : null, needs, chunks, read, arena);
            deliver?.Invoke(strip);
        }
    }

    private Chunk Evaluate(int index, Chunk? target, Window[] needs, Chunk[] chunks, LeafReader read, Arena arena)
    {
        var step = steps[index];
        if (step.IsLeaf) return read(step.Node, needs[index], target, arena, Gather.Copy);
        var output = target ?? arena.Take(needs[index], step.Node.Schema.Type);
        if (step.TakesIn)
        {
            for (var band = 0; band < step.Bands; band++)
            {
                var part = step.Bands == 1 ? output : output.Band(band);
                read(steps[step.InputOf(band, 0)].Node, part.Window, part, arena, ((IGatheringNode)step.Node).Gather);
            }
            return output;
        }
        var inputs = new Chunk[step.Node.Inputs.Count];
        for (var band = 0; band < step.Bands; band++)
        {
            var part = step.Bands == 1 ? output : output.Band(band);
            for (var input = 0; input < inputs.Length; input++)
            {
                var origin = step.InputOf(band, input);
                if (origin < 0) continue;
                var wanted = step.Node.InputWindow(input, part.Window);
                inputs[input] = Padded(step.Node, input, chunks[origin], wanted, arena);
            }
            ((KernelNode)step.Node).Compute(inputs, part);
        }
        return output;
    }

    /// <summary>The chunk itself when it holds the window, else a copy with what lies beyond the raster filled in.</summary>
    private static Chunk Padded(Node node, int input, Chunk chunk, Window wanted, Arena arena)
    {
        var whole = node.Inputs[input].Schema.Whole;
        if (whole.Contains(wanted)) return chunk;
        var padded = arena.Take(wanted, chunk.Type);
        Gather.Copy(chunk, padded);
        Edges.Fill(padded, whole, node.EdgeOf(input), node.EdgeValue);
        return padded;
    }

    private void Needs(Window output, Window[] needs, bool clip)
    {
        Array.Clear(needs, 0, steps.Count);
        needs[root] = output;
        for (var i = steps.Count - 1; i >= 0; i--)
        {
            var step = steps[i];
            if (needs[i].IsEmpty || step.IsLeaf) continue;
            for (var band = 0; band < step.Bands; band++)
                for (var input = 0; input < step.Node.Inputs.Count; input++)
                {
                    var origin = step.InputOf(band, input);
                    if (origin < 0) continue;
                    var wanted = step.Node.InputWindow(input, needs[i] with { Band = step.Band + band, Bands = 1 });
                    if (clip) wanted = wanted.Intersect(step.Node.Inputs[input].Schema.Whole);
                    if (!wanted.IsEmpty) needs[origin] = needs[origin].IsEmpty ? wanted : Hull(needs[origin], wanted);
                }
        }
    }

    /// <summary>What kernels rent for a strip; arrays of different sizes stay with the pool, so theirs are added up.</summary>
    private long KernelScratch(Window output)
    {
        var needs = new Window[steps.Count];
        Needs(output, needs, clip: false);
        long bytes = 0;
        for (var i = 0; i < steps.Count; i++)
            if (!needs[i].IsEmpty && !steps[i].IsLeaf) bytes += ((KernelNode)steps[i].Node).ScratchBytes(needs[i] with { Bands = 1 });
        return bytes;
    }

    private long Scratch(Window output)
    {
        var needs = new Window[steps.Count];
        Needs(output, needs, clip: false);
        long bytes = 0;
        for (var i = 0; i < steps.Count; i++)
        {
            if (needs[i].IsEmpty) continue;
            if (i != root && !steps[i].IsTakenIn) bytes += needs[i].Cells * steps[i].Node.Schema.Type.Size() + 64;
            if (steps[i].IsLeaf) continue;
            for (var input = 0; input < steps[i].Node.Inputs.Count; input++)          // a padded copy at the raster's edge
            {
                var wanted = steps[i].Node.InputWindow(input, needs[i] with { Bands = 1, Band = steps[i].Band });
                if (wanted.Rows > needs[i].Rows || wanted.Columns > needs[i].Columns)
                    bytes += steps[i].Bands * (wanted.Cells * steps[i].Node.Inputs[input].Schema.Type.Size() + 64);
            }
        }
        return bytes;
    }

    /// <summary>Puts a node down after those that it needs; which bands it needs of them tells a window of one cell.</summary>
    private void Add(Node rootNode, int rootBand)
    {
        var known = new Dictionary<Part, int>();
        var whole = new Part(rootNode, rootBand, 1);
        foreach (var part in Walk.InOrder([whole], part => Inputs(part).OfType<Part>()))
        {
            known[part] = steps.Count;
            var origins = new List<int>();
            foreach (var input in Inputs(part)) origins.Add(input is null ? -1 : known[input]);
            steps.Add(new(part.Node, part.Band, part.Bands, IsLeaf(part), [.. origins]));
        }

        bool IsLeaf(Part part) => part.Node is not KernelNode || (part != whole && isLeaf(part.Node));

        IEnumerable<Part?> Inputs(Part part)
        {
            if (IsLeaf(part)) yield break;
            for (var band = part.Band; band < part.Band + part.Bands; band++)
                for (var input = 0; input < part.Node.Inputs.Count; input++)
                {
                    var probe = part.Node.InputWindow(input, new(band, 0, 0, 1, 1, 1));
                    yield return probe.Bands <= 0 ? null : new(part.Node.Inputs[input], probe.Band, probe.Bands);
                }
        }
    }

    /// <summary>Puts local nodes that nobody else reads into one formula with their reader.</summary>
    private void Fuse()
    {
        var views = steps.ConvertAll(step => new Fusion.View(step.Node, step.IsLeaf || step.Bands != 1 ? null : step.Origins));
        var readers = new int[steps.Count];
        foreach (var step in steps)
            foreach (var origin in step.Origins)
                if (origin >= 0) readers[origin]++;
        var isRead = new bool[steps.Count];
        isRead[root] = true;
        for (var i = root; i >= 0; i--)
        {
            if (!isRead[i]) continue;
            if (Fusion.Of(i, views, readers) is (var node, { } origins)) steps[i] = steps[i] with { Node = node, Origins = origins };
            foreach (var origin in steps[i].Origins)
                if (origin >= 0) isRead[origin] = true;
        }
    }

    /// <summary>Marks stored leaves whose readers gather them themselves: their cells are not copied together first. Cells in
    /// memory are together already.</summary>
    private void TakeInLeaves()
    {
        for (var leaf = 0; leaf < root; leaf++)
        {
            if (steps[leaf] is not { IsLeaf: true, Node: SourceNode { Source: not MemorySource } }) continue;
            if (!steps.TrueForAll(step => !step.Reads(leaf) || (step.Node is IGatheringNode && step.ReadsOnly(leaf)))) continue;
            for (var i = 0; i < steps.Count; i++)
                if (i == leaf) steps[i] = steps[i] with { IsTakenIn = true };
                else if (steps[i].Reads(leaf)) steps[i] = steps[i] with { TakesIn = true };
        }
    }

    private static Window Hull(Window a, Window b)
    {
        int band = Math.Min(a.Band, b.Band), row = Math.Min(a.Row, b.Row), column = Math.Min(a.Column, b.Column);
        return new(band, row, column, Math.Max(a.BandEnd, b.BandEnd) - band, Math.Max(a.RowEnd, b.RowEnd) - row,
            Math.Max(a.ColumnEnd, b.ColumnEnd) - column);
    }

    private sealed record Part(Node Node, int Band, int Bands);

    private sealed record Step(Node Node, int Band, int Bands, bool IsLeaf, int[] Origins)
    {
        /// <summary>The node as the graph has it.</summary>
        public Node Original { get; } = Node;

        /// <summary>Of a leaf: whether its readers gather it themselves.</summary>
        public bool IsTakenIn { get; init; }

        /// <summary>Whether it gathers its leaf itself.</summary>
        public bool TakesIn { get; init; }

        public int InputOf(int band, int input) => Origins[band * Node.Inputs.Count + input];

        public bool Reads(int step) => Array.IndexOf(Origins, step) >= 0;

        public bool ReadsOnly(int step) => Array.TrueForAll(Origins, origin => origin == step);
    }
}

/// <summary>How a chunk is cut into strips: rows of one, bytes of the windows it is computed from, bytes that kernels rent
/// beside them, and bytes of the strip itself.</summary>
internal sealed record StripSize(int ChunkRows, int ChunkColumns, int Rows, long Bytes, long KernelBytes, long OutputBytes)
{
    public long AllBytes => BufferPool.SizeOf(Bytes) + KernelBytes;

    public long AllBytesWithOutput => BufferPool.SizeOf(Bytes + OutputBytes) + KernelBytes;
}

/// <summary>Gives the cells of a leaf: a chunk that holds at least the window, or the target filled, by <see cref="Gather.Copy"/>
/// or by another way from one chunk into what it has in common with the other.</summary>
internal delegate Chunk LeafReader(Node leaf, Window window, Chunk? target, Arena arena, Action<Chunk, Chunk> gather);
