/** Recorded machines, cut down to what is read. A path that ends in `->` is a symbolic link. */
export type Tree = Record<string, string>;

const vmProcessors = `cpu  1000 0 500 8000 100 0 0 50 0 0
cpu0 600 0 300 3900 50 0 0 25 0 0
cpu1 400 0 200 4100 50 0 0 25 0 0
intr 1 2 3
btime 1790000000
processes 1234
`;

/** Of 200 ticks on two cores: 30 user, 10 system, 20 iowait, 4 steal. */
export const vmProcessorsLater = `cpu  1030 0 510 8136 120 0 0 54 0 0
cpu0 630 0 310 3940 70 0 0 25 0 0
cpu1 400 0 200 4196 50 0 0 29 0 0
intr 1 2 3
btime 1790000000
`;

export const processStat = (
  pid: number,
  name: string,
  fields: { parent?: number; ticks?: number; start?: number; pages?: number; state?: string },
) =>
  `${pid} (${name}) ${fields.state ?? 'S'} ${fields.parent ?? 1} 1 1 0 -1 0 0 0 0 0 ${fields.ticks ?? 0} 0 0 0 20 0 1 0 ${fields.start ?? 5} 1000 ${fields.pages ?? 0} 0 0\n`;

/** A small virtual machine with systemd: KVM, two cores, ext4, no sensor. */
export const vm: Tree = {
  'proc/stat': vmProcessors,
  'proc/loadavg': '0.40 0.31 0.20 1/150 4242\n',
  'proc/uptime': '273600.50 500000.00\n',
  'proc/cpuinfo': 'processor\t: 0\nmodel name\t: Example  Processor\nflags\t\t: fpu hypervisor\n',
  'proc/pressure/cpu':
    'some avg10=1.50 avg60=0.75 avg300=0.10 total=99\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n',
  'proc/pressure/memory': 'some avg10=0.00 avg60=0.00 avg300=0.00 total=0\n',
  'proc/meminfo':
    'MemTotal:        4000000 kB\nMemFree:          500000 kB\nMemAvailable:    3000000 kB\nSwapTotal:       1000000 kB\nSwapFree:         750000 kB\nHugePages_Total:       0\n',
  'proc/sys/kernel/osrelease': '6.1.0-18-amd64\n',
  'proc/self/mountinfo': `22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
28 27 254:2 / /var/my\\040data rw,relatime - ext4 /dev/vdb rw
29 27 254:2 /sub /srv/a/bind/mount/of/it rw,relatime - ext4 /dev/vdb rw
30 27 0:25 / /run rw - tmpfs tmpfs rw
31 27 7:0 / /snap/core/1 ro - squashfs /dev/loop0 ro
32 27 0:40 / /mnt/share rw - nfs4 nas:/share rw
33 27 0:41 / /boot/locked ro - ext4 /dev/vdc rw
34 27 0:42 / /var/lib/docker/overlay2/abc/merged rw - overlay overlay rw
`,
  'proc/filesystems': 'nodev\tsysfs\nnodev\ttmpfs\nnodev\tproc\nnodev\toverlay\nnodev\tnfs4\n\text4\n\tsquashfs\n',
  'proc/1/stat': processStat(1, 'systemd', { parent: 0, pages: 300 }),
  'proc/1/status': 'Name:\tsystemd\nVmRSS:\t    1200 kB\n',
  'proc/100/stat': processStat(100, 'MainThread', { ticks: 50, pages: 9000 }),
  'proc/100/status': 'VmRSS:\t   36000 kB\n',
  'proc/100/exe->': '/usr/bin/node',
  'proc/100/fd/3->': 'socket:[7001]',
  'proc/200/stat': processStat(200, 'odd) name (x', { ticks: 7, pages: 100 }),
  'proc/200/status': 'VmRSS:\t     400 kB\n',
  'proc/200/fd/0->': '/dev/null',
  'proc/200/fd/4->': 'socket:[7002]',
  'etc/os-release': 'NAME="Debian GNU/Linux"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
  'etc/passwd': 'root:x:0:0::/root:/bin/sh\nwww:x:33:33::/:/bin/false\n',
  'etc/resolv.conf': '# stub\nnameserver 127.0.0.53\nsearch example.org\n',
  'run/systemd/resolve/resolv.conf': 'nameserver 203.0.113.53\nnameserver 2001:db8::53\nsearch example.org lan\n',
  'run/systemd/system/.keep': '',
  'run/systemd/sessions/4': 'UID=1000\nUSER=anna\nSTATE=active\nCLASS=user\nTTY=pts/0\nREMOTE_HOST=203.0.113.9\n',
  'run/systemd/sessions/4.ref': '',
  'run/systemd/sessions/c1': 'USER=gdm\nSTATE=active\nCLASS=greeter\n',
  'run/systemd/sessions/5': 'USER=bert\nSTATE=closing\nCLASS=user\n',
  'sys/class/dmi/id/sys_vendor': 'QEMU\n',
  'sys/class/dmi/id/product_name': 'KVM Virtual Machine\n',
  'sys/class/net/eth0/operstate': 'up\n',
  'sys/class/net/eth0/flags': '0x1003\n',
  'sys/class/net/eth0/mtu': '1500\n',
  'sys/class/net/eth0/speed': '1000\n',
  'sys/class/net/lo/operstate': 'unknown\n',
  'sys/class/net/lo/flags': '0x9\n',
  'sys/class/net/wg0/operstate': 'down\n',
  'sys/class/net/wg0/flags': '0x90\n',
  'proc/net/dev': `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:    5000      10    0    0    0     0          0         0     5000      10    0    0    0     0       0          0
   wg0:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0
  eth0: 1000000    1000    3    2    0     0          0         0   500000     800    0    1    0     0       0          0
`,
  'proc/net/route': `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0
eth1\t00000000\t00000000\t0201\t0\t0\t50\t00000000\t0\t0\t0
eth0\t0001A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
`,
  'proc/net/tcp': `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000    33        0 7001 1 0 100 0 0 10 0
   2: 0501A8C0:0017 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 7010 1 0 100 0 0 10 0
   1: 0501A8C0:0016 0901A8C0:D431 01 00000000:00000000 00:00000000 00000000     0        0 7009 1 0 20 4 1 10 -1
`,
  'proc/net/tcp6': `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 7002 1 0 100 0 0 10 0
`,
  'proc/net/udp': `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
   0: 00000000:0044 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 7003 2 0 0
   1: 0501A8C0:A000 08080808:0035 01 00000000:00000000 00:00000000 00000000     0        0 7004 2 0 0
`,
};

/** A container under cgroup v2 with 256 MiB and one and a half of four cores; its process 1 is `tini`. */
export const container: Tree = {
  'proc/stat':
    'cpu  400 0 0 400 0 0 0 0 0 0\ncpu0 100 0 0 100\ncpu1 100 0 0 100\ncpu2 100 0 0 100\ncpu3 100 0 0 100\nbtime 1790000000\n',
  'proc/uptime': '100.00 100.00\n',
  'proc/meminfo': 'MemTotal: 8000000 kB\nMemAvailable: 4000000 kB\n',
  'proc/self/cgroup': '0::/app\n',
  'proc/self/mountinfo': `1 0 0:50 / / rw - overlay overlay rw,lowerdir=/a
2 1 0:51 / /proc rw - proc proc rw
3 1 0:52 / /sys/fs/cgroup ro - cgroup2 cgroup rw
4 1 254:1 /var/lib/docker/hosts /etc/hosts rw - ext4 /dev/vda1 rw
5 1 254:1 /vol /data rw - ext4 /dev/vda1 rw
`,
  'proc/filesystems': 'nodev\tproc\nnodev\tcgroup2\nnodev\toverlay\n\text4\n',
  'sys/fs/cgroup/memory.max': '268435456\n',
  'sys/fs/cgroup/memory.current': '134217728\n',
  'sys/fs/cgroup/memory.stat': 'anon 1\ninactive_file 33554432\n',
  'sys/fs/cgroup/cpu.max': '150000 100000\n',
  'sys/fs/cgroup/app/memory.max': 'max\n',
  'sys/fs/cgroup/app/memory.current': '1\n',
  'sys/fs/cgroup/app/cpu.max': 'max 100000\n',
  '.dockerenv': '',
  'proc/1/stat': processStat(1, 'tini', { parent: 0 }),
  'proc/7/stat': processStat(7, 'node', { parent: 1 }),
  'proc/9/stat': processStat(9, 'lost', { parent: 1, state: 'Z' }),
  'proc/12/stat': processStat(12, 'grandchild', { parent: 7 }),
};

/** A machine of metal with chips, a zone that a chip shows too, a dead sensor and limits that are nonsense. */
export const metal: Tree = {
  'sys/class/hwmon/hwmon0/name': 'coretemp\n',
  'sys/class/hwmon/hwmon0/temp1_input': '54000\n',
  'sys/class/hwmon/hwmon0/temp1_label': 'Package id 0\n',
  'sys/class/hwmon/hwmon0/temp1_max': '80000\n',
  'sys/class/hwmon/hwmon0/temp1_crit': '100000\n',
  'sys/class/hwmon/hwmon0/temp2_input': 'no number\n',
  'sys/class/hwmon/hwmon1/name': 'nvme\n',
  'sys/class/hwmon/hwmon1/temp1_input': '38850\n',
  'sys/class/hwmon/hwmon1/temp1_max': '65261850\n',
  'sys/class/thermal/thermal_zone0/type': 'x86_pkg_temp\n',
  'sys/class/thermal/thermal_zone0/temp': '54000\n',
  'sys/class/thermal/thermal_zone1/type': 'acpitz\n',
  'sys/class/thermal/thermal_zone1/temp': '27800\n',
  'sys/class/thermal/thermal_zone1/trip_point_0_type': 'critical\n',
  'sys/class/thermal/thermal_zone1/trip_point_0_temp': '30000\n',
  'sys/class/thermal/cooling_device0/type': 'Fan\n',
};

/** A host without IPv4: no table of it at all. */
export const ipv6Only: Tree = {
  'proc/net/dev': '  eth0: 100 1 0 0 0 0 0 0 200 2 0 0 0 0 0 0\n',
  'proc/net/ipv6_route': `20010db8000000010000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0
00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001 00000400 00000002 00000000 00000003     eth0
00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo
`,
  'proc/net/tcp6': `  sl  local_address
   0: B80D01200100000000000000050000FF:01BB 00000000000000000000000000000000:0000 0A 0:0 00:0 0     0        0 800 1 0
   1: 00000000000000000000000001000000:14EB 00000000000000000000000000000000:0000 0A 0:0 00:0 0     0        0 801 1 0
`,
  'etc/resolv.conf': 'nameserver 2001:db8::53\nnameserver rubbish\n',
  'sys/class/net/eth0/operstate': 'up\n',
};

/** The same files, each with something in it that no kernel writes. */
export function malformed(tree: Tree, text: string): Tree {
  return Object.fromEntries(Object.keys(tree).map(path => [path, path.endsWith('->') ? 'nowhere' : text]));
}
