// Attributes of RADIUS (RFC 2865 section 5, RFC 2866 section 5, RFC 2868, RFC 2869, RFC 3162, RFC 4675 and others, all in the
// IANA register of RADIUS attribute types), which are AVPs of Diameter, too (RFC 7155 section 4).
import { be32 } from "../packet";
import { decimal, ipv4, ipv6, literal, utf8 } from "../text";

/** What a value is. */
export const enum Kind {
  Other,
  Text,
  Number,
  IPv4,
  IPv6,
}

/** Name of a type; empty where it is not known. */
export function attributeName(type: u32): u64 {
  switch (type) {
    case 1:
      return literal("User-Name");
    case 2:
      return literal("User-Password");
    case 3:
      return literal("CHAP-Password");
    case 4:
      return literal("NAS-IP-Address");
    case 5:
      return literal("NAS-Port");
    case 6:
      return literal("Service-Type");
    case 7:
      return literal("Framed-Protocol");
    case 8:
      return literal("Framed-IP-Address");
    case 9:
      return literal("Framed-IP-Netmask");
    case 10:
      return literal("Framed-Routing");
    case 11:
      return literal("Filter-Id");
    case 12:
      return literal("Framed-MTU");
    case 13:
      return literal("Framed-Compression");
    case 14:
      return literal("Login-IP-Host");
    case 15:
      return literal("Login-Service");
    case 16:
      return literal("Login-TCP-Port");
    case 18:
      return literal("Reply-Message");
    case 19:
      return literal("Callback-Number");
    case 20:
      return literal("Callback-Id");
    case 22:
      return literal("Framed-Route");
    case 23:
      return literal("Framed-IPX-Network");
    case 24:
      return literal("State");
    case 25:
      return literal("Class");
    case 26:
      return literal("Vendor-Specific");
    case 27:
      return literal("Session-Timeout");
    case 28:
      return literal("Idle-Timeout");
    case 29:
      return literal("Termination-Action");
    case 30:
      return literal("Called-Station-Id");
    case 31:
      return literal("Calling-Station-Id");
    case 32:
      return literal("NAS-Identifier");
    case 33:
      return literal("Proxy-State");
    case 34:
      return literal("Login-LAT-Service");
    case 35:
      return literal("Login-LAT-Node");
    case 36:
      return literal("Login-LAT-Group");
    case 37:
      return literal("Framed-AppleTalk-Link");
    case 38:
      return literal("Framed-AppleTalk-Network");
    case 39:
      return literal("Framed-AppleTalk-Zone");
    case 40:
      return literal("Acct-Status-Type");
    case 41:
      return literal("Acct-Delay-Time");
    case 42:
      return literal("Acct-Input-Octets");
    case 43:
      return literal("Acct-Output-Octets");
    case 44:
      return literal("Acct-Session-Id");
    case 45:
      return literal("Acct-Authentic");
    case 46:
      return literal("Acct-Session-Time");
    case 47:
      return literal("Acct-Input-Packets");
    case 48:
      return literal("Acct-Output-Packets");
    case 49:
      return literal("Acct-Terminate-Cause");
    case 50:
      return literal("Acct-Multi-Session-Id");
    case 51:
      return literal("Acct-Link-Count");
    case 52:
      return literal("Acct-Input-Gigawords");
    case 53:
      return literal("Acct-Output-Gigawords");
    case 55:
      return literal("Event-Timestamp");
    case 56:
      return literal("Egress-VLANID");
    case 57:
      return literal("Ingress-Filters");
    case 58:
      return literal("Egress-VLAN-Name");
    case 59:
      return literal("User-Priority-Table");
    case 60:
      return literal("CHAP-Challenge");
    case 61:
      return literal("NAS-Port-Type");
    case 62:
      return literal("Port-Limit");
    case 63:
      return literal("Login-LAT-Port");
    case 64:
      return literal("Tunnel-Type");
    case 65:
      return literal("Tunnel-Medium-Type");
    case 66:
      return literal("Tunnel-Client-Endpoint");
    case 67:
      return literal("Tunnel-Server-Endpoint");
    case 68:
      return literal("Acct-Tunnel-Connection");
    case 69:
      return literal("Tunnel-Password");
    case 70:
      return literal("ARAP-Password");
    case 71:
      return literal("ARAP-Features");
    case 72:
      return literal("ARAP-Zone-Access");
    case 73:
      return literal("ARAP-Security");
    case 74:
      return literal("ARAP-Security-Data");
    case 75:
      return literal("Password-Retry");
    case 76:
      return literal("Prompt");
    case 77:
      return literal("Connect-Info");
    case 78:
      return literal("Configuration-Token");
    case 79:
      return literal("EAP-Message");
    case 80:
      return literal("Message-Authenticator");
    case 81:
      return literal("Tunnel-Private-Group-ID");
    case 82:
      return literal("Tunnel-Assignment-ID");
    case 83:
      return literal("Tunnel-Preference");
    case 84:
      return literal("ARAP-Challenge-Response");
    case 85:
      return literal("Acct-Interim-Interval");
    case 86:
      return literal("Acct-Tunnel-Packets-Lost");
    case 87:
      return literal("NAS-Port-Id");
    case 88:
      return literal("Framed-Pool");
    case 89:
      return literal("Chargeable-User-Identity");
    case 90:
      return literal("Tunnel-Client-Auth-ID");
    case 91:
      return literal("Tunnel-Server-Auth-ID");
    case 92:
      return literal("NAS-Filter-Rule");
    case 94:
      return literal("Originating-Line-Info");
    case 95:
      return literal("NAS-IPv6-Address");
    case 96:
      return literal("Framed-Interface-Id");
    case 97:
      return literal("Framed-IPv6-Prefix");
    case 98:
      return literal("Login-IPv6-Host");
    case 99:
      return literal("Framed-IPv6-Route");
    case 100:
      return literal("Framed-IPv6-Pool");
    case 101:
      return literal("Error-Cause");
    case 102:
      return literal("EAP-Key-Name");
    case 123:
      return literal("Delegated-IPv6-Prefix");
    case 126:
      return literal("Operator-Name");
    case 168:
      return literal("Framed-IPv6-Address");
    case 169:
      return literal("DNS-Server-IPv6-Address");
  }
  return 0;
}

/** What the values of a type are. Tunnel attributes, which may begin with a tag, count as others. */
export function attributeKind(type: u32): Kind {
  switch (type) {
    case 1:
    case 11:
    case 18:
    case 19:
    case 20:
    case 22:
    case 30:
    case 31:
    case 32:
    case 34:
    case 35:
    case 39:
    case 44:
    case 50:
    case 63:
    case 68:
    case 74:
    case 77:
    case 78:
    case 87:
    case 88:
    case 92:
    case 99:
    case 100:
    case 126:
      return Kind.Text;
    case 5:
    case 6:
    case 7:
    case 10:
    case 12:
    case 13:
    case 15:
    case 16:
    case 23:
    case 27:
    case 28:
    case 29:
    case 37:
    case 38:
    case 40:
    case 41:
    case 42:
    case 43:
    case 45:
    case 46:
    case 47:
    case 48:
    case 49:
    case 51:
    case 52:
    case 53:
    case 55:
    case 56:
    case 57:
    case 61:
    case 62:
    case 72:
    case 73:
    case 75:
    case 76:
    case 85:
    case 86:
    case 101:
      return Kind.Number;
    case 4:
    case 8:
    case 9:
    case 14:
      return Kind.IPv4;
    case 95:
    case 98:
    case 168:
    case 169:
      return Kind.IPv6;
  }
  return Kind.Other;
}

/** Text of a value; empty where it has none, or has not the length of its kind. */
export function attributeText(kind: Kind, at: u32, length: u32): u64 {
  if (kind == Kind.Text) return utf8(at, length);
  if (kind == Kind.Number && length == 4) return decimal(be32(at));
  if (kind == Kind.IPv4 && length == 4) return ipv4(at);
  return kind == Kind.IPv6 && length == 16 ? ipv6(at) : 0;
}
