namespace Pyramids;

public sealed partial class LazyArray
{
    /// <summary>Rows and columns of all bands: <c>lazy[..512, 100..]</c>.</summary>
    public LazyArray this[Range rows, Range columns] => Slice(.., rows, columns);

    /// <summary>Bands, rows and columns: <c>lazy[0..1, ..512, 100..]</c>.</summary>
    public LazyArray this[Range bands, Range rows, Range columns] => Slice(bands, rows, columns);

    /// <summary>Rows and columns of one band: <c>lazy[0, ..512, 100..]</c>.</summary>
    public LazyArray this[Index band, Range rows, Range columns] => Band(band.GetOffset(Schema.Bands)).Slice(.., rows, columns);

    /// <summary>A part of the array, with every step-th band, row and column kept; the grid follows.</summary>
    /// <param name="bands">Bands: <c>..</c> for all, <c>1..^1</c> for all but the first and the last.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="rowStep">1 for every row, 2 for every other; negative to begin with the last: the grid is turned
    /// with the cells.</param>
    /// <param name="columnStep">As for rows.</param>
    /// <param name="bandStep">As for rows.</param>
    /// <exception cref="ArgumentException">The part is empty or reaches beyond the array, or a step is 0.</exception>
    public LazyArray Slice(Range bands, Range rows, Range columns, int rowStep = 1, int columnStep = 1, int bandStep = 1)
    {
        var (band, bandCount) = Part(bands, Schema.Bands, "band");
        var (row, rowCount) = Part(rows, Grid.Rows, "row");
        var (column, columnCount) = Part(columns, Grid.Columns, "column");
        if (rowStep == 0 || columnStep == 0 || bandStep == 0)
            throw new ArgumentException(
                $"Steps of {bandStep} bands, {rowStep} rows and {columnStep} columns were given; a step is 1 or more, or negative from the "
                    + "last on.");
        if (bandStep != 1)
        {
            var picked = Enumerable.Range(0, Stepped(ref band, bandCount, bandStep)).Select(i => band + i * bandStep).ToArray();
            return (Schema.IsPlane ? this : Bands(picked)).Slice(.., rows, columns, rowStep, columnStep);
        }
        rowCount = Stepped(ref row, rowCount, rowStep);
        columnCount = Stepped(ref column, columnCount, columnStep);
        return With(new SliceOperation(band, row, column, bandCount, rowCount, columnCount, rowStep, columnStep).On(Node));
    }

    /// <summary>One band, counted from 0; the result is an array of rows and columns.</summary>
    public LazyArray Band(int band)
    {
        if ((uint)band >= (uint)Schema.Bands)
            throw new ArgumentOutOfRangeException(nameof(band), band, $"The array has {Schema.Bands} bands, counted from 0.");
        if (Schema.IsPlane) return this;
        return With(new BandsOperation([band], AsPlane: true).On(Node));
    }

    /// <summary>One band by name.</summary>
    public LazyArray Band(string name)
    {
        var found = BandNames.Index().Where(item => item.Item == name).Select(item => item.Index).ToArray();
        return found is [var only]
            ? Band(only)
            : throw new ArgumentException(found.Length == 0
                ? $"No band is called '{name}'; the bands are "
                    + $"{(BandNames.Count == 0 ? $"unnamed, 0 to {Schema.Bands - 1}" : string.Join(", ", BandNames))}."
                : $"{found.Length} bands are called '{name}'; take one by its number: {string.Join(", ", found)}.", nameof(name));
    }

    /// <summary>The same array with names for its bands; tables and files take them over.</summary>
    /// <exception cref="ArgumentException">There are more or fewer names than bands.</exception>
    public LazyArray WithBandNames(params string[] names) => names.Length == Schema.Bands
        ? With(new NameBandsOperation(new(names)).On(Node))
        : throw new ArgumentException($"{names.Length} names were given for {Schema.Bands} bands; give one for each.", nameof(names));

    /// <summary>Bands picked in the order given.</summary>
    public LazyArray Bands(params int[] bands)
    {
        foreach (var band in bands)
            if ((uint)band >= (uint)Schema.Bands)
                throw new ArgumentOutOfRangeException(nameof(bands), band, $"The array has {Schema.Bands} bands, counted from 0.");
        if (bands.Length == 0) throw new ArgumentException("No band was given.", nameof(bands));
        return With(new BandsOperation(new(bands)).On(Node));
    }

    /// <summary>The bands of several arrays, one after another. Cell types meet in the smallest that holds all; where
    /// integers declare different nodata, or only some do, in a floating one.</summary>
    /// <exception cref="GridException">The grids differ.</exception>
    public static LazyArray Stack(params LazyArray[] arrays)
    {
        if (arrays.Length == 0) throw new ArgumentException("No array was given to stack.", nameof(arrays));
        foreach (var array in arrays)
            if (!array.Grid.Matches(arrays[0].Grid)) throw GridException.Differ(arrays[0].Grid, array.Grid);
        return arrays[0].With(new StackOperation().On(Build.Alike([.. arrays.Select(array => array.Node)])));
    }

    /// <summary>Moves the start to the first that is kept, and counts those that are.</summary>
    private static int Stepped(ref int start, int count, int step)
    {
        if (step < 0) start += count - 1;
        return (int)((count + Math.Abs((long)step) - 1) / Math.Abs((long)step));
    }

    private static (int Start, int Count) Part(Range range, int length, string axis)
    {
        int start = range.Start.GetOffset(length), end = range.End.GetOffset(length);
        return start >= 0 && end <= length && start < end
            ? (start, end - start)
            : throw new ArgumentException(
                $"{char.ToUpperInvariant(axis[0])}{axis[1..]}s {range} of {length} hold none, or reach beyond; give a range inside "
                    + $"0..{length}.");
    }
}
