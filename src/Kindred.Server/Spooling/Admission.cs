namespace Kindred.Server.Spooling;

/// <summary>What became of a request at the spool.</summary>
enum Admission
{
    /// <summary>It is on the disk.</summary>
    Kept,

    /// <summary>Too much waits to be written, or the spool is as large as it may get.</summary>
    Full,

    /// <summary>The disk is full or fails.</summary>
    Failed,
}
