namespace Pyramids;

/// <summary>A plan cannot be written, read or run; the message says why and what to do.</summary>
public sealed class PlanException : Exception
{
    internal PlanException(string message, Exception? inner = null) : base(message, inner) { }

    internal static PlanException Unnamed(string label) => new(
        $"'{label}' runs a function that has no name, so a plan cannot hold it. Name it in every program that writes or runs the plan, "
        + "as in Engine.Register(\"relief\", function), and give the same function to the array.");
}
