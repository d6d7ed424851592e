using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Pyramids;

/// <summary>What changes with every symbol of an <see cref="InflateStream"/>, as a loop keeps it in registers.</summary>
internal unsafe struct InflateLane
{
    public byte* From, To;

    /// <summary>The next bits of the input; above those that are counted there may be more of them.</summary>
    public ulong Hold;

    /// <summary>Bits held; only the low six bits count, what an entry has above them is left in the rest.</summary>
    public uint Have;

    /// <summary>The entry of the next symbol, looked up ahead.</summary>
    public uint Entry;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public InflateLane(ref InflateStream stream)
    {
        From = stream.Input;
        To = stream.Output;
        Hold = stream.Buffer;
        Have = (uint)stream.Bits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(ref InflateStream stream)
    {
        stream.Input = From;
        stream.Output = To;
        stream.Bits = (int)(Have & 63);
        stream.Buffer = Low(Hold, Have & 63);
    }

    /// <summary>Makes it 56 bits or more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Refill()
    {
        Hold |= Unsafe.ReadUnaligned<ulong>(From) << (int)Have;
        From += 7 - (Have >> 3 & 7);
        Have |= 56;
    }

    /// <summary>The entry of the next literals or length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint Look(uint* literals) => literals[(uint)Hold & ((1u << InflateTables.LiteralBits) - 1)];

    /// <summary>The entry of the second level that one of the first leads to, whose bits are taken.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint LookFurther(uint* table, uint link, int bits)
    {
        Hold >>= bits;
        Have -= (uint)bits;
        return table[(link >> HuffmanTable.ValueShift & 0x7FFF) + (uint)Low(Hold, link >> HuffmanTable.LengthShift)];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Drop(uint entry)
    {
        Hold >>= (int)entry;
        Have -= entry;
    }

    /// <summary>Writes the literals of an entry; two bytes even if it is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Literals(uint entry)
    {
        Drop(entry);
        Unsafe.WriteUnaligned(To, (ushort)(entry >> HuffmanTable.ValueShift));
        To = To + (entry >> 30) - 1;
    }

    /// <summary>Does so if it is an entry of literals, without a branch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void LiteralsIfAny(uint entry)
    {
        entry &= (uint)((int)entry >> 31);
        Drop(entry);
        Unsafe.WriteUnaligned(To, (ushort)(entry >> HuffmanTable.ValueShift));
        To += (entry >> 31) + (entry >> 30 & 1);
    }

    /// <summary>The length or distance of an entry, with its extra bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint Value(uint entry)
        => (entry >> HuffmanTable.ValueShift & 0x7FFF) + (uint)(Low(Hold, entry) >> (int)(entry >> HuffmanTable.LengthShift));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Low(ulong value, uint count)
        => Bmi2.X64.IsSupported ? Bmi2.X64.ZeroHighBits(value, count) : value & ((1ul << (int)(count & 63)) - 1);
}
