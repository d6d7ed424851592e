namespace Pyramids.Interactive;

/// <summary>Draws a graph of operations from sources down to the result.</summary>
internal static class GraphSvg
{
    private const double NodeWidth = 190, NodeHeight = 74, Gap = 22, LayerGap = 34, Margin = 6;
    private const int Most = 60;

    public static Markup Draw(GraphView graph)
    {
        var shown = graph.Nodes.Count > Most ? Grouped(graph) : graph;
        if (shown.Nodes.Count == 0) return Markup.Of($"""<div style="{Tone.Body}">An empty graph.</div>""");
        var layout = GraphLayout.Of(shown, NodeWidth, Gap);
        var greatest = shown.Nodes.Max(Held);
        var drawing = new MarkupWriter();
        foreach (var (edge, path, back) in layout.Routes) Edge(drawing, edge, path, back);
        foreach (var node in shown.Nodes) Node(drawing, node, layout[node.Id], greatest);
        var width = Math.Ceiling(layout.Width + 2 * Margin);
        var height = layout.Layers * (NodeHeight + LayerGap) - LayerGap + 2 * Margin;
        var picture = Svg.Frame(Math.Max(width, NodeWidth + 2 * Margin), height, Alt(graph), drawing.ToMarkup(),
            $"min-width:{Figures.Coordinate(width * .55)}px");
        var grouped = shown == graph ? "" : $"; drawn by kind of operation, {Figures.Count(shown.Nodes.Count, "box", "boxes")}";
        var memory = greatest > 0 ? $" The fuller a box's colour, the more bytes it {(shown.Nodes.Any(n => n.ProjectedBytes is not null) ? "is planned to hold at once" : "has")}: up to {Figures.Bytes(greatest)}." : "";
        if (shown.Edges.Any(e => e.Chunks is { } passed && shown.Nodes.Any(n => n.Id == e.From && n.Chunks != passed)))
            memory += " A line tells how many chunks pass; the engine cuts those by itself.";
        return Markup.Of($"""<div style="{Tone.Body}"><div style="margin:2px 0 8px"><b>Graph</b> of {Figures.Count(graph.Nodes.Count, "operation")}, {Figures.Count(graph.Nodes.Sum(n => n.Chunks), "chunk")}{grouped}.<span style="opacity:.7">{memory}</span></div><div style="overflow-x:auto">{picture}</div></div>""");
    }

    public static string Alt(GraphView graph)
    {
        var results = graph.Nodes.Where(n => graph.Edges.All(e => e.From != n.Id)).Select(n => Markup.Clip(n.Label, 40)).Take(4);
        var sources = graph.Nodes.Where(n => graph.Edges.All(e => e.To != n.Id)).Select(n => Markup.Clip(n.Label, 40)).Take(4);
        return $"Graph of {Figures.Count(graph.Nodes.Count, "operation")} and {Figures.Count(graph.Nodes.Sum(n => n.Chunks), "chunk")}, from {string.Join(", ", sources)} to {string.Join(", ", results)}";
    }

    /// <summary>One node for each kind of operation, at most sixty.</summary>
    public static GraphView Grouped(GraphView graph)
    {
        var kinds = graph.Nodes.GroupBy(n => n.Operation).OrderByDescending(g => g.Count()).Select(g => g.Key).ToList();
        var kindOf = kinds.Select((kind, i) => (kind, Math.Min(i, Most - 1))).ToDictionary(k => k.kind, k => k.Item2);
        var groupOf = graph.Nodes.ToDictionary(n => n.Id, n => kindOf[n.Operation]);
        var nodes = graph.Nodes.GroupBy(n => groupOf[n.Id]).OrderBy(g => g.Min(n => n.Id)).Select(group =>
        {
            var name = group.Key == Most - 1 && kinds.Count > Most ? "others" : kinds[group.Key];
            return new GraphNode(group.Key, group.Count() == 1 ? group.First().Label : $"{name} × {Figures.Count(group.Count())}", name,
                group.Sum(n => n.Chunks), group.Sum(n => n.Bytes))
            {
                ProjectedBytes = group.Any(n => n.ProjectedBytes is not null) ? group.Sum(n => n.ProjectedBytes ?? 0) : null,
            };
        });
        var edges = graph.Edges.Where(e => groupOf.ContainsKey(e.From) && groupOf.ContainsKey(e.To))
            .GroupBy(e => (groupOf[e.From], groupOf[e.To])).Where(g => g.Key.Item1 != g.Key.Item2)
            .Select(g => new GraphEdge(g.Key.Item1,
                g.Key.Item2) { Chunks = g.Any(e => e.Chunks is not null) ? g.Sum(e => e.Chunks ?? 0) : null, Halo = g.Max(e => e.Halo) });
        return new([.. nodes], [.. edges]);
    }

    private static long Held(GraphNode node) => node.ProjectedBytes ?? node.Bytes;

    private static double Y(int layer) => Margin + layer * (NodeHeight + LayerGap);

    private static void Node(MarkupWriter drawing, GraphNode node, (double X, int Layer) at, long greatest)
    {
        var (x, y) = (at.X - NodeWidth / 2 + Margin, Y(at.Layer));
        var share = greatest > 0 ? Math.Sqrt((double)Math.Max(0, Held(node)) / greatest) : 0;
        var hover = string.Join(" · ",
            new[] { node.Label, node.Operation, node.Detail, Figures.Count(node.Chunks, "chunk"), Figures.Bytes(node.Bytes) + " in all",
                node.ProjectedBytes is { } held ? Figures.Bytes(held) + " held at once" : null }.Where(t => !string.IsNullOrEmpty(t))
                    .Select(t => Markup.Clip(t!, 200)));
        drawing.Add($"""<g><title>{hover}</title><rect x="{x}" y="{y}" width="{NodeWidth}" height="{NodeHeight}" rx="6" fill="{Tone.Accent}" fill-opacity="{.06 + .5 * share}" stroke="currentColor" stroke-opacity=".55"/>""");
        drawing.Add(Svg.Text(x + 10, y + 19, Fit(node.Label, NodeWidth - 24, 13), size: 12, bold: true));
        var kind = node.Operation == node.Label || node.Label.StartsWith(node.Operation + " ", StringComparison.Ordinal) ? ""
            : node.Operation;
        var facts = string.Join(" · ", new[] { kind, node.Detail ?? "" }.Where(t => t.Length > 0));
        drawing.Add(Svg.Text(x + 10, y + 36, $"{Figures.Count(node.Chunks, "chunk")} · {Figures.Bytes(node.Bytes)}", opacity: .8));
        drawing.Add(Svg.Text(x + 10, y + 51, Fit(facts, NodeWidth - 20, 11), opacity: .6));
        if (node.ProjectedBytes is { } planned)
            drawing.Add(Svg.Text(x + 10, y + 66, $"holds {Figures.Bytes(planned)} at once", opacity: .6));
        if (node.Stage is { } stage) drawing.Add(Svg.Text(x + NodeWidth - 8, y + 13, $"stage {stage}", "end", .55, 9));
        drawing.Add($"</g>");
    }

    private static void Edge(MarkupWriter drawing, GraphEdge edge, List<(double X, int Layer)> path, bool back)
    {
        var line = new MarkupWriter();
        var direction = back ? -1 : 1;
        var (x, y) = (path[0].X + Margin, back ? Y(path[0].Layer) : Y(path[0].Layer) + NodeHeight);
        line.Add($"M{x} {y}");
        for (var i = 1; i < path.Count; i++)
        {
            var (nextX, nextY) = (path[i].X + Margin, back ? Y(path[i].Layer) + NodeHeight : Y(path[i].Layer));
            var last = i == path.Count - 1;
            var end = last ? nextY - direction * 6 : nextY;
            var bend = (end - y) / 2;
            line.Add($"C{x} {y + bend} {nextX} {end - bend} {nextX} {end}");
            (x, y) = (nextX, end);
            if (last) continue;
            y += direction * NodeHeight;
            line.Add($"V{y}");
        }
        drawing.Add($"""<path d="{line.ToMarkup()}" fill="none" stroke="currentColor" stroke-opacity=".5" stroke-width="1.3"{Markup.Raw(back ? " stroke-dasharray=\"4 3\"" : "")}/><path d="M{x} {y + direction * 6}l-4.5 {-7 * direction}h9z" fill-opacity=".6"/>""");
        var label = string.Join(", ", new[] { edge.Chunks is { } chunks ? Figures.Count(chunks, "chunk") : null,
            edge.Halo > 0 ? $"halo {edge.Halo}" : null }.Where(t => t is not null));
        if (label.Length == 0) return;
        // At the reader's end, on the side that the line does not come from.
        var (from, to) = (path[^2], path[^1]);
        var left = back || from.X > to.X;
        drawing.Add(Svg.Text(to.X + Margin + (left ? -8 : 8), (back ? Y(to.Layer) + NodeHeight + 14 : Y(to.Layer) - 8), label,
            left ? "end" : "start", .7, 10));
    }

    private static string Fit(string text, double width, double size)
    {
        text = Markup.Clip(text, 80);
        while (text.Length > 1 && Svg.WidthOf(text, size) > width) text = text.TrimEnd('…')[..^1] + "…";
        return text;
    }
}
