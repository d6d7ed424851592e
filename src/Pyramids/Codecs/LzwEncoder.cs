using System.Buffers.Binary;

namespace Pyramids;

/// <summary>LZW as TIFF has it: codes of 9 to 12 bits, most significant bit first, widened one code early. TIFF 6.0, section 13.</summary>
internal sealed class LzwEncoder : ITileEncoder
{
    private const int Clear = 256, End = 257, First = 258, Last = 4094;
    private const int HashBits = 14, Empty = -1;

    [ThreadStatic] private static int[]? threadTable;

    /// <summary>A code stands for at least one byte and has at most 12 bits; a Clear comes every 3,800 codes.</summary>
    public int MaxEncodedLength(int length) => checked((int)(length * 3L / 2 + length / 1024 + 16));

    public int Encode(ReadOnlySpan<byte> bytes, Span<byte> encoded)
    {
        var table = threadTable ??= new int[2 << HashBits];            // pairs: key (prefix and byte), code
        var writer = new CodeWriter(encoded);
        writer.Put(Clear, 9);
        Reset(table);
        int next = First, width = 9;
        if (bytes.Length > 0)
        {
            int prefix = bytes[0];
            foreach (var value in bytes[1..])
            {
                var key = prefix << 8 | value;
                var slot = Slot(table, key);
                if (table[slot] == key)
                {
                    prefix = table[slot + 1];
                    continue;
                }
                writer.Put(prefix, width);
                (table[slot], table[slot + 1]) = (key, next++);
                prefix = value;
                if (next == Last)
                {
                    writer.Put(Clear, width);
                    Reset(table);
                    (next, width) = (First, 9);
                }
                else if (next == 1 << width) width++;
            }
            writer.Put(prefix, width);
            if (++next == 1 << width && width < 12) width++;              // the decoder has seen one code more
        }
        writer.Put(End, width);
        return writer.Finish();
    }

    private static void Reset(int[] table) => Array.Fill(table, Empty);

    private static int Slot(int[] table, int key)
    {
        const int Mask = (1 << HashBits) - 1;
        var slot = (int)((uint)key * 2654435761u >> (32 - HashBits));
        while (table[2 * slot] != key && table[2 * slot] != Empty) slot = (slot + 1) & Mask;
        return 2 * slot;
    }

    private ref struct CodeWriter(Span<byte> destination)
    {
        private readonly Span<byte> destination = destination;
        private ulong bits;
        private int count, written;

        public void Put(int code, int width)
        {
            bits = bits << width | (uint)code;
            count += width;
            if (count < 32) return;
            count -= 32;
            BinaryPrimitives.WriteUInt32BigEndian(destination[written..], (uint)(bits >> count));
            written += 4;
        }

        public int Finish()
        {
            for (; count > 0; count -= 8) destination[written++] = (byte)(count >= 8 ? bits >> (count - 8) : bits << (8 - count));
            return written;
        }
    }
}
