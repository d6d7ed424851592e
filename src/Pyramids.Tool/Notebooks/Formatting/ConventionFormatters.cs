using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;

namespace Pyramids.Tool.Notebooks;

/// <summary>Writes values of a type in one MIME type; false means that nothing was written and another should try.</summary>
internal sealed record ValueWriter(string MimeType, Func<object, TextWriter, bool> Write);

/// <summary>Formatters that a type brings along by the convention of .NET Interactive, without naming any package: an attribute named
/// <c>TypeFormatterSourceAttribute</c> names a class whose <c>CreateTypeFormatters()</c> gives objects with <c>MimeType</c> and
/// <c>bool Format(object, TextWriter)</c>. Derived types and implementations of an interface inherit them.</summary>
internal sealed class ConventionFormatters
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly ConcurrentDictionary<Type, ConventionFormatters?> Cache = new();

    private ConventionFormatters(IReadOnlyList<ValueWriter> writers, IReadOnlyList<string>? preferred)
        => (Writers, Preferred) = (writers, preferred);

    public IReadOnlyList<ValueWriter> Writers { get; }

    /// <summary>The MIME types to show, or null when the type does not say.</summary>
    public IReadOnlyList<string>? Preferred { get; }

    /// <summary>The formatters of the nearest type that has any: the type itself, its bases, its interfaces.</summary>
    public static ConventionFormatters? Of(Type type)
        => Cache.GetOrAdd(type, static t => Lineage(t).Select(owner => Read(owner, t)).FirstOrDefault(f => f is not null));

    private static IEnumerable<Type> Lineage(Type type)
    {
        for (var t = type; t is not null && t != typeof(object); t = t.BaseType)
            yield return t;
        foreach (var face in type.GetInterfaces())
            yield return face;
    }

    private static ConventionFormatters? Read(Type owner, Type shown)
    {
        var attribute = owner.GetCustomAttributes(inherit: false).FirstOrDefault(a => a.GetType().Name == "TypeFormatterSourceAttribute");
        if (attribute is null || Property(attribute, "FormatterSourceType") is not Type sourceType)
            return null;
        var source = Activator.CreateInstance(sourceType, nonPublic: true)!;
        if (sourceType.GetMethod("CreateTypeFormatters", Any, Type.EmptyTypes)?.Invoke(source, null) is not IEnumerable formatters)
            return null;
        var writers = new List<ValueWriter>();
        foreach (var formatter in formatters)
            if (Writer(formatter, shown) is { } writer)
                writers.Add(writer);
        var preferred = Property(attribute, "PreferredMimeTypes") as IEnumerable<string>;
        return new ConventionFormatters(writers, preferred?.ToList() is { Count: > 0 } named ? named : null);
    }

    private static ValueWriter? Writer(object formatter, Type shown)
    {
        if (Property(formatter, "MimeType") is not string mime)
            return null;
        if (Property(formatter, "Type") is Type only && !only.IsAssignableFrom(shown) && !IsOpenFormOf(only, shown))
            return null;
        var format = formatter.GetType().GetMethods(Any).FirstOrDefault(m => m.Name == "Format" && m.ReturnType == typeof(bool)
            && m.GetParameters() is [var value, var writer] && value.ParameterType == typeof(object)
            && writer.ParameterType == typeof(TextWriter));
        return format is null ? null : new ValueWriter(mime, format.CreateDelegate<Func<object, TextWriter, bool>>(formatter));
    }

    private static bool IsOpenFormOf(Type open, Type shown) => open.IsGenericTypeDefinition
        && Lineage(shown).Any(t => t.IsGenericType && t.GetGenericTypeDefinition() == open);

    private static object? Property(object owner, string name) => owner.GetType().GetProperty(name, Any)?.GetValue(owner);
}
