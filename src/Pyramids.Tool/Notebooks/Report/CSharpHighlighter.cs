using System.Net;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Pyramids.Tool.Notebooks;

/// <summary>C# as HTML with a class per kind of word: k keyword, s string, n number, c comment, t type, f method, p
/// directive or magic. It goes by the syntax alone, so it colours code that does not compile as well.</summary>
internal static class CSharpHighlighter
{
    public static string ToHtml(string code)
    {
        var html = new StringBuilder();
        code = code.ReplaceLineEndings("\n");
        var chunk = new StringBuilder();
        var lines = code.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var newline = i + 1 < lines.Length ? "\n" : "";
            if (!lines[i].StartsWith("#!", StringComparison.Ordinal))
            {
                chunk.Append(lines[i]).Append(newline);
                continue;
            }
            Flush();
            Span("p", lines[i]);
            html.Append(newline);
        }
        Flush();
        return html.ToString();

        void Flush()
        {
            if (chunk.Length > 0)
                foreach (var token in CSharpSyntaxTree.ParseText(chunk.ToString(), CellSource.ParseOptions).GetRoot().DescendantTokens())
                {
                    foreach (var trivia in token.LeadingTrivia)
                        Trivia(trivia);
                    Span(Class(token), token.Text);
                    foreach (var trivia in token.TrailingTrivia)
                        Trivia(trivia);
                }
            chunk.Clear();
        }

        void Trivia(SyntaxTrivia trivia) => Span(
            trivia.IsDirective ? "p" : trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia
                or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia ? "c" : null,
            trivia.ToFullString());

        void Span(string? kind, string text)
        {
            if (text.Length == 0)
                return;
            if (kind is null)
                html.Append(WebUtility.HtmlEncode(text));
            else
            {
                var body = text.TrimEnd('\n');
                html.Append("<span class=\"").Append(kind).Append("\">").Append(WebUtility.HtmlEncode(body)).Append("</span>")
                    .Append(text[body.Length..]);
            }
        }
    }

    private static string? Class(SyntaxToken token)
    {
        if (token.IsKeyword()
            || (token.IsKind(SyntaxKind.IdentifierToken) && token.Text is "var" or "dynamic" && token.Parent is IdentifierNameSyntax))
            return "k";
        switch (token.Kind())
        {
            case SyntaxKind.NumericLiteralToken:
                return "n";
            case SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.Utf8StringLiteralToken
                or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
                or SyntaxKind.InterpolatedStringStartToken or SyntaxKind.InterpolatedVerbatimStringStartToken
                or SyntaxKind.InterpolatedStringEndToken
                or SyntaxKind.InterpolatedSingleLineRawStringStartToken or SyntaxKind.InterpolatedMultiLineRawStringStartToken
                or SyntaxKind.InterpolatedRawStringEndToken or SyntaxKind.InterpolatedStringTextToken:
                return "s";
            case SyntaxKind.IdentifierToken:
                return Class(token, token.Parent);
            default:
                return null;
        }
    }

    private static string? Class(SyntaxToken token, SyntaxNode? parent) => parent switch
    {
        BaseTypeDeclarationSyntax or DelegateDeclarationSyntax or TypeParameterSyntax or ConstructorDeclarationSyntax => "t",
        MethodDeclarationSyntax or LocalFunctionStatementSyntax => "f",
        GenericNameSyntax generic => generic.Parent is InvocationExpressionSyntax
            || generic.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax } called && called.Name == generic
            ? "f"
            : "t",
        IdentifierNameSyntax { Parent: InvocationExpressionSyntax invoked } name when invoked.Expression == name => "f",
        IdentifierNameSyntax { Parent: MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } access } name when access.Name == name && call.Expression == access => "f",
        IdentifierNameSyntax { Parent: MemberAccessExpressionSyntax access } name when access.Expression == name && IsCapital(token) => "t",
        IdentifierNameSyntax { Parent: ObjectCreationExpressionSyntax or VariableDeclarationSyntax or ParameterSyntax
            or TypeArgumentListSyntax or BaseTypeSyntax or ArrayTypeSyntax
            or NullableTypeSyntax or CastExpressionSyntax or TypeOfExpressionSyntax or MethodDeclarationSyntax
            or LocalFunctionStatementSyntax or PropertyDeclarationSyntax
            or DeclarationPatternSyntax or RecursivePatternSyntax or CatchDeclarationSyntax or AttributeSyntax or ForEachStatementSyntax { }
            or DeclarationExpressionSyntax } name
            when IsCapital(token) && !(name.Parent is ForEachStatementSyntax loop && loop.Type != name)
                && !(name.Parent is CastExpressionSyntax cast && cast.Type != name) => "t",
        _ => null,
    };

    private static bool IsCapital(SyntaxToken token) => token.Text.Length > 0 && char.IsUpper(token.Text[0]);
}
