using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Pyramids;

/// <summary>What memory is moved in: 64 bytes.</summary>
internal static class CacheLine
{
    /// <summary>Doubles in a line.</summary>
    public const int Doubles = 8;

    /// <summary>Numbers up to the next line: lanes that straddle two lines cost twice. Should the collector move
    /// the array, only speed is lost.</summary>
    public static unsafe int Next(Span<double> numbers)
        => (int)((nuint)(-(nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(numbers))) % (Doubles * sizeof(double))
            / sizeof(double));

    /// <summary>Asks for a cell that will be read soon: rows of a tile are too short for the machine to foresee them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Prefetch<T>(ref T first, nuint index) where T : unmanaged
    {
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref first, index)));
    }
}
