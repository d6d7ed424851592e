namespace Pyramids.Interactive;

/// <summary>A computation at one moment: a bar, and the grid of the chunks it makes.</summary>
/// <param name="Label">What is computed.</param>
/// <param name="At">How far it is.</param>
[TypeFormatterSource]
internal sealed record ProgressState(string Label, ComputeProgress At)
{
    /// <summary>Bytes that the computation may hold; 0 when unknown.</summary>
    public long Budget { get; init; }

    /// <summary>The chunks of what is made, when this state was taken; a state that is kept must not change with the computation.</summary>
    public IReadOnlyList<ChunkStates> Outputs { get; init; } = [];

    /// <summary>Whether there is nothing to come.</summary>
    public bool IsOver => At.Finished || At.Stopped;

    /// <summary>The same with the chunks as they are now.</summary>
    public ProgressState Taken() => this with { Outputs = At.Outputs };

    public Markup ToHtml()
    {
        var percent = Math.Floor(Share * 1000) / 10;
        var color = !IsOver ? Tone.Accent : HasFailed ? Tone.Bad : At.Finished && At.ChunksDone >= At.ChunksTotal ? Tone.Good : Tone.Warm;
        var details = Markup.Join(Details().Select(d => Markup.Of($"""<div><span style="opacity:.7">{d.Name}</span> {d.Value}</div>""")));
        var memory = At.MemoryPeak > 0 && Budget > 0
            ? Bar("Memory held against the budget", Math.Clamp(100.0 * At.MemoryPeak / Budget, 0, 100),
                At.MemoryPeak > .9 * Budget ? Tone.Warm : Tone.Accent, 4, "max-width:220px;margin-top:2px")
            : Markup.Empty;
        var head = Markup.Of($"""<div style="display:flex;flex-wrap:wrap;gap:0 14px;justify-content:space-between;margin:2px 0 3px"><span><b>{Markup.Clip(Label, 80)}</b> {State}</span><span style="opacity:.7">{Chunks}</span></div>{Bar(Markup.Clip(Label, 80), percent, color, 8)}""");
        var grids = Markup.Join(Outputs.Where(o => o.Grid.Count > 1).Take(3)
            .Select(o => Markup.Of($"<div>{ProgressGrid.Draw(o, Outputs.Count > 1)}</div>")));
        return Markup.Of($"""<div style="{Tone.Body};max-width:640px">{head}<div style="{Tone.Row};margin-top:6px">{grids}<div>{details}{memory}</div></div></div>""");
    }

    /// <summary>The bar in characters.</summary>
    public override string ToString()
    {
        var full = (int)(Share * 24);
        return $"{Markup.Clip(Label, 80)} [{new string('#', full)}{new string('.', 24 - full)}] {string.Join(", ", [State, Chunks, .. Details().Select(d => $"{d.Name.ToLowerInvariant()} {d.Value}")])}";
    }

    // A run that was stopped in its first pass is not half done because there was no second.
    private double Share => At.Finished && At.ChunksDone >= At.ChunksTotal ? 1 : Math.Clamp(At.ChunksTotal == 0 ? 0 : At.Fraction, 0, 1);

    private bool HasFailed => Outputs.Any(o => o.States.Contains(ChunkState.Failed));

    private string State
        => !IsOver ? $"{Figures.Fixed(Math.Floor(Share * 100), 0)} %{(At.Passes > 1 ? $", pass {At.Pass} of {At.Passes}" : "")}"
            : At.Finished && At.ChunksDone >= At.ChunksTotal ? $"done in {Figures.Time(At.Elapsed)}"
            : $"{(HasFailed ? "failed" : "stopped")} after {Figures.Time(At.Elapsed)}";

    private string Chunks
        => At.ChunksDone >= At.ChunksTotal
            ? Figures.Count(At.ChunksTotal, "chunk")
            : $"{Figures.Count(At.ChunksDone)} of {Figures.Count(At.ChunksTotal, "chunk")}";

    private IEnumerable<(string Name, string Value)> Details()
    {
        var seconds = At.Elapsed.TotalSeconds;
        if (At.BytesRead > 0)
            yield return ("Read", $"{Figures.Bytes(At.BytesRead)}{(At.BytesTotal > At.BytesRead ? $" of {Figures.Bytes(At.BytesTotal)}" : "")}{(seconds > .05 ? $", {Figures.Bytes(At.BytesPerSecond)}/s" : "")}");
        if (seconds > .5 && At.ChunksPerSecond > 0) yield return ("Speed", $"{Figures.Number(At.ChunksPerSecond, 3)} chunks/s");
        if (!IsOver && seconds > 1 && At.Remaining is { } left) yield return ("Left", $"about {Figures.Time(left)}");
        if (At.MemoryPeak > 0)
            yield return ("Memory", $"{Figures.Bytes(At.MemoryPeak)}{(Budget > 0 ? $" of {Figures.Bytes(Budget)}" : "")}");
    }

    private static Markup Bar(string label, double percent, string color, int height, string style = "")
        => Markup.Of($"""<div role="progressbar" aria-label="{label}" aria-valuemin="0" aria-valuemax="100" aria-valuenow="{percent}" style="height:{height}px;border-radius:{height / 2}px;background:{Tone.Line};overflow:hidden;{style}"><div style="height:{height}px;width:{percent}%;background:{color}"></div></div>""");
}
