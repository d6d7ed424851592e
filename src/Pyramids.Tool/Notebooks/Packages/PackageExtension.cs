namespace Pyramids.Tool.Notebooks;

/// <summary>What a package has to say when it is loaded: its extension script, or a call that stands for it when the
/// tool carries the package.</summary>
internal sealed class PackageExtension(string packageId, Func<ScriptSession, CellContext, Task> run)
{
    public static PackageExtension FromScript(ResolvedPackage package) => new(package.Id, async (session, cell) =>
        await session.RunExtensionScriptAsync(await File.ReadAllTextAsync(package.ExtensionScript, cell.Cancellation).ConfigureAwait(false),
            cell).ConfigureAwait(false));

    /// <summary>Runs the extension. A failure is shown and does not fail the cell: the package's types are there all the same.</summary>
    public async Task RunAsync(ScriptSession session, CellContext cell)
    {
        var named = new CellContext(session, cell.Sink, $"{packageId} extension", cell.Cancellation);
        try
        {
            await run(session, named).ConfigureAwait(false);
        }
        catch (Exception e) when (!(e is OperationCanceledException && cell.Cancellation.IsCancellationRequested))
        {
            cell.Sink.Stream("stderr", $"The extension of {packageId} could not be loaded: {e.Message}\n");
        }
    }
}
