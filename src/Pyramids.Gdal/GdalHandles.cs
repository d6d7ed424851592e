using System.Collections.Concurrent;

namespace Pyramids;

/// <summary>Handles of one dataset: each is used by one thread at a time, and returned for the next to use.</summary>
/// <param name="name">What GDAL opens.</param>
internal sealed class GdalHandles(string name) : IAsyncDisposable
{
    private readonly ConcurrentBag<nint> idle = [];
    private volatile bool closed;

    public string Name { get; } = name;

    /// <summary>Opens a raster.</summary>
    /// <exception cref="RasterFormatException">GDAL cannot open it; the message is GDAL's.</exception>
    public static nint Open(string name, uint kind)
    {
        using var errors = GdalErrors.Quiet();
        var handle = GdalNative.GDALOpenEx(name, kind | GdalNative.OpenVerbose, 0, 0, 0);
        return handle != 0 ? handle : throw new RasterFormatException($"GDAL cannot open it: {errors.Message.TrimEnd('.')}.", name);
    }

    /// <summary>A handle for this thread until it is disposed of.</summary>
    public Lease Rent()
    {
        ObjectDisposedException.ThrowIf(closed, this);
        return new(this, idle.TryTake(out var handle) ? handle : Open(Name, GdalNative.OpenRaster));
    }

    public ValueTask DisposeAsync()
    {
        closed = true;
        while (idle.TryTake(out var handle)) GdalNative.GDALClose(handle);
        return ValueTask.CompletedTask;
    }

    private void Return(nint handle)
    {
        idle.Add(handle);
        if (!closed) return;
        while (idle.TryTake(out var late)) GdalNative.GDALClose(late);
    }

    public readonly ref struct Lease(GdalHandles owner, nint handle)
    {
        public nint Handle { get; } = handle;

        public void Dispose() => owner.Return(Handle);
    }
}
