namespace Pyramids;

/// <summary>A colour of a colour table.</summary>
/// <param name="Red">0 to 255.</param>
/// <param name="Green">0 to 255.</param>
/// <param name="Blue">0 to 255.</param>
/// <param name="Alpha">Opacity, 0 to 255. TIFF stores none.</param>
public readonly record struct Colour(byte Red, byte Green, byte Blue, byte Alpha = 255);
