using System.Globalization;
using PureHDF;

namespace Pyramids;

/// <summary>Attributes of an HDF5 object as text and numbers; those of other kinds are passed over.</summary>
internal static class Hdf5Attributes
{
    public static string? Text(IH5Object holder, string name)
    {
        try
        {
            if (!holder.AttributeExists(name)) return null;
            var attribute = holder.Attribute(name);
            if (attribute.Type.Class is not (H5DataTypeClass.String or H5DataTypeClass.VariableLength))
                return Number(holder, name)?.ToString("R", CultureInfo.InvariantCulture);
            return attribute.Space.Type == H5DataspaceType.Scalar ? attribute.Read<string>()
                : attribute.Read<string[]>() is { Length: > 0 } several ? string.Join(' ', several)
                : null;
        }
        catch (Exception unread) when (unread is not OutOfMemoryException)
        {
            return null;
        }
    }

    public static string[]? Texts(IH5Object holder, string name)
    {
        try
        {
            return holder.AttributeExists(name)
                && holder.Attribute(name).Type.Class is H5DataTypeClass.String or H5DataTypeClass.VariableLength
                && holder.Attribute(name).Space.Rank == 1
                ? holder.Attribute(name).Read<string[]>()
                : null;
        }
        catch (Exception unread) when (unread is not OutOfMemoryException)
        {
            return null;
        }
    }

    public static double? Number(IH5Object holder, string name) => Numbers(holder, name) is [var first, ..] ? first : null;

    public static double[]? Numbers(IH5Object holder, string name)
    {
        try
        {
            if (!holder.AttributeExists(name)) return null;
            var attribute = holder.Attribute(name);
            var isScalar = attribute.Space.Type == H5DataspaceType.Scalar;
            return Hdf5Types.Of(attribute.Type) switch
            {
                DType.UInt8 => Read<byte>(attribute, isScalar),
                DType.Int8 => Read<sbyte>(attribute, isScalar),
                DType.UInt16 => Read<ushort>(attribute, isScalar),
                DType.Int16 => Read<short>(attribute, isScalar),
                DType.UInt32 => Read<uint>(attribute, isScalar),
                DType.Int32 => Read<int>(attribute, isScalar),
                DType.UInt64 => Read<ulong>(attribute, isScalar),
                DType.Int64 => Read<long>(attribute, isScalar),
                DType.Float32 => Read<float>(attribute, isScalar),
                DType.Float64 => Read<double>(attribute, isScalar),
                _ => null,
            };
        }
        catch (Exception unread) when (unread is not OutOfMemoryException)
        {
            return null;
        }
    }

    private static double[] Read<T>(IH5Attribute attribute, bool isScalar) where T : unmanaged, System.Numerics.INumber<T>
        => isScalar ? [double.CreateTruncating(attribute.Read<T>())] : [.. attribute.Read<T[]>().Select(double.CreateTruncating)];
}
