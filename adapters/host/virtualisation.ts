import type { HostTree } from './host-tree.ts';
import { parseMounts } from './mounts.ts';

/** Names of makers in the firmware's tables, and what they stand for. The list of systemd-detect-virt, shortened. */
const makers: [RegExp, string][] = [
  [/amazon ec2/i, 'Amazon EC2'],
  [/google/i, 'Google Compute Engine'],
  [/microsoft/i, 'Hyper-V'],
  [/vmware/i, 'VMware'],
  [/virtualbox|innotek/i, 'VirtualBox'],
  [/xen/i, 'Xen'],
  [/parallels/i, 'Parallels'],
  [/digitalocean/i, 'DigitalOcean'],
  [/hetzner/i, 'Hetzner Cloud'],
  [/openstack/i, 'OpenStack'],
  [/kvm/i, 'KVM'],
  [/qemu/i, 'QEMU'],
];

/** Engine and hypervisor in words, `docker container, KVM`; undefined on bare metal, or where nothing tells. */
export async function virtualisation(tree: HostTree): Promise<string | undefined> {
  const [container, hypervisor] = await Promise.all([containerEngine(tree), hypervisorName(tree)]);
  if (container === undefined) return hypervisor;
  return hypervisor === undefined ? `${container} container` : `${container} container, ${hypervisor}`;
}

/** The container engine that the machine is inside of, as far as it left a mark. */
export async function containerEngine(tree: HostTree): Promise<string | undefined> {
  const named = await tree.word('run/systemd/container');
  if (named !== undefined) return named;
  // Process 1 carries it in its environment; to be read by root alone.
  const variable = /(?:^| )container=(\S+)/.exec((await tree.word('proc/1/environ')) ?? '')?.[1];
  if (variable !== undefined) return variable;
  if (await tree.exists('run/.containerenv')) return 'podman';
  if ((await tree.exists('.dockerenv')) && !(await hasDiskOfItsOwn(tree))) return 'docker';
  return /\b(kubepods|docker|lxc)\b/.exec((await tree.word('proc/1/cgroup')) ?? '')?.[1];
}

/** A virtual machine made from a container's image keeps its marks, but boots from a block device. */
async function hasDiskOfItsOwn(tree: HostTree): Promise<boolean> {
  const mounts = parseMounts((await tree.text('proc/self/mountinfo')) ?? '');
  const root = mounts.find(({ mountPoint }) => mountPoint === '/');
  return root !== undefined && root.root === '/' && root.source.startsWith('/dev/');
}

async function hypervisorName(tree: HostTree): Promise<string | undefined> {
  const kernel = await tree.word('proc/sys/kernel/osrelease');
  if (kernel !== undefined && /microsoft/i.test(kernel)) return 'WSL';
  const tables = ['sys_vendor', 'product_name', 'board_vendor', 'bios_vendor'];
  const firmware = await Promise.all(tables.map(table => tree.word(`sys/class/dmi/id/${table}`)));
  const written = firmware.join(' ');
  // A physical machine of such a maker has the same vendor, but its processor shows no hypervisor.
  const flags = (await tree.text('proc/cpuinfo', 16 * 1024)) ?? '';
  const isVirtual = /^flags\s*:.*\bhypervisor\b/m.test(flags) || /virtual|kvm|qemu/i.test(written);
  const type = await tree.word('sys/hypervisor/type');
  if (!isVirtual) return type;
  return makers.find(([pattern]) => pattern.test(written))?.[1] ?? type ?? 'virtual machine';
}
