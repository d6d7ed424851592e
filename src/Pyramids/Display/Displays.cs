namespace Pyramids;

/// <summary>Where the formatters of the engine's types are: in Pyramids.Interactive when a program has it, otherwise
/// plain text from here.</summary>
internal static class Displays
{
    private const string Assembly = "Pyramids.Interactive", Source = "Pyramids.Interactive.FormatterSource";

    /// <summary>Looked up on every use: a notebook may load the package after it has shown a first value.</summary>
    public static Type FormatterSource
        => Loaded() ?? Type.GetType($"{Source}, {Assembly}", throwOnError: false) ?? typeof(TextFormatterSource);

    // A host that loads packages from its own folders knows an assembly by name only after it was loaded once.
    private static Type? Loaded()
        => AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(a => a.GetName().Name == Assembly)?.GetType(Source, throwOnError: false);
}
