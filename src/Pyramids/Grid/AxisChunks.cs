namespace Pyramids;

/// <summary>How one axis is cut: chunks of one size with a shorter last one, or explicit sizes.</summary>
public readonly struct AxisChunks : IEquatable<AxisChunks>
{
    private readonly int[]? offsets;          // explicit cuts, Count + 1 entries; null when regular

    private AxisChunks(int length, int size, int[]? offsets) => (Length, Size, this.offsets) = (length, size, offsets);

    /// <summary>Cells along the axis.</summary>
    public int Length { get; }

    /// <summary>Size of a regular chunk; of the largest one when the sizes are explicit.</summary>
    public int Size { get; }

    /// <summary>Number of chunks.</summary>
    public int Count => offsets is null ? (Length + Size - 1) / Size : offsets.Length - 1;

    /// <summary>Whether all chunks but the last have one size.</summary>
    public bool IsRegular => offsets is null;

    /// <summary>Chunks of one size; the last may be shorter.</summary>
    public static AxisChunks Regular(int length, int size)
        => size >= 1 ? new(length, Math.Min(size, Math.Max(1, length)), null)
            : throw new ArgumentOutOfRangeException(nameof(size), size, "A chunk has at least one cell.");

    /// <summary>Chunks of the sizes given, which must add up to the axis.</summary>
    public static AxisChunks Explicit(ReadOnlySpan<int> sizes)
    {
        var offsets = new int[sizes.Length + 1];
        var largest = 1;
        for (var i = 0; i < sizes.Length; i++)
        {
            if (sizes[i] < 1) throw new ArgumentOutOfRangeException(nameof(sizes), sizes[i], "A chunk has at least one cell.");
            offsets[i + 1] = checked(offsets[i] + sizes[i]);
            largest = Math.Max(largest, sizes[i]);
        }
        var regular = true;
        for (var i = 0; i + 1 < sizes.Length; i++) regular &= sizes[i] == sizes[0];
        regular &= sizes.Length > 0 && sizes[^1] <= sizes[0];
        return regular ? Regular(offsets[^1], sizes[0]) : new(offsets[^1], largest, offsets);
    }

    /// <summary>First cell of a chunk; the axis's length for index <see cref="Count"/>.</summary>
    public int Start(int index) => offsets is null ? (int)Math.Min((long)index * Size, Length) : offsets[index];

    /// <summary>Cells in a chunk.</summary>
    public int SizeOf(int index) => Start(index + 1) - Start(index);

    /// <summary>Which chunk holds a cell.</summary>
    public int IndexOf(int cell)
    {
        if (offsets is null) return cell / Size;
        var found = Array.BinarySearch(offsets, cell);
        return found >= 0 ? found : ~found - 1;
    }

    /// <summary>The sizes one by one.</summary>
    public int[] ToArray()
    {
        var sizes = new int[Count];
        for (var i = 0; i < sizes.Length; i++) sizes[i] = SizeOf(i);
        return sizes;
    }

    /// <inheritdoc/>
    public bool Equals(AxisChunks other)
        => Length == other.Length && (offsets is null) == (other.offsets is null)
           && (offsets is null ? Size == other.Size : offsets.AsSpan().SequenceEqual(other.offsets));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is AxisChunks other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Length, Size, Count);

    /// <inheritdoc/>
    public override string ToString() => Count == 1 ? $"{Length}" : IsRegular ? $"{Count} of {Size}" : $"{Count} of up to {Size}";
}
