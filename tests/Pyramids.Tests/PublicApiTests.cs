using System.Reflection;
using System.Text;

namespace Pyramids.Tests;

/// <summary>What users can name is written down; a change of it shows as a change of <c>PublicApi.txt</c>.</summary>
public sealed class PublicApiTests
{
    private static readonly string Expected = Path.Combine(Repository.Root, "tests", "Pyramids.Tests", "PublicApi.txt");

    [Fact]
    public void The_public_surface_is_the_one_that_is_written_down()
    {
        var actual = Describe(typeof(Dataset).Assembly);
        if (Environment.GetEnvironmentVariable("PYRAMIDS_WRITE_API") == "1") File.WriteAllText(Expected, actual);
        var (old, now) = (File.ReadAllLines(Expected), actual.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        var (gone, added) = (old.Except(now).ToArray(), now.Except(old).ToArray());
        Assert.True(gone.Length + added.Length == 0,
            $"The public API changed; check it and run this test with PYRAMIDS_WRITE_API=1 to write it down.\n- {string.Join("\n- ", gone)}\n+ {string.Join("\n+ ", added)}");
    }

    private static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append($"{Name(type)}\n");
            const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
            foreach (var line in type.GetMembers(Declared).Where(IsShown).Select(Line).Order(StringComparer.Ordinal))
                text.Append($"{Name(type)}.{line}\n");
        }
        return text.ToString();
    }

    private static bool IsShown(MemberInfo member) => member switch
    {
        MethodInfo { IsSpecialName: true } method => method.Name.StartsWith("op_", StringComparison.Ordinal),
        MethodInfo method => !method.Name.Contains('<') && method.GetBaseDefinition() == method,
        Type or EventInfo => false,
        _ => !member.Name.Contains('<') && member.Name != "value__",
    };

    private static string Line(MemberInfo member) => member switch
    {
        MethodBase method => $"{method.Name.TrimStart('.')}({string.Join(", ", method.GetParameters().Select(p => $"{Name(p.ParameterType)} {p.Name}{(p.IsOptional ? "?" : "")}"))}){(method is MethodInfo { ReturnType: var result } ? $" -> {Name(result)}" : "")}",
        PropertyInfo property => $"{property.Name}: {Name(property.PropertyType)}{(property.CanWrite ? " init" : "")}",
        FieldInfo field => $"{field.Name}: {Name(field.FieldType)}",
        _ => member.ToString()!,
    };

    private static string Name(Type type) => type switch
    {
        { IsArray: true } => $"{Name(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]",
        { IsByRef: true } => $"ref {Name(type.GetElementType()!)}",
        { IsGenericType: true } => $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>",
        _ => type.Name,
    };
}
