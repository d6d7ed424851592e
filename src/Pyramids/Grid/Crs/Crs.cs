namespace Pyramids;

/// <summary>A coordinate reference system.</summary>
public sealed class Crs;
