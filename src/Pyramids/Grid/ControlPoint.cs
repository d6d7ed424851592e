namespace Pyramids;

/// <summary>A ground control point: a position in a raster whose coordinates are known.</summary>
/// <param name="Column">Cells from the left edge.</param>
/// <param name="Row">Cells from the upper edge.</param>
/// <param name="X">x in the CRS.</param>
/// <param name="Y">y in the CRS.</param>
/// <param name="Z">Height; 0 where none is stated.</param>
public readonly record struct ControlPoint(double Column, double Row, double X, double Y, double Z);
