using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pyramids;

/// <summary>Sorts the bytes of equal-sized elements into planes, first bytes first, and back; what is left over at the
/// end stays in place.</summary>
/// <remarks>Blosc's byte shuffle and the <c>shuffle</c> filter of numcodecs.</remarks>
internal static class ByteShuffle
{
    public static void Shuffle(ReadOnlySpan<byte> elements, Span<byte> planes, int size)
    {
        var count = Check(elements, planes, size);
        var done = size switch
        {
            2 => ByteShuffle2.Shuffle(elements, planes, count),
            4 => ByteShuffle4.Shuffle(elements, planes, count),
            8 => ByteShuffle8.Shuffle(elements, planes, count),
            _ => 0,
        };
        for (var plane = 0; plane < size && done < count; plane++)
        {
            var bytes = planes.Slice(plane * count, count);
            for (int i = done, at = done * size + plane; i < bytes.Length; i++, at += size) bytes[i] = elements[at];
        }
        elements[(count * size)..].CopyTo(planes[(count * size)..]);
    }

    public static void Unshuffle(ReadOnlySpan<byte> planes, Span<byte> elements, int size)
    {
        var count = Check(planes, elements, size);
        var done = size switch
        {
            2 => ByteShuffle2.Unshuffle(planes, elements, count),
            4 => ByteShuffle4.Unshuffle(planes, elements, count),
            8 => ByteShuffle8.Unshuffle(planes, elements, count),
            _ => 0,
        };
        for (var plane = 0; plane < size && done < count; plane++)
        {
            var bytes = planes.Slice(plane * count, count);
            for (int i = done, at = done * size + plane; i < bytes.Length; i++, at += size) elements[at] = bytes[i];
        }
        planes[(count * size)..].CopyTo(elements[(count * size)..]);
    }

    private static int Check(ReadOnlySpan<byte> from, Span<byte> to, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return to.Length >= from.Length
            ? from.Length / size
            : throw new ArgumentException($"{from.Length} bytes do not fit into {to.Length}.");
    }
}

/// <summary>Elements of two bytes, 32 at a time. Each method returns how many elements it has done.</summary>
internal static class ByteShuffle2
{
    public static int Shuffle(ReadOnlySpan<byte> elements, Span<byte> planes, int count)
    {
        ref var from = ref MemoryMarshal.GetReference(elements);
        ref var to = ref MemoryMarshal.GetReference(planes);
        var i = 0;
        for (; i + 32 <= count; i += 32)
        {
            var a = Vector256.LoadUnsafe(ref from, (nuint)(i * 2)).AsUInt16();
            var b = Vector256.LoadUnsafe(ref from, (nuint)(i * 2 + 32)).AsUInt16();
            Vector256.Narrow(a, b).StoreUnsafe(ref to, (nuint)i);
            Vector256.Narrow(a >>> 8, b >>> 8).StoreUnsafe(ref to, (nuint)(i + count));
        }
        return i;
    }

    public static int Unshuffle(ReadOnlySpan<byte> planes, Span<byte> elements, int count)
    {
        ref var from = ref MemoryMarshal.GetReference(planes);
        ref var to = ref MemoryMarshal.GetReference(elements);
        var i = 0;
        for (; i + 32 <= count; i += 32)
        {
            var (lower, upper) = Zip(Vector256.LoadUnsafe(ref from, (nuint)i), Vector256.LoadUnsafe(ref from, (nuint)(i + count)));
            lower.AsByte().StoreUnsafe(ref to, (nuint)(i * 2));
            upper.AsByte().StoreUnsafe(ref to, (nuint)(i * 2 + 32));
        }
        return i;
    }

    /// <summary>16-bit elements from their low and their high bytes.</summary>
    public static (Vector256<ushort> Lower, Vector256<ushort> Upper) Zip(Vector256<byte> low, Vector256<byte> high)
        => (Vector256.WidenLower(low) | (Vector256.WidenLower(high) << 8), Vector256.WidenUpper(low) | (Vector256.WidenUpper(high) << 8));
}

/// <summary>Elements of four bytes, 32 at a time.</summary>
internal static class ByteShuffle4
{
    public static int Shuffle(ReadOnlySpan<byte> elements, Span<byte> planes, int count)
    {
        ref var from = ref MemoryMarshal.GetReference(elements);
        ref var to = ref MemoryMarshal.GetReference(planes);
        var i = 0;
        for (; i + 32 <= count; i += 32)
        {
            var at = (nuint)(i * 4);
            var a = Vector256.LoadUnsafe(ref from, at).AsUInt32();
            var b = Vector256.LoadUnsafe(ref from, at + 32).AsUInt32();
            var c = Vector256.LoadUnsafe(ref from, at + 64).AsUInt32();
            var d = Vector256.LoadUnsafe(ref from, at + 96).AsUInt32();
            Vector256<ushort> low1 = Vector256.Narrow(a, b), low2 = Vector256.Narrow(c, d);
            Vector256<ushort> high1 = Vector256.Narrow(a >>> 16, b >>> 16), high2 = Vector256.Narrow(c >>> 16, d >>> 16);
            Vector256.Narrow(low1, low2).StoreUnsafe(ref to, (nuint)i);
            Vector256.Narrow(low1 >>> 8, low2 >>> 8).StoreUnsafe(ref to, (nuint)(i + count));
            Vector256.Narrow(high1, high2).StoreUnsafe(ref to, (nuint)(i + 2 * count));
            Vector256.Narrow(high1 >>> 8, high2 >>> 8).StoreUnsafe(ref to, (nuint)(i + 3 * count));
        }
        return i;
    }

    public static int Unshuffle(ReadOnlySpan<byte> planes, Span<byte> elements, int count)
    {
        ref var from = ref MemoryMarshal.GetReference(planes);
        ref var to = ref MemoryMarshal.GetReference(elements);
        var i = 0;
        for (; i + 32 <= count; i += 32)
        {
            var (low1, low2) = ByteShuffle2.Zip(Vector256.LoadUnsafe(ref from, (nuint)i),
                Vector256.LoadUnsafe(ref from, (nuint)(i + count)));
            var (high1, high2) = ByteShuffle2.Zip(
                Vector256.LoadUnsafe(ref from, (nuint)(i + 2 * count)), Vector256.LoadUnsafe(ref from, (nuint)(i + 3 * count)));
            var (a, b) = Zip(low1, high1);
            var (c, d) = Zip(low2, high2);
            var at = (nuint)(i * 4);
            a.AsByte().StoreUnsafe(ref to, at);
            b.AsByte().StoreUnsafe(ref to, at + 32);
            c.AsByte().StoreUnsafe(ref to, at + 64);
            d.AsByte().StoreUnsafe(ref to, at + 96);
        }
        return i;
    }

    /// <summary>32-bit elements from their low and their high halves.</summary>
    public static (Vector256<uint> Lower, Vector256<uint> Upper) Zip(Vector256<ushort> low, Vector256<ushort> high)
        => (Vector256.WidenLower(low) | (Vector256.WidenLower(high) << 16), Vector256.WidenUpper(low) | (Vector256.WidenUpper(high) << 16));
}

/// <summary>Elements of eight bytes, 32 at a time.</summary>
internal static class ByteShuffle8
{
    public static int Shuffle(ReadOnlySpan<byte> elements, Span<byte> planes, int count)
    {
        ref var from = ref MemoryMarshal.GetReference(elements);
        ref var to = ref MemoryMarshal.GetReference(planes);
        var i = 0;
        for (; i + 32 <= count; i += 32)
        {
            for (var half = 0; half < 2; half++)
            {
                var (a, b) = Halves(ref from, (nuint)(i * 8), half * 32);
                var (c, d) = Halves(ref from, (nuint)(i * 8 + 128), half * 32);
                Vector256<ushort> low1 = Vector256.Narrow(a, b), low2 = Vector256.Narrow(c, d);
                Vector256<ushort> high1 = Vector256.Narrow(a >>> 16, b >>> 16), high2 = Vector256.Narrow(c >>> 16, d >>> 16);
                var plane = i + half * 4 * count;
                Vector256.Narrow(low1, low2).StoreUnsafe(ref to, (nuint)plane);
                Vector256.Narrow(low1 >>> 8, low2 >>> 8).StoreUnsafe(ref to, (nuint)(plane + count));
                Vector256.Narrow(high1, high2).StoreUnsafe(ref to, (nuint)(plane + 2 * count));
                Vector256.Narrow(high1 >>> 8, high2 >>> 8).StoreUnsafe(ref to, (nuint)(plane + 3 * count));
            }
        }
        return i;
    }

    public static int Unshuffle(ReadOnlySpan<byte> planes, Span<byte> elements, int count)
    {
        ref var from = ref MemoryMarshal.GetReference(planes);
        ref var to = ref MemoryMarshal.GetReference(elements);
        var i = 0;
        for (; i + 32 <= count; i += 32)
        {
            var (low1, low2, low3, low4) = Words(ref from, i, count);
            var (high1, high2, high3, high4) = Words(ref from, i + 4 * count, count);
            var at = (nuint)(i * 8);
            Store(low1, high1, ref to, at);
            Store(low2, high2, ref to, at + 64);
            Store(low3, high3, ref to, at + 128);
            Store(low4, high4, ref to, at + 192);
        }
        return i;
    }

    /// <summary>The low or the high 32 bits of sixteen elements.</summary>
    private static (Vector256<uint>, Vector256<uint>) Halves(ref byte from, nuint at, int shift)
    {
        var a = Vector256.LoadUnsafe(ref from, at).AsUInt64() >>> shift;
        var b = Vector256.LoadUnsafe(ref from, at + 32).AsUInt64() >>> shift;
        var c = Vector256.LoadUnsafe(ref from, at + 64).AsUInt64() >>> shift;
        var d = Vector256.LoadUnsafe(ref from, at + 96).AsUInt64() >>> shift;
        return (Vector256.Narrow(a, b), Vector256.Narrow(c, d));
    }

    /// <summary>32 elements of 32 bits from four planes of bytes.</summary>
    private static (Vector256<uint>, Vector256<uint>, Vector256<uint>, Vector256<uint>) Words(ref byte from, int at, int count)
    {
        var (low1, low2) = ByteShuffle2.Zip(Vector256.LoadUnsafe(ref from, (nuint)at), Vector256.LoadUnsafe(ref from, (nuint)(at + count)));
        var (high1, high2) = ByteShuffle2.Zip(
            Vector256.LoadUnsafe(ref from, (nuint)(at + 2 * count)), Vector256.LoadUnsafe(ref from, (nuint)(at + 3 * count)));
        var (a, b) = ByteShuffle4.Zip(low1, high1);
        var (c, d) = ByteShuffle4.Zip(low2, high2);
        return (a, b, c, d);
    }

    private static void Store(Vector256<uint> low, Vector256<uint> high, ref byte to, nuint at)
    {
        (Vector256.WidenLower(low) | (Vector256.WidenLower(high) << 32)).AsByte().StoreUnsafe(ref to, at);
        (Vector256.WidenUpper(low) | (Vector256.WidenUpper(high) << 32)).AsByte().StoreUnsafe(ref to, at + 32);
    }
}
