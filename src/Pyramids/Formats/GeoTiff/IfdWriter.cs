using System.Buffers.Binary;
using System.Text;

namespace Pyramids;

/// <summary>Entries of one image file directory, kept in the order of their tags. TIFF 6.0, section 2; BigTIFF.</summary>
internal sealed class IfdWriter
{
    private readonly List<Entry> entries = [];                          // by their tags

    private enum FieldType : ushort { Ascii = 2, Short = 3, Long = 4, Double = 12, Long8 = 16 }

    public void Short(ushort tag, params ReadOnlySpan<ushort> values)
    {
        var bytes = new byte[values.Length * 2];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(i * 2), values[i]);
        Set(new(tag, FieldType.Short, values.Length, bytes));
    }

    public void Long(ushort tag, params ReadOnlySpan<uint> values)
    {
        var bytes = new byte[values.Length * 4];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * 4), values[i]);
        Set(new(tag, FieldType.Long, values.Length, bytes));
    }

    public void Long8(ushort tag, params ReadOnlySpan<ulong> values)
    {
        var bytes = new byte[values.Length * 8];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * 8), values[i]);
        Set(new(tag, FieldType.Long8, values.Length, bytes));
    }

    public void Double(ushort tag, params ReadOnlySpan<double> values)
    {
        var bytes = new byte[values.Length * 8];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(i * 8), values[i]);
        Set(new(tag, FieldType.Double, values.Length, bytes));
    }

    public void Ascii(ushort tag, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text + "\0");
        Set(new(tag, FieldType.Ascii, bytes.Length, bytes));
    }

    /// <summary>
    /// Lays directories out one after the other, each followed by its values; those of <paramref name="lateTags"/> follow the last
    /// directory. The <paramref name="ghost"/>, GDAL's structural metadata, lies between the file's header and the first directory.
    /// </summary>
    public static byte[] Write(IReadOnlyList<IfdWriter> directories, ReadOnlySpan<byte> ghost, bool big, ReadOnlySpan<ushort> lateTags)
    {
        var output = new Output(big);
        output.Header(ghost);
        var late = new List<(long At, Entry Entry)>();
        foreach (var directory in directories) directory.Write(output, lateTags, late, last: directory == directories[^1]);
        foreach (var (at, entry) in late) output.OutOfLine(at, entry.Bytes);
        output.Align(16);
        return output.ToArray();
    }

    private void Write(Output output, ReadOnlySpan<ushort> lateTags, List<(long At, Entry Entry)> late, bool last)
    {
        output.Count(entries.Count);
        var outOfLine = new List<(long At, Entry Entry)>();
        foreach (var entry in entries)
        {
            output.Entry(entry.Tag, (ushort)entry.Type, entry.Count);
            if (!output.Inline(entry.Bytes)) (lateTags.Contains(entry.Tag) ? late : outOfLine).Add((output.Placeholder(), entry));
        }
        var next = output.Placeholder();
        foreach (var (at, entry) in outOfLine) output.OutOfLine(at, entry.Bytes);
        output.Align(2);
        if (!last) output.PatchWithEnd(next);
    }

    private void Set(Entry entry)
    {
        var at = entries.FindIndex(known => known.Tag >= entry.Tag);
        if (at < 0) entries.Add(entry);
        else if (entries[at].Tag == entry.Tag) entries[at] = entry;
        else entries.Insert(at, entry);
    }

    private readonly record struct Entry(ushort Tag, FieldType Type, long Count, byte[] Bytes);

    private sealed class Output(bool big)
    {
        private readonly MemoryStream stream = new();
        private readonly byte[] word = new byte[8];

        public void Header(ReadOnlySpan<byte> ghost)
        {
            stream.Write("II"u8);
            if (big) stream.Write([43, 0, 8, 0, 0, 0]);
            else stream.Write([42, 0]);
            var first = Placeholder();
            stream.Write(ghost);
            Align(2);
            PatchWithEnd(first);
        }

        public void Count(int count) => Put((ulong)count, big ? 8 : 2);

        public void Entry(ushort tag, ushort type, long count)
        {
            Put(tag, 2);
            Put(type, 2);
            Put((ulong)count, big ? 8 : 4);
        }

        public bool Inline(byte[] value)
        {
            var room = big ? 8 : 4;
            if (value.Length > room) return false;
            stream.Write(value);
            for (var i = value.Length; i < room; i++) stream.WriteByte(0);
            return true;
        }

        public long Placeholder()
        {
            var at = stream.Position;
            Put(0, big ? 8 : 4);
            return at;
        }

        public void OutOfLine(long at, byte[] value)
        {
            Align(2);
            PatchWithEnd(at);
            stream.Write(value);
        }

        public void PatchWithEnd(long at)
        {
            var end = stream.Position;
            stream.Position = at;
            Put((ulong)end, big ? 8 : 4);
            stream.Position = end;
        }

        public void Align(int bytes)
        {
            while (stream.Position % bytes != 0) stream.WriteByte(0);
        }

        public byte[] ToArray() => stream.ToArray();

        private void Put(ulong value, int bytes)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(word, value);
            stream.Write(word, 0, bytes);
        }
    }
}
