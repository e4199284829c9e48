#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Records sample.pcapng: real servers and real clients that talk to each other
# inside private network namespaces. Nothing leaves the machine; the namespaces
# have no route to any other network.
#
#   sudo ./record.sh [OUTPUT.pcapng]      (default: sample.pcapng beside this script)
#
#   client ns ──┐
#               ├── switch ns (Linux bridge: STP, IGMP/MLD querier) ── server ns ── far ns
#   laptop ns ──┘                                        tcpdump runs ──┘  (MTU 1300)
#
# Debian packages: tcpdump wireshark-common iproute2 ethtool iptables iputils-ping
#   iputils-arping curl openssl nginx-light dnsmasq-base bind9-dnsutils chrony
#   ntpsec-ntpdig isc-dhcp-client openssh-server openssh-client dropbear-bin python3-aiosmtpd
#   python3-pyftpdlib dovecot-pop3d dovecot-imapd rsyslog bsdutils snmpd snmp

set -euo pipefail
export PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C TZ=UTC
unset "${!SSH_@}" http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY 2>/dev/null || true

die() { echo "record.sh: $*" >&2; exit 1; }
say() { echo "== $*" >&2; }

[ "$(id -u)" = 0 ] || die "must be run as root (it makes network namespaces)"
[ -c /dev/net/tun ] || die "needs /dev/net/tun (for the VLAN part)"
for tool in ip bridge unshare tcpdump editcap capinfos tshark strings ethtool iptables ping arping \
  curl openssl nginx dnsmasq dig chronyd ntpdig dhclient sshd ssh-keygen dbclient dropbearkey python3 dovecot \
  rsyslogd logger snmpd snmpget snmpbulkwalk; do
  command -v "$tool" >/dev/null || die "$tool is missing (see the package list in this script)"
done
for module in aiosmtpd pyftpdlib; do
  python3 -c "import $module" 2>/dev/null || die "python3 module $module is missing"
done

OUT=${1:-$(cd "$(dirname "$0")" && pwd)/sample.pcapng}
T=$(mktemp -d)
P=smp$$                        # prefix of the namespaces of this run
NAMESPACES="sw srv cli lap far"
MADE_RUN_SSHD=
FAILED=0

cleanup() {
  set +e
  trap - EXIT INT TERM
  for n in $NAMESPACES; do
    pids=$(ip netns pids "$P-$n" 2>/dev/null); [ -z "$pids" ] || kill $pids 2>/dev/null
  done
  sleep 0.5
  for n in $NAMESPACES; do
    pids=$(ip netns pids "$P-$n" 2>/dev/null); [ -z "$pids" ] || kill -9 $pids 2>/dev/null
    ip netns del "$P-$n" 2>/dev/null
  done
  wait 2>/dev/null
  [ -z "$MADE_RUN_SSHD" ] || rmdir /run/sshd 2>/dev/null
  rm -rf "$T"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Run a program in a namespace, with its own host name, hosts file and resolver.
run() {
  local n=$1 name
  shift
  case $n in srv) name=srv.example.test ;; cli) name=client.example.test ;; *) name=$n.example.test ;; esac
  exec_in=(ip netns exec "$P-$n" unshare --uts --mount sh -c
    'hostname "$1"; mount --bind "$2/resolv.conf" /etc/resolv.conf; mount --bind "$2/hosts" /etc/hosts; shift 2; exec "$@"'
    sh "$name" "$T")
  "${exec_in[@]}" "$@"
}
# A server in the background.
serve() { local n=$1 log=$2; shift 2; run "$n" "$@" >"$T/$log.log" 2>&1 </dev/null & }
# A client that has to succeed / has to fail (the failure is what is wanted).
ok() { run "$@" >>"$T/clients.log" 2>&1 </dev/null || { echo "   FAILED: $*" >&2; FAILED=$((FAILED + 1)); }; }
no() { ! run "$@" >>"$T/clients.log" 2>&1 </dev/null || { echo "   DID NOT FAIL: $*" >&2; FAILED=$((FAILED + 1)); }; }
sysctl_in() { ip netns exec "$P-$1" sh -c 'echo "$2" >"/proc/sys/$1"' sh "$2" "$3"; }

chmod 755 "$T"
echo "127.0.0.1 localhost" >"$T/hosts"
printf 'search example.test\nnameserver 192.0.2.1\nnameserver 2001:db8:1::1\n' >"$T/resolv.conf"

# ---------------------------------------------------------------- the network
say "network"
for n in $NAMESPACES; do
  ip netns add "$P-$n"
  sysctl_in $n net/ipv6/conf/default/use_tempaddr 0
  sysctl_in $n net/ipv6/conf/default/addr_gen_mode 0
  ip -n "$P-$n" link set lo up
done
mac() { echo "00:00:5e:00:53:$1"; }    # RFC 7042 documentation addresses

wire() { # NS-A IF-A MAC-A NS-B IF-B MAC-B
  ip -n "$P-$1" link add "$2" address "$(mac "$3")" type veth \
    peer name "$5" address "$(mac "$6")" netns "$P-$4"
  # no offloads: packets of wire size, with correct checksums
  for e in "$1 $2" "$4 $5"; do
    set -- $e
    ip netns exec "$P-$1" ethtool -K "$2" tx off rx off sg off tso off gso off gro off >/dev/null 2>&1
  done
}
wire sw p1 11 srv eth0 01
wire sw p2 12 cli eth0 02
wire sw p3 13 lap eth0 03
wire srv eth1 04 far eth0 05

ip -n "$P-sw" link add br0 address "$(mac 10)" type bridge stp_state 1 forward_delay 200 \
  mcast_snooping 1 mcast_querier 0
for p in p1 p2 p3; do
  sysctl_in sw net/ipv6/conf/$p/disable_ipv6 1
  ip -n "$P-sw" link set $p master br0
done

# server: router of the LAN, started first so that tcpdump sees everything
sysctl_in srv net/ipv4/ip_forward 1
sysctl_in srv net/ipv6/conf/all/forwarding 1
for a in 192.0.2.1/24 192.0.2.53/24 2001:db8:1::1/64; do ip -n "$P-srv" addr add $a dev eth0; done
for a in 198.51.100.1/24 2001:db8:2::1/64; do ip -n "$P-srv" addr add $a dev eth1; done
for a in 198.51.100.10/24 2001:db8:2::10/64; do ip -n "$P-far" addr add $a dev eth0; done
ip -n "$P-srv" link set eth1 mtu 1300 up
ip -n "$P-far" link set eth0 mtu 1300 up
ip -n "$P-far" route add default via 198.51.100.1
ip -n "$P-far" route add default via 2001:db8:2::1

# the hosts keep IPv6 off until the switch ports forward, so that their
# duplicate address detection and router solicitation are on the wire
sysctl_in cli net/ipv6/conf/eth0/disable_ipv6 1
sysctl_in lap net/ipv6/conf/eth0/disable_ipv6 1
ip -n "$P-srv" link set eth0 up

ip netns exec "$P-srv" tcpdump -i eth0 -n -s 0 -U --immediate-mode -Z root \
  --time-stamp-precision=nano -w "$T/raw.pcap" >"$T/tcpdump.log" 2>&1 &
TCPDUMP=$!
for i in $(seq 50); do grep -q 'listening on' "$T/tcpdump.log" && break; sleep 0.1; done
grep -q 'listening on' "$T/tcpdump.log" || die "tcpdump did not start: $(cat "$T/tcpdump.log")"

for p in p1 p2 p3 br0; do ip -n "$P-sw" link set $p up; done
ip -n "$P-cli" link set eth0 up
ip -n "$P-lap" link set eth0 up

# ---------------------------------------------------------------- the servers
say "servers"
mkdir -p "$T/www" "$T/nginx" "$T/tftp" "$T/ftp" "$T/chrony" "$T/ssh" "$T/snmp" \
  "$T/dovecot" "$T/mail/demo/Maildir/new" "$T/mail/demo/Maildir/cur" "$T/mail/demo/Maildir/tmp"

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=example.test \
  -addext 'subjectAltName=DNS:example.test,DNS:*.example.test' \
  -keyout "$T/ec.key" -out "$T/ec.crt" 2>/dev/null
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=example.test \
  -addext 'subjectAltName=DNS:example.test,DNS:*.example.test' \
  -keyout "$T/rsa.key" -out "$T/rsa.crt" 2>/dev/null

python3 - "$T" <<'PY'
import random, struct, sys, zlib
top = sys.argv[1]
random.seed(7)
items = "".join(f"<li>Line {i}: the quick brown fox jumps over the lazy dog.</li>\n" for i in range(90))
open(f"{top}/www/index.html", "w").write(
    f"<!DOCTYPE html>\n<title>example.test</title>\n<h1>Sample page</h1>\n<img src=image.png>\n<ul>\n{items}</ul>\n")
open(f"{top}/www/data.json", "w").write('{"name":"sample","values":[1,2,3]}\n')
w = h = 72                                    # a noisy gradient, about 12 KB
rows = b"".join(b"\0" + bytes(min(255, v + random.randrange(32)) for x in range(w)
                for v in (x * 3, y * 3, (x + y) * 3 // 2)) for y in range(h))
chunk = lambda t, d: struct.pack(">I", len(d)) + t + d + struct.pack(">I", zlib.crc32(t + d))
open(f"{top}/www/image.png", "wb").write(b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, 8, 2, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))
open(f"{top}/tftp/boot.cfg", "w").write("".join(f"option {i} = value {i}\n" for i in range(70)))
open(f"{top}/ftp/readme.txt", "w").write("A file for the FTP sample.\n" * 20)
message = ("From: Alice <alice@example.test>\r\nTo: Demo <demo@example.test>\r\nSubject: {}\r\n"
           "Date: Thu, 01 Jan 2026 12:00:00 +0000\r\nMessage-ID: <{}@example.test>\r\n\r\n"
           "Hello,\r\n\r\nthis is a message of the sample capture.\r\n")
open(f"{top}/mail.txt", "w", newline="").write(message.format("Sample mail", "1"))
open(f"{top}/mail/demo/Maildir/new/1.example", "w", newline="").write(message.format("Stored mail", "2"))
PY

cat >"$T/nginx.conf" <<NGINX
user root; worker_processes 1; daemon off; pid $T/nginx/pid; error_log $T/nginx/error.log;
events { worker_connections 64; }
http {
  access_log off; server_tokens off; default_type application/octet-stream;
  types { text/html html; image/png png; application/json json; }
  gzip on; gzip_types application/json; gzip_min_length 500; if_modified_since before;
  client_body_temp_path $T/nginx/body; proxy_temp_path $T/nginx/proxy; fastcgi_temp_path $T/nginx/fcgi;
  uwsgi_temp_path $T/nginx/uwsgi; scgi_temp_path $T/nginx/scgi;
  ssl_certificate $T/ec.crt; ssl_certificate_key $T/ec.key; ssl_protocols TLSv1.2 TLSv1.3;
  server {
    listen 80; listen [::]:80; listen 443 ssl http2; listen [::]:443 ssl http2; listen 8080 http2;
    root $T/www;
    location = /old { return 301 /index.html; }
    location = /form { default_type text/plain; return 200 "thank you\n"; }
    location = /broken { return 503; }
  }
}
NGINX

cat >"$T/dnsmasq.conf" <<DNSMASQ
user=root
keep-in-foreground
pid-file=
no-resolv
no-hosts
bind-interfaces
interface=eth0
except-interface=lo
local=/example.test/
domain=example.test
host-record=srv.example.test,192.0.2.1,2001:db8:1::1
host-record=ns.example.test,192.0.2.53
host-record=mail.example.test,192.0.2.1,2001:db8:1::1
host-record=example.test,192.0.2.1,2001:db8:1::1
cname=www.example.test,srv.example.test
mx-host=example.test,mail.example.test,10
mx-host=example.test,srv.example.test,20
txt-record=example.test,"v=spf1 mx -all"
txt-record=long.example.test,"$(printf 'a%.0s' $(seq 220))","$(printf 'b%.0s' $(seq 220))","$(printf 'c%.0s' $(seq 220))"
srv-host=_ldap._tcp.example.test,srv.example.test,389,1,5
srv-host=_sip._udp.example.test,srv.example.test,5060
naptr-record=example.test,10,100,S,SIP+D2U,,_sip._udp.example.test
dns-rr=example.test,257,0005697373756563612e6578616d706c652e74657374
auth-server=ns.example.test,192.0.2.53
auth-zone=example.test,192.0.2.0/24,2001:db8:1::/64
auth-soa=2026010101,hostmaster.example.test,3600,600,86400
auth-sec-servers=ns2.example.test
auth-peer=192.0.2.2
dhcp-authoritative
dhcp-leasefile=$T/leases
dhcp-range=192.0.2.100,192.0.2.150,255.255.255.0,1h
dhcp-range=2001:db8:1::100,2001:db8:1::1ff,slaac,64,1h
dhcp-option=option:ntp-server,192.0.2.1
dhcp-option=option6:ntp-server,[2001:db8:1::1]
dhcp-duid=32473,0a0b0c0d
enable-ra
ra-param=eth0,mtu:1500,30,1800
enable-tftp
tftp-root=/srv
DNSMASQ

cat >"$T/chrony.conf" <<CHRONY
local stratum 8
allow
cmdport 0
bindcmdaddress /
pidfile $T/chrony/pid
CHRONY

ssh-keygen -q -t ed25519 -N '' -C sample -f "$T/ssh/host"
dropbearkey -t ed25519 -f "$T/ssh/user" 2>/dev/null | grep '^ssh-' >"$T/ssh/user.pub"
[ -d /run/sshd ] || { mkdir -m 755 /run/sshd; MADE_RUN_SSHD=1; }
cat >"$T/ssh/sshd_config" <<SSHD
HostKey $T/ssh/host
AuthorizedKeysFile $T/ssh/user.pub
PidFile none
StrictModes no
UsePAM no
Compression no
KexAlgorithms curve25519-sha256
PasswordAuthentication no
PermitRootLogin prohibit-password
DebianBanner no
PrintMotd no
PrintLastLog no
SSHD

cat >"$T/dovecot.conf" <<DOVECOT
base_dir = $T/dovecot/run
state_dir = $T/dovecot/state
log_path = $T/dovecot.log
protocols = pop3 imap
listen = *, ::
ssl = no
disable_plaintext_auth = no
login_greeting = Ready.
mail_location = maildir:$T/mail/%u/Maildir
first_valid_uid = 1
passdb {
  driver = static
  args = password=demo
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=$T/mail/%u
}
DOVECOT
chown -R nobody:nogroup "$T/mail"

cat >"$T/rsyslog.conf" <<RSYSLOG
global(workDirectory="$T" net.enableDNS="off")
module(load="imudp") input(type="imudp" port="514")
module(load="imtcp") input(type="imtcp" port="601")
*.* action(type="omfile" file="$T/syslog.out")
RSYSLOG

cat >"$T/snmp/agent.conf" <<SNMPD
agentAddress udp:161,udp6:161
engineID example
sysDescr Sample SNMP agent
sysObjectID .1.3.6.1.4.1.32473.1
sysName srv.example.test
sysLocation Sample room
sysContact noc@example.test
view system included .1.3.6.1.2.1.1
rocommunity public default -V system
createUser demo SHA demo-auth-pass AES demo-priv-pass
rouser demo authpriv -V system
SNMPD

# TFTP errors tell the path of the file: let it be /srv, in dnsmasq's own mount namespace
serve srv dnsmasq  sh -c 'mount --bind "$0/tftp" /srv; exec dnsmasq -C "$0/dnsmasq.conf" --log-facility="$0/dnsmasq.out"' "$T"
serve srv nginx    nginx -p "$T/nginx" -e "$T/nginx/error.log" -c "$T/nginx.conf"
serve srv chrony   chronyd -x -d -u root -f "$T/chrony.conf"     # -x: leave the clock alone
serve srv sshd     /usr/sbin/sshd -D -e -f "$T/ssh/sshd_config"
for any in 0.0.0.0 ::; do
  serve srv "smtp$any" python3 -m aiosmtpd -n -l "$any:25" -c aiosmtpd.handlers.Sink \
    --tlscert "$T/ec.crt" --tlskey "$T/ec.key" --no-requiretls
done
serve srv ftp      python3 -m pyftpdlib -i 192.0.2.1 -p 21 -d "$T/ftp"
serve srv dovecot  dovecot -F -c "$T/dovecot.conf"
serve srv rsyslog  rsyslogd -n -f "$T/rsyslog.conf" -i "$T/rsyslog.pid"
serve srv snmpd    env SNMP_PERSISTENT_DIR="$T/snmp" SNMPCONFPATH="$T/snmp" snmpd -f -Lo -C -c "$T/snmp/agent.conf"
serve srv s_server openssl s_server -accept 4433 -cert "$T/rsa.crt" -key "$T/rsa.key" -www -quiet -min_protocol TLSv1.2
for port in 53 80 443 22 25 21 110 143 601 4433; do
  for i in $(seq 100); do
    [ -z "$(ip netns exec "$P-srv" ss -Hltn "sport = :$port")" ] || break
    [ "$i" != 100 ] || { tail -n 5 "$T"/*.log >&2; die "no server on port $port"; }
    sleep 0.1
  done
done
sleep 2                                       # the switch ports are forwarding now

# ------------------------------------------------------------- hosts come up
say "IPv6 neighbour discovery, multicast groups, ARP"
ip -n "$P-sw" link set br0 type bridge hello_time 500
ip -n "$P-cli" addr add 192.0.2.2/24 dev eth0
ip -n "$P-cli" route add default via 192.0.2.1
sysctl_in cli net/ipv6/conf/eth0/disable_ipv6 0        # MLD report, DAD, router solicitation
ip -n "$P-cli" addr add 2001:db8:1::2/64 dev eth0
sleep 2.5
ok cli arping -q -U -c 1 -I eth0 192.0.2.2             # gratuitous ARP
ip -n "$P-sw" link set br0 type bridge mcast_query_response_interval 100 mcast_startup_query_interval 100 \
  mcast_igmp_version 3 mcast_mld_version 2 mcast_querier 1
ip -n "$P-cli" addr add 239.1.2.3/32 dev eth0 autojoin
ip -n "$P-cli" addr add ff15::1234/128 dev eth0 autojoin
sleep 3
ip -n "$P-cli" addr del 239.1.2.3/32 dev eth0
ip -n "$P-cli" addr del ff15::1234/128 dev eth0
sysctl_in cli net/ipv4/conf/eth0/force_igmp_version 2
ip -n "$P-cli" addr add 239.9.9.9/32 dev eth0 autojoin
sleep 0.5
ip -n "$P-cli" addr del 239.9.9.9/32 dev eth0
ip -n "$P-sw" link set br0 type bridge mcast_querier 0

# --------------------------------------------------------------------- DHCP
say "DHCPv4, DHCPv6"
cat >"$T/dhclient.sh" <<'DHS'
#!/bin/sh
case $reason in
PREINIT) ip link set "$interface" up ;;
PREINIT6) ip link set "$interface" up
  for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
    ip -6 addr show dev "$interface" scope link | grep -q inet6 &&
      ! ip -6 addr show dev "$interface" tentative | grep -q inet6 && break
    sleep 0.2
  done ;;
BOUND|RENEW|REBIND|REBOOT) ip addr replace "$new_ip_address/$new_subnet_mask" dev "$interface" ;;
BOUND6|RENEW6|REBIND6) ip addr replace "$new_ip6_address/128" dev "$interface" ;;
RELEASE|STOP|EXPIRE) ip addr del "$old_ip_address/$old_subnet_mask" dev "$interface" ;;
RELEASE6|STOP6|EXPIRE6) [ -z "$old_ip6_address" ] || ip addr del "$old_ip6_address/128" dev "$interface" ;;
esac
exit 0
DHS
chmod 755 "$T/dhclient.sh"
cat >"$T/dhclient.conf" <<'DHC'
send host-name "laptop";
send vendor-class-identifier "sample";
send dhcp-client-identifier = hardware;
request subnet-mask, broadcast-address, routers, domain-name, domain-name-servers, ntp-servers, interface-mtu;
also request dhcp6.name-servers, dhcp6.domain-search, dhcp6.sntp-servers;
timeout 15;
DHC
dhc() { local f=$1; shift; ok lap dhclient $f -1 -cf "$T/dhclient.conf" -sf "$T/dhclient.sh" -lf "$T/lap$f.leases" -pf "$T/lap$f.pid" "$@" eth0; }
touch "$T/lap-4.leases" "$T/lap-6.leases"
dhc -4                                        # DISCOVER OFFER REQUEST ACK
ok lap ping -q -c 1 192.0.2.1
kill "$(cat "$T/lap-4.pid")"                  # stopped without a release:
sleep 0.3
dhc -4                                        # REQUEST of the same address, ACK
dhc -4 -r                                     # RELEASE
sysctl_in lap net/ipv6/conf/eth0/disable_ipv6 0
dhc -6 -D LL                                  # SOLICIT ADVERTISE REQUEST REPLY
ok lap ping -6 -q -c 1 2001:db8:1::1
dhc -6 -D LL -r                               # RELEASE REPLY
ok lap timeout 8 dhclient -6 -S -1 -D LL -cf "$T/dhclient.conf" -sf "$T/dhclient.sh" \
  -lf "$T/lap-6.leases" -pf "$T/lap-6s.pid" eth0     # INFORMATION-REQUEST REPLY

# --------------------------------------------------------------------- ICMP
say "ICMP"
ok cli ping -q -c 2 -i 0.2 192.0.2.1
ok cli ping -6 -q -c 2 -i 0.2 2001:db8:1::1
ok cli ping -q -c 1 -s 4000 192.0.2.1         # fragments
ok cli ping -6 -q -c 1 -s 4000 2001:db8:1::1
ok cli ping -q -c 1 198.51.100.10             # through the router
ok cli ping -6 -q -c 1 2001:db8:2::10
no cli ping -q -c 1 -W 1 -t 1 198.51.100.10   # time exceeded
no cli ping -6 -q -c 1 -W 1 -t 1 2001:db8:2::10
no cli ping -q -c 1 -W 1 -M "do" -s 1400 198.51.100.10    # fragmentation needed / packet too big
no cli ping -6 -q -c 1 -W 1 -M "do" -s 1400 2001:db8:2::10
no cli ping -q -c 1 -W 1 203.0.113.9          # network unreachable / no route
no cli ping -6 -q -c 1 -W 1 2001:db8:ffff::9
no cli dig +tries=1 +time=1 -p 5300 @192.0.2.1 port.example.test       # port unreachable
no cli dig +tries=1 +time=1 -p 5300 @2001:db8:1::1 port.example.test

# ---------------------------------------------------------------------- DNS
say "DNS"
D="dig +tries=1 +time=2 @192.0.2.1"
ok cli $D srv.example.test A
ok cli $D srv.example.test AAAA
ok cli $D www.example.test A                   # CNAME
ok cli $D example.test MX
ok cli $D example.test TXT
ok cli $D _ldap._tcp.example.test SRV
ok cli $D example.test NAPTR
ok cli $D example.test CAA
ok cli $D -x 192.0.2.1
ok cli $D -x 2001:db8:1::1
ok cli $D nothing.example.test A               # NXDOMAIN
ok cli $D srv.example.test MX                  # no data
ok cli $D www.example.org A                    # REFUSED
ok cli $D +noedns srv.example.test A
ok cli $D +dnssec +nsid +subnet=192.0.2.0/24 srv.example.test A
ok cli $D +tcp srv.example.test A
ok cli $D +bufsize=512 long.example.test TXT   # truncated, then TCP
ok cli dig +tries=1 +time=2 @2001:db8:1::1 srv.example.test AAAA
ok cli dig +tries=1 +time=2 @192.0.2.53 example.test SOA
ok cli dig +tries=1 +time=2 @192.0.2.53 example.test NS
ok cli dig +tries=1 +time=2 @192.0.2.53 nothing.example.test A    # NXDOMAIN with SOA
ok cli dig +tries=1 +time=2 @192.0.2.53 example.test AXFR

# ---------------------------------------------------------------------- NTP
say "NTP"
ok cli ntpdig -t 2 srv.example.test
ok cli ntpdig -t 2 2001:db8:1::1

# --------------------------------------------------------------------- HTTP
say "HTTP"
C="-sS -A sample-client/1.0 -o /dev/null"
Q="curl -q"
W=http://www.example.test
ok cli $Q $C $W/ -o /dev/null $W/data.json -o /dev/null $W/image.png   # one connection
ok cli $Q $C --compressed -4 $W/index.html                             # gzip, chunked
ok cli $Q $C -4 -d 'name=sample&colour=blue' $W/form --next $C \
  -F title=note -F "file=@$T/ftp/readme.txt;type=text/plain" $W/form # POST, two kinds
ok cli $Q $C -4 -L $W/old --next $C $W/missing --next $C $W/broken     # 301, 200, 404, 503
ok cli $Q $C -6 -I $W/image.png --next $C -r 0-99 $W/index.html \
  --next $C -z '01 Jan 2037 00:00:00 GMT' $W/data.json         # HEAD, 206, 304, over IPv6
ok cli $Q $C -4 --http2-prior-knowledge $W:8080/data.json              # HTTP/2 in clear
no cli $Q $C -4 $W:81/                                                 # refused (RST)
# every seventh segment is lost on its way in: retransmissions, SACK
ip netns exec "$P-cli" iptables -A INPUT -p tcp --sport 80 -m statistic --mode nth --every 7 --packet 5 -j DROP
ok cli $Q $C -4 -m 20 $W/image.png
ip netns exec "$P-cli" iptables -F INPUT

# ---------------------------------------------------------------------- TLS
say "TLS"
S=https://www.example.test
ok cli $Q $C -k -4 --tls-max 1.2 $S/data.json
ok cli $Q $C -k -6 --tlsv1.3 $S/data.json
ok cli $Q $C -k -4 --http1.1 --tlsv1.3 $S/data.json
no cli $Q $C -4 $S/                                                    # certificate not trusted: alert
s_client() { # the request goes in by standard input
  local how=$1
  shift
  run cli sh -c 'printf "GET / HTTP/1.0\r\n\r\n" | exec timeout 5 openssl s_client -connect srv.example.test:4433 \
    -servername example.test -ign_eof "$@"' sh "$@" >>"$T/clients.log" 2>&1 || [ "$how" = no ] ||
    { echo "   FAILED: s_client $*" >&2; FAILED=$((FAILED + 1)); }
}
s_client ok -tls1_2 -sess_out "$T/s12"
s_client ok -tls1_2 -sess_in "$T/s12"                               # resumed
s_client ok -tls1_3 -sess_out "$T/s13"
s_client ok -tls1_3 -sess_in "$T/s13"
s_client no -tls1_1 -cipher DEFAULT@SECLEVEL=0                      # alert: protocol version

# --------------------------------------------------------- SSH, mail, files
say "SSH, SMTP, POP3, IMAP, FTP, TFTP"
ok cli env HOME="$T" dbclient -y -y -i "$T/ssh/user" root@srv.example.test true
M="--mail-from alice@example.test --mail-rcpt demo@example.test -T $T/mail.txt"
ok cli $Q $C -4 $M smtp://mail.example.test/client.example.test
ok cli $Q $C -6 $M -k --ssl-reqd smtp://mail.example.test/client.example.test       # STARTTLS
ok cli $Q $C -4 -u demo:demo pop3://mail.example.test/1
ok cli $Q $C -4 -u demo:demo 'imap://mail.example.test/INBOX;UID=1'
ok cli $Q $C -4 -u anonymous:guest@example.test ftp://srv.example.test/ -o /dev/null ftp://srv.example.test/readme.txt
ok cli $Q $C -4 -u anonymous:guest@example.test --disable-eprt -P - ftp://srv.example.test/readme.txt   # active
ok cli $Q $C -4 tftp://srv.example.test/boot.cfg
no cli $Q $C -4 tftp://srv.example.test/missing.cfg

say "syslog, SNMP"
ok cli logger -n 192.0.2.1 -d -P 514 -t sample -p user.notice 'A syslog message over UDP'
ok cli logger -n 192.0.2.1 -d -P 514 --rfc3164 -t sample -p daemon.err 'An old style syslog message'
ok cli logger -n 192.0.2.1 -T -P 601 --octet-count -t sample -p local0.info 'A syslog message over TCP'
N="env SNMP_PERSISTENT_DIR=$T/snmp SNMPCONFPATH=$T/snmp MIBS="
ok cli $N snmpget -v1 -c public 192.0.2.1 .1.3.6.1.2.1.1.1.0 .1.3.6.1.2.1.1.5.0
ok cli $N snmpbulkwalk -v2c -c public -Cr20 192.0.2.1 .1.3.6.1.2.1.1
ok cli $N snmpget -v3 -l authPriv -u demo -a SHA -A demo-auth-pass -x AES -X demo-priv-pass 192.0.2.1 .1.3.6.1.2.1.1.3.0

# --------------------------------------------------------------------- VLAN
# A VLAN interface in user space (not every kernel has the 8021q module): it
# carries frames between a TAP interface and eth0 and adds or takes the tags.
say "VLAN 802.1Q and 802.1ad"
cat >"$T/vlan.py" <<'PY'
import fcntl, os, select, socket, struct, sys
link, tap, *tags = sys.argv[1:]              # a tag is TPID:VID:PRIORITY, outermost first
header = b"".join(struct.pack("!HH", int(t, 16), int(p) << 13 | int(v)) for t, v, p in (x.split(":") for x in tags))
match = lambda h: all(h[i:i + 2] == header[i:i + 2] and (h[i + 2] ^ header[i + 2]) & 15 == 0 and h[i + 3] == header[i + 3]
                      for i in range(0, len(header), 4)) and h[len(header):] not in (b"\x81\0", b"\x88\xa8")
tun = os.open("/dev/net/tun", os.O_RDWR)
fcntl.ioctl(tun, 0x400454CA, struct.pack("16sH22x", tap.encode(), 0x1002))      # TUNSETIFF: TAP, no header
raw = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
raw.bind((link, 3))
raw.setsockopt(263, 8, 1)                    # PACKET_AUXDATA: where the kernel puts the outer tag
while True:
    for ready in select.select([tun, raw], [], [])[0]:
        if ready == tun:
            frame = os.read(tun, 2048)
            raw.send(frame[:12] + header + frame[12:])
            continue
        frame, extra, _, address = raw.recvmsg(2048, 256)
        if address[2] == 4:                  # PACKET_OUTGOING
            continue
        for level, kind, data in extra:
            status, _, _, _, _, tci, tpid = struct.unpack("IIIHHHH", data[:20])
            if (level, kind) == (263, 8) and status & 16:
                frame = frame[:12] + struct.pack("!HH", tpid if status & 64 else 0x8100, tci) + frame[12:]
        if match(frame[12:14 + len(header)]):
            try:
                os.write(tun, frame[:12] + frame[12 + len(header):])
            except OSError:                  # the interface is not up yet
                pass
PY
vlan() { # NAME, last byte of the MACs, IPv4 net, IPv6 net, tags
  local name=$1 byte=$2 v4=$3 v6=$4 k=1
  shift 4
  for n in srv cli; do
    serve $n "$name-$n" python3 "$T/vlan.py" eth0 "$name" "$@"
    for i in $(seq 50); do [ ! "$(ip -n "$P-$n" link show "$name" 2>/dev/null)" ] || break; sleep 0.1; done
    ip -n "$P-$n" link set "$name" address "$(mac "$byte$k")" mtu 1492
    ip -n "$P-$n" addr add "$v4.$k/24" dev "$name"
    ip -n "$P-$n" addr add "$v6::$k/64" dev "$name"
    ip -n "$P-$n" link set "$name" up
    k=$((k + 1))
  done
}
vlan vlan100 2 10.100.0 2001:db8:100 8100:100:3
vlan qinq 3 10.200.0 2001:db8:200 88a8:200:0 8100:30:0
sleep 2
ok cli ping -I vlan100 -q -c 2 -i 0.2 10.100.0.1
ok cli ping -I vlan100 -6 -q -c 1 2001:db8:100::1
ok cli $Q $C --interface vlan100 http://10.100.0.1/data.json
ok cli ping -I qinq -q -c 2 -i 0.2 10.200.0.1
ok cli ping -I qinq -6 -q -c 1 2001:db8:200::1
ok cli $Q $C --interface qinq http://10.200.0.1/data.json
sleep 1

# ------------------------------------------------------------------ the file
say "writing"
kill -INT $TCPDUMP
wait $TCPDUMP || true
editcap -F pcapng --discard-capture-comment "$T/raw.pcap" "$T/sample.pcapng"
# the section header without its options (they name the program and its build)
python3 - "$T/sample.pcapng" <<'PY'
import struct, sys
data = open(sys.argv[1], "rb").read()
size = struct.unpack_from("=I", data, 4)[0]
block = struct.pack("=IIIHHqI", 0x0A0D0D0A, 28, 0x1A2B3C4D, 1, 0, -1, 28)
open(sys.argv[1], "wb").write(block + data[size:])
PY
# nothing that tells of the machine may remain
for word in "$(uname -n)" "$(uname -r)" "$(uname -v)" "$T" dumpcap editcap wireshark linux debian ubuntu x86_64; do
  [ ${#word} -lt 4 ] || ! strings -n 4 "$T/sample.pcapng" | grep -iF -- "$word" >&2 || die "the capture contains '$word'"
done
cp "$T/clients.log" "${SAMPLE_LOG:-/dev/null}"
cat "$T/sample.pcapng" >"$OUT"
capinfos -c -s -u -l "$OUT" >&2
tshark -q -z io,phs -r "$OUT"
[ $FAILED = 0 ] || die "$FAILED of the clients did not do what was expected"
