namespace Pyramids;

/// <summary>Which cells of a dataset a source gives: full resolution or an overview, values or the mask.</summary>
internal readonly record struct GdalLayer(int? Overview, bool IsMask);

/// <summary>Cells that GDAL decodes, one handle for each thread that reads.</summary>
internal sealed class GdalSource(GdalHandles handles, GdalLayer layer, ArraySchema schema, BlockShape block) : IChunkSource
{
    public ArraySchema Schema { get; } = schema;

    public BlockShape Block { get; } = block;

    public string Name { get; } = layer.IsMask ? $"validity of {handles.Name}" : handles.Name;

    public ValueTask ReadAsync(Chunk destination, CancellationToken cancellation)
    {
        if (!Schema.Whole.Contains(destination.Window))
            throw new ArgumentOutOfRangeException(nameof(destination),
                $"The window ({destination.Window}) leaves the array ({Schema.Whole}).");
        cancellation.ThrowIfCancellationRequested();
        using var errors = GdalErrors.Quiet();
        using var lease = handles.Rent();
        for (var band = 0; band < destination.Window.Bands; band++)
        {
            Read(lease.Handle, destination.Band(band), errors);
            cancellation.ThrowIfCancellationRequested();
        }
        return ValueTask.CompletedTask;
    }

    private unsafe void Read(nint dataset, Chunk chunk, GdalErrors errors)
    {
        var window = chunk.Window;
        using var pinned = chunk.Memory.Pin();
        var failed = GdalNative.GDALRasterIO(Band(dataset, window.Band), 0, window.Column, window.Row, window.Columns, window.Rows,
            pinned.Pointer, window.Columns, window.Rows, GdalTypes.Code(Schema.Type), 0, 0) != 0;
        if (failed) throw new RasterFormatException($"GDAL cannot read the cells of {window}: {errors.Message}.", handles.Name);
        if (!layer.IsMask) return;
        foreach (ref var cell in chunk.Bytes) cell = Math.Min(cell, (byte)1);
    }

    private nint Band(nint dataset, int band)
    {
        var found = GdalNative.GDALGetRasterBand(dataset, band + 1);
        if (layer.Overview is { } overview) found = GdalNative.GDALGetOverview(found, overview);
        return layer.IsMask ? GdalNative.GDALGetMaskBand(found) : found;
    }
}
