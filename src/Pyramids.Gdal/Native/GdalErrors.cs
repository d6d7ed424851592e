namespace Pyramids;

/// <summary>Keeps GDAL from printing on this thread, and gives its last message, while in use.</summary>
internal readonly unsafe ref struct GdalErrors
{
    private GdalErrors(nint handler)
    {
        GdalNative.CPLPushErrorHandler(handler);
        GdalNative.CPLErrorReset();
    }

    public static GdalErrors Quiet()
    {
        GdalLibrary.Load();
        return new(GdalLibrary.QuietHandler);
    }

    /// <summary>What GDAL said last.</summary>
    public string Message => GdalNative.Text(GdalNative.CPLGetLastErrorMsg()) is { Length: > 0 } text ? text : "GDAL gave no reason";

    public void Dispose() => GdalNative.CPLPopErrorHandler();
}
