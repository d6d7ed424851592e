using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>Decodes LZW as TIFF 6.0 has it (section 13): codes of 9 to 12 bits, high bit first, widened one code early.</summary>
/// <remarks>
/// Every string is the previous code's string and one more byte, and so lies in the output already, where the previous
/// code was written. The table needs no more than its position and length. Files from before TIFF 5.0 put the low bit
/// first and widen on time; they are known by their first code.
/// </remarks>
internal static unsafe class LzwDecoder
{
    private const int Clear = 256, Stop = 257, First = 258, MaxCodes = 4096, Margin = 16;

    /// <summary>Bytes decoded: fewer than there is room for when the stream ends early; what exceeds the room is left.</summary>
    /// <exception cref="InvalidDataException">A code stands for no string.</exception>
    public static int Decode(ReadOnlySpan<byte> encoded, Span<byte> decoded)
    {
        var oldOrder = encoded.Length >= 2 && encoded[0] == 0 && (encoded[1] & 1) != 0;
        fixed (byte* source = encoded)
        fixed (byte* target = decoded)
            return oldOrder
                ? Decode<LowBitFirst>(source, encoded.Length, target, decoded.Length)
                : Decode<HighBitFirst>(source, encoded.Length, target, decoded.Length);
    }

    private static int Decode<TOrder>(byte* source, int length, byte* target, int room) where TOrder : struct, IOrder
    {
        // Where each string begins in the output, and its length; written before read, so not cleared.
        var begins = stackalloc int[MaxCodes + 1];
        var lengths = stackalloc int[MaxCodes + 1];
        byte* from = source, end = source + length;
        ulong hold = 0;
        int have = 0, width = 9, next = First, limit = (1 << 9) - TOrder.Early, at = 0, previous = -1, previousLength = 0;
        while (at < room)
        {
            if (have < width) TOrder.Refill(ref hold, ref have, ref from, end);
            if (have < width) break;
            var code = TOrder.Take(ref hold, ref have, width);
            if (code == Clear)
            {
                (width, next, limit, previous) = (9, First, (1 << 9) - TOrder.Early, -1);
                continue;
            }
            if (code == Stop) break;
            int begin, count;
            if (code < Clear)
            {
                (begin, count) = (-1, 1);
            }
            else if (code < next)
            {
                (begin, count) = (begins[code], lengths[code]);
            }
            else if (code == next && previous >= 0)
            {
                (begin, count) = (previous, previousLength + 1);
            }
            else
            {
                throw new InvalidDataException($"LZW code {code} stands for no string; {next} codes are known.");
            }
            if (previous >= 0 && next < MaxCodes)
            {
                begins[next] = previous;
                lengths[next] = previousLength + 1;
                if (++next >= limit && width < 12)
                {
                    width++;
                    limit = (1 << width) - TOrder.Early;
                }
            }
            previous = at;
            previousLength = count;
            if (begin < 0)
            {
                target[at++] = (byte)code;
                continue;
            }
            if (count > room - at) count = room - at;
            Copy(target + begin, target + at, count, room - at);
            at += count;
        }
        return at;
    }

    // The string may run into its own copy by one byte: forward, by words when the distance allows.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(byte* from, byte* to, int count, int room)
    {
        if (to - from >= 8 && room >= count + Margin)
        {
            for (var i = 0; i < count; i += 8) Unsafe.WriteUnaligned(to + i, Unsafe.ReadUnaligned<ulong>(from + i));
            return;
        }
        for (var i = 0; i < count; i++) to[i] = from[i];
    }

    private interface IOrder
    {
        /// <summary>How many codes before the width is used up it grows.</summary>
        static abstract int Early { get; }

        static abstract void Refill(ref ulong hold, ref int have, ref byte* from, byte* end);

        static abstract int Take(ref ulong hold, ref int have, int width);
    }

    private readonly struct HighBitFirst : IOrder
    {
        public static int Early => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Refill(ref ulong hold, ref int have, ref byte* from, byte* end)
        {
            if (end - from >= 8 && have <= 32)
            {
                hold = hold << 32 | System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<uint>(from));
                from += 4;
                have += 32;
                return;
            }
            for (; have <= 48 && from < end; have += 8) hold = hold << 8 | *from++;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int Take(ref ulong hold, ref int have, int width)
        {
            have -= width;
            return (int)(hold >> have) & ((1 << width) - 1);
        }
    }

    private readonly struct LowBitFirst : IOrder
    {
        public static int Early => 0;

        public static void Refill(ref ulong hold, ref int have, ref byte* from, byte* end)
        {
            for (; have <= 48 && from < end; have += 8) hold |= (ulong)*from++ << have;
        }

        public static int Take(ref ulong hold, ref int have, int width)
        {
            var code = (int)hold & ((1 << width) - 1);
            hold >>= width;
            have -= width;
            return code;
        }
    }
}
