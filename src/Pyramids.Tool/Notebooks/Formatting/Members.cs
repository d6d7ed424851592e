using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Pyramids.Tool.Notebooks;

/// <summary>How a value looks from outside: one that is said in a word, a sequence, a dictionary, or a thing with properties.</summary>
internal static class Members
{
    /// <summary>Items read from a sequence. None more is asked for, but for one that tells whether there are more.</summary>
    public const int MostItems = 20;

    public const int Deepest = 3;

    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Cache = new();

    /// <summary>Whether the value's text says it all: numbers, dates, enums, tuples, types, and objects with a
    /// <c>ToString</c> of their own.</summary>
    public static bool IsSimple(object value)
    {
        var type = value.GetType();
        if (type.IsPrimitive || type.IsEnum || value is string or decimal or DateTime or DateTimeOffset or DateOnly or TimeOnly or TimeSpan
            or Guid or Uri or Version or Type or ITuple or Delegate)
            return true;
        if (value is IEnumerable || IsRecord(type) || IsAnonymous(type))
            return false;
        var text = type.GetMethod(nameof(ToString), Type.EmptyTypes);
        return (text is not null && text.DeclaringType != typeof(object) && text.DeclaringType != typeof(ValueType))
            || Properties(type).Length == 0;
    }

    public static PropertyInfo[] Properties(Type type) => Cache.GetOrAdd(type, static t =>
        [.. t.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(p => p.GetMethod is { IsPublic: true } && p.GetIndexParameters().Length == 0 && p.Name != "EqualityContract"
                && !p.PropertyType.IsByRefLike && !p.PropertyType.IsPointer && !p.PropertyType.IsByRef)]);

    /// <summary>A property's value; what it throws is shown in its place.</summary>
    public static object? Value(PropertyInfo property, object owner)
    {
        try
        {
            return property.GetValue(owner);
        }
        catch (TargetInvocationException e)
        {
            return new Unavailable($"({e.InnerException?.GetType().Name}: {e.InnerException?.Message})");
        }
    }

    /// <summary>The first items, and whether there are more.</summary>
    public static (List<object?> Items, bool More) Head(IEnumerable sequence)
    {
        var items = new List<object?>();
        var walk = sequence.GetEnumerator();
        try
        {
            while (walk.MoveNext())
            {
                if (items.Count == MostItems)
                    return (items, true);
                items.Add(walk.Current);
            }
        }
        finally
        {
            (walk as IDisposable)?.Dispose();
        }
        return (items, false);
    }

    /// <summary>How many items a collection has; null when that would have to be counted.</summary>
    public static int? Count(IEnumerable sequence) => sequence is ICollection { Count: var count } ? count
        : sequence.GetType().GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IReadOnlyCollection<>))
            ? sequence.GetType().GetProperty("Count")?.GetValue(sequence) as int? : null;

    public static bool IsAnonymous(Type type) => type.Name.StartsWith("<>f__AnonymousType", StringComparison.Ordinal)
        || (type.Name.StartsWith("<>", StringComparison.Ordinal) && type.Name.Contains("AnonymousType", StringComparison.Ordinal));

    public static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null
        || (type.IsValueType && type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic) is not null);

    private sealed class Unavailable(string text)
    {
        public override string ToString() => text;
    }
}
