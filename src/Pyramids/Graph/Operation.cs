using System.Collections.ObjectModel;
using System.Text.Json.Serialization;

namespace Pyramids;

/// <summary>What a node does to its inputs, as a value: the record's properties are the parameters. Equal operations
/// make equal cells of equal inputs.</summary>
/// <remarks>
/// Nodes are made by <see cref="On"/> only, whether a method of an array asks for one or a plan document does. The
/// document holds what the record holds, so properties are plain values (lists as <see cref="Values{T}"/>), the record
/// is listed in <see cref="OperationJson"/>, and what follows from the inputs, such as cell types and grids, is no
/// parameter. A function of the caller's is the one exception: see <see cref="Portable"/>.
/// </remarks>
internal abstract partial record Operation
{
    /// <summary>What plans and messages call the operation: <c>slope</c>, <c>multiply 2</c>.</summary>
    [JsonIgnore]
    public abstract string Label { get; }

    /// <summary>Rises when the same parameters come to mean other cells.</summary>
    [JsonIgnore]
    public virtual int Version => 1;

    /// <summary>The same operation as a plan document can hold it.</summary>
    /// <exception cref="PlanException">It runs a function of the caller's that has no name.</exception>
    [JsonIgnore]
    public virtual Operation Portable => this;

    /// <summary>Whether cells are moved as they are, so that colours, opacity and scale that a file states for them
    /// hold for the result.</summary>
    [JsonIgnore]
    public virtual bool KeepsMeaning => false;

    /// <summary>Whether it runs a function of the caller's, which may notice how often.</summary>
    [JsonIgnore]
    public virtual bool CallsBack => false;

    /// <summary>The operation over inputs.</summary>
    /// <exception cref="ArgumentException">There are more or fewer inputs than it takes, or they do not fit it.</exception>
    public abstract Node On(params IReadOnlyList<Node> inputs);

    /// <inheritdoc/>
    public sealed override string ToString() => Label;

    protected Node One(IReadOnlyList<Node> inputs) => inputs is [var only] ? only : throw Expected(1, inputs);

    protected (Node Left, Node Right) Two(IReadOnlyList<Node> inputs) => inputs switch
    {
        [var left, var right] when left.Schema.Type == right.Schema.Type => (left, right),
        [var left, var right]
            => throw new ArgumentException($"'{Label}' takes cells of one type; {left.Schema.Type} and {right.Schema.Type} were given."),
        _ => throw Expected(2, inputs),
    };

    protected ArgumentException Expected(int count, IReadOnlyList<Node> inputs)
        => new($"'{Label}' takes {count} inputs; {inputs.Count} were given.");
}

/// <summary>A list that equals another of the same values, for the parameters of an operation.</summary>
internal sealed class Values<T> : Collection<T>, IEquatable<Values<T>>
{
    public Values() { }

    public Values(IEnumerable<T> values) : base(values.ToList()) { }

    public bool Equals(Values<T>? other) => other is not null && this.SequenceEqual(other);

    public override bool Equals(object? other) => Equals(other as Values<T>);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var value in this) hash.Add(value);
        return hash.ToHashCode();
    }
}
