namespace Pyramids.Interactive;

/// <summary>What a computation is going to do, as a table of its passes and stages.</summary>
internal static class PlanHtml
{
    private const string Cell = "text-align:left;padding:3px 16px 3px 0;border:0;background:transparent;vertical-align:top";
    private const int MostStages = 300;

    public static Markup Draw(PlanReport plan)
    {
        var html = new MarkupWriter();
        var share = plan.BudgetBytes > 0 ? Math.Clamp((double)plan.PeakBytes / plan.BudgetBytes, 0, 1) : 0;
        html.Add($"""<div style="{Tone.Body}"><div style="margin:2px 0 6px"><b>Plan</b> <span style="opacity:.7">{Figures.Count(plan.Passes.Count, "pass", "passes")}, {Figures.Count(plan.Passes.Sum(p => p.Tasks), "task")} on {Figures.Count(plan.Threads, "thread")}</span></div>""");
        html.Add($"""<div style="{Tone.Row}"><div style="min-width:220px"><div style="opacity:.7">Memory at most</div><div>{Figures.Bytes(plan.PeakBytes)} of {Figures.Bytes(plan.BudgetBytes)}</div><div style="height:6px;border-radius:3px;background:{Tone.Line};overflow:hidden;margin-top:2px"><div style="height:6px;width:{Math.Round(share * 100, 1)}%;background:{(share > .9 ? Tone.Warm : Tone.Accent)}"></div></div></div>""");
        html.Add($"""<div><div style="opacity:.7">Reads</div><div>{Figures.Bytes(plan.StoredBytes)}</div></div><div><div style="opacity:.7">Stored blocks read more than once</div><div>{(plan.BlocksReadAgain == 0 ? "none" : Figures.Count(plan.BlocksReadAgain))}</div></div></div>""");
        html.Add($"""<div style="overflow-x:auto"><table style="border-collapse:collapse;border:0;margin:8px 0 0;font-size:13px"><thead><tr style="border:0;border-bottom:1px solid {Tone.Line};background:transparent">{Markup.Join(new[] { "Stage", "Chunks", "Chunk", "Cell type", "Bytes", "At once", "Fetches" }.Select(h => Markup.Of($"""<th scope="col" style="{Cell};font-weight:600">{h}</th>""")))}</tr></thead><tbody>""");
        var left = MostStages;
        foreach (var (number, pass) in plan.Passes.Index())
        {
            html.Add($"""<tr style="border:0;background:{Tone.Soft}"><td colspan="7" style="{Cell};padding-left:4px"><b>Pass {number + 1}:</b> {Markup.Clip(pass.Target, 160)} <span style="opacity:.7">{Figures.Count(pass.Tasks, "task")}, peak {Figures.Bytes(pass.PeakBytes)}</span></td></tr>""");
            foreach (var stage in pass.Stages.Take(left))
                html.Add($"""<tr style="border:0;background:transparent"><td style="{Cell};overflow-wrap:break-word">{Markup.Clip(stage.Operations, 200)}</td><td style="{Cell}">{Figures.Count(stage.Chunks)}</td><td style="{Cell}">{stage.ChunkShape.ToString()}</td><td style="{Cell}">{stage.Type}</td><td style="{Cell};white-space:nowrap">{Figures.Bytes(stage.ChunkBytes)} each</td><td style="{Cell};white-space:nowrap">{(stage.HeldBytes > 0 ? Figures.Bytes(stage.HeldBytes) : "")}</td><td style="{Cell}">{Fetches(stage)}</td></tr>""");
            left -= Math.Min(left, pass.Stages.Count);
        }
        html.Add($"</tbody></table></div>");
        var hidden = plan.Passes.Sum(p => p.Stages.Count) - (MostStages - left);
        if (hidden > 0) html.Add($"<div>and {Figures.Count(hidden, "more stage")}</div>");
        return html.Add($"</div>").ToMarkup();
    }

    private static string Fetches(PlanStage stage) => (stage.StoredBytes, stage.BlocksReadAgain) switch
    {
        (0, _) => "",
        (var bytes, 0) => Figures.Bytes(bytes),
        var (bytes, again) => $"{Figures.Bytes(bytes)}, {Figures.Count(again, "block")} more than once",
    };
}
