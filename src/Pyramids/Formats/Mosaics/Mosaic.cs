namespace Pyramids;

/// <summary>Makes one raster of many files of the same grid.</summary>
internal static class Mosaic
{
    private const int HeadersAtOnce = 16;
    private const double Tolerance = 0.01;                    // of a cell

    /// <summary>Reads every header, several at once, and checks that the files fit together.</summary>
    /// <exception cref="ArgumentException">There is no file, or they differ in cell type, bands, cell size or grid; the
    /// message names the file.</exception>
    /// <exception cref="GridException">Two files have different coordinate reference systems.</exception>
    public static async ValueTask<RasterFile> OpenAsync(IReadOnlyList<string> paths, MosaicOverlap overlap, double? noData,
        CancellationToken cancellation)
    {
        if (paths.Count == 0) throw new ArgumentException("A mosaic needs at least one file; none was given.", nameof(paths));
        var files = new RasterFile?[paths.Count];
        try
        {
            await Parallel.ForAsync(0, paths.Count,
                new ParallelOptions { MaxDegreeOfParallelism = HeadersAtOnce, CancellationToken = cancellation }, async (i, token) =>
            {
                files[i] = await RasterFiles.OpenAsync(paths[i], token).ConfigureAwait(false);
                (files[i]!.Owner as FileStore)?.CloseIdle();
            }).ConfigureAwait(false);
            return Of(paths, files!, overlap, noData);
        }
        catch
        {
            foreach (var file in files)
                if (file is not null) await file.Owner.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static RasterFile Of(IReadOnlyList<string> paths, RasterFile[] files, MosaicOverlap overlap, double? noData)
    {
        var source = Join(paths, files, overlap, noData);
        return new(source, "mosaic", [.. Overviews(paths, files, overlap, source.Schema.NoData)],
            [("format", $"mosaic of {files.Length} files"), ("overlaps", overlap.ToString().ToLowerInvariant())],
            source) { Fingerprint = "" };
    }

    // A level that every file has is one of the mosaic, as long as its cells are on one grid: files whose sides the
    // cells of a level do not divide have none.
    private static IEnumerable<IChunkSource> Overviews(IReadOnlyList<string> paths, RasterFile[] files,
        MosaicOverlap overlap, double? noData)
    {
        for (var level = 0; files.All(file => file.Overviews.Count > level); level++)
        {
            var coarse = files.Select(
                file => file with { Source = file.Overviews[level], Validity = file.OverviewValidity(level), Overviews = [] }).ToArray();
            MosaicSource joined;
            try
            {
                joined = Join(paths, coarse, overlap, noData);
            }
            catch (Exception apart) when (apart is GridException or ArgumentException)
            {
                yield break;
            }
            yield return joined;
        }
    }

    private static MosaicSource Join(IReadOnlyList<string> paths, RasterFile[] files, MosaicOverlap overlap, double? noData)
    {
        var first = files[0].Source.Schema;
        var places = new (long Row, long Column)[files.Length];
        for (var i = 0; i < files.Length; i++)
        {
            Check(paths[0], first, paths[i], files[i].Source.Schema);
            places[i] = Place(paths[i], first.Grid, files[i].Source.Schema.Grid);
        }
        long top = places.Min(place => place.Row), left = places.Min(place => place.Column);
        long rows = 0, columns = 0;
        for (var i = 0; i < files.Length; i++)
        {
            rows = Math.Max(rows, places[i].Row - top + files[i].Source.Schema.Grid.Rows);
            columns = Math.Max(columns, places[i].Column - left + files[i].Source.Schema.Grid.Columns);
        }
        if (rows > int.MaxValue || columns > int.MaxValue)
            throw new ArgumentException($"The files span {rows} rows and {columns} columns; {int.MaxValue} are the most of either.");
        var (x, y) = first.Grid.Transform.ToCrs(left, top);
        var grid = new GridSpec((int)rows, (int)columns, first.Grid.Transform with { OriginX = x, OriginY = y }, first.Grid.Crs);
        var declared = noData ?? files.Select(file => file.Source.Schema.NoData).FirstOrDefault(value => value is not null);
        var schema = first with
            { Grid = grid, NoData = declared, Meaning = Shared(files.Select(file => file.Source.Schema.Meaning).ToArray()) };
        var bands = Enumerable.Range(0, first.Bands).ToArray();
        var pieces = files.Select((file, i) =>
        {
            var own = file.Source.Schema;
            return new MosaicPiece(paths[i],
                new((int)(places[i].Row - top), (int)(places[i].Column - left), own.Grid.Rows, own.Grid.Columns), bands, file)
            {
                NoData = own.NoData ?? (own.Type.IsFloating() ? double.NaN : null), IsMasked = true,
            };
        }).ToArray();
        if (declared is null && !first.Type.IsFloating() && (files.Any(file => file.Validity is not null) || !Covers(grid, pieces)))
            throw new ArgumentException(
                $"The {files.Length} files leave cells of the mosaic uncovered, and their cells of {first.Type} declare no nodata "
                    + "value. Give one: noData.");
        return new($"mosaic of {files.Length} files", schema, files[0].Source.Block, pieces, overlap);
    }

    private static void Check(string firstPath, ArraySchema first, string path, ArraySchema schema)
    {
        if (schema.Type != first.Type || schema.Bands != first.Bands)
            throw new ArgumentException(
                $"Files of a mosaic have the same cells: {firstPath} has {first.Bands} bands of {first.Type}, and {path} "
                    + $"{schema.Bands} of {schema.Type}.");
        if (!Numbers(first).SequenceEqual(Numbers(schema)))
            throw new ArgumentException($"Files of a mosaic have cells of the same scale and offset: those of {firstPath} are "
                + $"{string.Join(", ", Numbers(first))}, and those of {path} {string.Join(", ", Numbers(schema))}. Scale them first.");
        if (schema.Grid.Crs != first.Grid.Crs)
            throw new GridException(
                $"Files of a mosaic share a coordinate reference system: {firstPath} has {first.Grid.Crs?.ToString() ?? "none"}, and "
                    + $"{path} {schema.Grid.Crs?.ToString() ?? "none"}. Warp one to the other first.",
                first.Grid, schema.Grid);
    }

    private static IEnumerable<double> Numbers(ArraySchema schema)
        => schema.Meaning is not { } meaning ? Numbers(schema with { Meaning = new() })
            : (meaning.Scales.Count > 0 ? meaning.Scales : Enumerable.Repeat(1.0, schema.Bands)).Concat(
                meaning.Offsets.Count > 0 ? meaning.Offsets : new double[schema.Bands]);

    // Colours and opacity where all files agree on them; items of metadata are each file's own.
    private static CellMeaning? Shared(CellMeaning?[] meanings) => meanings[0] is not { } first ? null : first with
    {
        ColourTable =
            meanings.All(other => other is not null && other.ColourTable.SequenceEqual(first.ColourTable)) ? first.ColourTable : [],
        AlphaBand = meanings.All(other => other?.AlphaBand == first.AlphaBand) ? first.AlphaBand : null,
        IsPremultiplied = meanings.All(other => other?.AlphaBand == first.AlphaBand && other?.IsPremultiplied == true),
        Items = [],
    };

    private static (long Row, long Column) Place(string path, GridSpec first, GridSpec grid)
    {
        Affine a = first.Transform, b = grid.Transform;
        var cell = Math.Min(a.CellWidth, a.CellHeight) * Tolerance;
        if (Math.Abs(a.XPerColumn - b.XPerColumn) * grid.Columns > cell || Math.Abs(a.YPerRow - b.YPerRow) * grid.Rows > cell
            || Math.Abs(a.XPerRow - b.XPerRow) * grid.Rows > cell || Math.Abs(a.YPerColumn - b.YPerColumn) * grid.Columns > cell)
            throw new GridException(
                $"Files of a mosaic have cells of the same size: the first has {first}, and {path} {grid}. Bring it to the grid first.",
                first, grid);
        var (column, row) = a.ToCells(b.OriginX, b.OriginY);
        var (wholeRow, wholeColumn) = (Math.Round(row), Math.Round(column));
        if (!(Math.Abs(row - wholeRow) <= Tolerance && Math.Abs(column - wholeColumn) <= Tolerance) || Math.Abs(wholeRow) > int.MaxValue
            || Math.Abs(wholeColumn) > int.MaxValue)
            throw new GridException(FormattableString.Invariant($"{path} lies {row + 0.0:G8} rows and {column + 0.0:G8} columns from the first file of the mosaic; whole numbers were expected. Bring it to the grid first."), first, grid);
        return ((long)wholeRow, (long)wholeColumn);
    }

    // Whether rectangles leave no cell out: between two edges across, the pieces that span the gap must follow one another without a hole.
    private static bool Covers(GridSpec grid, MosaicPiece[] pieces)
    {
        var edges = pieces.SelectMany(piece => new[] { piece.Target.Row, piece.Target.RowEnd }).Distinct().Order().ToArray();
        var byColumn = pieces.OrderBy(piece => piece.Target.Column).ToArray();
        for (var i = 0; i + 1 < edges.Length; i++)
        {
            var reached = 0;
            foreach (var piece in byColumn)
            {
                if (piece.Target.Row > edges[i] || piece.Target.RowEnd < edges[i + 1]) continue;
                if (piece.Target.Column > reached) return false;
                reached = Math.Max(reached, piece.Target.ColumnEnd);
            }
            if (reached < grid.Columns) return false;
        }
        return edges[0] == 0 && edges[^1] == grid.Rows;
    }
}
