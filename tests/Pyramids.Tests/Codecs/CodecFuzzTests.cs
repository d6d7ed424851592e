namespace Pyramids.Tests;

public class CodecFuzzTests
{
    public static TheoryData<string> Names => [.. CodecTargets.All.Select(target => target.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Damaged_bytes_give_cells_or_an_error_and_nothing_outside_is_written(string name)
        => Mutations.Survives(CodecTargets.All.Single(target => target.Name == name), 20_000, refuses: name != "packbits");
}
