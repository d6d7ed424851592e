namespace Pyramids.Interactive;

/// <summary>A progress bar at one moment.</summary>
[TypeFormatterSource]
internal sealed record ProgressState(string Label, long Done, long Total, long BytesRead, TimeSpan Elapsed, long MemoryPeak, bool Finished)
{
    /// <summary>Bytes that the computation may hold; 0 when unknown.</summary>
    public long Budget { get; init; }

    private double Fraction => Total <= 0 ? Finished ? 1 : 0 : Math.Clamp((double)Done / Total, 0, 1);

    public Markup ToHtml()
    {
        var percent = Math.Floor(Fraction * 1000) / 10;
        var color = Finished ? Tone.Good : Tone.Accent;
        var stripe = Finished && Done < Total ? Tone.Warm : color;
        return Markup.Of($"""<div style="{Tone.Body};max-width:640px"><div style="display:flex;flex-wrap:wrap;gap:0 14px;justify-content:space-between;margin:2px 0 3px"><span><b>{Markup.Clip(Label, 80)}</b> {State}</span><span style="opacity:.7">{Markup.Raw(string.Join(" · ", Details().Select(Markup.Escape)))}</span></div><div role="progressbar" aria-label="{Markup.Clip(Label, 80)}" aria-valuemin="0" aria-valuemax="100" aria-valuenow="{percent}" style="height:8px;border-radius:4px;background:{Tone.Line};overflow:hidden"><div style="height:8px;width:{percent}%;background:{stripe}"></div></div></div>""");
    }

    /// <summary>The bar in characters.</summary>
    public override string ToString()
    {
        var full = (int)(Fraction * 24);
        return $"{Markup.Clip(Label, 80)} [{new string('#', full)}{new string('.', 24 - full)}] {State}, {string.Join(", ", Details())}";
    }

    private string State => !Finished ? $"{Figures.Fixed(Math.Floor(Fraction * 100), 0)} %"
        : Done < Total ? $"stopped after {Figures.Count(Done)} of {Figures.Count(Total, "chunk")}" : $"done in {Figures.Time(Elapsed)}";

    private IEnumerable<string> Details()
    {
        if (!Finished) yield return $"{Figures.Count(Done)} of {Figures.Count(Total, "chunk")}";
        else if (Done >= Total) yield return Figures.Count(Total, "chunk");
        if (BytesRead > 0)
            yield return $"{Figures.Bytes(BytesRead)} read{(Elapsed.TotalSeconds > .05 ? $", {Figures.Bytes(BytesRead / Elapsed.TotalSeconds)}/s" : "")}";
        if (MemoryPeak > 0) yield return $"memory {Figures.Bytes(MemoryPeak)}{(Budget > 0 ? $" of {Figures.Bytes(Budget)}" : "")}";
        if (!Finished && Done > 0 && Done < Total && Elapsed.TotalSeconds > 1) yield return $"{Figures.Time(Elapsed * ((double)(Total - Done) / Done))} left";
    }
}
