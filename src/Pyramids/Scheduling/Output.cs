namespace Pyramids;

/// <summary>An array of a run and where its chunks go.</summary>
internal sealed record Output(Node Root, IChunkSink Sink);
