namespace Pyramids;

/// <summary>Finds the pieces of a mosaic under a window without a look at each of thousands: bands of rows, about as
/// many as a square mosaic has rows of pieces.</summary>
internal sealed class MosaicIndex
{
    private readonly IReadOnlyList<MosaicPiece> pieces;
    private readonly int rowsOfBand;
    private readonly List<int>[] bands;                       // numbers of pieces, rising

    public MosaicIndex(IReadOnlyList<MosaicPiece> pieces, int rows)
    {
        this.pieces = pieces;
        var count = Math.Clamp((int)Math.Sqrt(pieces.Count), 1, Math.Max(1, rows));
        rowsOfBand = Math.Max(1, (rows + count - 1) / count);
        bands = [.. Enumerable.Range(0, count).Select(_ => new List<int>())];
        for (var i = 0; i < pieces.Count; i++)
            for (var band = First(pieces[i].Target); band <= Last(pieces[i].Target); band++) bands[band].Add(i);
    }

    /// <summary>The pieces that share a cell with a window, in the order in which they are painted, and the shared
    /// part; bands do not count.</summary>
    public List<(MosaicPiece Piece, Window Part)> Under(Window window)
    {
        var (first, last) = (First(window), Last(window));
        var found = new List<(int Number, Window Part)>();
        for (var band = first; band <= last; band++)
            foreach (var number in bands[band])
            {
                var target = pieces[number].Target;
                if (band > first && First(target) < band) continue;            // met in a band above
                var part = (target with { Band = 0, Bands = 1 }).Intersect(window with { Band = 0, Bands = 1 });
                if (!part.IsEmpty) found.Add((number, part));
            }
        if (last > first) found.Sort((a, b) => a.Number.CompareTo(b.Number));
        return found.ConvertAll(at => (pieces[at.Number], at.Part));
    }

    // Parts of a piece may lie beyond the mosaic.
    private int First(Window window) => Math.Clamp(window.Row / rowsOfBand, 0, bands.Length - 1);

    private int Last(Window window) => Math.Clamp((window.RowEnd - 1) / rowsOfBand, 0, bands.Length - 1);
}
