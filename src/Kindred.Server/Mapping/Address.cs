using System.Net;

namespace Kindred.Server.Mapping;

/// <summary>Addresses as they may be stored: of the network, not of the person.</summary>
static class Address
{
    /// <summary>An IPv4 address without its last byte, an IPv6 address without its last ten; null for what is no address.</summary>
    /// <remarks>Of a list of addresses, as proxies pass on, the first is the customer's. A port is left out.</remarks>
    public static string? Shorten(string? address)
    {
        var first = address?.Split(',').Select(part => part.Trim()).FirstOrDefault(part => part.Length > 0);
        if (!IPAddress.TryParse(first, out var parsed))
        {
            if (!IPEndPoint.TryParse(first ?? "", out var end))
            {
                return null;
            }

            parsed = end.Address;
        }

        var bytes = (parsed.IsIPv4MappedToIPv6 ? parsed.MapToIPv4() : parsed).GetAddressBytes();
        bytes.AsSpan(bytes.Length == 4 ? 3 : 6).Clear();
        return new IPAddress(bytes).ToString();
    }
}
