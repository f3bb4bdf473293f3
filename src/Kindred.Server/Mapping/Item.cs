using System.Text.Json;
using Kindred.Server.Spooling;

namespace Kindred.Server.Mapping;

/// <summary>One event of a request, before it is mapped.</summary>
/// <param name="Body">The whole of what the request said, for what its events share.</param>
readonly record struct Item(SpooledRequest Request, JsonElement Body, JsonElement Json, int Index)
{
    /// <summary>An id for a message that names none: the same whenever this request is read.</summary>
    public string OwnId => $"{Request.Id}-{Index}";
}
