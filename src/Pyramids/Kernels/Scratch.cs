using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>Working memory of the kernels that most often run: cells of any type, from the pool of bytes that decoders use too.</summary>
/// <remarks>A pool for each type of cell would be compiled for each, and keep arrays of its own.</remarks>
internal static class Scratch
{
    /// <summary>Takes room for a number of cells, which is not cleared.</summary>
    /// <returns>What is to be given back.</returns>
    /// <exception cref="NotSupportedException">An array does not hold so many.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte[] Rent<T>(int count, out Span<T> cells) where T : unmanaged
    {
        var bytes = (long)count * Unsafe.SizeOf<T>();
        if (bytes > Array.MaxLength) throw TooLarge(bytes);
        var rented = ArrayPool<byte>.Shared.Rent((int)bytes);
        cells = MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(rented)), count);
        return rented;
    }

    private static NotSupportedException TooLarge(long bytes)
        => new($"A window needs {bytes} bytes of working memory in one piece; {Array.MaxLength} are the most. Use a smaller radius.");

    public static void Return(byte[] rented) => ArrayPool<byte>.Shared.Return(rented);
}
