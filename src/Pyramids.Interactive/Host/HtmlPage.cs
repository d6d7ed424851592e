namespace Pyramids.Interactive;

/// <summary>A page of HTML that needs nothing else.</summary>
internal static class HtmlPage
{
    /// <param name="title">Text; it is escaped here.</param>
    /// <param name="policy">What the page's content may do: a Content-Security-Policy.</param>
    /// <param name="style">Style sheets.</param>
    /// <param name="body">Markup.</param>
    public static string Of(string title, string policy, string style, string body) => Markup.Of($"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="{Markup.Raw(policy)}">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="generator" content="pyramids">
        <title>{title}</title>
        <style>
        {Markup.Raw(style)}
        </style>
        </head>
        <body>
        {Markup.Raw(body)}
        </body>
        </html>

        """).ToString();
}
