using System.Globalization;
using System.Text.RegularExpressions;

namespace Pyramids;

/// <summary>How an array shall be cut into chunks: what a caller asks for before the array is known.</summary>
/// <remarks>
/// Converts from an <c>int</c> (rows and columns; the band axis stays at 1), <c>(rows, columns)</c>, <c>(bands, rows, columns)</c>,
/// a dictionary from axis number or name to size, explicit sizes per axis (<c>int[][]</c>), <c>"auto"</c> and byte
/// sizes such as <c>"128MiB"</c>. A size of -1 means the whole axis.
/// </remarks>
[TypeFormatterSource]
public sealed partial class Chunks
{
    private delegate ChunkGrid Resolver(ArraySchema schema, BlockShape block, long targetBytes);

    private readonly string text;
    private readonly Resolver resolve;

    private Chunks(string text, Resolver resolve) => (this.text, this.resolve) = (text, resolve);

    /// <summary>Whole stored blocks, grown toward the engine's byte target for a chunk (128 MiB, less when the memory
    /// budget is small).</summary>
    public static Chunks Auto { get; } = new("auto", (schema, block, target) => AutoGrid(schema, block, target));

    /// <summary>One chunk that covers the array.</summary>
    public static Chunks Whole { get; } = new("whole", (schema, _, _) => Sizes(schema, [-1, -1, -1]));

    /// <summary>Whole stored blocks, grown toward a number of bytes.</summary>
    public static Chunks Bytes(long bytes) => bytes > 0
        ? new(ByteSize.Format(bytes), (schema, block, _) => AutoGrid(schema, block, bytes))
        : throw new ArgumentOutOfRangeException(nameof(bytes), bytes, "A chunk needs a positive number of bytes.");

    /// <summary>Whole stored blocks, grown toward a size such as <c>128MiB</c> or <c>64 MB</c>.</summary>
    public static Chunks Bytes(string size) => Bytes(ByteSize.Parse(size));

    /// <summary>Reads <c>auto</c>, <c>-1</c> or <c>whole</c>, <c>512</c>, <c>1,512,512</c>, <c>512x512</c> or <c>128MiB</c>.</summary>
    /// <exception cref="FormatException">The text is none of these.</exception>
    public static Chunks Parse(string text)
    {
        var trimmed = text.Trim().Trim('(', ')').Trim();
        if (trimmed.Equals("auto", StringComparison.OrdinalIgnoreCase)) return Auto;
        if (trimmed is "-1" || trimmed.Equals("whole", StringComparison.OrdinalIgnoreCase)) return Whole;
        if (IntegerList().IsMatch(trimmed))
        {
            var sizes = trimmed.Split([',', 'x', 'X']).Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToArray();
            return sizes switch
            {
                [var size] => size,
                [var rows, var columns] => (rows, columns),
                [var bands, var rows, var columns] => (bands, rows, columns),
                _ => throw new FormatException(
                    $"'{text}' gives {sizes.Length} chunk sizes; give 1 (rows and columns), 2 (rows, columns) or 3 (bands, rows, "
                        + "columns)."),
            };
        }
        if (ByteSize.TryParse(trimmed, out var bytes) && bytes > 0) return Bytes(bytes);
        throw new FormatException(
            $"'{text}' is no chunk size; give auto, whole, a number of cells (512), sizes per axis (1,512,512) or bytes (128MiB).");
    }

    /// <summary>Square chunks; -1 for the whole array.</summary>
    public static implicit operator Chunks(int size)
        => new(size.ToString(CultureInfo.InvariantCulture), (schema, _, _) => Sizes(schema, size == -1 ? [-1, -1, -1] : [1, size, size]));

    /// <summary>Rows and columns, for an array of one band.</summary>
    public static implicit operator Chunks((int Rows, int Columns) sizes)
        => new($"({sizes.Rows}, {sizes.Columns})", (schema, _, _) => schema.Bands == 1
            ? Sizes(schema, [1, sizes.Rows, sizes.Columns])
            : throw WrongRank(2, 3, $"({sizes.Rows}, {sizes.Columns})"));

    /// <summary>Bands, rows and columns; an array of one band takes them too.</summary>
    public static implicit operator Chunks((int Bands, int Rows, int Columns) sizes)
        => new($"({sizes.Bands}, {sizes.Rows}, {sizes.Columns})",
            (schema, _, _) => Sizes(schema, [sizes.Bands, sizes.Rows, sizes.Columns]));

    /// <summary>Sizes by axis number; axes that are not named stay whole.</summary>
    public static implicit operator Chunks(Dictionary<int, int> sizes)
        => new("{" + string.Join(", ", sizes.Select(s => $"{s.Key}: {s.Value}")) + "}", (schema, _, _) =>
        {
            var rank = schema.IsPlane && !sizes.ContainsKey(2) ? 2 : 3;
            var all = new[] { -1, -1, -1 };
            foreach (var (axis, size) in sizes)
            {
                if (axis < 0 || axis >= rank)
                    throw new ArgumentException(
                        $"Unknown axis {axis} for an array of rank {rank}; axes are 0 to {rank - 1}.", nameof(sizes));
                all[axis + 3 - rank] = size;
            }
            return Sizes(schema, all);
        });

    /// <summary>Sizes by axis name (<c>band</c>, <c>row</c> or <c>y</c>, <c>column</c> or <c>x</c>); axes that are not
    /// named stay whole.</summary>
    public static implicit operator Chunks(Dictionary<string, int> sizes)
        => new("{" + string.Join(", ", sizes.Select(s => $"{s.Key}: {s.Value}")) + "}", (schema, _, _) =>
        {
            var all = new[] { -1, -1, -1 };
            foreach (var (axis, size) in sizes) all[AxisOf(axis)] = size;
            return Sizes(schema, all);
        });

    /// <summary>Explicit sizes along each axis: <c>[[512, 300], [400, 400]]</c>. Each axis's sizes must add up to its length.</summary>
    public static implicit operator Chunks(int[][] sizes)
        => new($"explicit sizes along {sizes.Length} axes", (schema, _, _) =>
        {
            var rank = schema.IsPlane && sizes.Length == 2 ? 2 : 3;
            if (sizes.Length != rank) throw WrongRank(sizes.Length, rank, "explicit sizes");
            int[] lengths = [schema.Bands, schema.Grid.Rows, schema.Grid.Columns];
            var axes = new AxisChunks[3];
            axes[0] = AxisChunks.Regular(schema.Bands, 1);
            for (var i = 0; i < rank; i++)
            {
                var axis = i + 3 - rank;
                if (sizes[i].Any(size => size < 1) || sizes[i].Sum(size => (long)size) != lengths[axis])
                    throw new ArgumentException(
                        $"Chunk sizes {string.Join(" + ", sizes[i])} along the {AxisName(axis)} axis must be positive and add up to "
                            + $"its {lengths[axis]} cells.", nameof(sizes));
                axes[axis] = AxisChunks.Explicit(sizes[i]);
            }
            return new(axes[0], axes[1], axes[2]);
        });

    /// <summary>As <see cref="Parse"/>.</summary>
    public static implicit operator Chunks(string text) => Parse(text);

    /// <inheritdoc/>
    public override string ToString() => text;

    internal ChunkGrid Resolve(ArraySchema schema, BlockShape block, long targetBytes) => resolve(schema, block, targetBytes);

    private static ChunkGrid Sizes(ArraySchema schema, ReadOnlySpan<int> sizes)
    {
        ReadOnlySpan<int> lengths = [schema.Bands, schema.Grid.Rows, schema.Grid.Columns];
        Span<int> chosen = stackalloc int[3];
        for (var axis = 0; axis < 3; axis++)
            chosen[axis] = sizes[axis] switch
            {
                -1 => lengths[axis],
                > 0 => Math.Min(sizes[axis], lengths[axis]),
                _ => throw new ArgumentException(
                    $"Chunk size {sizes[axis]} along the {AxisName(axis)} axis of an array of rank {(schema.IsPlane ? 2 : 3)}: give a "
                        + "positive number of cells, or -1 for the whole axis.", nameof(sizes)),
            };
        return ChunkGrid.Regular(lengths[0], lengths[1], lengths[2], chosen[0], chosen[1], chosen[2]);
    }

    private static ChunkGrid AutoGrid(ArraySchema schema, BlockShape block, long targetBytes)
    {
        int rows = schema.Grid.Rows, columns = schema.Grid.Columns;
        int blockRows = Math.Min(block.Rows, rows), blockColumns = Math.Min(block.Columns, columns);
        var cells = Math.Max(1, targetBytes / schema.Type.Size());
        var side = (int)Math.Min(int.MaxValue, Math.Floor(Math.Sqrt(cells)));
        int chunkRows, chunkColumns;
        if (blockColumns >= columns || side >= columns)
        {
            chunkColumns = columns;
            chunkRows = Grow(blockRows, cells / columns, rows);
        }
        else if (side >= rows)
        {
            chunkRows = rows;
            chunkColumns = Grow(blockColumns, cells / rows, columns);
        }
        else
        {
            chunkRows = Grow(blockRows, side, rows);
            chunkColumns = Grow(blockColumns, side, columns);
        }
        return ChunkGrid.Regular(schema.Bands, rows, columns, 1, chunkRows, chunkColumns);
    }

    private static int Grow(int block, long wanted, int length)
        => wanted >= length ? length : (int)Math.Max(block, wanted / block * block);

    private static int AxisOf(string name) => name.ToLowerInvariant() switch
    {
        "band" or "bands" or "time" => 0,
        "row" or "rows" or "y" => 1,
        "column" or "columns" or "x" => 2,
        _ => throw new ArgumentException($"Unknown axis '{name}'; axes are band, row (or y) and column (or x).", nameof(name)),
    };

    private static string AxisName(int axis) => axis switch { 0 => "band", 1 => "row", _ => "column" };

    private static ArgumentException WrongRank(int given, int rank, string sizes)
        => new($"Chunks {sizes} name {given} axes; the array has rank {rank}. Give one size, or {rank} of them.");

    [GeneratedRegex(@"^-?\d+\s*([,xX]\s*-?\d+\s*)*$")]
    private static partial Regex IntegerList();
}
