using System.Text;

namespace Pyramids;

/// <summary>A journal among objects, one for each line: objects cannot grow.</summary>
internal sealed class ZarrObjectJournal(IWritableStore parent, string folder) : ZarrJournal
{
    public override ValueTask AddAsync(string key, ZarrObject content, CancellationToken cancellation)
        => parent.WriteAsync($"{folder}/{Guid.NewGuid():n}", Encoding.UTF8.GetBytes(content.Line(key)), cancellation);

    public override async ValueTask RemoveAsync()
    {
        foreach (var key in await parent.ListAsync(folder + "/", default).ToListAsync().ConfigureAwait(false))
            await parent.DeleteAsync(key, default).ConfigureAwait(false);
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override async ValueTask<IReadOnlyList<string>> LinesAsync()
    {
        var lines = new List<string>();
        foreach (var key in await parent.ListAsync(folder + "/", default).ToListAsync().ConfigureAwait(false))
        {
            var bytes = new byte[await parent.LengthAsync(key, default).ConfigureAwait(false) ?? 0];
            var read = bytes.Length == 0 ? 0 : await parent.ReadAsync(key, 0, bytes, default).ConfigureAwait(false);
            if (read > 0 && bytes[read - 1] == '\n') lines.Add(Encoding.UTF8.GetString(bytes, 0, read - 1));
        }
        return lines;
    }

    /// <summary>Objects appear whole or not at all; only their length is asked for.</summary>
    protected override async ValueTask<bool> IsWholeAsync(IWritableStore staged, string key, ZarrObject content)
        => await staged.LengthAsync(key, default).ConfigureAwait(false) == content.Length;
}
