namespace Pyramids.Tests;

/// <summary>Programs that are compiled ahead, and single files that <c>dotnet run</c> takes, serialize without reflection.</summary>
public sealed class SerializationTests
{
    [Fact]
    public void Every_document_is_written_and_read_by_generated_code()
    {
        var calls = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "Pyramids"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => File.ReadLines(file).Where(line => line.Contains("JsonSerializer.", StringComparison.Ordinal))).ToArray();
        Assert.NotEmpty(calls);
        Assert.All(calls, call => Assert.Matches(@"Json\.Default\.|PlanText\.Json\.", call));
    }
}
