"""Makes the NAT of this network namespace forget all its mappings (as `conntrack -F`, of a package that few have)."""

import socket
import struct

NETLINK_NETFILTER = 12
CTNETLINK_DELETE = (1 << 8) | 2
REQUEST_AND_ACK = 1 | 4
MESSAGE_IS_ERROR = 2

netlink = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_NETFILTER)
family_and_version = struct.pack("=BBH", socket.AF_INET, 0, 0)
netlink.send(struct.pack("=LHHLL", 16 + len(family_and_version), CTNETLINK_DELETE, REQUEST_AND_ACK, 1, 0) + family_and_version)
reply = netlink.recv(4096)
kind, error = struct.unpack("=H", reply[4:6])[0], struct.unpack("=i", reply[16:20])[0]
if kind != MESSAGE_IS_ERROR or error != 0:
    raise SystemExit(f"the kernel refused: {error}")
