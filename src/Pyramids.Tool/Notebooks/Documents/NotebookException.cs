namespace Pyramids.Tool.Notebooks;

/// <summary>A notebook file that cannot be read as nbformat 4, or that this runner cannot run.</summary>
internal sealed class NotebookException(string message, Exception? inner = null) : Exception(message, inner);
