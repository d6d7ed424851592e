namespace Pyramids;

/// <summary>What many cells are reduced to; missing cells are left out.</summary>
internal enum Reduction : byte
{
    Count,
    Sum,
    Mean,
    Min,
    Max,
    Std,
    Var,
}
