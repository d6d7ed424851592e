namespace Pyramids.Interactive;

/// <summary>Colours that read on white and on near-black alike. Text and lines take the page's own colour; areas are translucent. No
/// output carries a style block, since code hosts strip those and several outputs share a page.</summary>
internal static class Tone
{
    public const string Accent = "#4a8fd4";
    public const string Warm = "#e08a2e";
    public const string Good = "#3f9e6e";
    public const string Bad = "#d65a4a";
    public const string Line = "rgba(128,128,128,.35)";
    public const string Soft = "rgba(128,128,128,.12)";
    public const string Font = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',sans-serif";

    /// <summary>The block that every output is.</summary>
    public const string Body = Font + ";font-size:13px;line-height:1.45;max-width:100%";

    /// <summary>Side by side where there is room, below one another where not.</summary>
    public const string Row = "display:flex;flex-wrap:wrap;gap:12px 28px;align-items:flex-start";
}
