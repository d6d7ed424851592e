namespace Pyramids;

/// <summary>Marks a type that notebooks show by a formatter of ours. Notebook hosts find this attribute by its name and by the names of
/// its properties; neither they nor the engine need to know each other.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface)]
internal sealed class TypeFormatterSourceAttribute : Attribute
{
    /// <summary>A class with a parameterless constructor and <c>CreateTypeFormatters()</c>.</summary>
    public Type FormatterSourceType { get; } = Displays.FormatterSource;

    /// <summary>What a host asks for when it shows a value. Every entry must have a formatter: a host looks for a
    /// missing one without end.</summary>
    public string[] PreferredMimeTypes { get; set; } = ["text/html", "text/plain"];
}
