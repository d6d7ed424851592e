using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>One edge of a ring in cell coordinates: (0, 0) is the outer corner of the first cell, x runs along columns and y along
/// rows.</summary>
internal readonly record struct Edge(double X0, double Y0, double X1, double Y1)
{
    /// <summary>The edge from its upper to its lower end, so that two polygons that share it compute the same crossings.</summary>
    public Edge Downward
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Y0 < Y1 || (Y0 == Y1 && X0 <= X1) ? this : new(X1, Y1, X0, Y0);
    }

    /// <summary>x at a height between the ends of a downward edge that is not horizontal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double At(double y) => y <= Y0 ? X0 : y >= Y1 ? X1 : Clamp(X0 + (y - Y0) * ((X1 - X0) / (Y1 - Y0)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double Clamp(double x) => X0 <= X1 ? Math.Clamp(x, X0, X1) : Math.Clamp(x, X1, X0);
}
