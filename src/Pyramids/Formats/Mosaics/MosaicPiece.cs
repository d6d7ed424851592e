namespace Pyramids;

/// <summary>A rectangle of one file and where it lies in a mosaic. The file is opened when its first cell is asked for.</summary>
/// <param name="name">The file, for messages.</param>
/// <param name="rows">The file's row for each row of the mosaic.</param>
/// <param name="columns">The file's column for each column of the mosaic.</param>
/// <param name="bands">The file's band for each band of the mosaic; -1 where it has none.</param>
/// <param name="open">Opens the file.</param>
internal sealed class MosaicPiece(
    string name, MosaicAxis rows, MosaicAxis columns, IReadOnlyList<int> bands, Func<CancellationToken, Task<RasterFile>> open)
{
    private readonly Lock gate = new();
    private Task<RasterFile>? opened;

    /// <summary>A whole file that is open already.</summary>
    public MosaicPiece(string name, Window target, IReadOnlyList<int> bands, RasterFile file)
        : this(name, new(target.Row, target.Rows, 0, 1), new(target.Column, target.Columns, 0, 1), bands, _ => Task.FromResult(file))
        => opened = Task.FromResult(file);

    public string Name => name;

    /// <summary>Rows and columns of the mosaic that the rectangle covers; its bands do not count.</summary>
    public Window Target { get; } = new(rows.First, columns.First, rows.Count, columns.Count);

    public IReadOnlyList<int> Bands => bands;

    /// <summary>The value whose cells are left out; null when every cell counts, even the file's own nodata.</summary>
    public double? NoData { get; init; }

    /// <summary>Whether NaN is left out where <see cref="NoData"/> is another number.</summary>
    public bool SkipsNaN { get; init; } = true;

    /// <summary>Whether a mask or alpha band of the file counts, or else its own nodata.</summary>
    public bool IsMasked { get; init; }

    /// <summary>Whether the piece gives the file's mask, 255 and 0, in place of its cells.</summary>
    public bool GivesMask { get; init; }

    /// <summary>What is done to the file's numbers; null for nothing.</summary>
    public CellTransfer? Transfer { get; init; }

    /// <summary>Whether cells are taken one by one.</summary>
    public bool IsOneToOne { get; } = rows.IsOneToOne && columns.IsOneToOne;

    public MosaicAxis Rows => rows;

    public MosaicAxis Columns => columns;

    /// <summary>The opened file, or null.</summary>
    public RasterFile? Opened => opened is { IsCompletedSuccessfully: true } task ? task.Result : null;

    /// <summary>The file, opened at the first call and again after a failure.</summary>
    public Task<RasterFile> FileAsync(CancellationToken cancellation)
    {
        var task = Volatile.Read(ref opened);
        if (task is { IsFaulted: false, IsCanceled: false }) return task;
        lock (gate)
        {
            return opened is { IsFaulted: false, IsCanceled: false } other ? other
                : opened = Task.Run(() => open(cancellation), cancellation);
        }
    }

    /// <summary>The file's cells under a part of the target, all that lie between the first and the last.</summary>
    public Window SourceWindow(Window part, int sourceBand, int count)
    {
        int row = rows.At(part.Row), column = columns.At(part.Column);
        return new(sourceBand, row, column, count, rows.At(part.RowEnd - 1) + 1 - row, columns.At(part.ColumnEnd - 1) + 1 - column);
    }

    public async ValueTask CloseAsync()
    {
        if (Opened is { } file) await file.Owner.DisposeAsync().ConfigureAwait(false);
    }
}
