namespace Kindred;

/// <summary>How far one stage of a long job has come; a job reports its stages in the order in which they begin, each as often as it likes; two may go on at once.</summary>
/// <param name="Stage">What is done, as a person would say it: "Import", "Find sessions".</param>
/// <param name="Share">From 0 to 1, where 1 ends the stage, as the end of the job does; null while nobody can tell.</param>
/// <param name="Detail">What there is to tell so far, such as "541,909 rows".</param>
public readonly record struct StageProgress(string Stage, double? Share = null, string? Detail = null);
