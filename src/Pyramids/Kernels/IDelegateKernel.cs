namespace Pyramids;

/// <summary>A kernel that calls a delegate; two of the same delegate are the same.</summary>
internal interface IDelegateKernel
{
    Delegate Function { get; }
}
