namespace Pyramids.Tests;

/// <summary>A whole array as the meaning of operations has it: loops over cells, one after another. Shares no code with
/// the engine.</summary>
/// <remarks>Integers are <see cref="Int128"/> and wrap to their type; floating cells are doubles, rounded to single
/// precision after each operation on Float32.</remarks>
internal sealed class NaiveArray(DType type, int bands, int rows, int columns, bool rowsGone = false, bool columnsGone = false)
{
    private static readonly DType[] Integers = [DType.UInt8, DType.Int8, DType.UInt16, DType.Int16, DType.UInt32, DType.Int32,
        DType.UInt64, DType.Int64];
    private readonly double[] floating = IsFloating(type) ? new double[bands * rows * columns] : [];
    private readonly Int128[] whole = IsFloating(type) ? [] : new Int128[bands * rows * columns];

    public DType Type => type;

    public int Bands => bands;

    public int Rows => rows;

    public int Columns => columns;

    public bool RowsGone => rowsGone;

    public bool ColumnsGone => columnsGone;

    public bool Floats => IsFloating(type);

    public int Count => bands * rows * columns;

    /// <summary>By how much a result may differ where the order of additions is free; 0 for results that are one
    /// rounding, or none, away from exact.</summary>
    public Func<double, double>? Tolerance { get; init; }

    /// <summary>A cell; axes that the array lacks, or has once, repeat.</summary>
    public double this[int band, int row, int column]
    {
        get => At(Place(band, row, column));
        set => Set(Place(band, row, column), value);
    }

    public double At(int i) => Floats ? floating[i] : (double)whole[i];

    public Int128 Whole(int band, int row, int column) => whole[Place(band, row, column)];

    public void Set(int i, double value)
    {
        if (Floats) floating[i] = type == DType.Float32 ? (float)value : value;
        else whole[i] = Wrap((Int128)value);
    }

    public void SetWhole(int band, int row, int column, Int128 value) => whole[Place(band, row, column)] = Wrap(value);

    public static NaiveArray Like(NaiveArray array, DType type)
        => new(type, array.Bands, array.Rows, array.Columns, array.RowsGone, array.ColumnsGone);

    /// <summary>A cell from those of inputs, which repeat along axes that they lack.</summary>
    public static NaiveArray Each(DType type, NaiveArray[] inputs, Func<double[], double> floats, Func<Int128[], Int128>? integers = null)
    {
        var widest = inputs.OrderByDescending(input => (long)input.Count).First();
        var result = new NaiveArray(type, inputs.Max(i => i.Bands), inputs.Max(i => i.Rows), inputs.Max(i => i.Columns), widest.RowsGone,
            widest.ColumnsGone);
        for (var b = 0; b < result.Bands; b++)
            for (var r = 0; r < result.Rows; r++)
                for (var c = 0; c < result.Columns; c++)
                    if (result.Floats || integers is null) result[b, r, c] = floats(inputs.Select(input => input[b, r, c]).ToArray());
                    else result.SetWhole(b, r, c, integers(inputs.Select(input => input.Whole(b, r, c)).ToArray()));
        return result;
    }

    public NaiveArray Cast(DType to)
    {
        if (to == type) return this;
        var result = Like(this, to);
        for (var i = 0; i < Count; i++)
            if (result.Floats)
                result.floating[i] = Floats ? Single(to, floating[i]) : to == DType.Float32 ? (float)whole[i] : (double)whole[i];
            else if (!Floats) result.whole[i] = Int128.Clamp(whole[i], Least(to), Greatest(to));
            else
                result.whole[i] = floating[i] >= (double)Greatest(to) ? Greatest(to)
                    : floating[i] <= (double)Least(to) ? Least(to)
                    : (Int128)Math.Round(floating[i], MidpointRounding.ToEven);
        return result;
    }

    public static bool IsFloating(DType type) => type is DType.Float32 or DType.Float64;

    public static DType FloatingOf(DType type)
        => type is DType.UInt8 or DType.Int8 or DType.UInt16 or DType.Int16 or DType.Float32 ? DType.Float32 : DType.Float64;

    /// <summary>The smallest type with the ranges of both.</summary>
    public static DType Common(DType a, DType b)
    {
        if (IsFloating(a) || IsFloating(b))
            return FloatingOf(a) == DType.Float32 && FloatingOf(b) == DType.Float32 ? DType.Float32 : DType.Float64;
        var fitting = Integers.Where(
            t => Least(t) <= Least(a) && Least(t) <= Least(b) && Greatest(t) >= Greatest(a) && Greatest(t) >= Greatest(b)).ToArray();
        return fitting.Length > 0 ? fitting[0] : DType.Float64;
    }

    /// <summary>As C# promotes operands: small integers become Int32.</summary>
    public static DType Arithmetic(DType a, DType b)
        => Common(a, b) is var common && common is DType.UInt8 or DType.Int8 or DType.UInt16 or DType.Int16 ? DType.Int32 : common;

    public static DType WithNumber(DType type, double number)
    {
        if (IsFloating(type)) return type;
        if (!double.IsInteger(number)) return FloatingOf(type);
        var promoted = Arithmetic(type, type);
        return Holds(promoted, number) ? promoted : promoted != DType.UInt64 && Holds(DType.Int64, number) ? DType.Int64 : DType.Float64;
    }

    public static bool Holds(DType type, double number)
        => IsFloating(type) || (double.IsInteger(number) && (Int128)number >= Least(type) && (Int128)number <= Greatest(type));

    public static double Single(DType type, double value) => type == DType.Float32 ? (float)value : value;

    private int Place(int band, int row, int column)
        => ((bands == 1 ? 0 : band) * rows + (rows == 1 ? 0 : row)) * columns + (columns == 1 ? 0 : column);

    private Int128 Wrap(Int128 value)
    {
        var size = Greatest(type) - Least(type) + 1;
        var wrapped = (value - Least(type)) % size;
        return (wrapped < 0 ? wrapped + size : wrapped) + Least(type);
    }

    private static Int128 Least(DType type) => type switch
    {
        DType.Int8 => sbyte.MinValue,
        DType.Int16 => short.MinValue,
        DType.Int32 => int.MinValue,
        DType.Int64 => long.MinValue,
        _ => 0,
    };

    private static Int128 Greatest(DType type) => type switch
    {
        DType.UInt8 => byte.MaxValue,
        DType.Int8 => sbyte.MaxValue,
        DType.UInt16 => ushort.MaxValue,
        DType.Int16 => short.MaxValue,
        DType.UInt32 => uint.MaxValue,
        DType.Int32 => int.MaxValue,
        DType.UInt64 => ulong.MaxValue,
        _ => long.MaxValue,
    };
}
