using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Pyramids;

/// <summary>What changes with every symbol of an <see cref="InflateStream"/>, as a loop keeps it in registers.</summary>
internal unsafe struct InflateLane
{
    /// <summary>Bits below the next ones that are spent, so that those of a look-up count entries of 4 bytes and need
    /// not be multiplied, which would take a cycle of every symbol.</summary>
    public const int Spent = 2;

    public byte* From, To;

    /// <summary>The spent bits and the next ones of the input; above those that are counted there may be more of them.</summary>
    public ulong Hold;

    /// <summary>Bits held, with the spent ones; only the low six bits count, what an entry has above them is left in the rest.</summary>
    public uint Have;

    /// <summary>The entry of the next symbol, looked up ahead.</summary>
    public uint Entry;

    // Powers of two above the bytes that a step takes in and those that it makes at most, InflateLoop.MostOfStep.
    private const int MostReadShift = 4, MostWrittenShift = 9;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public InflateLane(ref InflateStream stream)
    {
        From = stream.Input;
        To = stream.Output;
        Hold = stream.Buffer << Spent;
        Have = (uint)stream.Bits + Spent;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(ref InflateStream stream)
    {
        stream.Input = From;
        stream.Output = To;
        stream.Bits = (int)(Have & 63) - Spent;
        stream.Buffer = Low(Hold, Have & 63) >> Spent;
    }

    /// <summary>How many steps can be made before an end is near, whatever the symbols are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly nint Steps(byte* lastFrom, byte* lastTo)
        => Math.Min((nint)(lastFrom - From) >> MostReadShift, (nint)(lastTo - To) >> MostWrittenShift) + 1;

    /// <summary>Makes it 54 bits or more that are counted, of 62 that are there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Refill()
    {
        Hold |= Unsafe.ReadUnaligned<ulong>(From) << (int)Have;
        From += ~Have >> 3 & 7;
        Have |= 56;
    }

    /// <summary>The entry of the next literals or length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint Look(uint* literals)
        => *(uint*)((byte*)literals + ((uint)Hold & ((1u << InflateTables.LiteralBits) - 1) << Spent));

    /// <summary>The entry of the next distance.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint LookDistance(uint* distances)
        => *(uint*)((byte*)distances + ((uint)Hold & ((1u << InflateTables.DistanceBits) - 1) << Spent));

    /// <summary>The entry of the second level that one of the first leads to, whose bits are taken.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint LookFurther(uint* table, uint link, int bits)
    {
        Hold >>= bits;
        Have -= (uint)bits;
        return table[(link >> HuffmanTable.ValueShift & 0x7FFF)
            + (uint)(Low(Hold, (link >> HuffmanTable.LengthShift & 15) + Spent) >> Spent)];
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
        To += entry >> HuffmanTable.CountShift;
    }

    /// <summary>Does so if it is an entry of literals, without a branch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void LiteralsIfAny(uint entry)
    {
        entry &= ~(uint)((int)entry >> 31);
        Drop(entry);
        Unsafe.WriteUnaligned(To, (ushort)(entry >> HuffmanTable.ValueShift));
        To += entry >> HuffmanTable.CountShift;
    }

    /// <summary>The length or distance of an entry, with its extra bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint Value(uint entry)
        => (entry >> HuffmanTable.ValueShift & 0x7FFF) + ((uint)Low(Hold, entry + Spent) >> (int)(entry >> HuffmanTable.LengthShift));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Low(ulong value, uint count)
        => Bmi2.X64.IsSupported ? Bmi2.X64.ZeroHighBits(value, count) : value & ((1ul << (int)(count & 63)) - 1);
}
