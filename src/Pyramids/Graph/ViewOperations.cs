namespace Pyramids;

/// <summary>A box of cells with every step-th row and column kept; the grid follows.</summary>
/// <param name="Band">First band.</param>
/// <param name="Row">First row.</param>
/// <param name="Column">First column.</param>
/// <param name="Bands">Bands of the result.</param>
/// <param name="Rows">Rows of the result.</param>
/// <param name="Columns">Columns of the result.</param>
/// <param name="RowStep">Not 0; negative for rows from the first on upward.</param>
/// <param name="ColumnStep">Not 0; negative for columns from the first on to the left.</param>
internal sealed record SliceOperation(int Band, int Row, int Column, int Bands, int Rows, int Columns, int RowStep = 1,
    int ColumnStep = 1) : Operation
{
    public override string Label => "slice";

    public override bool KeepsMeaning => true;

    public override Node On(params IReadOnlyList<Node> inputs)
    {
        var schema = One(inputs).Schema;
        int rows = checked((Rows - 1) * Math.Abs(RowStep) + 1), columns = checked((Columns - 1) * Math.Abs(ColumnStep) + 1);
        var read = new Window(Band, RowStep < 0 ? Row + 1 - rows : Row, ColumnStep < 0 ? Column + 1 - columns : Column,
            Bands, rows, columns);
        if (Bands < 1 || Rows < 1 || Columns < 1 || RowStep == 0 || ColumnStep == 0 || !schema.Whole.Contains(read))
            throw new ArgumentException($"The part {read} leaves the array of {schema.Whole}, or is empty.");
        return new SliceNode(this, schema with
        {
            Bands = Bands,
            Grid = schema.Grid.Crop(Row + (RowStep < 0 ? 1 : 0), Column + (ColumnStep < 0 ? 1 : 0), Rows, Columns, RowStep, ColumnStep),
            BandNames = schema.BandNames.Count == 0 ? [] : schema.BandNames.Skip(Band).Take(Bands).ToArray(),
            Meaning = schema.Meaning?.Of(Enumerable.Range(Band, Bands).ToArray()),
        }, inputs[0]);
    }
}

/// <summary>Bands picked in any order, with their names; as an array of rows and columns when <paramref name="AsPlane"/>.</summary>
internal sealed record BandsOperation(Values<int> Picked, bool AsPlane = false) : Operation
{
    public override string Label => "bands";

    public override bool KeepsMeaning => true;

    public override Node On(params IReadOnlyList<Node> inputs)
    {
        var schema = One(inputs).Schema;
        if (Picked.Count == 0 || Picked.Any(band => (uint)band >= (uint)schema.Bands) || (AsPlane && Picked.Count > 1))
            throw new ArgumentException($"Bands {string.Join(", ", Picked)} cannot be picked from {schema.Bands}.");
        return new BandsNode(this, schema with
        {
            Bands = Picked.Count,
            IsPlane = AsPlane,
            BandNames = schema.BandNames.Count == 0 ? [] : Picked.Select(band => schema.BandNames[band]).ToArray(),
            Meaning = schema.Meaning?.Of(Picked),
        }, inputs[0], Picked);
    }
}

/// <summary>One band repeated; the bands have no names.</summary>
internal sealed record RepeatOperation(int Bands) : Operation
{
    public override string Label => "bands";

    public override Node On(params IReadOnlyList<Node> inputs) => One(inputs).Schema.Bands == 1
        ? new BandsNode(this, inputs[0].Schema with { Bands = Bands, IsPlane = false, BandNames = [] }, inputs[0], new int[Bands])
        : throw new ArgumentException($"One band is repeated; {inputs[0].Schema.Bands} were given.");
}

/// <summary>Names for the bands.</summary>
internal sealed record NameBandsOperation(Values<string> Names) : Operation
{
    public override string Label => "name bands";

    public override bool KeepsMeaning => true;

    public override Node On(params IReadOnlyList<Node> inputs) => One(inputs).Schema.Bands == Names.Count
        ? new BandsNode(this, inputs[0].Schema with { BandNames = Names }, inputs[0], Enumerable.Range(0, Names.Count).ToArray())
        : throw new ArgumentException($"{Names.Count} names were given for {inputs[0].Schema.Bands} bands; give one for each.");
}

/// <summary>The bands of several arrays of one cell type and grid, one after another.</summary>
internal sealed record StackOperation : Operation
{
    public override string Label => "stack";

    public override Node On(params IReadOnlyList<Node> inputs)
    {
        if (inputs.Count == 0) throw Expected(1, inputs);
        foreach (var input in inputs.Skip(1)) Two([inputs[0], input]);
        var named = inputs.All(input => input.Schema.BandNames.Count > 0);
        return new StackNode(this, inputs[0].Schema with
        {
            Bands = inputs.Sum(input => input.Schema.Bands),
            IsPlane = false,
            NoData = Build.NoDataOf(inputs),
            BandNames = named ? inputs.SelectMany(input => input.Schema.BandNames).ToArray() : [],
        }, inputs);
    }
}

/// <summary>Bands, and after them a mask of one band that is none of theirs: a file that has masks takes it for the
/// mask of the bands, see <see cref="CellMeaning.MaskBand"/>.</summary>
internal sealed record MaskedOperation : Operation
{
    public override string Label => "with mask";

    public override bool KeepsMeaning => true;

    public override Node On(params IReadOnlyList<Node> inputs)
    {
        var (schema, mask) = Two(inputs) is var (cells, valid) ? (cells.Schema, valid.Schema) : throw Expected(2, inputs);
        if (mask.Bands != 1 || schema.Meaning?.MaskBand is not null)
            throw new ArgumentException($"'{Label}' takes cells and a mask of one band; {inputs[0]} and {inputs[1]} were given.");
        var meaning = schema.Meaning ?? new();
        return new StackNode(this, schema with
        {
            Bands = schema.Bands + 1,
            IsPlane = false,
            BandNames = schema.BandNames.Count == 0 ? [] : [.. schema.BandNames, "mask"],
            Meaning = meaning with
            {
                MaskBand = schema.Bands,
                Scales = meaning.Scales.Count == 0 ? [] : [.. meaning.Scales, 1],
                Offsets = meaning.Offsets.Count == 0 ? [] : [.. meaning.Offsets, 0],
            },
        }, inputs);
    }
}

/// <summary>The same cells, computed on their own and kept until they are read.</summary>
internal sealed record KeepOperation : Operation
{
    public override string Label => "keep";

    public override bool KeepsMeaning => true;

    public override Node On(params IReadOnlyList<Node> inputs) => new KeepNode(this, One(inputs));
}
