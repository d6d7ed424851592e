using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>The system's libdeflate when it has one. It is never required: <see cref="Inflate"/> gives the same bytes.</summary>
/// <remarks>Three functions of libdeflate's C interface. Set PYRAMIDS_LIBDEFLATE=0 to do without it.</remarks>
internal static unsafe class NativeDeflate
{
    private static readonly delegate* unmanaged<nint> allocate;
    private static readonly delegate* unmanaged<nint, void> free;
    private static readonly delegate* unmanaged<nint, byte*, nuint, byte*, nuint, nuint*, int> zlibDecompress;
    [ThreadStatic] private static Decompressor? mine;

    static NativeDeflate()
    {
        if (Environment.GetEnvironmentVariable("PYRAMIDS_LIBDEFLATE") == "0") return;
        foreach (var name in (ReadOnlySpan<string>)["libdeflate.so.0", "libdeflate.so", "libdeflate.0.dylib", "libdeflate.dll"])
        {
            if (!NativeLibrary.TryLoad(name, out var library)) continue;
            if (!NativeLibrary.TryGetExport(library, "libdeflate_alloc_decompressor", out var a)
                || !NativeLibrary.TryGetExport(library, "libdeflate_free_decompressor", out var f)
                || !NativeLibrary.TryGetExport(library, "libdeflate_zlib_decompress", out var z))
                continue;
            allocate = (delegate* unmanaged<nint>)a;
            free = (delegate* unmanaged<nint, void>)f;
            zlibDecompress = (delegate* unmanaged<nint, byte*, nuint, byte*, nuint, nuint*, int>)z;
            return;
        }
    }

    public static bool IsPresent => zlibDecompress != null;

    /// <summary>Decodes a zlib stream whose content fits. False, with nothing promised of the output, when it does not, or is damaged.</summary>
    public static bool TryZlib(ReadOnlySpan<byte> encoded, Span<byte> decoded, out int count)
    {
        count = 0;
        if (zlibDecompress == null) return false;
        var decompressor = mine ??= new();
        nuint written = 0;
        fixed (byte* source = encoded)
        fixed (byte* target = decoded)
        {
            if (zlibDecompress(decompressor.Handle, source, (nuint)encoded.Length, target, (nuint)decoded.Length, &written) != 0) return false;
        }
        count = (int)written;
        return true;
    }

    private sealed class Decompressor
    {
        public nint Handle { get; } = allocate() is var handle and not 0 ? handle : throw new OutOfMemoryException("libdeflate gave no decompressor.");

        ~Decompressor() => free(Handle);
    }
}
