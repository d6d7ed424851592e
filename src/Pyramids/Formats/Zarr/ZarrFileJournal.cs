using System.Text;

namespace Pyramids;

/// <summary>A journal in a file, one for each writer.</summary>
internal sealed class ZarrFileJournal : ZarrJournal
{
    private readonly string path;
    private readonly bool isShared;
    private readonly FileStream file;
    private readonly Lock gate = new();

    public ZarrFileJournal(string path, bool isShared)
    {
        (this.path, this.isShared) = (path, isShared);
        if (isShared)
        {
            file = new($"{path}-{Guid.NewGuid():n}", FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            return;
        }
        try
        {
            file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException inner) when (File.Exists(path))
        {
            throw new IOException($"Another process writes the same store; its journal '{path}' is in use.", inner);
        }
    }

    public override ValueTask AddAsync(string key, ZarrObject content, CancellationToken cancellation)
    {
        var line = Encoding.UTF8.GetBytes(content.Line(key));
        lock (gate)
        {
            file.Write(line);
            file.Flush();
        }
        return ValueTask.CompletedTask;
    }

    public override ValueTask RemoveAsync()
    {
        file.Dispose();
        foreach (var journal in isShared ? All() : [path]) File.Delete(journal);
        return ValueTask.CompletedTask;
    }

    public override ValueTask DisposeAsync() => file.DisposeAsync();

    protected override ValueTask<IReadOnlyList<string>> LinesAsync()
    {
        if (!isShared) return new(Lines(file, cut: true));
        var lines = new List<string>();
        foreach (var journal in All())
        {
            using var reader = new FileStream(journal, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            lines.AddRange(Lines(reader, cut: false));
        }
        return new(lines);
    }

    private string[] All() => [.. Directory.EnumerateFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + "*")];

    private static string[] Lines(FileStream reader, bool cut)
    {
        var bytes = new byte[reader.Length];
        reader.ReadExactly(bytes);
        var end = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        if (cut)
        {
            reader.SetLength(end);
            reader.Seek(0, SeekOrigin.End);
        }
        return Encoding.UTF8.GetString(bytes, 0, end).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    protected override async ValueTask<bool> IsWholeAsync(IWritableStore staged, string key, ZarrObject content)
    {
        if (await staged.LengthAsync(key, default).ConfigureAwait(false) != content.Length) return false;
        var bytes = new byte[content.Length];
        return await staged.ReadAsync(key, 0, bytes, default).ConfigureAwait(false) == bytes.Length && content.Fits(bytes);
    }
}
