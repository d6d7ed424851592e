using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>Parts of zones by rows of blocks, in pages. Pages that memory has no room for lie in a temporary file.</summary>
/// <param name="rows">Rows of blocks.</param>
/// <param name="room">Bytes that pages may take in memory before they go to the file.</param>
internal sealed class ZoneStore(int rows, long room) : IDisposable
{
    private const int LargestPage = 4096, SmallestPage = 64;
    private readonly List<Page>[] pages = [.. Enumerable.Range(0, rows).Select(_ => new List<Page>())];
    private readonly Corner[]?[] open = new Corner[]?[rows];
    private readonly int[] used = new int[rows];
    private SpillFile? file;

    internal readonly record struct Page(Corner[]? Corners, long Offset, int Length);

    /// <summary>Bytes held in memory.</summary>
    public long HeldBytes { get; private set; }

    /// <summary>Bytes in the temporary file.</summary>
    public long SpilledBytes => file?.Length ?? 0;

    /// <summary>Adds a part with room for its corners, which the caller fills before it adds another to this row.</summary>
    public (Corner[] Page, int At) Add(int row, ZonePartHead head)
    {
        var needed = head.Corners + 1;
        if (open[row] is not { } page || page.Length - used[row] < needed)
        {
            Close(row);
            // Pages grow with their row, so that rows that few zones meet take little.
            page = open[row] = new Corner[Math.Max(needed, Math.Min(LargestPage, SmallestPage << Math.Min(16, pages[row].Count)))];
            HeldBytes += (long)page.Length * Unsafe.SizeOf<Corner>();
        }
        MemoryMarshal.Cast<Corner, ZonePartHead>(page.AsSpan())[used[row]] = head;
        var at = used[row] + 1;
        used[row] += needed;
        return (page, at);
    }

    /// <summary>Ends the writing.</summary>
    public void Close()
    {
        for (var row = 0; row < rows; row++) Close(row);
    }

    /// <summary>The parts in a row of blocks, in the order in which they were added. Safe for many threads.</summary>
    /// <param name="row">Row of blocks.</param>
    /// <param name="buffer">For pages of the file; each thread has its own.</param>
    public Parts In(int row, ref Corner[] buffer) => new(this, pages[row], ref buffer);

    public void Dispose() => file?.Dispose();

    private void Close(int row)
    {
        if (open[row] is not { } page) return;
        if (HeldBytes <= room) pages[row].Add(new(page, 0, used[row]));
        else
        {
            file ??= SpillFile.Create(Engine.Options.SpillFolder);
            pages[row].Add(new(null, file.Write(MemoryMarshal.AsBytes(page.AsSpan(0, used[row]))), used[row]));
            HeldBytes -= (long)page.Length * Unsafe.SizeOf<Corner>();
        }
        (open[row], used[row]) = (null, 0);
    }

    /// <summary>Goes through the parts of a row.</summary>
    public ref struct Parts(ZoneStore store, List<Page> pages, ref Corner[] buffer)
    {
        private readonly ref Corner[] buffer = ref buffer;
        private ReadOnlySpan<Corner> left;
        private int next;

        public ZonePart Current { get; private set; }

        public readonly Parts GetEnumerator() => this;

        public bool MoveNext()
        {
            if (left.IsEmpty)
            {
                if (next == pages.Count) return false;
                left = Load(pages[next++]);
            }
            var head = MemoryMarshal.Cast<Corner, ZonePartHead>(left)[0];
            Current = new(head, left.Slice(1, head.Corners));
            left = left[(head.Corners + 1)..];
            return true;
        }

        private readonly ReadOnlySpan<Corner> Load(Page page)
        {
            if (page.Corners is not null) return page.Corners.AsSpan(0, page.Length);
            RowBuckets.Grow(ref buffer, page.Length);
            store.file!.Read(page.Offset, MemoryMarshal.AsBytes(buffer.AsSpan(0, page.Length)));
            return buffer.AsSpan(0, page.Length);
        }
    }
}
