using System.IO.Compression;
using System.Text;
using Kindred.Project;

namespace Kindred.Import;

/// <summary>A file as UTF-8: the file itself, or a temporary copy of one that is written in another encoding.</summary>
sealed class Utf8Copy : IDisposable
{
    readonly bool _temporary;

    Utf8Copy(string path, bool temporary) => (Path, _temporary) = (path, temporary);

    public string Path { get; }

    /// <exception cref="DefinitionException">The file has bytes that are no text in the encoding the source declares.</exception>
    public static Utf8Copy Of(string path, SourceDefinition source)
    {
        if (source.Encoding is "utf-8" or "UTF-8" or "utf8" || source.Format is SourceFormat.Parquet)
        {
            return new(path, false);
        }

        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var encoding = Encoding.GetEncoding(source.Encoding, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        var copy = System.IO.Path.GetTempFileName();
        try
        {
            using var reader = new StreamReader(Opened(path), encoding);
            using var writer = new StreamWriter(copy);
            var buffer = new char[1 << 16];
            for (var read = reader.Read(buffer); read > 0; read = reader.Read(buffer))
            {
                writer.Write(buffer, 0, read);
            }

            return new(copy, true);
        }
        catch (DecoderFallbackException error)
        {
            File.Delete(copy);
            throw new DefinitionException(
                "encoding",
                $"{path} is not {source.Encoding} throughout (byte {error.Index} of a block cannot be read). Set encoding of source {source.Name} to that of the file, such as windows-1252.");
        }
    }

    public void Dispose()
    {
        if (_temporary)
        {
            File.Delete(Path);
        }
    }

    static Stream Opened(string path) => Compression.Of(path) switch
    {
        "gzip" => new GZipStream(File.OpenRead(path), CompressionMode.Decompress),
        "none" => File.OpenRead(path),
        var method => throw new DefinitionException("encoding", $"{path} is compressed by {method}; only UTF-8 files may be. Unpack it, or convert it to UTF-8."),
    };
}
