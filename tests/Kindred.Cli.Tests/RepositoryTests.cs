using System.Text.RegularExpressions;

namespace Kindred.Cli.Tests;

/// <summary>What holds for every file; the words looked for are put together here so that this file does not hold them.</summary>
public sealed class RepositoryTests
{
    const int MostLines = 400;

    static readonly string[] Binary = [".png", ".gz", ".zst", ".parquet", ".ico", ".woff2"];

    static readonly Regex PathOfOneMachine = new(@"(?<![\w.~])/(" + "work|tmp|root|home|Users" + @")/\w");

    static readonly Regex Unfinished = new(@"\b(" + "TO" + "DO|FIX" + "ME|XX" + @"X)\b|NotImplemented" + "Exception");

    static readonly Regex Using = new(@"^using ([\w.]+);");

    static readonly Regex Link = new(@"\]\((?!https?:|#)(?<to>[^)#\s]+)");

    static IEnumerable<(string File, string[] Lines)> Texts =>
        Repository.Files()
            .Where(f => !Binary.Contains(Path.GetExtension(f)))
            .Select(f => (f, File.ReadAllLines(Path.Combine(Repository.Root, f))));

    /// <summary>Where each document points to, as whole paths.</summary>
    static IEnumerable<(string File, string To)> Links =>
        from text in Texts
        where Path.GetExtension(text.File) == ".md"
        let folder = Path.Combine(Repository.Root, Path.GetDirectoryName(text.File)!)
        from line in text.Lines
        from Match link in Link.Matches(line)
        select (text.File, Path.GetFullPath(Path.Combine(folder, link.Groups["to"].Value)));

    [Fact]
    public void No_file_names_a_path_of_one_machine() => Assert.Empty(Places(PathOfOneMachine));

    [Fact]
    public void No_file_says_that_it_is_unfinished() => Assert.Empty(Places(Unfinished));

    [Fact]
    public void No_source_file_is_too_long() =>
        Assert.Empty(
            from text in Texts
            where Path.GetExtension(text.File) is ".cs" or ".razor" or ".sql" or ".js" or ".css" && text.Lines.Length > MostLines
            select $"{text.File} has {text.Lines.Length} lines, at most {MostLines} are wanted: split it.");

    [Fact]
    public void Namespaces_are_used_in_order_those_of_the_framework_first() =>
        Assert.Empty(
            from text in Texts
            where Path.GetExtension(text.File) == ".cs"
            let names = (from line in text.Lines let name = Using.Match(line) where name.Success select name.Groups[1].Value).ToList()
            where !names.SequenceEqual(names.OrderBy(name => !name.StartsWith("System", StringComparison.Ordinal)).ThenBy(name => name, StringComparer.OrdinalIgnoreCase))
            select text.File);

    [Fact]
    public void The_readme_is_short() =>
        Assert.InRange(File.ReadAllLines(Path.Combine(Repository.Root, "README.md")).Length, 1, 150);

    [Fact]
    public void Every_link_between_documents_leads_somewhere() =>
        Assert.Empty(from link in Links where !Path.Exists(link.To) select $"{link.File}: {link.To}");

    [Fact]
    public void Every_document_is_linked_from_another()
    {
        var linked = Links.Where(link => link.To != Path.Combine(Repository.Root, link.File)).Select(link => link.To).ToHashSet();

        Assert.Empty(
            from file in Repository.Files()
            where file.StartsWith("docs/", StringComparison.Ordinal) && Path.GetExtension(file) == ".md" && !linked.Contains(Path.Combine(Repository.Root, file))
            select file);
    }

    static IEnumerable<string> Places(Regex pattern) =>
        from text in Texts
        from line in text.Lines.Index()
        where pattern.IsMatch(line.Item)
        select $"{text.File}:{line.Index + 1}: {line.Item.Trim()}";
}
