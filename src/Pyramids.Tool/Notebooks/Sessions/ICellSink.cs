namespace Pyramids.Tool.Notebooks;

/// <summary>Where a running cell's output goes: into a notebook file or over a wire. Calls come from any thread, in the
/// order in which the cell made them.</summary>
internal interface ICellSink
{
    /// <summary>Text written to the console; <paramref name="name"/> is "stdout" or "stderr".</summary>
    void Stream(string name, string text);

    /// <summary>A new output. With a display id it can be updated later, from any cell.</summary>
    void Display(MimeBundle bundle, string? displayId);

    /// <summary>Replaces every output shown under the display id.</summary>
    void Update(MimeBundle bundle, string displayId);

    /// <summary>Removes the cell's outputs now, or when the next one comes.</summary>
    void Clear(bool wait);

    /// <summary>Asks the person at the notebook for a line of text; null at the end of input.</summary>
    string? ReadInput(string prompt, bool password);
}
