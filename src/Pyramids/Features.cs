using System.Globalization;
using NetTopologySuite.Geometries;

namespace Pyramids;

/// <summary>Features drawn into cells, and cells cut out by features.</summary>
public static class Features
{
    /// <summary>Polygons as a raster: each cell has the value of the last polygon that it belongs to.</summary>
    /// <param name="features">Polygons, in the CRS of the grid.</param>
    /// <param name="grid">Rows, columns and where they lie; a raster's <c>Grid</c> for one that fits it.</param>
    /// <param name="options">Values and which cells belong to a polygon; 1 by the centre rule on 0 when null.</param>
    /// <returns>One band, lazy: cells are drawn when they are asked for.</returns>
    /// <exception cref="ArgumentException">A property is missing or no number, or a value does not fit the type.</exception>
    /// <exception cref="CrsException">Features and grid have different CRSs.</exception>
    public static LazyArray Rasterize(this FeatureCollection features, GridSpec grid, RasterizeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(grid);
        options ??= new();
        ZoneCrs.Check(features, grid.Crs);
        var shares = options.Method == ZonalMethod.Fractional;
        if (shares && options.Property is not null)
            throw new ArgumentException("Shares of cells have no values; leave out Property, or take another method.", nameof(options));
        double[] values = shares ? [.. features.Select(_ => 1.0)] : [.. features.Select((f, i) => options.Property is null ? options.Value
            : Number(f.Attributes?.GetOptionalValue(options.Property), options.Property, i))];
        var type = shares ? options.Type ?? DType.Float32 : options.Type ?? Smallest([.. values, options.Background]);
        if (shares && !type.IsFloating())
            throw new ArgumentException($"Shares of cells need a floating type; {type} was asked for.", nameof(options));
        foreach (var value in values.Append(options.Background))
            if (!Fits(value, type))
                throw new ArgumentException(
                    FormattableString.Invariant($"The value {value} does not fit into {type}; choose another Type."),
                        nameof(options));
        var index = ZoneIndex.Build(grid, features.Select(f => f.Geometry), options.Method);
        return LazyArray.From(new RasterizeSource(new ArraySchema(grid, 1, type) { IsPlane = true }, index, values, options.Background),
            Chunks.Auto);
    }

    /// <summary>The array with the cells outside all polygons missing.</summary>
    /// <param name="array">Any dtype; integers become floating.</param>
    /// <param name="features">Polygons, in the CRS of the array.</param>
    /// <param name="method">Which cells belong to a polygon: by their centre, or every one touched.</param>
    /// <param name="invert">Keeps the cells outside the polygons instead.</param>
    /// <returns>Same grid and chunks.</returns>
    public static LazyArray Mask(this LazyArray array, FeatureCollection features, ZonalMethod method = ZonalMethod.Center,
        bool invert = false)
    {
        ArgumentNullException.ThrowIfNull(array);
        if (method == ZonalMethod.Fractional)
            throw new ArgumentException("A mask keeps whole cells; take Center or AllTouched.", nameof(method));
        var mask = features.Rasterize(array.Grid,
            new() { Method = method, Value = invert ? 0 : 1, Background = invert ? 1 : 0, Type = DType.UInt8 });
        return array.Where(mask, double.NaN);
    }

    /// <summary>The part of the array under a rectangle: the rows and columns of the cells that it meets.</summary>
    /// <param name="array">Any array.</param>
    /// <param name="bounds">In the CRS of the array.</param>
    /// <exception cref="GridException">The rectangle does not meet the raster.</exception>
    public static LazyArray Clip(this LazyArray array, Extent bounds)
    {
        ArgumentNullException.ThrowIfNull(array);
        Span<(double Column, double Row)> corners =
        [
            array.Grid.Transform.ToCells(bounds.MinX, bounds.MinY), array.Grid.Transform.ToCells(bounds.MinX, bounds.MaxY),
            array.Grid.Transform.ToCells(bounds.MaxX, bounds.MinY), array.Grid.Transform.ToCells(bounds.MaxX, bounds.MaxY),
        ];
        double left = double.PositiveInfinity, top = left, right = double.NegativeInfinity, bottom = right;
        foreach (var (column, row) in corners)
            (left, right, top, bottom) = (Math.Min(left, column), Math.Max(right, column), Math.Min(top, row), Math.Max(bottom, row));
        // A bound on a cell's edge takes in no further cell, though rounding may put it beyond.
        const double slack = 1e-6;
        int firstColumn = Index(Math.Floor(left + slack), array.Grid.Columns),
            endColumn = Index(Math.Ceiling(right - slack), array.Grid.Columns);
        int firstRow = Index(Math.Floor(top + slack), array.Grid.Rows), endRow = Index(Math.Ceiling(bottom - slack), array.Grid.Rows);
        return firstRow < endRow && firstColumn < endColumn
            ? array.Slice(.., firstRow..endRow, firstColumn..endColumn)
            : throw new GridException($"The bounds {bounds} hold no cell of the raster {array.Grid.Extent}.", array.Grid);

        static int Index(double at, int length) => (int)Math.Clamp(at, 0, length);
    }

    /// <summary>The part of the array around polygons, with the cells outside them missing.</summary>
    /// <param name="array">Any dtype; integers become floating.</param>
    /// <param name="features">Polygons, in the CRS of the array.</param>
    /// <param name="method">Which cells belong to a polygon: by their centre, or every one touched.</param>
    /// <exception cref="GridException">The polygons do not meet the raster.</exception>
    public static LazyArray Clip(this LazyArray array, FeatureCollection features, ZonalMethod method = ZonalMethod.Center)
    {
        ArgumentNullException.ThrowIfNull(features);
        ZoneCrs.Check(features, array.Grid.Crs);
        var bounds = features.Bounds ?? throw new ArgumentException($"The features hold no geometry ({features}).", nameof(features));
        return array.Clip(bounds).Mask(features, method);
    }

    /// <summary>The part of the array around one geometry, with the cells outside it missing.</summary>
    /// <param name="array">Any dtype; integers become floating.</param>
    /// <param name="polygon">A Polygon or MultiPolygon in the CRS of the array.</param>
    /// <param name="method">Which cells belong to the polygon.</param>
    public static LazyArray Clip(this LazyArray array, Geometry polygon, ZonalMethod method = ZonalMethod.Center)
        => array.Clip(new FeatureCollection([(Geometry?)polygon]), method);

    private static double Number(object? value, string property, int feature) => value switch
    {
        bool flag => flag ? 1 : 0,
        IConvertible and not string => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"The property '{property}' of feature {feature} is {value ?? "missing"}; a number was expected."),
    };

    private static DType Smallest(double[] values)
        => Array.Find([DType.UInt8, DType.Int32], type => values.All(v => Fits(v, type))) is var found && values.All(v => Fits(v, found))
            ? found : DType.Float64;

    private static bool Fits(double value, DType type) => type.IsFloating() || Build.Fits(value, type) is not null;
}
