using NetTopologySuite.Features;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Implementation;

namespace Pyramids;

/// <summary>What a reader of a vector format returns of a file whose features are read when they are gone through, each
/// time anew.</summary>
internal sealed record VectorStream(IEnumerable<IFeature> Features, IReadOnlyList<string> Columns, Crs? Crs)
{
    /// <summary>All features at once.</summary>
    public VectorLayer ToLayer() => new([.. Features], Columns, Crs);
}

/// <summary>What a reader of a vector format returns: features, their columns in order, and their CRS; null when the
/// file states none.</summary>
internal sealed record VectorLayer(IReadOnlyList<IFeature> Features, IReadOnlyList<string> Columns, Crs? Crs)
{
    /// <summary>Whether the CRS is what the format says of files that state none.</summary>
    public bool CrsIsAssumed { get; init; }

    /// <summary>Makes geometries that hold x and y in one array for each ring.</summary>
    public static GeometryFactory Geometries { get; } = new(new PrecisionModel(), 0,
        new PackedCoordinateSequenceFactory(PackedCoordinateSequenceFactory.PackedType.Double));

    /// <summary>A ring from x, y pairs; closed if it is not, and with the four points at least that a ring must have.</summary>
    public static LinearRing Ring(List<double> pairs)
    {
        if (pairs.Count == 0) return Geometries.CreateLinearRing((Coordinate[])[]);
        if (pairs[0] != pairs[^2] || pairs[1] != pairs[^1]) Repeat(pairs, 0);
        while (pairs.Count < 8) Repeat(pairs, pairs.Count - 2);
        return Geometries.CreateLinearRing(Sequence(pairs));
    }

    public static CoordinateSequence Sequence(List<double> pairs) => new PackedDoubleCoordinateSequence(pairs.ToArray(), 2, 0);

    private static void Repeat(List<double> pairs, int at)
    {
        pairs.Add(pairs[at]);
        pairs.Add(pairs[at + 1]);
    }
}
