using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>The functions of GDAL's C API that the bridge calls. Borrowed strings are pointers; handles are raw where
/// they are asked for often.</summary>
/// <remarks>gdal.h, ogr_api.h, ogr_srs_api.h, cpl_error.h of GDAL 3.0 to 3.12.</remarks>
internal static unsafe partial class GdalNative
{
    public const string Library = "gdal";

    public const uint OpenRaster = 0x02, OpenVector = 0x04, OpenVerbose = 0x40;

    [LibraryImport(Library)]
    public static partial void GDALAllRegister();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial byte* GDALVersionInfo(string request);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint GDALOpenEx(string name, uint flags, nint drivers, nint options, nint siblings);

    [LibraryImport(Library)]
    public static partial void GDALClose(nint dataset);

    [LibraryImport(Library)]
    public static partial void GDALSetCacheMax64(long bytes);

    [LibraryImport(Library)]
    public static partial int GDALGetRasterXSize(nint dataset);

    [LibraryImport(Library)]
    public static partial int GDALGetRasterYSize(nint dataset);

    [LibraryImport(Library)]
    public static partial int GDALGetRasterCount(nint dataset);

    [LibraryImport(Library)]
    public static partial nint GDALGetRasterBand(nint dataset, int band);

    [LibraryImport(Library)]
    public static partial int GDALGetGeoTransform(nint dataset, double* transform);

    [LibraryImport(Library)]
    public static partial nint GDALGetSpatialRef(nint dataset);

    [LibraryImport(Library)]
    public static partial int GDALGetGCPCount(nint dataset);

    [LibraryImport(Library)]
    public static partial nint GDALGetDatasetDriver(nint dataset);

    [LibraryImport(Library)]
    public static partial byte* GDALGetDriverLongName(nint driver);

    [LibraryImport(Library)]
    public static partial byte* GDALGetDescription(nint holder);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial byte** GDALGetMetadata(nint holder, string? domain);

    [LibraryImport(Library)]
    public static partial int GDALGetRasterDataType(nint band);

    [LibraryImport(Library)]
    public static partial byte* GDALGetDataTypeName(int type);

    [LibraryImport(Library)]
    public static partial int GDALDataTypeUnion(int left, int right);

    [LibraryImport(Library)]
    public static partial void GDALGetBlockSize(nint band, int* columns, int* rows);

    [LibraryImport(Library)]
    public static partial double GDALGetRasterNoDataValue(nint band, int* found);

    [LibraryImport(Library)]
    public static partial int GDALGetRasterColorInterpretation(nint band);

    [LibraryImport(Library)]
    public static partial nint GDALGetRasterColorTable(nint band);

    [LibraryImport(Library)]
    public static partial int GDALGetColorEntryCount(nint table);

    [LibraryImport(Library)]
    public static partial int GDALGetColorEntryAsRGB(nint table, int index, short* parts);

    [LibraryImport(Library)]
    public static partial byte* GDALGetRasterUnitType(nint band);

    [LibraryImport(Library)]
    public static partial double GDALGetRasterScale(nint band, int* found);

    [LibraryImport(Library)]
    public static partial double GDALGetRasterOffset(nint band, int* found);

    [LibraryImport(Library)]
    public static partial int GDALGetMaskFlags(nint band);

    [LibraryImport(Library)]
    public static partial nint GDALGetMaskBand(nint band);

    [LibraryImport(Library)]
    public static partial int GDALGetOverviewCount(nint band);

    [LibraryImport(Library)]
    public static partial nint GDALGetOverview(nint band, int index);

    [LibraryImport(Library)]
    public static partial int GDALGetRasterBandXSize(nint band);

    [LibraryImport(Library)]
    public static partial int GDALGetRasterBandYSize(nint band);

    [LibraryImport(Library)]
    public static partial int GDALRasterIO(nint band, int write, int column, int row, int columns, int rows, void* cells, int bufferColumns,
        int bufferRows, int type, int pixelSpace, int lineSpace);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OSRExportToWktEx(nint system, out nint text, string?[]? options);

    [LibraryImport(Library)]
    public static partial void OSRSetPROJSearchPaths(byte** paths);

    [LibraryImport(Library)]
    public static partial void VSIFree(nint memory);

    [LibraryImport(Library)]
    public static partial byte* CPLGetLastErrorMsg();

    [LibraryImport(Library)]
    public static partial void CPLErrorReset();

    [LibraryImport(Library)]
    public static partial void CPLPushErrorHandler(nint handler);

    [LibraryImport(Library)]
    public static partial void CPLPopErrorHandler();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void CPLSetConfigOption(string name, string? value);

    [LibraryImport(Library)]
    public static partial int GDALDatasetGetLayerCount(nint dataset);

    [LibraryImport(Library)]
    public static partial nint GDALDatasetGetLayer(nint dataset, int index);

    [LibraryImport(Library)]
    public static partial byte* OGR_L_GetName(nint layer);

    [LibraryImport(Library)]
    public static partial nint OGR_L_GetSpatialRef(nint layer);

    [LibraryImport(Library)]
    public static partial nint OGR_L_GetLayerDefn(nint layer);

    [LibraryImport(Library)]
    public static partial void OGR_L_ResetReading(nint layer);

    [LibraryImport(Library)]
    public static partial nint OGR_L_GetNextFeature(nint layer);

    [LibraryImport(Library)]
    public static partial void OGR_F_Destroy(nint feature);

    [LibraryImport(Library)]
    public static partial int OGR_FD_GetFieldCount(nint definition);

    [LibraryImport(Library)]
    public static partial nint OGR_FD_GetFieldDefn(nint definition, int field);

    [LibraryImport(Library)]
    public static partial byte* OGR_Fld_GetNameRef(nint field);

    [LibraryImport(Library)]
    public static partial int OGR_Fld_GetType(nint field);

    [LibraryImport(Library)]
    public static partial int OGR_Fld_GetSubType(nint field);

    [LibraryImport(Library)]
    public static partial int OGR_F_IsFieldSetAndNotNull(nint feature, int field);

    [LibraryImport(Library)]
    public static partial long OGR_F_GetFieldAsInteger64(nint feature, int field);

    [LibraryImport(Library)]
    public static partial double OGR_F_GetFieldAsDouble(nint feature, int field);

    [LibraryImport(Library)]
    public static partial byte* OGR_F_GetFieldAsString(nint feature, int field);

    [LibraryImport(Library)]
    public static partial nint OGR_F_GetGeometryRef(nint feature);

    [LibraryImport(Library)]
    public static partial nint OGR_G_GetLinearGeometry(nint geometry, double angle, nint options);

    [LibraryImport(Library)]
    public static partial void OGR_G_DestroyGeometry(nint geometry);

    [LibraryImport(Library)]
    public static partial int OGR_G_WkbSize(nint geometry);

    [LibraryImport(Library)]
    public static partial int OGR_G_ExportToIsoWkb(nint geometry, int order, byte* bytes);

    public static string Text(byte* borrowed) => Marshal.PtrToStringUTF8((nint)borrowed) ?? "";

    /// <summary>A list of borrowed strings, closed by a null.</summary>
    public static List<string> Texts(byte** list)
    {
        var texts = new List<string>();
        for (; list is not null && *list is not null; list++) texts.Add(Text(*list));
        return texts;
    }

    /// <summary>A CRS as WKT 2; null when there is none or GDAL cannot write it.</summary>
    public static string? Wkt(nint system)
    {
        if (system == 0) return null;
        var failed = OSRExportToWktEx(system, out var text, ["FORMAT=WKT2_2019", null]) != 0;
        var wkt = failed ? null : Text((byte*)text);
        VSIFree(text);
        return string.IsNullOrEmpty(wkt) ? null : wkt;
    }
}
