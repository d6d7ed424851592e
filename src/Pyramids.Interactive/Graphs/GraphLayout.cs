namespace Pyramids.Interactive;

/// <summary>Places the nodes of a graph in layers, sources above: each node below all that it reads, few crossings,
/// straight chains.</summary>
/// <remarks>After Sugiyama, Tagawa and Toda (1981): longest-path layers, waypoints for edges that pass layers, barycentre sweeps.</remarks>
internal sealed class GraphLayout
{
    private readonly List<List<Slot>> layers = [];
    private readonly Dictionary<int, Slot> slots = [];

    private GraphLayout() { }

    public double Width { get; private set; }

    public int Layers => layers.Count;

    /// <summary>Middle of a node, and its layer from above.</summary>
    public (double X, int Layer) this[int id] => (slots[id].X, slots[id].Layer);

    /// <summary>Edges as points from layer to layer; <c>Back</c> for those that close a cycle, which only a grouped graph has.</summary>
    public List<(GraphEdge Edge, List<(double X, int Layer)> Path, bool Back)> Routes { get; } = [];

    /// <param name="graph">Edges to unknown nodes are left out.</param>
    /// <param name="nodeWidth">Pixels of a node's box.</param>
    /// <param name="gap">Pixels between boxes.</param>
    public static GraphLayout Of(GraphView graph, double nodeWidth, double gap)
    {
        var layout = new GraphLayout();
        foreach (var node in graph.Nodes) layout.slots[node.Id] = new(nodeWidth);
        var edges = graph.Edges.Where(e => e.From != e.To && layout.slots.ContainsKey(e.From) && layout.slots.ContainsKey(e.To)).ToList();
        var back = BackEdges(graph, edges);
        layout.AssignLayers(graph, [.. edges.Where(e => !back.Contains(e))]);
        layout.Route(edges, back);
        for (var sweep = 0; sweep < 8; sweep++) layout.Sweep(down: sweep % 2 == 0);
        layout.Place(gap);
        return layout;
    }

    private static HashSet<GraphEdge> BackEdges(GraphView graph, List<GraphEdge> edges)
    {
        var (from, state, back) = (edges.ToLookup(e => e.From), new Dictionary<int, int>(),
            new HashSet<GraphEdge>(ReferenceEqualityComparer.Instance));
        foreach (var start in graph.Nodes)
        {
            if (state.ContainsKey(start.Id)) continue;
            var stack = new Stack<(int Node, IEnumerator<GraphEdge> Out)>();
            stack.Push((start.Id, from[start.Id].GetEnumerator()));
            state[start.Id] = 1;
            while (stack.TryPeek(out var top))
            {
                if (!top.Out.MoveNext()) { state[top.Node] = 2; stack.Pop(); continue; }
                var edge = top.Out.Current;
                if (!state.TryGetValue(edge.To, out var seen))
                {
                    state[edge.To] = 1;
                    stack.Push((edge.To, from[edge.To].GetEnumerator()));
                }
                else if (seen == 1) back.Add(edge);
            }
        }
        return back;
    }

    private void AssignLayers(GraphView graph, List<GraphEdge> edges)
    {
        var (waiting, from) = (edges.GroupBy(e => e.To).ToDictionary(g => g.Key, g => g.Count()), edges.ToLookup(e => e.From));
        var ready = new Queue<int>(graph.Nodes.Select(n => n.Id).Where(id => !waiting.ContainsKey(id)));
        while (ready.TryDequeue(out var id))
            foreach (var edge in from[id])
            {
                slots[edge.To].Layer = Math.Max(slots[edge.To].Layer, slots[id].Layer + 1);
                if (--waiting[edge.To] == 0) ready.Enqueue(edge.To);
            }
        // A source belongs just above its first reader, not at the very top.
        foreach (var node in graph.Nodes)
            if (!edges.Any(e => e.To == node.Id) && from[node.Id].Any())
                slots[node.Id].Layer = from[node.Id].Min(e => slots[e.To].Layer) - 1;
        foreach (var node in graph.Nodes) Layer(slots[node.Id].Layer).Add(slots[node.Id]);
    }

    private List<Slot> Layer(int at)
    {
        while (layers.Count <= at) layers.Add([]);
        return layers[at];
    }

    private void Route(List<GraphEdge> edges, HashSet<GraphEdge> back)
    {
        foreach (var edge in edges)
        {
            var isBack = back.Contains(edge);
            var (upper, lower) = isBack ? (slots[edge.To], slots[edge.From]) : (slots[edge.From], slots[edge.To]);
            var path = new List<Slot> { upper };
            for (var layer = upper.Layer + 1; layer < lower.Layer; layer++)
            {
                var waypoint = new Slot(14) { Layer = layer, IsWaypoint = true };
                Layer(layer).Add(waypoint);
                path.Add(waypoint);
            }
            path.Add(lower);
            for (var i = 0; i + 1 < path.Count; i++)
            {
                path[i].Below.Add(path[i + 1]);
                path[i + 1].Above.Add(path[i]);
            }
            if (isBack) path.Reverse();
            routes.Add((edge, path, isBack));
        }
    }

    private readonly List<(GraphEdge, List<Slot>, bool)> routes = [];

    private void Sweep(bool down)
    {
        foreach (var layer in layers)
            for (var i = 0; i < layer.Count; i++) layer[i].Order = i;
        for (var k = 0; k < layers.Count; k++)
        {
            var layer = layers[down ? k : layers.Count - 1 - k];
            var keys = layer.ToDictionary(s => s,
                s => (down ? s.Above : s.Below) is { Count: > 0 } next ? next.Average(n => n.Order) : s.Order);
            var sorted = layer.OrderBy(s => keys[s]).ThenBy(s => s.Order).ToList();
            for (var i = 0; i < sorted.Count; i++) (layer[i], sorted[i].Order) = (sorted[i], i);
        }
    }

    private void Place(double gap)
    {
        foreach (var layer in layers)
        {
            var x = 0.0;
            foreach (var slot in layer)
            {
                slot.X = x + slot.Width / 2;
                x += slot.Width + gap;
            }
            foreach (var slot in layer) slot.X -= (x - gap) / 2;
        }
        // Each layer moves toward its neighbours' middles, then boxes that overlap are pushed apart about the layer's own middle.
        for (var round = 0; round < 24; round++)
            for (var k = 0; k < layers.Count; k++)
            {
                var layer = layers[round % 2 == 0 ? k : layers.Count - 1 - k];
                var wanted = layer.Select(Wish).ToArray();
                Spread(layer, wanted, gap);
            }
        var slotsAll = layers.SelectMany(l => l).ToList();
        var left = slotsAll.Count == 0 ? 0 : slotsAll.Min(s => s.X - s.Width / 2);
        foreach (var slot in slotsAll) slot.X -= left;
        Width = slotsAll.Count == 0 ? 0 : slotsAll.Max(s => s.X + s.Width / 2);
        foreach (var (edge, path, back) in routes) Routes.Add((edge, [.. path.Select(s => (s.X, s.Layer))], back));
    }

    // An edge that passes several layers should be straight before all else.
    private static double Wish(Slot slot)
    {
        var (sum, weight) = (0.0, 0.0);
        foreach (var next in slot.Above.Concat(slot.Below))
        {
            var pull = slot.IsWaypoint && next.IsWaypoint ? 8 : slot.IsWaypoint == next.IsWaypoint ? 2 : 1;
            (sum, weight) = (sum + pull * next.X, weight + pull);
        }
        return weight > 0 ? sum / weight : slot.X;
    }

    /// <summary>Least movement that keeps the order and the gaps: neighbours that would overlap become one block at
    /// their mean wish.</summary>
    private static void Spread(List<Slot> layer, double[] wanted, double gap)
    {
        var blocks = new List<(double Start, double Width, List<int> Members, double Wish)>();
        for (var i = 0; i < layer.Count; i++)
        {
            (double Start, double Width, List<int> Members, double Wish) block = (wanted[i] - layer[i].Width / 2, layer[i].Width, [i],
                wanted[i] - layer[i].Width / 2);
            while (blocks.Count > 0 && blocks[^1].Start + blocks[^1].Width + gap > block.Start)
            {
                var before = blocks[^1];
                blocks.RemoveAt(blocks.Count - 1);
                var wish = (before.Wish * before.Members.Count + (block.Wish - before.Width - gap) * block.Members.Count)
                    / (before.Members.Count + block.Members.Count);
                block = (wish, before.Width + gap + block.Width, [.. before.Members, .. block.Members], wish);
            }
            blocks.Add(block);
        }
        foreach (var (start, _, members, _) in blocks)
        {
            var x = start;
            foreach (var member in members)
            {
                layer[member].X = x + layer[member].Width / 2;
                x += layer[member].Width + gap;
            }
        }
    }

    private sealed class Slot(double width)
    {
        public double Width { get; } = width;

        public bool IsWaypoint { get; init; }

        public int Layer { get; set; }

        public int Order { get; set; }

        public double X { get; set; }

        public List<Slot> Above { get; } = [];

        public List<Slot> Below { get; } = [];
    }
}
