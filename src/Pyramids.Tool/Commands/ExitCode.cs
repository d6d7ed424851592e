namespace Pyramids.Tool.Commands;

/// <summary>How the command tells a shell what happened.</summary>
internal static class ExitCode
{
    public const int Done = 0, Failed = 1, BadUsage = 2, Interrupted = 130, Terminated = 143, HungUp = 129;
}
