namespace Pyramids;

/// <summary>Where an image lies: the transform and the system of its geo tags (GeoTIFF 1.1, section 7).</summary>
/// <param name="Transform">From cells to CRS coordinates; the identity when the file has none.</param>
/// <param name="HasTransform">Whether the file has a transform.</param>
/// <param name="IsPoint">Whether the file's coordinates are those of cell centres; the transform takes care of it.</param>
/// <param name="Tiepoints">Ground control points, six numbers each, when they make no transform.</param>
/// <param name="Crs">The coordinate reference system of the GeoKeys; null when they name none.</param>
internal sealed record GeoReference(Affine Transform, bool HasTransform, bool IsPoint, double[] Tiepoints, Crs? Crs)
{
    /// <summary>Why the file's system or transform could not be taken; the cells can be read all the same.</summary>
    public IReadOnlyList<RasterFormatException> Problems { get; init; } = [];

    /// <summary>The tie points as positions and coordinates, where they make no transform.</summary>
    public IReadOnlyList<ControlPoint> ControlPoints
        => [.. Tiepoints.Chunk(6).Where(tie => tie.Length == 6)
            .Select(tie => new ControlPoint(tie[0] + (IsPoint ? 0.5 : 0), tie[1] + (IsPoint ? 0.5 : 0), tie[3], tie[4], tie[5]))];

    /// <summary>The system of the raster's grid: none where only control points are in one, for cells of size 1 are not
    /// in its unit.</summary>
    public Crs? GridCrs => HasTransform || Tiepoints.Length == 0 ? Crs : null;

    /// <summary>Reads the tags as GDAL does: scale and tiepoint first, then the matrix, then tiepoints as ground control points.</summary>
    public static GeoReference Read(TiffDirectory directory)
    {
        var keys = Array.ConvertAll(directory.Has(TiffTag.GeoKeyDirectory) ? directory.Numbers(TiffTag.GeoKeyDirectory) : [],
            key => (ushort)key);
        var problems = new List<RasterFormatException>();
        Crs? crs = null;
        var isPoint = false;
        if (keys.Length > 0)
        {
            var (doubles, ascii) = (directory.Numbers(TiffTag.GeoDoubleParams), directory.Text(TiffTag.GeoAsciiParams) ?? "");
            try
            {
                (crs, isPoint) = GeoKeys.Read(keys, doubles, ascii, directory.Key);
            }
            catch (RasterFormatException problem)
            {
                problems.Add(problem);
                isPoint = GeoKeys.IsPoint(keys);
            }
        }
        var scale = directory.Numbers(TiffTag.ModelPixelScale);
        var ties = directory.Numbers(TiffTag.ModelTiepoint);
        var matrix = directory.Numbers(TiffTag.ModelTransformation);
        Affine? found = null;
        var source = TiffTag.ModelTransformation;
        if (scale.Length >= 2 && scale[0] != 0 && scale[1] != 0)
        {
            source = TiffTag.ModelPixelScale;
            // A negative height is against the specification; GDAL takes it for a north-up raster, and so do all who read after it.
            double width = scale[0], height = -Math.Abs(scale[1]);
            if (ties.Length >= 6) found = new(ties[3] - ties[0] * width, width, 0, ties[4] - ties[1] * height, 0, height);
        }
        else if (matrix.Length == 16)
        {
            found = new(matrix[3], matrix[0], matrix[1], matrix[7], matrix[4], matrix[5]);
        }
        if (found is not { } transform)
            return new(Affine.Identity, false, isPoint, ties.Length >= 6 ? ties : [], crs) { Problems = problems };
        if (isPoint)
        {
            transform = transform with
            {
                OriginX = transform.OriginX - (transform.XPerColumn * 0.5 + transform.XPerRow * 0.5),
                OriginY = transform.OriginY - (transform.YPerColumn * 0.5 + transform.YPerRow * 0.5),
            };
        }
        if (!transform.HasInverse)
        {
            problems.Add(directory.Wrong(source,
                $"makes a transform without an inverse: {GeoTransform.Text(transform)}; the raster is read without one."));
            return new(Affine.Identity, false, isPoint, [], crs) { Problems = problems };
        }
        return new(transform, true, isPoint, [], crs) { Problems = problems };
    }
}
