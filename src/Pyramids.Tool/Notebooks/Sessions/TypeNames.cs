namespace Pyramids.Tool.Notebooks;

/// <summary>Types as C# writes them.</summary>
internal static class TypeNames
{
    /// <summary>A full name that a script can use; for a type that scripts cannot name, its nearest base that they can.</summary>
    public static string InScript(Type type)
    {
        while (!type.IsVisible || type.Name.Contains('<') || type.Assembly.IsDynamic)
            type = type.BaseType ?? typeof(object);
        return "global::" + Written(type, full: true);
    }

    /// <summary>The short name with type arguments: <c>Dictionary&lt;string, int&gt;</c>.</summary>
    public static string Short(Type type) => Written(type, full: false);

    private static string Written(Type type, bool full)
    {
        if (type.IsArray)
            return $"{Written(type.GetElementType()!, full)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (!full && Keyword(type) is { } keyword)
            return keyword;
        if (Nullable.GetUnderlyingType(type) is { } inner && !full)
            return Written(inner, full) + "?";
        var prefix = type.IsNested && !type.IsGenericParameter ? Written(type.DeclaringType!, full) + "."
            : full && type.Namespace is { Length: > 0 } space ? space + "."
            : "";
        var name = type.Name.IndexOf('`') is var tick and > 0 ? type.Name[..tick] : type.Name;
        if (!type.IsGenericType)
            return prefix + name;
        var arguments = type.GetGenericArguments().Select(a => full ? "global::" + Written(a, full) : Written(a, full));
        return $"{prefix}{name}<{string.Join(", ", arguments)}>";
    }

    private static string? Keyword(Type type) => Type.GetTypeCode(type) switch
    {
        _ when type.IsEnum => null,
        TypeCode.Boolean => "bool",
        TypeCode.Byte => "byte",
        TypeCode.SByte => "sbyte",
        TypeCode.Int16 => "short",
        TypeCode.UInt16 => "ushort",
        TypeCode.Int32 => "int",
        TypeCode.UInt32 => "uint",
        TypeCode.Int64 => "long",
        TypeCode.UInt64 => "ulong",
        TypeCode.Single => "float",
        TypeCode.Double => "double",
        TypeCode.Decimal => "decimal",
        TypeCode.Char => "char",
        TypeCode.String => "string",
        _ => type == typeof(object) ? "object" : null,
    };
}
