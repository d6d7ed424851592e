namespace Pyramids;

/// <summary>What of a zone lies in one row of blocks: a range of edges, and the columns that they span.</summary>
internal readonly record struct ZonePart(int Zone, int FirstEdge, int Edges, int FirstColumn, int EndColumn);
