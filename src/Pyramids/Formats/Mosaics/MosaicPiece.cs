namespace Pyramids;

/// <summary>A rectangle of one file and where it lies in a mosaic. The file is opened when its first cell is asked for.</summary>
/// <param name="name">The file, for messages.</param>
/// <param name="target">Rows and columns of the mosaic that the rectangle covers; its bands do not count.</param>
/// <param name="sourceRow">The rectangle's first row in the file.</param>
/// <param name="sourceColumn">Its first column.</param>
/// <param name="bands">The file's band for each band of the mosaic; -1 where it has none.</param>
/// <param name="open">Opens the file.</param>
internal sealed class MosaicPiece(
    string name, Window target, int sourceRow, int sourceColumn, IReadOnlyList<int> bands, Func<CancellationToken, Task<RasterFile>> open)
{
    private readonly Lock gate = new();
    private Task<RasterFile>? opened;

    /// <summary>A rectangle of a file that is open already.</summary>
    public MosaicPiece(string name, Window target, IReadOnlyList<int> bands, RasterFile file) : this(name, target, 0, 0, bands, _ => Task.FromResult(file))
        => opened = Task.FromResult(file);

    public string Name => name;

    public Window Target => target;

    public IReadOnlyList<int> Bands => bands;

    /// <summary>The value whose cells are left out; null when every cell counts, even the file's own nodata.</summary>
    public double? NoData { get; init; }

    /// <summary>Whether a mask or alpha band of the file counts.</summary>
    public bool IsMasked { get; init; }

    /// <summary>A cell of the mosaic is Ratio * cell + Offset.</summary>
    public double Ratio { get; init; } = 1;

    public double Offset { get; init; }

    /// <summary>The opened file, or null.</summary>
    public RasterFile? Opened => opened is { IsCompletedSuccessfully: true } task ? task.Result : null;

    /// <summary>The file, opened at the first call and again after a failure.</summary>
    public Task<RasterFile> FileAsync(CancellationToken cancellation)
    {
        var task = Volatile.Read(ref opened);
        if (task is { IsFaulted: false, IsCanceled: false }) return task;
        lock (gate)
        {
            return opened is { IsFaulted: false, IsCanceled: false } other ? other : opened = Task.Run(() => open(cancellation), cancellation);
        }
    }

    /// <summary>The file's cells under a part of the target.</summary>
    public Window SourceWindow(Window part, int sourceBand, int count)
        => new(sourceBand, part.Row - target.Row + sourceRow, part.Column - target.Column + sourceColumn, count, part.Rows, part.Columns);

    public async ValueTask CloseAsync()
    {
        if (Opened is { } file) await file.Owner.DisposeAsync().ConfigureAwait(false);
    }
}
