using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Kindred.Report.Page;

/// <summary>A piece of HTML. What is written in an interpolation is HTML; what fills its holes is text and gets encoded.</summary>
/// <remarks>So only our own literals can hold tags, whatever a customer, a product or a column is called.</remarks>
readonly record struct Html
{
    static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    readonly string? _source;

    Html(string source) => _source = source;

    public static Html Empty => default;

    /// <summary>Takes a text for HTML: only for what ships with the program.</summary>
    public static Html Trusted(string source) => new(source);

    public static Html Of(ref Interpolation html) => new(html.Source);

    public override string ToString() => _source ?? "";

    /// <summary>Takes literals as they are, other pieces of HTML as they are, and encodes everything else.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Interpolation(int literalLength, int formattedCount)
    {
        readonly StringBuilder _source = new(literalLength + (formattedCount * 16));

        internal string Source => _source.ToString();

        public void AppendLiteral(string html) => _source.Append(html);

        public void AppendFormatted(Html html) => _source.Append(html._source);

        public void AppendFormatted(IEnumerable<Html> pieces)
        {
            foreach (var piece in pieces)
            {
                _source.Append(piece._source);
            }
        }

        public void AppendFormatted(string? text) => _source.Append(Encoder.Encode(text ?? ""));

        public void AppendFormatted(int number) => _source.Append(CultureInfo.InvariantCulture, $"{number}");

        public void AppendFormatted(DateOnly day, string format) => AppendFormatted(day.ToString(format, CultureInfo.InvariantCulture));

        /// <summary>A coordinate or a percentage of one, to a hundredth.</summary>
        public void AppendFormatted(double coordinate) => _source.Append(coordinate.ToString("0.##", CultureInfo.InvariantCulture));
    }
}
