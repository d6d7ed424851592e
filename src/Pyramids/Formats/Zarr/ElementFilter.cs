using System.Numerics;
using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>A type of elements as a filter of numcodecs names it, with its byte order.</summary>
internal readonly record struct ElementType(DType Cell, bool IsBigEndian)
{
    public int Size => Cell.Size();

    public static ElementType? Parse(string? name)
    {
        if (name is null) return null;
        var isBigEndian = name.StartsWith('>');
        var code = name.TrimStart('<', '>', '|', '=');
        var cell = NumPyCodes.Of(code) ?? (code == "bool" ? DType.UInt8
            : Enum.TryParse<DType>(code, ignoreCase: true, out var named) && Enum.IsDefined(named)
                && !char.IsDigit(code[0]) ? named : null);
        return cell is { } known ? new(known, isBigEndian && known.Size() > 1) : null;
    }
}

/// <summary>Undoes a filter of numcodecs that stores each element as one of another type: <c>astype</c> and <c>quantize</c> as it is,
/// <c>delta</c> as the difference to the one before, <c>fixedscaleoffset</c> scaled to integers.</summary>
/// <remarks>As numcodecs 0.11 and NumPy calculate: integers wrap around, Float32 stays in Float32.</remarks>
internal sealed class ElementFilter(string name, ElementType stored, ElementType element, double scale = 1, double offset = 0) : ZarrFilter
{
    private const int Block = 1024;
    private readonly bool isDelta = name == "delta", isScaled = name == "fixedscaleoffset";
    private readonly ElementType stored = stored, element = element;
    private readonly double scale = scale, offset = offset;

    public override string Name => name;

    public override bool IsWritten => false;

    public override long EncodedLength(long length) => length / element.Size * stored.Size;

    public override int Decode(ReadOnlySpan<byte> source, int length, Span<byte> target)
    {
        if (length % stored.Size != 0)
            throw new InvalidDataException($"'{name}' holds {length} bytes, no whole elements of {stored.Size}.");
        var isReal = stored.Cell.IsFloating() || element.Cell.IsFloating() || scale != 1 || offset != 0;
        if (isReal) Decode<double>(source[..length], target, new Reals(this));
        else Decode<long>(source[..length], target, new Integers(isDelta));
        return length / stored.Size * element.Size;
    }

    private void Decode<TValue>(ReadOnlySpan<byte> source, Span<byte> target, IChange<TValue> change)
        where TValue : unmanaged, INumber<TValue>
    {
        byte[] from = new byte[Block * stored.Size], to = new byte[Block * element.Size];
        var values = new TValue[Block];
        for (int at = 0, count = source.Length / stored.Size; at < count; at += Block)
        {
            var some = Math.Min(Block, count - at);
            source.Slice(at * stored.Size, some * stored.Size).CopyTo(from);
            if (stored.IsBigEndian) ByteOrder.Reverse(from, stored.Size);
            DTypes.Dispatch(stored.Cell, new Take<TValue>(from, values));
            change.Apply(values);
            DTypes.Dispatch(element.Cell, new Put<TValue>(values, to));
            if (element.IsBigEndian) ByteOrder.Reverse(to, element.Size);
            to.AsSpan(0, some * element.Size).CopyTo(target[(at * element.Size)..]);
        }
    }

    private interface IChange<TValue>
    {
        void Apply(Span<TValue> values);
    }

    private sealed class Integers(bool isDelta) : IChange<long>
    {
        private long running;

        public void Apply(Span<long> values)
        {
            if (!isDelta) return;
            foreach (ref var value in values) value = running = unchecked(running + value);
        }
    }

    private sealed class Reals(ElementFilter filter) : IChange<double>
    {
        private double running;

        public void Apply(Span<double> values)
        {
            foreach (ref var value in values)
            {
                if (filter.isDelta)
                    value = running = (filter.stored.Cell, filter.element.Cell) == (DType.Float32, DType.Float32)
                        ? (float)(running + value)
                        : running + value;
                else if (filter.isScaled)
                    value = filter.stored.Cell == DType.Float32
                        ? (float)value / (float)filter.scale + (float)filter.offset
                        : value / filter.scale + filter.offset;
            }
        }
    }

    private readonly struct Take<TValue>(byte[] bytes, TValue[] values) : IDTypeAction<bool> where TValue : unmanaged, INumber<TValue>
    {
        public bool Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            var from = MemoryMarshal.Cast<byte, T>(bytes.AsSpan());
            for (var i = 0; i < from.Length; i++) values[i] = TValue.CreateTruncating(from[i]);
            return true;
        }
    }

    private readonly struct Put<TValue>(TValue[] values, byte[] bytes) : IDTypeAction<bool> where TValue : unmanaged, INumber<TValue>
    {
        public bool Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            var to = MemoryMarshal.Cast<byte, T>(bytes.AsSpan());
            for (var i = 0; i < to.Length; i++) to[i] = T.CreateTruncating(values[i]);
            return true;
        }
    }
}
