using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>The system's libdeflate when it has one. It is never required: <see cref="Inflate"/> gives the same bytes.</summary>
/// <remarks>Four functions of libdeflate's C interface. Set PYRAMIDS_LIBDEFLATE=0 to do without it.</remarks>
internal static unsafe class NativeDeflate
{
    private static readonly delegate* unmanaged<nint> allocate;
    private static readonly delegate* unmanaged<nint, void> free;
    private static readonly delegate* unmanaged<nint, byte*, nuint, byte*, nuint, nuint*, nuint*, int> zlibDecompress, gzipDecompress;
    [ThreadStatic] private static Decompressor? mine;

    static NativeDeflate()
    {
        if (Environment.GetEnvironmentVariable("PYRAMIDS_LIBDEFLATE") == "0") return;
        foreach (var name in (ReadOnlySpan<string>)["libdeflate.so.0", "libdeflate.so", "libdeflate.0.dylib", "libdeflate.dll"])
        {
            if (!NativeLibrary.TryLoad(name, out var library)) continue;
            if (!NativeLibrary.TryGetExport(library, "libdeflate_alloc_decompressor", out var a)
                || !NativeLibrary.TryGetExport(library, "libdeflate_free_decompressor", out var f)
                || !NativeLibrary.TryGetExport(library, "libdeflate_zlib_decompress_ex", out var z)
                || !NativeLibrary.TryGetExport(library, "libdeflate_gzip_decompress_ex", out var g))
                continue;
            allocate = (delegate* unmanaged<nint>)a;
            free = (delegate* unmanaged<nint, void>)f;
            zlibDecompress = (delegate* unmanaged<nint, byte*, nuint, byte*, nuint, nuint*, nuint*, int>)z;
            gzipDecompress = (delegate* unmanaged<nint, byte*, nuint, byte*, nuint, nuint*, nuint*, int>)g;
            return;
        }
    }

    public static bool IsPresent => zlibDecompress != null;

    /// <summary>Decodes a zlib stream whose content fits. False, with nothing promised of the output, when it does not, or is damaged.</summary>
    public static bool TryZlib(ReadOnlySpan<byte> encoded, Span<byte> decoded, out int count)
        => Try(zlibDecompress, encoded, decoded, out _, out count);

    /// <summary>Decodes a gzip file of one member whose content fits, alike.</summary>
    public static bool TryGzip(ReadOnlySpan<byte> encoded, Span<byte> decoded, out int count)
        => Try(gzipDecompress, encoded, decoded, out var taken, out count) && taken == encoded.Length;

    private static bool Try(
        delegate* unmanaged<nint, byte*, nuint, byte*, nuint, nuint*, nuint*, int> decompress,
        ReadOnlySpan<byte> encoded, Span<byte> decoded, out int taken, out int count)
    {
        (taken, count) = (0, 0);
        if (decompress == null) return false;
        var decompressor = mine ??= new();
        nuint read = 0, written = 0;
        fixed (byte* source = encoded)
        fixed (byte* target = decoded)
        {
            var (room, length) = ((nuint)decoded.Length, (nuint)encoded.Length);
            if (decompress(decompressor.Handle, source, length, target, room, &read, &written) != 0) return false;
        }
        (taken, count) = ((int)read, (int)written);
        return true;
    }

    private sealed class Decompressor
    {
        public nint Handle { get; } = allocate() is var handle and not 0 ? handle : throw new OutOfMemoryException("libdeflate gave no decompressor.");

        ~Decompressor() => free(Handle);
    }
}
