using System.Runtime.InteropServices;
using Pyramids.Interactive;

namespace Pyramids;

/// <summary>What the library is and how it is set, for a notebook.</summary>
/// <param name="Version">Version of the engine.</param>
/// <param name="Threads">Workers of a computation.</param>
/// <param name="MemoryBytes">Memory budget of a computation.</param>
/// <param name="ChunkBytes">What automatic chunks grow toward.</param>
/// <param name="Magics">Commands that a cell can give.</param>
[TypeFormatterSource]
public sealed record AboutView(string Version, int Threads, long MemoryBytes, long ChunkBytes, IReadOnlyList<MagicCommand> Magics)
{
    /// <summary>The same as lines of text.</summary>
    public override string ToString()
        => string.Join('\n', [$"Pyramids {Version} on {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}",
            $"{Threads} threads, memory {Figures.Bytes(MemoryBytes)}, chunks toward {Figures.Bytes(ChunkBytes)}; change them with Engine.Configure(...)",
            Now, .. Magics.Select(m => $"{m.Usage}\n    {m.Description}")]);

    // As it is when it is asked for, not whenever it is shown.
    private string Now { get; } = $"{Figures.Bytes(GC.GetTotalMemory(false))} in use by the process's objects; each remote store keeps up to {Figures.Bytes(ByteStores.CacheBytes)} of what it fetched; what memory has no room for is kept in {Markup.Clip(Engine.Options.SpillFolder ?? Path.GetTempPath(), 200)}";

    internal Markup ToHtml()
    {
        var rows = Markup.Join(Magics.Select(m => Markup.Of($"""<tr style="background:transparent;border:0"><td style="text-align:left;vertical-align:top;padding:2px 16px 2px 0;border:0;font-family:monospace;overflow-wrap:anywhere">{m.Usage}</td><td style="text-align:left;vertical-align:top;padding:2px 0;border:0">{m.Description}</td></tr>""")));
        return Markup.Of($"""<div style="{Tone.Body}"><div style="margin:2px 0 4px"><b>Pyramids</b> {Version} <span style="opacity:.7">on {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}</span></div><div style="margin:0 0 8px">{Figures.Count(Threads, "thread")} · memory {Figures.Bytes(MemoryBytes)} · chunks toward {Figures.Bytes(ChunkBytes)} <span style="opacity:.7">(Engine.Configure changes them)</span></div><div style="margin:-4px 0 8px">{Now}</div><table style="border-collapse:collapse;border:0;font-size:13px;margin:0">{rows}</table></div>""");
    }
}
