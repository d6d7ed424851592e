using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>Working memory of kernels: cells of any type, from the pool of bytes that decoders use too.</summary>
/// <remarks>A pool for each type of cell is compiled for each, and keeps arrays of its own.</remarks>
internal static class Scratch
{
    /// <summary>Takes room for a number of cells, which is not cleared.</summary>
    /// <returns>What is to be given back.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte[] Rent<T>(int count, out Span<T> cells) where T : unmanaged
    {
        var rented = ArrayPool<byte>.Shared.Rent(checked(count * Unsafe.SizeOf<T>()));
        cells = MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(rented)), count);
        return rented;
    }

    public static void Return(byte[] rented) => ArrayPool<byte>.Shared.Return(rented);
}
