namespace Pyramids;

/// <summary>What of a zone lies in one row of blocks: edges, and the columns that they span. Without a first edge, edges are not
/// stored.</summary>
internal readonly record struct ZonePart(int Zone, int FirstEdge, int Edges, int FirstColumn, int EndColumn);
