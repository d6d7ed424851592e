namespace Pyramids;

/// <summary>A file that is there whole or not at all: written beside its place and moved there by <see cref="Commit"/>.</summary>
internal sealed class WholeFile : IDisposable
{
    private readonly string path, part;

    /// <summary>Begins a file; another of this name stays as it is until the commit.</summary>
    public WholeFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        (this.path, part) = (path, $"{path}.{Guid.NewGuid():N}.part");
        Stream = File.Create(part);
    }

    public Stream Stream { get; }

    public void Commit()
    {
        Stream.Dispose();
        File.Move(part, path, overwrite: true);
    }

    public void Dispose()
    {
        Stream.Dispose();
        File.Delete(part);
    }
}
